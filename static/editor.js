// The editor with scripts: it works without them too.  Nodes are built and
// texts set; no text is ever read as HTML.
const form = document.getElementById('editor');
const button = document.getElementById('test');
const live = document.getElementById('test-live');

// A result that was there when the page came, or the errors: start there.
(document.getElementById('problem') ??
	document.getElementById('test-result'))?.focus();

// Leaving asks only while something typed would be lost.
const asLoaded = snapshot();
let leaving = false;
// Whether Send test alert is left to the browser, as without scripts.
let asPage = false;

function snapshot() {
	return new URLSearchParams(new FormData(form)).toString();
}

addEventListener('beforeunload', (event) => {
	if (!leaving && snapshot() !== asLoaded)
		event.preventDefault();
});
form.addEventListener('submit', (event) => {
	// apps.js sends it.
	if (event.defaultPrevented)
		return;
	if (event.submitter === button && !asPage) {
		event.preventDefault();
		sendTest();
		return;
	}
	leaving = true;
});
// Back to this page out of the browser's cache.
addEventListener('pageshow', () => {
	leaving = false;
	asPage = false;
});

function element(name, className, ...children) {
	const made = document.createElement(name);
	if (className)
		made.className = className;
	made.append(...children);
	return made;
}

function icon(name) {
	const svg = document.createElementNS(
		'http://www.w3.org/2000/svg', 'svg');
	const use = document.createElementNS(
		'http://www.w3.org/2000/svg', 'use');
	svg.setAttribute('class', 'icon');
	svg.setAttribute('aria-hidden', 'true');
	use.setAttribute('href', `#i-${name}`);
	svg.append(use);
	return svg;
}

// The same note that the page shows without scripts.
function tell({state, title, hint, ms}) {
	const good = state === 'done';
	const text = element('div', '', element('h2', '', title));
	if (hint)
		text.append(element('p', '', hint));
	if (good && ms !== undefined)
		text.append(element('p', 'hint', `Answered in ${ms} ms.`));
	const note = element('div', good ? 'note note-ok' : 'note note-bad',
		icon(good ? 'circle-check' : 'alert-triangle'), text);
	note.setAttribute('role', good ? 'status' : 'alert');
	live.replaceChildren(note);
}

// As the page after a test without scripts: what was typed is kept, sealed,
// with what was tested, and leaves its field.  A secret that can be read stays:
// somebody may still have to copy it.
function keepEntered({entered, secret, host}) {
	const field = document.getElementById('secret');
	if (secret && field?.type === 'password') {
		field.value = '';
		document.getElementById('secret-hint').textContent =
			'It is entered, not saved: Save keeps it. Leave ' +
			'empty to go on with it, or enter another one.';
	}
	const url = document.getElementById('url');
	const hint = document.getElementById('url-hint');
	if (!entered || !url || !hint)
		return;
	url.value = '';
	hint.replaceChildren('The URL at ', element('span', 'mono', host),
		' is entered, not saved: Save keeps it. Leave empty to go on ' +
		'with it, or paste another one.');
}

// aria-disabled and not disabled: a disabled button would lose the focus.
function running(on) {
	button.setAttribute('aria-disabled', String(on));
	if (!on)
		return;
	const spinner = element('span', 'spinner');
	spinner.setAttribute('aria-hidden', 'true');
	const note = element('div', 'note working', spinner,
		element('p', '', 'Sending the test alert. ' +
			'This takes up to 15 seconds.'));
	note.setAttribute('role', 'status');
	live.replaceChildren(note);
	document.getElementById('test-result')?.remove();
}

const pause = (ms) => new Promise((done) => {
	setTimeout(done, ms);
});
const json = {Accept: 'application/json'};

// The result of the test whose page answered; null: the page has to tell.
async function result(answer) {
	while (answer.ok) {
		if (!answer.headers.get('Content-Type')?.includes('json'))
			return null;
		const found = await answer.json();
		if (found.state !== 'working')
			return found;
		await pause(500);
		answer = await fetch(answer.url, {headers: json});
	}
	return null;
}

async function sendTest() {
	if (button.getAttribute('aria-disabled') === 'true')
		return;
	const data = new URLSearchParams(new FormData(form));
	data.set('do', 'test');
	running(true);
	let found;
	try {
		// A field at fault, or a refusal, is a page: the browser's own
		// way of sending shows it.
		found = await result(await fetch(form.action,
			{method: 'POST', body: data, headers: json}));
	} catch {
		found = {state: 'failed', title: 'The result did not arrive.',
			hint: 'The connection to this site broke. Check it, ' +
				'then send the test alert again.'};
	}
	running(false);
	if (found) {
		tell(found);
		keepEntered(found);
		return;
	}
	asPage = true;
	form.requestSubmit(button);
}
