// Passwords that can be looked at: the button beside each says whether they
// are shown.  They are hidden again before the form is sent, so that no
// browser keeps them as an ordinary text.
for (const button of document.querySelectorAll('[data-show]')) {
	const field = document.getElementById(button.dataset.show);
	const show = (on) => {
		field.type = on ? 'text' : 'password';
		button.setAttribute('aria-pressed', String(on));
	};

	button.hidden = false;
	button.addEventListener('click', () => show(field.type === 'password'));
	field.form.addEventListener('submit', () => show(false));
}
