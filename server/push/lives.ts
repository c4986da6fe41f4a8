/** A life of a till that begins beside another: met by the till itself, before it sent anything that does not fit (truth 7). */
import type { IncarnationId, TillId } from '../../domain/identity/ids.ts';
import type { Begun } from '../../domain/record/record.ts';
import type { Alarm } from '../alarms.ts';
import { type Asking, statement } from '../database.ts';

const BEFORE = statement<{ held: number | null; others: boolean; told: boolean }>(
  'lives.before',
  `SELECT (SELECT held_seq FROM incarnation WHERE till = $1 AND id = $2) AS held,
     EXISTS (SELECT FROM incarnation WHERE till = $1 AND id <> $3 AND held_seq > 0) AS others,
     EXISTS (SELECT FROM alarm WHERE kind = 'fork' AND till = $1 AND detail ->> 'incarnation' = $2::uuid::text
       AND (detail ->> 'seq')::bigint = $4) AS told`,
);

/**
 * The alarm of a life that leaves the one before at a number which that one has gone beyond: a cloned disk or an old backup that saw so
 * when it asked what is held, and sent nothing that forks. Null: it goes on where the last one ended, or the fork was told already.
 */
export async function besideAnother(
  asking: Asking,
  till: TillId,
  incarnation: IncarnationId,
  { previous }: Pick<Begun, 'previous'>,
): Promise<Alarm | null> {
  const from = (previous?.seq ?? 0) + 1;
  const [before] = await asking.rows(BEFORE, [till, previous?.incarnation ?? null, incarnation, from]);
  if (before === undefined || before.told) return null;
  const beside = previous === null ? before.others : before.held !== null && before.held >= from;
  if (!beside) return null;
  const of = previous?.incarnation ?? null;
  return { kind: 'fork', key: `${incarnation} begun`, till, detail: { incarnation: of, seq: from, held: before.held } };
}
