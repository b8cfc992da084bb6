// Make templates/icons.cs from @tabler/icons:
//
//   node packaging/sprite.mjs >templates/icons.cs
//
// The icons stand in the page itself: a sprite of its own would be one more
// request, and browsers don't agree which part of a Content-Security-Policy
// lets a page refer to one.
import {readFileSync} from 'node:fs';

const from = new URL('../node_modules/@tabler/icons/', import.meta.url);

// Every name is used by a template.
const names = ['activity', 'alert-triangle', 'arrow-left', 'bell-ringing',
	'circle-check', 'device-desktop', 'help-circle', 'info-circle', 'key',
	'moon', 'pencil', 'plus', 'refresh', 'send', 'server-2', 'sun',
	'trash', 'user'];

// The shapes of one icon, without the empty square that sizes it.
function shapes(name) {
	const svg = readFileSync(
		new URL(`icons/outline/${name}.svg`, from), 'utf8');
	return [...svg.matchAll(/<(path|circle|rect|line)\s[^>]*\/>/g)]
		.map((m) => m[0].replace(/\s+/g, ' ').replace(' />', '/>'))
		.filter((shape) => !shape.includes('stroke="none"'))
		.join('\n');
}

console.log(`<?cs # made by packaging/sprite.mjs from @tabler/icons (MIT) ?>
<svg hidden xmlns="http://www.w3.org/2000/svg">`);
for (const name of names)
	console.log(`<symbol id="i-${name}" viewBox="0 0 24 24">\n` +
		`${shapes(name)}\n</symbol>`);
console.log('</svg>');
