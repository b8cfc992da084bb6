// The destinations of a trial: one of each app, two of Microsoft Teams.
//
// URLs and secrets have the shape of real ones; what is in them is made up.
// All of their hosts lead to the local receiver.
import {spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

import {keyOf} from '../tests/receiver/destinations.mjs';

const flowHost = `default${'a1b2c3'.repeat(5)}.4d` +
	'.environment.api.powerplatform.com';

function flowUrl(flow) {
	return `https://${flowHost}/powerautomate/automations/direct` +
		`/workflows/${flow}/triggers/manual/paths/invoke?api-version=1` +
		'&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0' +
		`&sig=trial-${flow.slice(0, 37)}`;
}

// As in the documentation: the first line hears of everything from 50 on, the
// second and third only from 80.  The other apps get what the first line gets.
//
//	app     as Tocsin stores it
//	url     what is pasted; '' for the app's usual one
//	secret  what the app needs besides, if anything
export const DESTINATIONS = [
	{app: 'teams', name: 'SOC L1', url: flowUrl('1'.repeat(32))},
	{app: 'teams', name: 'SOC L2/L3', url: flowUrl('2'.repeat(32)),
		urgency: 80},
	{app: 'slack', name: 'Slack #soc-alerts', url:
		'https://hooks.slack.com/services/T0TRIAL00/B0TRIAL00/' +
		'trialtrialtrialtrialtria'},
	{app: 'discord', name: 'Discord #soc', url:
		'https://discord.com/api/webhooks/123456789012345678/' +
		'trial-'.repeat(11)},
	{app: 'googlechat', name: 'Google Chat SOC', url:
		'https://chat.googleapis.com/v1/spaces/AAAATRIAL01/messages' +
		`?key=trial-${'k'.repeat(33)}&token=trial-${'t'.repeat(37)}`},
	{app: 'jsm', name: 'Jira on call', url: '',
		secret: '00000000-1111-2222-3333-444444444444'},
	{app: 'mattermost', name: 'Mattermost town-square', url:
		'https://mattermost.example/hooks/trialtrialtrialtrialtrialt'},
	{app: 'pagerduty', name: 'PagerDuty SOC', url: '',
		secret: 'trial0trial0trial0trial0trial0tr'},
	{app: 'rocketchat', name: 'Rocket.Chat soc', url:
		'https://rocketchat.example/hooks/5f0trialtrial00001/' +
		'trialtrialtrialtrialtrialtrialtrialtrialtria'},
	{app: 'splunk', name: 'Splunk', url:
		'https://splunk.example:8088/services/collector/event',
		secret: '01234567-89ab-cdef-0123-456789abcdef'},
	{app: 'webex', name: 'Webex SOC', url:
		'https://webexapis.com/v1/webhooks/incoming/' +
		'trialtrial'.repeat(8)},
	{app: 'webhook', name: 'Own receiver', url:
		'https://alerts.example/tocsin',
		secret: `whsec_${'dHJpYWw'.repeat(4)}dHJp`},
	{app: 'webhook', name: 'CloudEvents receiver', url:
		'https://events.example:8443/tocsin', option: true,
		secret: `whsec_${'Y2xvdWQ'.repeat(4)}Y2xv`},
];

// Secrets go in by a file that nobody else can read, never as an argument.
function withSecret(secret, use) {
	if (secret === undefined)
		return use([]);
	const dir = mkdtempSync(join(tmpdir(), 'tocsin-trial-'));
	const file = join(dir, 'secret');
	try {
		writeFileSync(file, `${secret}\n`, {mode: 0o600});
		return use(['--secret-file', file]);
	} finally {
		rmSync(dir, {recursive: true});
	}
}

// addDestination(program, conf, d): by `tocsin destination add`; its result as
// of spawnSync().
export function addDestination(program, conf, d) {
	const urgency = String(d.urgency ?? 50);

	return withSecret(d.secret, (more) => spawnSync(program, ['-c', conf,
		'destination', 'add', '--name', d.name, '--app', d.app,
		'--urgency', urgency, '--threat', urgency, '--certainty', urgency,
		...d.option ? ['--option'] : [], ...more],
	{input: `${d.url}\n`, encoding: 'utf8'}));
}

// What a request of each app shows of its secret, where its URL does not tell
// two destinations apart.
const SHOWN = {
	jsm: (s) => ({headers: {authorization: `GenieKey ${s}`}}),
	pagerduty: (s) => ({body: JSON.stringify({routing_key: s})}),
	splunk: (s) => ({headers: {authorization: `Splunk ${s}`}}),
	webhook: () => ({headers: {'webhook-id': '1', 'webhook-signature': '1'}}),
};

// The usual URLs, as `tocsin destination add` takes them for an empty one.
const USUAL = {
	jsm: 'https://api.atlassian.com/jsm/ops/integration/v2/alerts',
	pagerduty: 'https://events.pagerduty.com/v2/enqueue',
};

// receiverKey(d): under which name the receiver records what d gets.
export function receiverKey(d) {
	// Tocsin sends to the version in whose terms it reads answers.
	const url = (d.url || USUAL[d.app]).replace('discord.com/api/webhooks',
		'discord.com/api/v10/webhooks');

	return keyOf(url, SHOWN[d.app]?.(d.secret));
}
