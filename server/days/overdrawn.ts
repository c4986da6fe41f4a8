/** Members who spent in a day what they did not have (truth 9): found by what is kept, and by the alarms that were raised. */
import { points } from '../../domain/amount/points.ts';
import type { Behind, Look } from '../../domain/day/account.ts';
import { lookAt } from '../../domain/day/looks.ts';
import type { MemberId, RecordId } from '../../domain/identity/ids.ts';
import { type Asking, statement } from '../database.ts';

// The key of such an alarm is the record by which points were spent that were gone.
const ALARMS = statement<{ record: RecordId; owed: number }>(
  'overdrawn.alarms',
  `SELECT key AS record, (detail ->> 'owed')::bigint AS owed FROM alarm WHERE kind = 'overdraft' AND key = ANY ($1)`,
);

/** One look a member, with all that they spent in the day; `debts`: who owes now. What was repaid since is told by the alarm. */
export async function overdraftLooks(
  asking: Asking,
  spent: readonly Behind[],
  debts: ReadonlyMap<MemberId, number>,
): Promise<readonly Look[]> {
  if (spent.length === 0) return [];
  const raised = new Map(
    (await asking.rows(ALARMS, [spent.map(({ record }) => record)])).map((row) => [row.record, row.owed]),
  );
  const byMember = new Map<MemberId, { owed: number; readonly behind: Behind[] }>();
  for (const one of spent) {
    const { member } = one;
    if (member === null) continue;
    const of = byMember.get(member) ?? { owed: debts.get(member) ?? 0, behind: [] };
    of.owed = Math.max(of.owed, raised.get(one.record) ?? 0);
    of.behind.push(one);
    byMember.set(member, of);
  }
  return [...byMember]
    .filter(([, { owed }]) => owed > 0)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([member, { owed, behind }]) => lookAt('overdraft', null, member, behind, points(-owed)));
}
