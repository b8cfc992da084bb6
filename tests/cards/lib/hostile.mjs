// Names an attacker may give to a host, an account or a detection, to make
// the alert about it say something else.
const long = 'x'.repeat(300);

export const names = [
	'[evil](https://evil.test)',
	'[evil][1]',
	'[1]: https://evil.test',
	'![x](https://evil.test/x.png)',
	'<https://evil.test>',
	'https://evil.test/',
	'www.evil.test',
	'joe@evil.test',
	'**bold** and __bold__',
	'*it* _it_ ~~gone~~ `code`',
	'- item',
	'1. item',
	'# Heading',
	'> quoted',
	'---',
	'a | b',
	'{{DATE(2026-01-01T00:00:00Z, SHORT)}}',
	'{{TIME(2026-01-01T00:00:00Z)}}',
	'{{{DATE(2026-01-01T00:00:00Z, LONG)}}}',
	'${name}',
	'<at>Everyone</at>',
	'<script>window.owned = 1</script>',
	'<img src=x onerror="window.owned = 1">',
	'<b>bold</b><a href="https://evil.test">x</a>',
	'x](javascript:window.owned=1)',
	'[x](javascript:window.owned=1)',
	'&lt;b&gt; &amp; &#x3c;',
	'","url":"https://evil.test","x":"',
	'\\"\\\\',
	'"quoted"',
	`[${long}](https://evil.test)`,
	'\u{1f4a9} \u4e2d\u6587 e\u0301',
];

// Names that mean something to Slack's mrkdwn, besides those above.
export const slackNames = [
	...names,
	'<!channel>', '<!here>', '<!here|here>', '<!everyone>',
	'<!subteam^S012AB3CD>', '<@U012AB3CD>', '<#C012AB3CD>',
	'<#C012AB3CD|general>', '<!date^1392734382^{date}|today>',
	'<https://evil.test|Open in the appliance>',
	':fire:', ':+1::skin-tone-2:', '&lt;!here&gt;',
	'*b*', '_i_', '~s~', '`c`',
];

// Names of which a part must not reach the reader; `left` is what must.
export const cleaned = [
	{hex: '6162e280ae6364', left: 'cd', name: 'override'},
	{hex: '61e281a6e281a762', left: 'b', name: 'isolates'},
	{hex: '61e2808f62d89c63', left: 'c', name: 'marks'},
	{hex: 'ff666f6f', left: 'foo', name: 'bad byte'},
	{hex: 'c0806261', left: 'ba', name: 'overlong NUL'},
	{hex: 'eda08078', left: 'x', name: 'surrogate'},
	{hex: 'e2806f', left: 'o', name: 'cut sequence'},
	{hex: '611b5b33316d62', left: '[31mb', name: 'escape sequence'},
	{hex: '610d0a62', left: 'a b', name: 'line end'},
	{hex: 'e280a861', left: 'a', name: 'line separator'},
];
