/*
 * samples.mjs - a message for each app, written by hand: how its URL looks,
 * what it takes, what its page shows.  The secrets are made up.
 */
export const SECRET = 'Zx9SECRETsecretZx9SECRETsecretZx9SECRETsecr';

/* What a host may be called by someone who wants a click. */
export const HOSTILE = '<script>window.hit=1</script>' +
	'<img src=x onerror="window.hit=1"> ' +
	'[evil](javascript:window.hit=1) <javascript:window.hit=1|evil> ' +
	'<a href="javascript:window.hit=1">evil</a> <!channel> @everyone';

/* A Mattermost hook has 26 characters. */
const KEY26 = 'SECRETxyzSECRETxyzSECRETxy';
export const LINK = 'https://appliance.example/hosts/1042';
const WHEN = '2026-11-23T09:15:02Z';
const ALERT = '00c0ffee00c0ffee';
const NAME = 'fin-ws-014';

const button = (text, style) => ({type: 'button', url: LINK, style,
	text: {type: 'plain_text', text}});

/* slack(name): the message when the host has that name; as all of these. */
function slack(name)
{
	return {
		text: `Host ${name} has urgency 82`,
		attachments: [{color: '#d13438', blocks: [
			{type: 'header', text: {type: 'plain_text',
				text: `:rotating_light: Host ${name}`}},
			{type: 'section', text: {type: 'mrkdwn',
				text: '*Urgency 82*, _rising_ since ' +
				`\`09:10\`: <${LINK}|open &amp; look>\n` +
				'> was ~61~ an hour ago'}},
			{type: 'section', fields: [
				{type: 'mrkdwn', text: '*Importance*\nHigh'},
				{type: 'plain_text', text: `Host\n${name}`}]},
			{type: 'rich_text', elements: [
				{type: 'rich_text_section', elements: [
				{type: 'text', text: 'Detections',
					style: {bold: true}}]},
				{type: 'rich_text_list', style: 'bullet',
				elements: ['Brute-Force', name].map((text) =>
				({type: 'rich_text_section', elements:
				[{type: 'text', text}]}))}]},
			{type: 'divider'},
			{type: 'hologram', text: 'of a kind to come'},
			{type: 'actions', elements: [
				button('Open host', 'primary'),
				button('All hosts')]},
			{type: 'context', elements: [{type: 'plain_text',
				text: `Tocsin · Alert ${ALERT}`}]},
		]}],
	};
}

function discord(name)
{
	return {
		content: `Host ${name} has **urgency 82**`,
		allowed_mentions: {parse: []},
		embeds: [{title: `Host ${name}`, url: LINK, color: 0xd13438,
			description: '**Urgency 82**, *rising*: ' +
				`[open](${LINK}) \\*no\\* emphasis`,
			fields: [{name: 'Importance', value: 'High',
				inline: true},
			{name: 'Threat', value: '91', inline: true},
			{name: 'Certainty', value: '74', inline: true},
			{name: 'Detections',
				value: `- Brute-Force\n- ${name}`}],
			footer: {text: `Tocsin · Alert ${ALERT}`},
			timestamp: WHEN}],
	};
}

function googleChat(name)
{
	return {
		text: `Host ${name} has *urgency 82*`,
		cardsV2: [{cardId: ALERT, card: {
			header: {title: `Host ${name}`,
				subtitle: 'Urgency 82, rising'},
			sections: [{header: 'Scores', widgets: [
				{decoratedText: {topLabel: 'Importance',
					text: '<b>High</b>'}},
				{decoratedText: {topLabel: 'Host', text: name,
					bottomLabel: 'seen first today'}},
				{textParagraph: {text: 'Brute-Force<br>' +
					'<font color="#d13438">' +
					`${name}</font> ` +
					`<a href="${LINK}">more</a>`}}]},
			{widgets: [{hologram: {text: 'of a kind to come'}},
			{buttonList: {buttons: [{text: 'Open host',
				onClick: {openLink: {url: LINK}}}]}}]}],
		}}],
	};
}

function pagerDuty(name)
{
	return {
		routing_key: SECRET, event_action: 'trigger',
		dedup_key: 'tocsin/host/1042', client: 'Tocsin',
		client_url: LINK,
		payload: {summary: `Host ${name} has urgency 82`,
			source: name, severity: 'critical', timestamp: WHEN,
			custom_details: {importance: 'High', threat: 91,
				detections: ['Brute-Force', name],
				alert_id: ALERT}},
		links: [{href: LINK, text: 'Open host'}],
	};
}

const markdown = (name) => `**Host ${name} has urgency 82**\n\n` +
	'- Importance: High\n- Threat: 91, *rising*\n\n' +
	`[Open host](${LINK})\n\nAlert ${ALERT}`;

const attachments = (name, text) => ({text, attachments: [{
	color: '#d13438', fallback: `Host ${name}`, title: `Host ${name}`,
	title_link: LINK, text: 'Urgency 82, ~~61~~ an hour ago',
	fields: [{title: 'Importance', value: 'High', short: true},
		{title: 'Threat', value: '91', short: true},
		{title: 'Detections', value: `Brute-Force, ${name}`}],
	footer: `Tocsin · Alert ${ALERT}`}]});

function jsm(name)
{
	return {
		message: `Host ${name} has urgency 82`,
		alias: 'tocsin-host-1042',
		description: 'Urgency 82, rising.\nSeen first today.',
		priority: 'P1', source: 'Tocsin', entity: name,
		tags: ['host', 'urgency'],
		details: {importance: 'High', threat: '91', link: LINK,
			alert_id: ALERT},
	};
}

