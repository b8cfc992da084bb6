// Dark or light before the first paint, where the choice is the system's.  A
// page says what was chosen; nginx's own error pages leave it to the cookie.
(function () {
	'use strict';
	var root = document.documentElement;
	var dark = matchMedia('(prefers-color-scheme: dark)');
	var kept = /(?:^|; )theme=(light|dark)(?:;|$)/.exec(document.cookie);
	var chosen = root.dataset.theme || (kept ? kept[1] : 'system');

	function show() {
		var system = dark.matches ? 'dark' : 'light';
		root.dataset.bsTheme = chosen === 'system' ? system : chosen;
	}
	show();
	dark.addEventListener('change', show);
})();
