/*
 * scenario.mjs - what the simulated appliance's scenario must lead to.
 */
import {ENTITIES, SYSTEMS} from '../../trial/appliance-scenario.mjs';

/*
 * What is to be seen on each entity and check: its verdicts in order, null
 * where no decision is written since the score is below the threshold.
 */
export function expected()
{
	const rows = [];

	for (const row of ENTITIES) {
		const steps = row.steps.map(([, , l1, l2]) => [l1, l2]);

		if (!row.fresh)
			steps.unshift(['below threshold', 'below threshold']);
		rows.push({rule: row.rule, steps,
			where: 'entity_name = ' + quote(row.host ??
			    row.account)});
	}
	for (const row of SYSTEMS)
		rows.push({rule: row.rule,
			steps: row.steps.map(([, , v]) => [v, v]),
			where: `check_name = ${quote(row.check)} AND device = ` +
			    quote(row.device)});
	return rows;
}

function quote(text)
{
	return `'${text.replaceAll("'", "''")}'`;
}
