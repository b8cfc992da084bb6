/*
 * card.js - an Adaptive Card drawn by the official renderer, with a
 * HostConfig close to what Teams uses on its light theme.
 */
const FONT = "'Segoe UI', 'Segoe UI Web (West European)', Inter, " +
	'system-ui, sans-serif';

function ink(normal, subtle)
{
	return {default: normal, subtle};
}

/* Every style needs its inks: the renderer does not inherit them. */
const INKS = {
	default: ink('#242424', '#616161'),
	dark: ink('#242424', '#616161'),
	light: ink('#ffffff', '#f0f0f0'),
	accent: ink('#4f52b2', '#5b5fc7'),
	good: ink('#0b6a0b', '#0e700e'),
	warning: ink('#835b00', '#8a6100'),
	attention: ink('#b10e1c', '#b8222f'),
};

function surface(backgroundColor, borderColor)
{
	return {backgroundColor, borderColor, foregroundColors: INKS};
}

const HOST_CONFIG = {
	fontFamily: FONT,
	supportsInteractivity: true,
	spacing: {small: 6, default: 10, medium: 16, large: 24,
		extraLarge: 32, padding: 16},
	separator: {lineThickness: 1, lineColor: '#e0e0e0'},
	fontSizes: {small: 12, default: 14, medium: 16, large: 18,
		extraLarge: 24},
	fontWeights: {lighter: 300, default: 400, bolder: 600},
	imageSizes: {small: 32, medium: 52, large: 100},
	containerStyles: {
		default: surface('#ffffff', '#d1d1d1'),
		emphasis: surface('#f5f5f5', '#e0e0e0'),
		accent: surface('#e8ebfa', '#c5cbfa'),
		good: surface('#e7f2e7', '#9fd89f'),
		warning: surface('#fdf3d8', '#fcd78a'),
		attention: surface('#fdf0f1', '#f1a9ae'),
	},
	actions: {maxActions: 6, spacing: 'default', buttonSpacing: 8,
		actionsOrientation: 'horizontal', actionAlignment: 'left',
		showCard: {actionMode: 'inline', inlineTopMargin: 16}},
	factSet: {
		title: {weight: 'bolder', wrap: true, maxWidth: 160},
		value: {wrap: true},
		spacing: 16,
	},
};

/* The little Markdown that Teams reads in a TextBlock; never HTML. */
const markdown = window.markdownit('zero', {html: false, breaks: true})
	.enable(['emphasis', 'link', 'list', 'escape', 'newline']);

AdaptiveCards.AdaptiveCard.onProcessMarkdown = (text, result) => {
	result.outputHtml = markdown.render(text);
	result.didProcess = true;
};

/*
 * findCard(body): the Adaptive Card in a message's text, or null where there
 * is none.
 */
export function findCard(body)
{
	let message;

	try {
		message = JSON.parse(body);
	} catch {
		return null;
	}
	if (message?.type === 'AdaptiveCard')
		return message;
	if (!Array.isArray(message?.attachments))
		return null;
	return message.attachments.find((a) => a?.contentType ===
		'application/vnd.microsoft.card.adaptive')?.content ?? null;
}

/* drawCard(json): the card as an element; throws where it can't be drawn. */
export function drawCard(json)
{
	const card = new AdaptiveCards.AdaptiveCard();
	const box = document.createElement('div');

	card.hostConfig = new AdaptiveCards.HostConfig(HOST_CONFIG);
	card.onExecuteAction = open;
	card.parse(json);
	const drawn = card.render();
	if (!drawn)
		throw new Error('the renderer gave nothing');
	box.className = json.msteams?.width?.toLowerCase?.() === 'full' ?
		'card full' : 'card';
	box.append(drawn);
	return box;
}

function open(action)
{
	/* A card may carry any URL: only links of the web are followed. */
	if (action instanceof AdaptiveCards.OpenUrlAction &&
	    /^https?:\/\//i.test(action.url ?? ''))
		window.open(action.url, '_blank', 'noopener,noreferrer');
}