function splunk(name)
{
	return {
		time: 1795425302.125, host: name, source: 'tocsin',
		sourcetype: 'tocsin:alert',
		event: {alert_id: ALERT, kind: 'host', name, urgency: 82,
			detections: ['Brute-Force', name]},
	};
}

const webhook = (name) => ({type: 'host.urgency', timestamp: WHEN,
	data: {alert_id: ALERT, host: {id: 1042, name}, urgency: 82}});

const cloudEvent = (name) => ({specversion: '1.0', id: ALERT,
	source: 'https://appliance.example', type: 'tocsin.host.urgency',
	subject: 'host/1042', time: WHEN, datacontenttype: 'application/json',
	data: {host: {id: 1042, name}, urgency: 82}});

const signed = (type) => ({'Content-Type': type, 'webhook-id': ALERT,
	'webhook-timestamp': '1795425302',
	'webhook-signature': `v1,${SECRET}= v1,${SECRET}A=`});
const auth = (value) => ({Authorization: value});

/*
 * name: as in apps.mjs; host, path, headers: of the request; body(name): its
 * JSON; status, says: the answer by default; shows: on the page.
 */
export const SAMPLES = [
	{name: 'slack', host: 'hooks.slack.com', body: slack,
		path: `/services/T0AAA/B0BBB/${SECRET}`,
		status: 200, says: /^ok$/,
		shows: ['🚨 Host fin', 'open & look', 'of a kind to come']},
	{name: 'discord', host: 'discord.com', body: discord,
		path: `/api/webhooks/1200000000000000001/${SECRET}?wait=true`,
		status: 200, says: /"content":"Host fin/,
		shows: ['*no* emphasis', 'Certainty', '2026-11-23 09:15:02']},
	{name: 'googlechat', host: 'chat.googleapis.com', body: googleChat,
		path: `/v1/spaces/AAAAspace/messages?key=${SECRET}` +
		`&token=${SECRET}`,
		status: 200, says: /"name":"spaces\/AAAAspace\/messages\//,
		shows: ['Urgency 82, rising', 'seen first',
			'of a kind to come']},
	{name: 'pagerduty', host: 'events.pagerduty.com', body: pagerDuty,
		path: '/v2/enqueue', status: 202,
		says: /"status":"success".*"dedup_key":"tocsin\/host\/1042"/,
		shows: ['Triggered', 'critical', 'tocsin/host/1042']},
	{name: 'pagerduty', host: 'events.eu.pagerduty.com',
		path: '/v2/enqueue', headers: {'X-Routing-Key': SECRET},
		body: () => ({event_action: 'resolve',
			dedup_key: 'tocsin/host/1042'}),
		status: 202, says: /"message":"Event processed"/,
		shows: ['Resolved', 'tocsin/host/1042']},
	{name: 'webex', host: 'webexapis.com',
		path: `/v1/webhooks/incoming/${SECRET}`,
		body: (name) => ({markdown: markdown(name)}),
		status: 204, says: /^$/, shows: ['Importance: High']},
	{name: 'mattermost', host: 'chat.example',
		path: `/team/hooks/${KEY26}`,
		body: (name) => attachments(name, `**Host ${name}**, ` +
			`<${LINK}|open it> @here`),
		status: 200, says: /^ok$/, shows: ['open it', 'Threat']},
	{name: 'rocketchat', host: 'rocket.example',
		path: `/hooks/64f0aa/${SECRET}`,
		body: (name) => attachments(name, `*Host ${name}*`),
		status: 200, says: /^\{"success":true\}$/, shows: ['Threat']},
	{name: 'jsm', host: 'api.atlassian.com', body: jsm,
		path: '/jsm/ops/integration/v2/alerts',
		headers: auth(`GenieKey ${SECRET}`), status: 202,
		says: /"result":"Request will be processed".*"requestId"/,
		shows: ['Opened', 'P1', 'tocsin-host-1042']},
	{name: 'jsm', host: 'api.eu.opsgenie.com',
		path: '/v2/alerts/tocsin-host-1042/close?identifierType=alias',
		headers: auth(`GenieKey ${SECRET}`),
		body: () => ({source: 'Tocsin', note: 'Urgency fell to 12'}),
		status: 202, says: /"requestId"/,
		shows: ['Closed', 'tocsin-host-1042', 'fell to 12']},
	{name: 'splunk', host: 'splunk.example',
		path: '/services/collector/event', body: splunk,
		headers: auth(`Splunk ${SECRET}`),
		status: 200, says: /^\{"text":"Success","code":0\}$/,
		shows: ['tocsin:alert', 'UTC', 'Brute-Force']},
	{name: 'webhook', host: 'soar.example', path: '/in/tocsin',
		body: webhook, headers: signed('application/json'),
		status: 204, says: /^$/,
		shows: ['host.urgency', 'Signed: v1 × 2']},
	{name: 'webhook', host: 'soar.example', path: '/in/events',
		body: cloudEvent, headers: signed(
		    'application/cloudevents+json; charset=utf-8'),
		status: 204, says: /^$/,
		shows: ['CloudEvents 1.0', 'host/1042']},
].map((s) => ({headers: {}, ...s, text: (name = NAME) =>
	JSON.stringify(s.body(name))}));
