/**
 * Points that tills let one member spend apart: kept (truth 9), owed, and put before a manager with both records. Looked for a little
 * after the records came, and in the order in which they happened: what a till does not have yet to tell (after a restore, or when
 * several tills come back at once) looks like debt until it has told it.
 */
import type { MemberId, RecordId, TillId } from '../../domain/identity/ids.ts';
import type { RecordBody } from '../../domain/record/record.ts';
import { type Alarm, raise } from '../alarms.ts';
import { type Asking, type Database, statement } from '../database.ts';

/** How long the other tills have time to tell their part, in ms. */
export const GRACE_MS = 3_000;
/** Looked at in one turn. */
const AT_ONCE = 200;

const NOTE = statement(
  'overdraft.note',
  `INSERT INTO overdraft_look (record, member, at_ms)
   SELECT u.record, u.member, $3::bigint FROM unnest($1::uuid[], $2::uuid[]) AS u (record, member)
   WHERE (SELECT debt FROM member_standing s WHERE s.member = u.member) > 0
   ON CONFLICT (record) DO NOTHING`,
);
const DUE = statement<{ record: RecordId; member: MemberId }>(
  'overdraft.due',
  'SELECT record, member FROM overdraft_look WHERE at_ms <= $1 ORDER BY at_ms LIMIT $2',
);
const DONE = statement('overdraft.done', 'DELETE FROM overdraft_look WHERE record = ANY ($1::uuid[])');
const DEBT = statement<{ debt: number }>('overdraft.debt', 'SELECT debt FROM member_standing WHERE member = $1');
const IN_TIME = statement<{ record: RecordId; till: TillId | null; moved: number; spent: number }>(
  'overdraft.inTime',
  `SELECT e.record, (SELECT c.till FROM counted_record c WHERE c.id = e.record) AS till,
     sum(points)::bigint AS moved,
     COALESCE(-sum(points) FILTER (WHERE points < 0 AND contra = ANY ('{redeem,transfer}')), 0)::bigint AS spent
   FROM entry e WHERE member = $1 GROUP BY e.record ORDER BY min(occurred_ms), min(n)`,
);

/** Notes the records by which somebody spent who is in debt now; returns whether there are any. Cheap for all others. */
export async function noteSpent(asking: Asking, records: readonly RecordBody[], nowMs: number): Promise<boolean> {
  const spent = records.flatMap((record) => {
    const member = spender(record);
    return member === null ? [] : [{ record: record.id, member }];
  });
  if (spent.length === 0) return false;
  return (await asking.change(NOTE, [spent.map(({ record }) => record), spent.map(({ member }) => member), nowMs])) > 0;
}

/** Looks at what was noted long enough ago. */
export async function overdrafts(database: Database, nowMs: number): Promise<void> {
  const due = await database.rows(DUE, [nowMs - GRACE_MS, AT_ONCE]);
  if (due.length === 0) return;
  await database.transaction('write', async (asking) => {
    const alarms: Alarm[] = [];
    for (const { record, member } of due) alarms.push(...(await spentApart(asking, member, record)));
    // Two records of one member may lead to the same: raised once, also within one statement.
    await raise(asking, [...new Map(alarms.map((alarm) => [alarm.key, alarm])).values()], nowMs);
    await asking.change(DONE, [due.map(({ record }) => record)]);
  });
}

/**
 * Of a member who owes: the records, from a given one on in the order of time, by which they spent what a spending at another till had
 * taken. The one that came first may be the later one.
 */
async function spentApart(asking: Asking, member: MemberId, from: RecordId): Promise<Alarm[]> {
  const [standing] = await asking.rows(DEBT, [member]);
  if (standing === undefined || standing.debt === 0) return [];
  const owed = standing.debt;
  const found: Alarm[] = [];
  const earlier: { readonly record: RecordId; readonly till: TillId | null }[] = [];
  let balance = 0;
  let reached = false;
  for (const { record, till, moved, spent } of await asking.rows(IN_TIME, [member])) {
    const before = balance;
    balance += moved;
    reached ||= record === from;
    if (spent === 0) continue;
    const other = earlier.findLast((one) => one.till !== till)?.record ?? null;
    if (reached && balance < Math.min(0, before) && other !== null) {
      found.push({ kind: 'overdraft', key: record, till, detail: { member, record, other, spent, before, owed } });
    }
    earlier.push({ record, till });
  }
  return found;
}

/** Who spends by this record; null: nobody. A return that takes back points spent since follows the programme and is no alarm. */
function spender(record: RecordBody): MemberId | null {
  switch (record.kind) {
    case 'sale':
      return record.spent > 0 ? (record.member?.member ?? null) : null;
    case 'transfer':
      return record.member;
    default:
      return null;
  }
}
