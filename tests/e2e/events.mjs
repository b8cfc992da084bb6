/*
 * events.mjs - made-up hosts and events for end-to-end tests.
 */
import {randomBytes} from 'node:crypto';

/* An environment's host as Microsoft shapes it, another one each time. */
export function newHost()
{
	const id = randomBytes(16).toString('hex');

	return `default${id.slice(0, 30)}.${id.slice(30)}` +
	    '.environment.api.powerplatform.com';
}

/* One event of Tocsin's own shape, as a line. */
export function hostEvent(id, urgency, more = {})
{
	return JSON.stringify({kind: 'entity', type: 'host', id: String(id),
		name: `host-${id}`, urgency, ...more});
}

export function checkEvent(check, status, more = {})
{
	return JSON.stringify({kind: 'system', check, device: 'sensor-1',
		status, ...more});
}
