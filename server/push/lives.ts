/** What a new life of a till means for the one before (truth 7), and for records that it appends again. */
import type { IncarnationId, TillId } from '../../domain/identity/ids.ts';
import { moneyOf, movementOf } from '../../domain/record/movement.ts';
import type { Begun, RecordBody } from '../../domain/record/record.ts';
import type { Alarm } from '../alarms.ts';
import { type Asking, statement } from '../database.ts';
import type { Change } from '../pull/feed.ts';
import type { Received } from './batch.ts';

const HELD_OF = statement<{ seq: number }>(
  'lives.heldOf',
  'SELECT held_seq AS seq FROM incarnation WHERE till = $1 AND id = $2',
);

type BegunRecord = Extract<RecordBody, { kind: 'begun' }>;

/** The record that begins a life, where a batch does. */
export function begunIn(take: readonly Received[]): BegunRecord | null {
  const record = take[0]?.record;
  return record?.kind === 'begun' ? record : null;
}

async function heldOf(asking: Asking, till: TillId, incarnation: IncarnationId): Promise<number> {
  return (await asking.rows(HELD_OF, [till, incarnation]))[0]?.seq ?? 0;
}

/**
 * Whether a life goes on from numbers that are not held: this centre was restored from before them. What they were is then only in its
 * till's log, in a life that the till no longer sends; told of a fork at number 1, it appends all of it again.
 */
export async function goesOnFromLost(asking: Asking, till: TillId, { previous }: Begun): Promise<boolean> {
  return previous !== null && (await heldOf(asking, till, previous.incarnation)) < previous.seq;
}

/** An alarm where more is held of the life before than the new one goes on from: a restored backup, a cloned disk. */
export async function leftBehind(asking: Asking, till: TillId, begun: BegunRecord): Promise<readonly Alarm[]> {
  const { previous, incarnation } = begun;
  if (previous === null) return [];
  const held = await heldOf(asking, till, previous.incarnation);
  if (held <= previous.seq) return [];
  const detail = { incarnation: previous.incarnation, seq: previous.seq + 1, held, next: incarnation };
  return [{ kind: 'fork', key: `${previous.incarnation} ${previous.seq + 1} ${incarnation}`, till, detail }];
}

/**
 * What is to be told anew of records whose ids were counted before: nothing of it changed, but their till has them behind the number that
 * it was told as counted, and would add them once more until it hears of a later one.
 */
export function toldAgain(repeated: readonly Received[]): Change[] {
  return repeated.flatMap(({ record }): Change[] => {
    if (record === null) return [];
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
