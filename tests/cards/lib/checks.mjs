// What is asserted of a card: by the official renderer's parser, and by our
// own rules for what it lets pass.
import {createRequire} from 'node:module';

const require = createRequire(import.meta.url);
// The package's ES modules don't load in plain Node; its bundle does.
const AC = require('adaptivecards/dist/adaptivecards.min.js');

export const MAX_BYTES = 24576;

// Elements and actions that version 1.2 knows and that read no Markdown.
const KNOWN = new Set([
	'AdaptiveCard', 'Action.OpenUrl', 'Column', 'ColumnSet', 'Container',
	'RichTextBlock', 'TextRun',
]);

// Every event that parsing raises, and every fault that validating finds.
export function rendererFaults(card) {
	const context = new AC.SerializationContext();
	const parsed = new AC.AdaptiveCard();
	const faults = [];

	parsed.parse(card, context);
	for (let i = 0; i < context.eventCount; i++)
		faults.push(context.getEventAt(i).message);
	for (const e of parsed.validateProperties().validationEvents)
		faults.push(e.message);
	return faults;
}

// Every object and string below value, the strings with their key.
function* walk(value, key) {
	yield [key, value];
	if (value !== null && typeof value === 'object')
		for (const [k, v] of Object.entries(value))
			yield* walk(v, Array.isArray(value) ? key : k);
}

function isAbsolute(url) {
	return typeof url === 'string' && /^https?:\/\/[^/?#@]+/.test(url);
}

function elementFaults(o) {
	const faults = [];

	if (/^Text(Block|Run)$/.test(o.type) &&
	    (typeof o.text !== 'string' || o.text.trim() === ''))
		faults.push('empty text');
	if (o.type === 'Action.OpenUrl' && !isAbsolute(o.url))
		faults.push('link not absolute');
	for (const fact of o.type === 'FactSet' ? o.facts : [])
		if (typeof fact.value !== 'string')
			faults.push('fact not a string');
	if ('type' in o && !KNOWN.has(o.type))
		faults.push(`element ${o.type}`);
	return faults;
}

// How many bytes the posting step counts: the card as an escaped string.
export function cardBytes(card) {
	return Buffer.byteLength(JSON.stringify(JSON.stringify(card)));
}

// What the renderer lets pass and we don't.
export function ownFaults(card) {
	const faults = [];

	if (card.type !== 'AdaptiveCard')
		faults.push('no type');
	if (card.version !== '1.4')
		faults.push('no version 1.4');
	if (!card.fallbackText)
		faults.push('no fallback');
	if (cardBytes(card) > MAX_BYTES)
		faults.push('too long');
	for (const [key, value] of walk(card, '')) {
		if (typeof value === 'string' && value.includes('{{'))
			faults.push(`macro in ${key}`);
		if (value !== null && typeof value === 'object' &&
		    !Array.isArray(value))
			faults.push(...elementFaults(value));
	}
	return faults;
}

// What the template of the workflow needs around the card.
export function envelopeFaults(body) {
	const a = body.attachments?.[0];
	const ok = body.type === 'message' && body.attachments?.length === 1 &&
		a.contentType === 'application/vnd.microsoft.card.adaptive' &&
		a.contentUrl === null && a.content?.msteams?.width === 'Full' &&
		typeof body.summary === 'string' && body.summary !== '';

	return ok ? [] : ['envelope'];
}
