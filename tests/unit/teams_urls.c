/*
 * teams_urls.c - which URLs the Teams app takes, and what it says of others.
 * All ids and signatures are made up.
 */
#include <string.h>

#include "tests/unit/app_kit.h"
#include "tests/unit/teams.h"

extern const struct app app_teams;

/* Pieces of URLs. */
#define ENV "default0123456789abcdef0123456789abcd.ef"
#define GOV "0123456789abcdef0123456789abcde.f"
#define COM ".environment.api.powerplatform.com"
#define GCC ".environment.api.gov.powerplatform.microsoft.us"
#define HIGH ".environment.api.high.powerplatform.microsoft.us"
#define DOD ".environment.api.appsplatform.us"
#define CN ".environment.api.powerplatform.partner.microsoftonline.cn"
#define DIRECT "/powerautomate/automations/direct"
#define FLOW "/workflows/00112233445566778899aabbccddeeff"
#define INVOKE "/triggers/manual/paths/invoke"
#define SIG "AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_AbCde"
#define SIGNED "&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=" SIG
#define Q1 "?api-version=1" SIGNED
#define Q16 "?api-version=2016-06-01" SIGNED
#define T1 "https://prod-69.westus.logic.azure.com"
#define T2 "https://" ENV COM

static const char other[] = "not that of a Teams workflow";
static const char retired[] = "retired";
static const char date[] = "30 November 2025";
static const char no_sig[] = "Who can trigger the flow to Anyone";

