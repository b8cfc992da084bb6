/*
 * dates.mjs - Retry-After in every form that HTTP has.
 */
const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday',
	'Friday', 'Saturday'];
const two = (n) => String(n).padStart(2, '0');

export const FORMS = ['seconds', 'imf', 'rfc850', 'asctime'];

/*
 * httpDate({form, in_s}, now): in_s seconds from now; a date is rounded up to
 * the next whole second, so that it is never before that.
 */
export function httpDate({form, in_s: seconds}, now = Date.now())
{
	if (form === 'seconds')
		return String(seconds);
	const d = new Date(Math.ceil(now / 1000 + seconds) * 1000);
	/* "Sun, 06 Nov 1994 08:49:37 GMT", as ECMAScript has it too. */
	const imf = d.toUTCString();
	const [, , month, year, time] = imf.split(' ');
	const day = DAYS[d.getUTCDay()];

	switch (form) {
	case 'rfc850':
		return `${day}, ${two(d.getUTCDate())}-${month}-` +
		    `${year.slice(-2)} ${time} GMT`;
	case 'asctime':
		return `${day.slice(0, 3)} ${month} ` +
		    `${String(d.getUTCDate()).padStart(2)} ${time} ${year}`;
	default:
		return imf;
	}
}
