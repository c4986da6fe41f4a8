/** Points that tills let one member spend apart: kept (truth 9), owed, and put before a manager with both records. */
import type { MemberId, RecordId, TillId } from '../../domain/identity/ids.ts';
import type { RecordBody } from '../../domain/record/record.ts';
import type { Alarm } from '../alarms.ts';
import { type Asking, statement } from '../database.ts';

const AROUND = statement<{ before: number; moved: number; spent: number; other: RecordId | null }>(
  'overdraft.around',
  `WITH mine AS (SELECT min(n) AS first, max(n) AS last FROM entry WHERE member = $1 AND record = $2)
   SELECT (SELECT COALESCE(sum(points), 0)::bigint FROM entry, mine WHERE member = $1 AND n < mine.first) AS before,
     (SELECT COALESCE(sum(points), 0)::bigint FROM entry WHERE member = $1 AND record = $2) AS moved,
     (SELECT COALESCE(-sum(points), 0)::bigint FROM entry WHERE member = $1 AND record = $2 AND points < 0) AS spent,
     (SELECT e.record FROM entry e, mine WHERE e.member = $1 AND e.n < mine.first AND e.points < 0
        AND e.contra = ANY ('{redeem,transfer}')
        AND (SELECT r.till FROM record r WHERE r.counted AND r.id = e.record) <> $3
      ORDER BY e.n DESC LIMIT 1) AS other`,
);

/**
 * The alarm of a record by which a member spent (a redemption, points given away) and which took their balance below zero, or further
 * below it; null: none. A return that takes back points spent since follows the programme's policy and is no alarm.
 */
export async function overdraftBy(
  asking: Asking,
  record: RecordBody,
  till: TillId,
): Promise<Omit<Alarm, 'till'> | null> {
  const member = spender(record);
  if (member === null) return null;
  const [around] = await asking.rows(AROUND, [member, record.id, till]);
  if (around === undefined) return null;
  const balance = around.before + around.moved;
  if (balance >= Math.min(0, around.before)) return null;
  const { spent, other } = around;
  return {
    kind: 'overdraft',
    key: record.id,
    detail: { member, record: record.id, other, spent, before: around.before, owed: -balance },
  };
}

/** Who spends by this record; null: nobody. */
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
