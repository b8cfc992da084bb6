// The part of the editor that is up to the app.  Without scripts Continue asks
// for it; with them choosing a card does, and only that part of the page
// changes.
//
// An XMLHttpRequest, as it alone gives a page as a document: no text is read
// as HTML here, which the pages' policy would not let pass.
const form = document.getElementById('editor');
const go = document.getElementById('app-go');
const told = document.getElementById('app-told');

// Arrow keys walk through the cards: the one where they stop counts.
const STOPPED_MS = 150;
const GIVE_UP_MS = 10000;

let timer = 0, asking = null;
// Whether a button is left to the browser, as without scripts.
let asPage = false;
// What stood in the secret's field, by app: going there and back loses
// nothing, and the one that was copied is still the one that is saved.
const secrets = new Map();

const part = () => document.getElementById('app-part');
const chosen = () => form.elements.app.value;
const label = () => form.querySelector('[name=app]:checked')?.parentElement
	.querySelector('.applabel').textContent ?? '';

// The page that a button of that value leads to; no credential goes along.
function ask(button) {
	const data = new URLSearchParams(new FormData(form));
	const request = new XMLHttpRequest();

	data.delete('url');
	data.delete('secret');
	data.set('do', button);
	asking?.abort();
	asking = request;
	return new Promise((done, failed) => {
		request.open('POST', form.action);
		request.responseType = 'document';
		request.timeout = GIVE_UP_MS;
		request.onload = () => {
			const page = request.response;

			if (request.status === 200 &&
			    page?.getElementById('app-part'))
				done(page);
			else
				failed(new Error('no such part'));
		};
		request.onerror = request.ontimeout = () =>
			failed(new Error('no answer'));
		request.onabort = () => done(null);
		request.send(data);
	});
}

// Put the new parts in; what was typed as a URL moves along, and so does the
// focus, if it was in there.
function put(page, keep) {
	const old = part();
	const {value} = document.getElementById('url');
	const secret = old.querySelector('#secret')?.value;
	const focus = old.contains(document.activeElement) ?
		document.activeElement.id : '';

	if (secret)
		secrets.set(old.dataset.app, secret);
	for (const id of ['app-part', 'app-help'])
		document.getElementById(id).replaceWith(
			document.adoptNode(page.getElementById(id)));
	document.getElementById('url').value = value;
	wire(part());
	const field = document.getElementById('secret');
	if (field && keep && secrets.has(part().dataset.app))
		field.value = secrets.get(part().dataset.app);
	if (focus)
		document.getElementById(focus)?.focus();
}

async function change(button) {
	const app = label();

	try {
		const page = await ask(button);
		// Left for another card, whose part is on its way.
		if (page === null)
			return true;
		put(page, button === 'app');
	} catch {
		go.hidden = false;
		told.textContent = `The fields of ${app} did not arrive: ` +
			'press Continue.';
		return false;
	}
	go.hidden = true;
	told.textContent = button === 'app' ?
		`The fields of ${app} are shown.` : 'A new one is shown.';
	return true;
}

form.addEventListener('change', (event) => {
	if (event.target.name !== 'app')
		return;
	clearTimeout(timer);
	asking?.abort();
	timer = setTimeout(() => {
		if (chosen() !== part().dataset.app)
			change('app');
	}, STOPPED_MS);
});

// Make a new one: the button is gone afterwards, its field has the focus.
form.addEventListener('submit', async (event) => {
	const button = event.submitter;

	if (button?.value !== 'secret' || asPage)
		return;
	event.preventDefault();
	if (await change('secret')) {
		document.getElementById('secret')?.focus();
		return;
	}
	asPage = true;
	form.requestSubmit(button);
});

// Show what is being typed; what is stored is never here to be shown.
function showing(button) {
	const input = document.getElementById(button.dataset.show);

	button.hidden = false;
	button.addEventListener('click', () => {
		const hidden = input.type === 'password';

		input.type = hidden ? 'text' : 'password';
		button.setAttribute('aria-pressed', String(hidden));
	});
}

// Browsers have a clipboard only where the page came by HTTPS, or from here.
function copying(button) {
	const input = document.getElementById(button.dataset.copy);

	button.hidden = navigator.clipboard === undefined;
	button.addEventListener('click', async () => {
		try {
			await navigator.clipboard.writeText(input.value);
			told.textContent = 'Copied.';
			button.querySelector('span').textContent = 'Copied';
		} catch {
			input.select();
			told.textContent = 'Not copied: it is selected.';
		}
	});
}

function wire(within) {
	within.querySelectorAll('[data-show]').forEach(showing);
	within.querySelectorAll('[data-copy]').forEach(copying);
}

go.hidden = true;
wire(part());
// A browser may bring back the choice of an earlier visit, without its fields.
if (chosen() !== part().dataset.app)
	change('app');
addEventListener('pageshow', () => {
	asPage = false;
});
