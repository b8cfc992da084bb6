// Make templates/icons.cs from @tabler/icons: what `make icons` does.
//
// An app's icon needs no line here: its struct app names it, "brand-teams" for
// icons/outline/brand-teams.svg, and this reads the name from there.
//
// The icons stand in the page itself: a sprite of its own would be one more
// request, and browsers don't agree which part of a Content-Security-Policy
// lets a page refer to one.
import {readFileSync, readdirSync} from 'node:fs';

const from = new URL('../node_modules/@tabler/icons/', import.meta.url);
const apps = new URL('../apps/', import.meta.url);

// Every name is used by a template.
const ours = ['activity', 'alert-triangle', 'arrow-left', 'bell-ringing',
	'circle-check', 'copy', 'device-desktop', 'download', 'eye',
	'help-circle', 'history', 'info-circle', 'key', 'lock', 'login',
	'logout', 'moon', 'pencil', 'plus', 'refresh', 'send', 'server-2',
	'shield-lock', 'sun', 'trash', 'user'];

const theirs = readdirSync(apps).filter((name) => name.endsWith('.c'))
	.flatMap((name) => [...readFileSync(new URL(name, apps), 'utf8')
		.matchAll(/^\s*\.icon = "([a-z0-9-]+)"/gm)].map((m) => m[1]));
const names = [...new Set([...ours, ...theirs])].sort();

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
