/*
 * event_refused.c - one row per way to be refused, with the exact reason.
 */
#include <stddef.h>

#include "tests/unit/event_rows.h"

#define OWN "{'kind':'entity','type':'host','id':7,'name':'web'"
#define API "{'id':5,'entity_id':7,'name':'web','type':'host'"
#define SYSLOG "{'host_id':7,'host_name':'web','category':'HOST SCORING'"
#define SCORE " is not a whole number from 0 to 100"
#define YEARS " is not a time within the years 2000 to 2100"
#define UNKNOWN \
	"not a known kind of event: no kind, entity_id, host_id, account_id " \
	"or health_check_name"

const struct refused event_refused[] = {
    /* Lines */
    {"", "line: is empty"},
    {" \t\r", "line: is empty"},
    {"hello", "line: is not a JSON object"},
    {"[{'kind':'entity'}]", "line: is not a JSON object"},
    {"null", "line: is not a JSON object"},
    {"see " OWN ",'urgency':80}",
	"line: has text before its object that is no syslog header"},
    {"<1234>x " OWN ",'urgency':80}",
	"line: has text before its object that is no syslog header"},
    {"<13>Mar 15 09:30:00 q vectra_standard -: CEF:0|V|X|7|hsc|",
	"line: is CEF; set the syslog format to JSON"},
    {OWN ",'urgency':80,'n':'\xff'}",
	"line: holds a NUL or is not well-formed UTF-8"},
    {OWN ",'urgency':80,'n':'\xed\xa0\x80'}",
	"line: holds a NUL or is not well-formed UTF-8"},

    /* JSON */
    {OWN ",'urgency':80} x", "JSON: unexpected character at byte 65"},
    {OWN ",'urgency':80}{}", "JSON: unexpected character at byte 64"},
    {OWN ",'urgency':80", "JSON: unfinished at byte 63"},
    {OWN ",'urgency':NaN}", "JSON: NaN or Infinity, which JSON has not"},
    {OWN ",'urgency':-Infinity}", "JSON: a number that is not JSON's"},
    {OWN ",'urgency':Infinity}", "JSON: NaN or Infinity, which JSON has not"},
    {OWN ",'urgency':80.}", "JSON: a number that is not JSON's"},
    {OWN ",'urgency':080}", "JSON: a number that is not JSON's"},
    {OWN ",'urgency':8e}", "JSON: a number that is not JSON's"},
    {OWN ",'urgency':80,'a':'\\u0000'}", "JSON: a NUL in a string"},
    {OWN ",'urgency':80,'a':'\t'}", "JSON: a control character in a string"},
    {OWN ",'urgency':80,'urgency':90}",
	"JSON: a member is given twice in one object"},
    {OWN ",'urgency':80,'x':{'a':1,'\\u0061':2}}",
	"JSON: a member is given twice in one object"},
    {OWN ",'urgency':80,'d':[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]}",
	"JSON: nested deeper than 16 levels"},
    {OWN ",'urgency':80,'d':[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]}",
	"detail: nested deeper than 16 levels"},

    /* Records that never alert */
    {"vectra_json_v2 -: {'detection_id':131,'threat':18,'certainty':21,"
     "'category':'COMMAND & CONTROL','d_type':'x','host_name':'web'}",
	"a detection is not alert material"},
    {"{'id':1,'entity_id':7,'type':'host','threat':9,'certainty':9,"
     "'d_type_vname':'Port Scan'}",
	"a detection is not alert material"},
    {"vectra_json_campaigns -: {'campaign_id':6,'action':'ADD'}",
	"a campaign record is not alert material"},
    {"vectra_json_lockdown -: {'account_id':4,'user':'u','account_uid':'c',"
     "'action':'unlock','will_retry':false,'category':'LOCKDOWN'}",
	"a lockdown record is not alert material"},
    {"<109>Mar 15 09:30:00 q vectra_json_audit -: {'user':'','role':'',"
     "'source_ip':'192.0.2.1','dvchost':'q','result':'failure',"
     "'message':'no','vectra_timestamp':'1773567000'}",
	"an audit record is not alert material"},
    {"{'id':1,'event_action':'login','event_object':'x'}",
	"an audit record is not alert material"},
    {"{'event_type':'alert','alert_signature':'x'}",
	"a signature match is not alert material"},
    {"{'count':1,'next':null,'results':[]}",
	"a page of records; give what it lists one by one"},
    {"{'kind':'detection'}", "kind: is neither \"entity\" nor \"system\""},
    {"{}", UNKNOWN},
    {"{'kind':1}", UNKNOWN},

    /* Members */
    {"{'kind':'entity','id':7,'urgency':80}", "type: is missing"},
    {"{'kind':'entity','type':'user','id':7,'urgency':80}",
	"type: is neither \"host\" nor \"account\""},
    {"{'kind':'entity','type':'host','urgency':80}", "id: is missing"},
    {"{'kind':'entity','type':'host','id':'','urgency':80}", "id: is missing"},
    {"{'kind':'entity','type':'host','id':1.5,'urgency':80}",
	"id: 1.5 is neither a string nor a whole number"},
    {"{'kind':'entity','type':'host','id':99999999999999999999,'urgency':8}",
	"id: 18446744073709551615 is neither a string nor a whole number"},
    {"{'kind':'entity','type':'host','id':true,'urgency':80}",
	"id: true is neither a string nor a whole number"},
    {"{'kind':'entity','type':'host','id':7,'name':5,'urgency':80}",
	"name: 5 is not a string"},
    {OWN "}", "urgency: is missing, and so are threat and certainty"},
    {OWN ",'urgency':101}", "urgency: 101" SCORE},
    {OWN ",'urgency':-1}", "urgency: -1" SCORE},
    {OWN ",'urgency':5.5}", "urgency: 5.5" SCORE},
    {OWN ",'urgency':1e400}", "urgency: 1e400" SCORE},
    {OWN ",'urgency':'80'}", "urgency: \"80\"" SCORE},
    {OWN ",'urgency':true}", "urgency: true" SCORE},
    {OWN ",'urgency':{'a':'bbbbbbbbbbbbbbbbbbbbbbbb'}}",
	"urgency: {\"a\":\"bbbbbbbbbbbbbbbbb\xe2\x80\xa6" SCORE},
    {OWN ",'threat':80}", "certainty: is missing beside threat"},
    {OWN ",'certainty':80}", "threat: is missing beside certainty"},
    {OWN ",'urgency':8,'threat':80}", "certainty: is missing beside threat"},
    {OWN ",'urgency':80,'decreased':1}",
	"decreased: 1 is neither true nor false"},
    {OWN ",'urgency':80,'detail':'x'}", "detail: is not a JSON object"},
    {OWN ",'urgency':80,'source':5}", "source: 5 is not a string"},
    {"{'kind':'system'}", "check: is missing"},
    {"{'kind':'system','check':'a','status':5}", "status: 5 is not a string"},
    {API ",'urgency_score':101}", "urgency_score: 101" SCORE},
    {"{'id':5,'name':'web','type':'host','urgency_score':10}",
	"entity_id: is missing"},
    {"{'id':5,'entity_id':7,'urgency_score':10}", "type: is missing"},
    {API ",'type2':1,'urgency_score':1,'event_timestamp':'soon'}",
	"event_timestamp: \"soon\"" YEARS},
    {"{'health_check_name':null,'id':4}", "health_check_name: is missing"},
    {SYSLOG ",'threat':53}", "certainty: is missing beside threat"},
    {SYSLOG ",'threat':'53','certainty':9}", "threat: \"53\"" SCORE},
    {"{'host_name':'web','threat':1,'certainty':1,'category':'HOST SCORING'}",
	"host_id: is missing"},
    {"{'account_uid':'u','threat':1,'category':'ACCOUNT SCORING'}",
	"account_id: is missing"},

    /* Times */
    {OWN ",'urgency':1,'at':'1999-12-31T23:59:59Z'}",
	"at: \"1999-12-31T23:59:59Z\"" YEARS},
    {OWN ",'urgency':1,'at':'2101-01-01T00:00:00Z'}",
	"at: \"2101-01-01T00:00:00Z\"" YEARS},
    {OWN ",'urgency':1,'at':'2026-02-29 00:00:00'}",
	"at: \"2026-02-29 00:00:00\"" YEARS},
    {OWN ",'urgency':1,'at':'2026-03-15'}", "at: \"2026-03-15\"" YEARS},
    {OWN ",'urgency':1,'at':'1.7.3'}", "at: \"1.7.3\"" YEARS},
    {OWN ",'urgency':1,'at':'2026-03-15T25:00:00Z'}",
	"at: \"2026-03-15T25:00:00Z\"" YEARS},
    {OWN ",'urgency':1,'at':0}", "at: 0" YEARS},
    {OWN ",'urgency':1,'at':1773567000000000}", "at: 1773567000000000" YEARS},
    {OWN ",'urgency':1,'at':true}", "at: true" YEARS},
    {NULL, NULL},
};
