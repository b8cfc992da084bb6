/*
 * observatory.mjs - MDN's HTTP Observatory over one site, as JSON:
 *
 *	node observatory.mjs HOST PLAIN-PORT TLS-PORT PATH COOKIE
 *
 * Its own scan() knows the usual ports only, so this does what that does with
 * the ports given.
 */
import {ALL_TESTS} from '@mdn/mdn-http-observatory/src/constants.js';
import {MINIMUM_SCORE_FOR_EXTRA_CREDIT}
	from '@mdn/mdn-http-observatory/src/grader/charts.js';
import {getGradeForScore, getScoreModifier}
	from '@mdn/mdn-http-observatory/src/grader/grader.js';
import {retrieve}
	from '@mdn/mdn-http-observatory/src/retriever/retriever.js';

const [host, httpPort, httpsPort, path, cookie] = process.argv.slice(2);
const headers = ['Accept: text/html', ...cookie ? [`Cookie: ${cookie}`] : []];
const answers = await retrieve(host, {httpPort, httpsPort, path, headers});

if (!answers.responses.auto)
	throw new Error('the site does not answer');
const results = ALL_TESTS.map((test) => test(answers))
	.filter((result) => result.result);
const modifiers = results.map((r) => getScoreModifier(r.result));
const sum = (list) => list.reduce((a, b) => a + b, 100);
const base = sum(modifiers.filter((m) => m < 0));
/* Credit beyond what is asked for counts for those who are good anyway. */
const {grade, score} = getGradeForScore(
    base >= MINIMUM_SCORE_FOR_EXTRA_CREDIT ? sum(modifiers) : base);

console.log(JSON.stringify({grade, score,
	status: answers.responses.auto.status,
	at: answers.session.redirectHistory.at(-1)?.url.pathname ?? path,
	tests: results.map((r) => ({name: r.constructor.name,
		result: r.result, pass: r.pass}))}));
