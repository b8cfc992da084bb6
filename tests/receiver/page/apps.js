/*
 * apps.js - each app's mark and name on the page, and who draws its messages.
 */
import {drawChat} from '/chat.js';
import {drawDiscord} from '/discord.js';
import {drawSplunk, drawWebhook} from '/event.js';
import {drawGoogleChat} from '/googlechat.js';
import {drawJsm, drawPagerDuty} from '/incident.js';
import {drawSlack} from '/slack.js';

/*
 * draw(m, body): m as the API gives it, body the object in it; an element,
 * or null where it is nothing of the app's.  Colours of marks: page.css.
 */
export const APPS = {
	teams: {mark: 'T', title: 'Microsoft Teams'},
	slack: {mark: 'S', title: 'Slack', draw: drawSlack},
	discord: {mark: 'D', title: 'Discord', draw: drawDiscord},
	googlechat: {mark: 'G', title: 'Google Chat', draw: drawGoogleChat},
	pagerduty: {mark: 'P', title: 'PagerDuty', draw: drawPagerDuty},
	webex: {mark: 'Wx', title: 'Webex', draw: drawChat},
	mattermost: {mark: 'M', title: 'Mattermost', draw: drawChat},
	rocketchat: {mark: 'R', title: 'Rocket.Chat', draw: drawChat},
	jsm: {mark: 'J', title: 'Jira Service Management', draw: drawJsm},
	splunk: {mark: 'Sp', title: 'Splunk', draw: drawSplunk},
	webhook: {mark: 'Wh', title: 'Webhook', draw: drawWebhook},
	other: {mark: '?', title: 'Other'},
};