static const struct kit_url rows[] = {
    {T2 DIRECT FLOW INVOKE Q1, URL_OK, NULL},
    {T2 ":443" DIRECT FLOW INVOKE Q1, URL_OK, NULL},
    {T2 DIRECT FLOW INVOKE "/" Q1, URL_OK, NULL},
    {T2 DIRECT "/cu/07" FLOW INVOKE Q1, URL_OK, NULL},
    {T2 DIRECT "/cu/12" FLOW INVOKE "/" Q1, URL_OK, NULL},
    {T2 ":443" DIRECT "/cu/3" FLOW INVOKE Q1, URL_OK, NULL},
    {T2 DIRECT "/cu/123" FLOW INVOKE Q1, URL_OK, NULL},
    {"https://0123456789abcdef0123456789abcd.ef" COM DIRECT FLOW INVOKE Q1,
	URL_OK, NULL},
    {"HTTPS://DEFAULT0123456789ABCDEF0123456789ABCD.EF"
     ".ENVIRONMENT.API.POWERPLATFORM.COM" DIRECT FLOW INVOKE Q1,
	URL_OK, NULL},
    {"https://" ENV ".Environment.Api.PowerPlatform.Com" DIRECT FLOW INVOKE Q1,
	URL_OK, NULL},
    {"https://" GOV GCC DIRECT FLOW INVOKE Q1, URL_OK, NULL},
    {"https://" GOV GCC ":443" DIRECT FLOW INVOKE Q1, URL_OK, NULL},
    {"https://" GOV GCC DIRECT "/cu/01" FLOW INVOKE Q1, URL_OK, NULL},
    {"https://default" GOV GCC DIRECT FLOW INVOKE "/" Q1, URL_OK, NULL},
    {"https://" GOV HIGH DIRECT FLOW INVOKE Q1, URL_OK, NULL},
    {"https://" GOV HIGH DIRECT "/cu/02" FLOW INVOKE Q1, URL_OK, NULL},
    {"https://" GOV DOD DIRECT FLOW INVOKE Q1, URL_OK, NULL},
    {"https://" GOV DOD ":443" DIRECT "/cu/02" FLOW INVOKE "/" Q1, URL_OK,
	NULL},
    {"https://" GOV CN DIRECT FLOW INVOKE Q1, URL_OK, NULL},
    {"https://" GOV CN DIRECT "/cu/44" FLOW INVOKE Q1, URL_OK, NULL},
    {"https://prod-00.usgovtexas.logic.azure.us" FLOW INVOKE Q16, URL_OK, NULL},
    {"https://prod-00.usgovtexas.logic.azure.us:443" FLOW INVOKE Q16, URL_OK,
	NULL},
    {"https://prod2-03.usgovvirginia.logic.azure.us" FLOW INVOKE Q16, URL_OK,
	NULL},
    {"https://prod-03.chinaeast2.logic.azure.cn" FLOW INVOKE Q16, URL_OK, NULL},
    {"https://prod-03.chinaeast2.logic.azure.cn:443" FLOW INVOKE "/" Q16,
	URL_OK, NULL},
    {T2 DIRECT "/workflows/My_Flow-1" INVOKE Q1, URL_OK, NULL},
    {T2 DIRECT FLOW "/triggers/When_a_HTTP-request/paths/invoke" Q1, URL_OK,
	NULL},
    {T2 DIRECT FLOW INVOKE "?sig=" SIG "&api-version=1", URL_OK, NULL},
    {T2 DIRECT FLOW INVOKE "?api-version=1&sig=x", URL_OK, NULL},
    {T2 DIRECT FLOW INVOKE "?api-version=1&sig=a%2Bb%2Fc%3D", URL_OK, NULL},
    {T2 DIRECT FLOW INVOKE "?api-version=1&tenantId=t" SIGNED "&x=y", URL_OK,
	NULL},
    {T2 DIRECT FLOW INVOKE "?api-version=1&a=b@c.example:8443/x" SIGNED, URL_OK,
	NULL},
    /* Power Automate left these hosts; Logic Apps stay on them. */
    {T1 FLOW INVOKE Q16, URL_WARN, date},
    {T1 ":443" FLOW INVOKE Q16, URL_WARN, date},
    {T1 FLOW INVOKE "/" Q16, URL_WARN, date},
    {"https://PROD-01.WestEurope.LOGIC.azure.COM" FLOW INVOKE Q16, URL_WARN,
	date},
    /* Hosts that look alike. */
    {"https://logic.azure.com.evil.test" FLOW INVOKE Q16, URL_REFUSED, other},
    {"https://" ENV COM ".evil.test" DIRECT FLOW INVOKE Q1, URL_REFUSED, other},
    {"https://evil.test/?x=.logic.azure.com" FLOW INVOKE Q16, URL_REFUSED,
	other},
    {"https://evil.test/logic.azure.com" FLOW INVOKE Q16, URL_REFUSED, other},
    {"https://evil.test?" ENV COM DIRECT FLOW INVOKE Q1, URL_REFUSED, other},
    {"https://xlogic.azure.com" FLOW INVOKE Q16, URL_REFUSED, other},
    {"https://prod-1.evillogic.azure.com" FLOW INVOKE Q16, URL_REFUSED, other},
    {"https://logic.azure.com" FLOW INVOKE Q16, URL_REFUSED, other},
    {"https://logic-azure.com" FLOW INVOKE Q16, URL_REFUSED, other},
    {"https://prod.logic.azure.com.co" FLOW INVOKE Q16, URL_REFUSED, other},
    {"https://prod.logic.azure.co" FLOW INVOKE Q16, URL_REFUSED, other},
    {"https://prod.logic.azure.net" FLOW INVOKE Q16, URL_REFUSED, other},
    {"https://prod.1ogic.azure.com" FLOW INVOKE Q16, URL_REFUSED, other},
    {"https://environment.api.powerplatform.com" DIRECT FLOW INVOKE Q1,
	URL_REFUSED, other},
    {"https://xenvironment.api.powerplatform.com" DIRECT FLOW INVOKE Q1,
	URL_REFUSED, other},
    {"https://" ENV ".api.powerplatform.com" DIRECT FLOW INVOKE Q1, URL_REFUSED,
	other},
    {"https://" ENV ".environment.api.powerplatform.us" DIRECT FLOW INVOKE Q1,
	URL_REFUSED, other},
    {"https://" ENV ".environment-api.powerplatform.com" DIRECT FLOW INVOKE Q1,
	URL_REFUSED, other},
    {"https://x.api.powerautomate.com" FLOW INVOKE Q1, URL_REFUSED, other},
    {"https://x.flow.microsoft.com" FLOW INVOKE Q1, URL_REFUSED, other},
    {"https://x.azure-api.net" FLOW INVOKE Q1, URL_REFUSED, other},
    {"https://hooks.slack.com/services/T00/B00/xxxx", URL_REFUSED, other},
    {"https://teams.microsoft.com/l/channel/x", URL_REFUSED, other},
    {"https://localhost" FLOW INVOKE Q1, URL_REFUSED, other},
    /* Paths: those of the other family, and those that start no flow. */
    {T1 DIRECT FLOW INVOKE Q16, URL_REFUSED, other},
    {T2 FLOW INVOKE Q1, URL_REFUSED, other},
    {T2, URL_REFUSED, other},
    {T2 "/", URL_REFUSED, other},
    {T2 DIRECT Q1, URL_REFUSED, other},
    {T2 DIRECT FLOW Q1, URL_REFUSED, other},
    {T2 DIRECT "/workflows/" INVOKE Q1, URL_REFUSED, other},
    {T2 DIRECT "/workflows//triggers/manual/paths/invoke" Q1, URL_REFUSED,
	other},
    {T2 DIRECT FLOW "/triggers//paths/invoke" Q1, URL_REFUSED, other},
    {T2 DIRECT FLOW "/triggers/manual/run" Q1, URL_REFUSED, other},
    {T2 DIRECT FLOW INVOKE "//" Q1, URL_REFUSED, other},
    {T2 DIRECT FLOW INVOKE "/x" Q1, URL_REFUSED, other},
    {T2 DIRECT FLOW INVOKE "x" Q1, URL_REFUSED, other},
    {T2 "/" DIRECT FLOW INVOKE Q1, URL_REFUSED, other},
    {T2 DIRECT "/" FLOW INVOKE Q1, URL_REFUSED, other},
    {T2 DIRECT "/cu" FLOW INVOKE Q1, URL_REFUSED, other},
    {T2 DIRECT "/cu/" FLOW INVOKE Q1, URL_REFUSED, other},
    {T2 DIRECT "/cu/ab" FLOW INVOKE Q1, URL_REFUSED, other},
    {T2 DIRECT "/cu/07/08" FLOW INVOKE Q1, URL_REFUSED, other},
    {T2 DIRECT "/cu/07x" FLOW INVOKE Q1, URL_REFUSED, other},
    {T2 "/x" DIRECT FLOW INVOKE Q1, URL_REFUSED, other},
    {T2 DIRECT "/x/.." FLOW INVOKE Q1, URL_REFUSED, other},
    {T2 DIRECT "/%77orkflows/0011" INVOKE Q1, URL_REFUSED, other},
    {T2 DIRECT FLOW "%2f" INVOKE Q1, URL_REFUSED, other},
    {T2 "/POWERAUTOMATE/automations/direct" FLOW INVOKE Q1, URL_REFUSED, other},
    /* Signatures. */
    {T2 DIRECT FLOW INVOKE, URL_REFUSED, no_sig},
    {T2 DIRECT FLOW INVOKE "?api-version=1", URL_REFUSED, no_sig},
    {T2 DIRECT "/cu/07" FLOW INVOKE "?api-version=1", URL_REFUSED, no_sig},
    {T2 DIRECT FLOW INVOKE "?api-version=1&sp=x&sv=1.0&sig=", URL_REFUSED,
	no_sig},
    {T2 DIRECT FLOW INVOKE "?api-version=1&sp=x&sv=1.0&si", URL_REFUSED,
	no_sig},
    {T2 DIRECT FLOW INVOKE "?api-version=1&amp;sig=" SIG, URL_REFUSED, no_sig},
    {T2 DIRECT FLOW INVOKE "?api-version=1&SIG=" SIG, URL_REFUSED, no_sig},
    {T2 DIRECT FLOW INVOKE "?api-version=1&xsig=" SIG, URL_REFUSED, no_sig},
    {"https://" GOV GCC DIRECT FLOW INVOKE "?api-version=1", URL_REFUSED,
	no_sig},
    {T1 FLOW INVOKE "?api-version=2016-06-01", URL_REFUSED, no_sig},
    /* Office 365 connectors. */
    {"https://contoso.webhook.office.com/webhookb2/00@11/IncomingWebhook/"
     "22/33",
	URL_REFUSED, retired},
    {"https://contoso.webhook.office.com:443/webhookb2/00@11/x", URL_REFUSED,
	retired},
    {"https://webhook.office.com/webhookb2/00@11/x", URL_REFUSED, retired},
    {"https://outlook.office.com/webhook/00@11/IncomingWebhook/22/33",
	URL_REFUSED, retired},
    {"https://outlook.office365.com/webhook/00@11/x", URL_REFUSED, retired},
    {"https://Contoso.WebHook.Office.com/webhookb2/00@11/x", URL_REFUSED,
	retired},
    {"https://xwebhook.office.com/webhookb2/00@11/x", URL_REFUSED, other},
    /* What no destination may be; the reasons are those of core/url. */
    {"http://" ENV COM DIRECT FLOW INVOKE Q1, URL_REFUSED, "http://"},
    {"https://u:p@" ENV COM DIRECT FLOW INVOKE Q1, URL_REFUSED, "user name"},
    {"https://" ENV COM "@evil.test" DIRECT FLOW INVOKE Q1, URL_REFUSED,
	"user name"},
    {"https://evil.test\\@" ENV COM DIRECT FLOW INVOKE Q1, URL_REFUSED,
	"character"},
    {"https:\\\\" ENV COM DIRECT FLOW INVOKE Q1, URL_REFUSED, "character"},
    {T2 "\\.evil.test" DIRECT FLOW INVOKE Q1, URL_REFUSED, "character"},
    {T2 DIRECT FLOW INVOKE Q1 "#x", URL_REFUSED, "fragment"},
    {"https://evil.test#" ENV COM DIRECT FLOW INVOKE Q1, URL_REFUSED,
	"fragment"},
    {T2 ":8443" DIRECT FLOW INVOKE Q1, URL_REFUSED, "443"},
    {T2 ":80" DIRECT FLOW INVOKE Q1, URL_REFUSED, "443"},
    {T2 ":" DIRECT FLOW INVOKE Q1, URL_REFUSED, "443"},
    {T2 "." DIRECT FLOW INVOKE Q1, URL_REFUSED, "host name"},
    {"https://" ENV
     "%2eenvironment.api.powerplatform.com" DIRECT FLOW INVOKE Q1,
	URL_REFUSED, "host name"},
    {"https://evil.test%2f.environment.api.powerplatform.com" DIRECT FLOW INVOKE
	    Q1,
	URL_REFUSED, "host name"},
    {"https://.environment.api.powerplatform.com" DIRECT FLOW INVOKE Q1,
	URL_REFUSED, "host name"},
    {"https://x..logic.azure.com" FLOW INVOKE Q16, URL_REFUSED, "host name"},
    {"https:///" ENV COM DIRECT FLOW INVOKE Q1, URL_REFUSED, "host name"},
    {"https://" FLOW INVOKE Q1, URL_REFUSED, "host name"},
    {"https://" ENV "\xe3\x80\x82"
     "environment.api.powerplatform.com" DIRECT FLOW INVOKE Q1,
	URL_REFUSED, "character"},
    {"https://prod.log\xc4\xb1"
     "c.azure.com" FLOW INVOKE Q16,
	URL_REFUSED, "character"},
    {"https://127.0.0.1" FLOW INVOKE Q1, URL_REFUSED, "IP address"},
    {"https://0x7f.1" FLOW INVOKE Q1, URL_REFUSED, "IP address"},
    {"https://[::1]" DIRECT FLOW INVOKE Q1, URL_REFUSED, "IP address"},
    {"https://169.254.169.254" DIRECT FLOW INVOKE Q1, URL_REFUSED,
	"IP address"},
    {" " T2 DIRECT FLOW INVOKE Q1, URL_REFUSED, "blank"},
    {T2 DIRECT FLOW INVOKE Q1 "\n", URL_REFUSED, "blank"},
    {T2 DIRECT FLOW INVOKE "?api-version=1 &sig=x", URL_REFUSED, "blank"},
    {T2 "\t" DIRECT FLOW INVOKE Q1, URL_REFUSED, "blank"},
    {"\"" T2 DIRECT FLOW INVOKE Q1 "\"", URL_REFUSED, "character"},
    {"//" ENV COM DIRECT FLOW INVOKE Q1, URL_REFUSED, "https://"},
    {ENV COM DIRECT FLOW INVOKE Q1, URL_REFUSED, "https://"},
    {"ftp://" ENV COM DIRECT FLOW INVOKE Q1, URL_REFUSED, "https://"},
    {"", URL_REFUSED, "empty"},
};

