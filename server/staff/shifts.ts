/** Where the shifts of a store's tills stand in the logs: found by the index `record_shift`, whatever else the logs hold. */
import type { CivilDate } from '../../domain/calendar/civil.ts';
import type { IncarnationId, StoreId, TillId } from '../../domain/identity/ids.ts';
import { MOST_CLOSINGS_BACK } from '../../domain/staff/week.ts';
import { type Asking, statement } from '../database.ts';

// Word for word as in the index, or it is not used.
const OF_SHIFT = `body LIKE '%"kind":"shift%'`;
const DAY = `(substring(body FROM '"businessDay":"([0-9-]{10})"'))`;
/** Nothing but cash that moves and uses of a PIN stands between the last count and the closing: so far back a count is looked for. */
const COUNT_WITHIN = 1000;

const LIVES = statement<{
  till: TillId;
  number: number;
  retired: boolean;
  incarnation: IncarnationId | null;
  counted: number;
  last: string | null;
}>(
  'shifts.lives',
  `SELECT t.id AS till, t.number, t.retired_ms IS NOT NULL AS retired, i.id AS incarnation, COALESCE(i.counted_seq, 0) AS counted,
     (SELECT r.body FROM record r WHERE r.till = t.id AND r.incarnation = i.id AND r.seq = i.counted_seq) AS last
   FROM till t LEFT JOIN LATERAL (SELECT * FROM incarnation WHERE till = t.id OFFSET 0) i ON true
   WHERE t.store = $1 AND (i.id IS NOT NULL OR t.key_digest IS NOT NULL)
   ORDER BY t.number, t.id, i.ordinal, i.begun_ms, i.id`,
);
const OPENED = statement<{ first: number; next: number | null }>(
  'shifts.opened',
  // In the order of the index: so no plan comes to mind that reads the whole life.
  `SELECT o.seq AS first,
     (SELECT n.seq FROM record n WHERE n.till = $1 AND n.incarnation = $2 AND n.seq > o.seq AND n.${OF_SHIFT} ORDER BY n.seq LIMIT 1) AS next
   FROM record o WHERE till = $1 AND incarnation = $2 AND ${DAY} BETWEEN $3 AND $4 AND ${OF_SHIFT} AND body LIKE '%"kind":"shiftOpened"%'
   ORDER BY ${DAY}, seq`,
);
const BEFORE = statement<{ next: number | null }>(
  'shifts.before',
  `SELECT min(seq) AS next FROM record WHERE till = $1 AND incarnation = $2 AND ${OF_SHIFT}`,
);
const CLOSED = statement<{ seq: number; body: string; count: string | null }>(
  'shifts.closed',
  `SELECT c.seq, c.body,
     (SELECT k.body FROM record k WHERE k.till = $1 AND k.incarnation = $2 AND k.seq < c.seq AND k.seq > c.seq - ${COUNT_WITHIN}
        AND k.body LIKE '%"kind":"count"%' ORDER BY k.seq DESC LIMIT 1) AS count
   FROM (SELECT seq, body FROM record WHERE till = $1 AND incarnation = $2 AND ${DAY} <= $3 AND ${OF_SHIFT}
     AND body LIKE '%"kind":"shiftClosed"%' AND counted ORDER BY ${DAY} DESC, seq DESC LIMIT ${MOST_CLOSINGS_BACK}) c
   ORDER BY c.seq`,
);

/** One life of a till, as far as its records are counted. */
export interface LifeOf {
  readonly incarnation: IncarnationId;
  readonly counted: number;
  /** The bytes of the last record that is counted; null: none is. */
  readonly last: string | null;
}

export interface TillOf {
  readonly id: TillId;
  readonly number: number;
  readonly retired: boolean;
  /** In the order in which they were lived. */
  readonly lives: readonly LifeOf[];
}

/** The tills of a store that are or were in use, by number. */
export async function livesAt(asking: Asking, store: StoreId): Promise<readonly TillOf[]> {
  const tills = new Map<TillId, TillOf & { readonly lives: LifeOf[] }>();
  for (const { till: id, number, retired, incarnation, counted, last } of await asking.rows(LIVES, [store])) {
    const of = tills.get(id) ?? { id, number, retired, lives: [] };
    tills.set(id, of);
    if (incarnation !== null) of.lives.push({ incarnation, counted, last });
  }
  return [...tills.values()];
}

/** From a number up to before another. */
export type Stretch = readonly [first: number, next: number];

/**
 * Where in a till's life the shifts of some business days stand, each up to its closing, or to the next opening, or to where it is counted.
 * A later life may go on with a shift of the one before: what it has before its first shift is given too, of whatever day.
 */
export async function shiftsIn(
  asking: Asking,
  { id: till, lives }: TillOf,
  { incarnation, counted }: LifeOf,
  from: CivilDate,
  to: CivilDate,
): Promise<readonly Stretch[]> {
  const upTo = (next: number | null): number => Math.min(next ?? counted + 1, counted + 1);
  const opened = await asking.rows(OPENED, [till, incarnation, from, to]);
  const shifts = opened
    .filter(({ first }) => first <= counted)
    .map(({ first, next }): Stretch => [first, upTo(next)])
    .sort(([a], [b]) => a - b);
  if (lives[0]?.incarnation === incarnation) return shifts;
  const [before] = await asking.rows(BEFORE, [till, incarnation]);
  return [[1, upTo(before?.next ?? null)], ...shifts];
}

/** The last closings of a till's life up to a business day, oldest first, with the count that each closed on. */
export async function closingsIn(
  asking: Asking,
  till: TillId,
  { incarnation, counted }: LifeOf,
  to: CivilDate,
): Promise<readonly { readonly body: string; readonly count: string | null }[]> {
  return (await asking.rows(CLOSED, [till, incarnation, to])).filter(({ seq }) => seq <= counted);
}
