/** What a new life of a till means for the one before (truth 7), and for records that it appends again. */
import type { IncarnationId, TillId } from '../../domain/identity/ids.ts';
import { moneyOf, movementOf } from '../../domain/record/movement.ts';
import type { Begun, RecordBody } from '../../domain/record/record.ts';
import type { Alarm } from '../alarms.ts';
import { type Asking, statement } from '../database.ts';
import type { Change } from '../pull/feed.ts';

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

const LEFT_AT = statement<{ hash: string }>(
  'lives.leftAt',
  'SELECT hash FROM record WHERE till = $1 AND incarnation = $2 AND seq = $3',
);

/**
 * The alarm of a life that goes on from what is not held: this centre was restored from before it (then nothing is held there), and
 * may have taken another machine's numbers since (then their hash differs). What went before is then only in its till's log, in a
 * life that the till no longer sends; told of a fork at number 1, it appends all of it again. Null: it goes on from what is held.
 */
export async function goesOnFromLost(
  asking: Asking,
  till: TillId,
  incarnation: IncarnationId,
  { previous }: Pick<Begun, 'previous'>,
): Promise<Alarm | null> {
  if (previous === null || previous.seq === 0) return null;
  const [left] = await asking.rows(LEFT_AT, [till, previous.incarnation, previous.seq]);
  if (left === undefined)
    return { kind: 'fork', key: `${incarnation} 1 lost`, till, detail: { incarnation, seq: 1, held: 0 } };
  if (left.hash === previous.hash) return null;
  const detail = { incarnation, previous: previous.incarnation, seq: previous.seq };
  return { kind: 'previousDiffers', key: incarnation, till, detail };
}

/**
 * What is to be told anew of records whose ids were counted before: nothing of it changed, but their till has them behind the number that
 * it was told as counted, and would add them once more until it hears of a later one.
 */
export function toldAgain(repeated: readonly RecordBody[]): Change[] {
  return repeated.flatMap((record): Change[] => {
    const { entries, counts, issued } = movementOf(record);
    const members = [...entries, ...counts, ...issued].flatMap(({ member }) => member ?? []);
    const totals = counts.flatMap(({ member, key }) => (member === null ? [key] : []));
    const change = (kind: Change['kind'], key: string): Change => ({ kind, key, scope: 'chain', endsMs: null });
    return [
      ...members.map((member) => change('member', member)),
      ...moneyOf(record).map(({ card }) => change('giftCard', card)),
      ...totals.map((key) => change('totals', key)),
    ];
  });
}