START_TEST(test_rows)
{
	static const struct kit_url logic_app = {
	    T1 FLOW INVOKE Q16, URL_WARN, "Logic App"};

	kit_urls(&app_teams, rows, KIT_ROWS(rows));
	kit_urls(&app_teams, &logic_app, 1);
}
END_TEST

START_TEST(test_host)
{
	struct url_judgement j;

	app_recognise(&app_teams,
	    "https://PROD-01.WestEurope.Logic.azure.com:443" FLOW INVOKE Q16,
	    NULL, &j);
	ck_assert_str_eq("prod-01.westeurope.logic.azure.com", j.host);
	/* The host of a refused URL helps too; half a URL has none. */
	app_recognise(&app_teams, "https://Evil.test/x", NULL, &j);
	ck_assert_str_eq("evil.test", j.host);
	app_recognise(&app_teams, "https://s3cret@evil.test/x", NULL, &j);
	ck_assert_str_eq("", j.host);
}
END_TEST

/* The operator's hosts must still start a flow, by either form of path. */
START_TEST(test_operator)
{
	static const char *const more[] = {
	    "no-dot.example", ".hooks.example", ".Corp.EXAMPLE", NULL};
	static const char *const fine[] = {
	    "https://x.hooks.example" FLOW INVOKE Q1,
	    "https://x.hooks.example" DIRECT FLOW INVOKE Q1,
	    "https://x.hooks.example:443" DIRECT "/cu/07" FLOW INVOKE Q1,
	    "https://a.b.corp.example" FLOW INVOKE Q1};
	static const char *const wrong[] = {
	    "https://hooks.example" FLOW INVOKE Q1,
	    "https://xhooks.example" FLOW INVOKE Q1,
	    "https://x.no-dot.example" FLOW INVOKE Q1,
	    "https://x.hooks.example.evil.test" FLOW INVOKE Q1,
	    "https://x.hooks.example/anything?sig=x",
	    "https://x.hooks.example" FLOW INVOKE "?api-version=1",
	    "https://x.hooks.example:8443" FLOW INVOKE Q1,
	    "http://x.hooks.example" FLOW INVOKE Q1};
	struct url_judgement j;
	size_t i;

	for (i = 0; i < KIT_ROWS(fine); i++) {
		app_recognise(&app_teams, fine[i], more, &j);
		ck_assert_msg(j.verdict == URL_OK, "%s: %s", fine[i], j.why);
		app_recognise(&app_teams, fine[i], NULL, &j);
		ck_assert_msg(j.verdict == URL_REFUSED, "%s", fine[i]);
	}
	for (i = 0; i < KIT_ROWS(wrong); i++) {
		app_recognise(&app_teams, wrong[i], more, &j);
		ck_assert_msg(j.verdict == URL_REFUSED, "%s", wrong[i]);
	}
	/* Microsoft's own rules stay as they are. */
	app_recognise(&app_teams, T1 FLOW INVOKE Q16, more, &j);
	ck_assert_int_eq(URL_WARN, j.verdict);
}
END_TEST

TCase *
teams_url_case(void)
{
	TCase *tc = tcase_create("urls");

	tcase_add_test(tc, test_rows);
	tcase_add_test(tc, test_host);
	tcase_add_test(tc, test_operator);
	return tc;
}
