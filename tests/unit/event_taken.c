/*
 * event_taken.c - one row per shape and per quirk of the feeds, with the
 * event that it must become; the channel calls itself "feed" and its clock
 * reads 2026-11-23 12:00:00 UTC, 1795435200000.
 */
#include <stddef.h>

#include "tests/unit/event_rows.h"

/* The start and the end that most expected events share. */
#define HOST "{'kind':'entity','type':'host','id':'7','name':'web'"
#define NOW ",'at':1795435200000"
#define TIME ",'at':1773567000000"
#define FEED ",'source':'feed','source_id':"

/* The shortest records of each shape, for the rows about one quirk. */
#define OWN "{'kind':'entity','type':'host','id':7,'name':'web'"
#define SYS "{'kind':'system','check':'raid','device':'s1'"
#define API \
	"{'id':5,'entity_id':7,'name':'web','type':'host','urgency_score':74"
#define SYSLOG \
	"{'host_id':7,'host_name':'web','threat':53,'certainty':98," \
	"'category':'HOST SCORING'"
#define ID ",'source_id':'x'"

const struct taken event_taken[] = {
    /* Tocsin's own shape */
    {"own host", OWN ",'urgency':80" ID "}",
	HOST ",'urgency':80,'decreased':false" NOW FEED "'x'}"},
    {"own account, all members",
	"{'kind':'entity','type':'account','id':'a/1','name':'O365:j@x',"
	"'threat':50,'certainty':60,'decreased':true,'at':1773567000000,"
	"'url':'https://a.example/accounts/1','source':'lab',"
	"'source_id':12,'color':'red'}",
	"{'kind':'entity','type':'account','id':'a/1','name':'O365:j@x',"
	"'threat':50,'certainty':60,'decreased':true" TIME
	",'url':'https://a.example/accounts/1','source':'lab',"
	"'source_id':'12','detail':{'color':'red'}}"},
    {"own system",
	SYS ",'status':'failure','message':'disk 2 \\n gone',"
	    "'at':'2026-03-15T09:30:00Z'" ID "}",
	SYS ",'status':'failure','message':'disk 2 \\n gone'" TIME FEED "'x'}"},
    {"own system, no device", "{'kind':'system','check':'raid'" ID "}",
	"{'kind':'system','check':'raid','device':''" NOW FEED "'x'}"},
    {"own decreased urgency", OWN ",'urgency':9,'decreased':true" ID "}",
	HOST ",'urgency':9,'decreased':true" NOW FEED "'x'}"},
    {"own both scorings", OWN ",'urgency':0,'threat':100,'certainty':0" ID "}",
	HOST
	",'urgency':0,'threat':100,'certainty':0,'decreased':false" NOW FEED
	"'x'}"},
    {"own nulls are absent",
	OWN ",'urgency':80,'threat':null,'url':null,'at':null,'x':null" ID "}",
	HOST ",'urgency':80,'decreased':false" NOW FEED "'x'}"},
    {"own detail and others merge, others win",
	OWN ",'urgency':80,'a':1,'detail':{'a':2,'b':[{}],'urgency':3}" ID "}",
	HOST ",'urgency':80,'decreased':false" NOW FEED
	     "'x','detail':{'a':1,'b':[{}],'urgency':3}}"},
    {"own without a name",
	"{'kind':'entity','type':'HOST','id':7,"
	"'urgency':80" ID "}",
	"{'kind':'entity','type':'host','id':'7','name':'7','urgency':80,"
	"'decreased':false" NOW FEED "'x'}"},
    {"own without an id: a hash of the text", OWN ",'urgency':80}",
	HOST ",'urgency':80,'decreased':false" NOW FEED
	     "'hash:89dfc54263a9f8785287f4ad6a5eb566'}"},
    {"blanks don't change the hash",
	" { 'kind' : 'entity' ,'type':'host','id':7,'name':'web',"
	"'urgency':80 } \r",
	HOST ",'urgency':80,'decreased':false" NOW FEED
	     "'hash:89dfc54263a9f8785287f4ad6a5eb566'}"},
    {"integral float", OWN ",'urgency':74.0" ID "}",
	HOST ",'urgency':74,'decreased':false" NOW FEED "'x'}"},
    {"controls in a name stay", OWN ",'urgency':1,'n':'a\\u0001\\t'" ID "}",
	HOST ",'urgency':1,'decreased':false" NOW FEED
	     "'x','detail':{'n':'a\\u0001\\t'}}"},
    {"byte order mark", "\xef\xbb\xbf" OWN ",'urgency':80" ID "}",
	HOST ",'urgency':80,'decreased':false" NOW FEED "'x'}"},
    {"bad link: kept in the detail",
	OWN ",'urgency':80,'url':'javascript:alert(1)'" ID "}",
	HOST ",'urgency':80,'decreased':false" NOW FEED
	     "'x','detail':{'url':'javascript:alert(1)'}}"},
    {"link with a blank", OWN ",'urgency':80,'url':'https://a/ b'" ID "}",
	HOST ",'urgency':80,'decreased':false" NOW FEED
	     "'x','detail':{'url':'https://a/ b'}}"},
    {"link of another type", OWN ",'urgency':80,'url':[1]" ID "}",
	HOST ",'urgency':80,'decreased':false" NOW FEED
	     "'x','detail':{'url':[1]}}"},

    /* Times */
    {"time with a blank and +00:00",
	OWN ",'urgency':1,'at':'2026-03-15 09:30:00+00:00'" ID "}",
	HOST ",'urgency':1,'decreased':false" TIME FEED "'x'}"},
    {"time with a zone and a fraction",
	OWN ",'urgency':1,'at':'2026-03-15T11:00:00.1239+01:30'" ID "}",
	HOST ",'urgency':1,'decreased':false,'at':1773567000123" FEED "'x'}"},
    {"time as epoch seconds", OWN ",'urgency':1,'at':1773567000" ID "}",
	HOST ",'urgency':1,'decreased':false" TIME FEED "'x'}"},
    {"time as a float of seconds",
	OWN ",'urgency':1,'at':'1773567000.25'" ID "}",
	HOST ",'urgency':1,'decreased':false,'at':1773567000250" FEED "'x'}"},
    {"leap day", OWN ",'urgency':1,'at':'2024-02-29T00:00:00'" ID "}",
	HOST ",'urgency':1,'decreased':false,'at':1709164800000" FEED "'x'}"},
    {"empty time", OWN ",'urgency':1,'at':''" ID "}",
	HOST ",'urgency':1,'decreased':false" NOW FEED "'x'}"},

    /* The API's entity_scoring */
    {"API v3.4",
	"{'id':1111,'entity_id':7,'name':'web','type':'host',"
	"'urgency_score':74,'attack_rating':8,'importance':2,"
	"'is_prioritized':true,'severity':'Low','velocity_contrib':2,"
	"'active_detection_types':['Port Scan'],'category':'HOST SCORING',"
	"'url':'https://t.example/hosts/7',"
	"'event_timestamp':'2026-03-15T09:30:00Z',"
	"'last_detection':{'id':9,'type':'Port Scan','url':null},"
	"'urgency_reason':'ransomware'}",
	HOST ",'urgency':74,'decreased':false" TIME
	     ",'url':'https://t.example/hosts/7'" FEED
	     "'host:1111','detail':{'attack_rating':8,'importance':2,"
	     "'is_prioritized':true,'severity':'Low','velocity_contrib':2,"
	     "'active_detection_types':['Port Scan'],'category':"
	     "'HOST SCORING','last_detection':{'id':9,'type':'Port Scan'},"
	     "'urgency_reason':'ransomware'}}"},
    {"API v3.3: flat last_detection, entity_type",
	"{'id':'5','entity_id':'7','name':'web','entity_type':'host',"
	"'urgency_score':74,'last_detection_id':9,"
	"'last_detection_type':'Port Scan','last_detection_url':'u'}",
	HOST ",'urgency':74,'decreased':false" NOW FEED
	     "'host:5','detail':{'last_detection':"
	     "{'id':9,'type':'Port Scan','url':'u'}}}"},
    {"API flat beside nested: nested wins",
	API ",'last_detection':{'id':9,'type':null},'last_detection_id':8,"
	    "'last_detection_type':'Port Scan'}",
	HOST ",'urgency':74,'decreased':false" NOW FEED
	     "'host:5','detail':{'last_detection':"
	     "{'id':9,'type':'Port Scan'}}}"},
    {"API last_detection all null",
	API ",'last_detection':{'id':null,'type':null,'url':null},"
	    "'urgency_reason':null,'active_detection_types':[]}",
	HOST ",'urgency':74,'decreased':false" NOW FEED
	     "'host:5','detail':{'active_detection_types':[]}}"},
    {"API type wins over category and entity_type",
	API ",'category':'ACCOUNT SCORING','entity_type':'account'}",
	HOST ",'urgency':74,'decreased':false" NOW FEED
	     "'host:5','detail':{'category':'ACCOUNT SCORING'}}"},
    {"API no type: the category's",
	"{'id':5,'entity_id':7,'name':'web','urgency_score':74,"
	"'category':'HOST_SCORING'}",
	HOST ",'urgency':74,'decreased':false" NOW FEED
	     "'host:5','detail':{'category':'HOST_SCORING'}}"},
    {"API unknown members, one named detail",
	API ",'detail':{'x':1},'src_ip':'10.0.0.1','detection_id':3}",
	HOST ",'urgency':74,'decreased':false" NOW FEED
	     "'host:5','detail':{'detail':{'x':1},'src_ip':'10.0.0.1',"
	     "'detection_id':3}}"},
    {"API threat and certainty as well",
	API ",'threat':100,'certainty':9,'score_decreases':true}",
	HOST
	",'urgency':74,'threat':100,'certainty':9,'decreased':true" NOW FEED
	"'host:5'}"},
    {"API half a pair beside urgency", API ",'threat':100,'certainty':null}",
	HOST ",'urgency':74,'decreased':false" NOW FEED
	     "'host:5','detail':{'threat':100}}"},
    {"API epoch milliseconds", API ",'event_timestamp':1773567000000}",
	HOST ",'urgency':74,'decreased':false" TIME FEED "'host:5'}"},
    {"API health",
	"{'id':44,'health_check_name':'disk_ro_mount_check','status':'OK',"
	"'event_timestamp':'2026-03-15T09:30:00Z','entity_type':'sensor',"
	"'entity_name':'s1','serial':'V1'}",
	"{'kind':'system','check':'disk_ro_mount_check','device':'s1',"
	"'status':'OK'" TIME FEED
	"'health:44','detail':{'entity_type':'sensor','serial':'V1'}}"},
    {"API health, nulls",
	"{'id':'44','health_check_name':'raid','status':null,"
	"'entity_name':null}",
	"{'kind':'system','check':'raid','device':''" NOW FEED "'health:44'}"},

    /* Quadrant UX syslog */
    {"syslog host score",
	"<13>Mar 15 09:30:00 192 vectra_json_v2 -: {'version':'7.4',"
	"'host_id':7,'headend_addr':'192.0.2.1','host_name':'web',"
	"'host_ip':'192.0.2.7','threat':53,'certainty':98,'privilege':0,"
	"'score_decreases':false,'href':'https://q.example/hosts/522',"
	"'host_roles':'','category':'HOST SCORING','quadrant':'critical',"
	"'detection_profile':'{\\'name\\': \\'botnet\\'}','tags':'[]',"
	"'mac_address':null,'last_detection_type':'Mining',"
	"'vectra_timestamp':'1773567000','id':3}",
	HOST
	",'threat':53,'certainty':98,'decreased':false" TIME
	",'url':'https://q.example/hosts/522'" FEED
	"'hash:951a2094905f2cb0ff66e6dc5297991e','detail':{'version':'7.4',"
	"'headend_addr':'192.0.2.1','host_ip':'192.0.2.7','privilege':0,"
	"'category':'HOST SCORING','quadrant':'critical',"
	"'detection_profile':{'name':'botnet'},'tags':[],'id':3,"
	"'last_detection':{'type':'Mining'}}}"},
    {"syslog account score",
	"vectra_json_account_v2 -: {'account_id':17,'account_uid':'d@x',"
	"'threat':70,'certainty':34,'quadrant':'high','score_decreases':true,"
	"'privilege':'','href':'https://q.example/accounts/10',"
	"'category':'ACCOUNT SCORING','last_detection_type':'',"
	"'vectra_timestamp':'1773567000'}",
	"{'kind':'entity','type':'account','id':'17','name':'d@x',"
	"'threat':70,'certainty':34,'decreased':true" TIME
	",'url':'https://q.example/accounts/10'" FEED
	"'hash:7f375d6637bfee505c6e582d7538c454','detail':{'quadrant':'high',"
	"'category':'ACCOUNT SCORING'}}"},
    {"syslog health",
	"<117>Mar 15 09:30:00 A2100 vectra_json_health -: "
	"{'type':'heartbeat_check','source_ip':'192.0.2.9',"
	"'headend_addr':'192.0.2.1','dvchost':'brain','version':'7.4',"
	"'result':'failure','message':'missed','vectra_timestamp':"
	"'1773567000'}",
	"{'kind':'system','check':'heartbeat_check','device':'192.0.2.9',"
	"'status':'failure','message':'missed'" TIME FEED
	"'hash:eb8b1ff282096379e5b8eaa872fd6e6c',"
	"'detail':{'headend_addr':'192.0.2.1',"
	"'dvchost':'brain','version':'7.4'}}"},
    {"syslog health, no source_ip",
	"{'type':'raid','source_ip':'','dvchost':null,"
	"'headend_addr':'192.0.2.1','result':'success'}",
	"{'kind':'system','check':'raid','device':'192.0.2.1',"
	"'status':'success'" NOW FEED
	"'hash:4e6572fed44b44db9ed9c6ff7fb9bd83'}"},
    {"syslog through a relay of RFC 5424",
	"<13>1 2026-03-15T09:30:00Z brain app - - - " SYSLOG "}",
	HOST ",'threat':53,'certainty':98,'decreased':false" NOW FEED
	     "'hash:d7e729f1558b736986aec02c6268136f',"
	     "'detail':{'category':'HOST SCORING'}}"},
    {"syslog text that only looks like JSON stays text",
	SYSLOG ",'a':'[x','b':'{\\'k\\':1,\\'k\\':2}','c':''}",
	HOST ",'threat':53,'certainty':98,'decreased':false" NOW FEED
	     "'hash:b3c7769764db4abb782a20662b4450c1',"
	     "'detail':{'category':'HOST SCORING',"
	     "'a':'[x','b':'{\\'k\\':1,\\'k\\':2}'}}"},
    {NULL, NULL, NULL},
};
