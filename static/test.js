// The waiting page: look for the result each second and go to it.  Without
// scripts the page refreshes itself.
const link = document.getElementById('look');

async function look() {
	try {
		const answer = await fetch(link.href,
			{headers: {Accept: 'application/json'}});
		const {state} = await answer.json();
		if (answer.ok && state === 'working') {
			setTimeout(look, 1000);
			return;
		}
	} catch {
		// No server just now: it may be starting again.
		setTimeout(look, 2000);
		return;
	}
	// The result is a page of its own; Back should not lead here.
	location.replace(link.href);
}

setTimeout(look, 500);
