/** What the days that were signed list of a store's tills, and so what is left for the next. */
import type { Points } from '../../domain/amount/points.ts';
import type { CivilDate } from '../../domain/calendar/civil.ts';
import type { SealedDay } from '../../domain/day/account.ts';
import { type Gap, unlisted } from '../../domain/day/unlisted.ts';
import type { IncarnationId, RecordId, StoreId, TillId } from '../../domain/identity/ids.ts';
import { type Asking, statement } from '../database.ts';

const LAST = statement<{ day: CivilDate; number: number; record: RecordId; seal: string; closing: Points }>(
  'listed.last',
  'SELECT day, number, record, seal, closing FROM closed_day WHERE store = $1 AND holds ORDER BY number DESC LIMIT 1',
);
const STORES = statement<{ id: StoreId }>('listed.stores', 'SELECT id FROM store');
const TILLS = statement<{ id: TillId; number: number; retired: boolean; enrolled: boolean }>(
  'listed.tills',
  `SELECT id, number, retired_ms IS NOT NULL AS retired, key_digest IS NOT NULL AS enrolled
   FROM till WHERE store = $1 ORDER BY number`,
);
const LIVES = statement<{ till: TillId; incarnation: IncarnationId; counted: number; heard_ms: number | null }>(
  'listed.lives',
  `SELECT i.till, i.id AS incarnation, i.counted_seq AS counted,
     (SELECT r.received_ms FROM record r WHERE r.till = i.till AND r.incarnation = i.id AND r.seq = i.held_seq) AS heard_ms
   FROM unnest($1::uuid[]) AS u (till)
     CROSS JOIN LATERAL (SELECT * FROM incarnation WHERE till = u.till OFFSET 0) i ORDER BY i.till, i.ordinal, i.begun_ms, i.id`,
);
// Ranges that lie side by side are one; of each, the hash that was signed for its end, and the one that the log has there.
const LISTED = statement<{
  till: TillId;
  incarnation: IncarnationId;
  first: number;
  last: number;
  hash: string;
  held: string | null;
}>(
  'listed.ranges',
  `SELECT u.till, u.incarnation, lower(u.range) AS first, upper(u.range) - 1 AS last,
     (SELECT g.hash FROM closed_range g WHERE g.till = u.till AND g.incarnation = u.incarnation AND g.last_seq = upper(u.range) - 1
      ORDER BY g.record DESC LIMIT 1) AS hash,
     (SELECT r.hash FROM record r WHERE r.till = u.till AND r.incarnation = u.incarnation AND r.seq = upper(u.range) - 1) AS held
   FROM unnest($1::uuid[]) AS asked (till)
     CROSS JOIN LATERAL (
       SELECT till, incarnation, unnest(range_agg(int8range(first_seq, last_seq, '[]'))) AS range
       FROM closed_range WHERE till = asked.till GROUP BY till, incarnation OFFSET 0) u
   ORDER BY u.till, u.incarnation, lower(u.range)`,
);

/** One life of a till, as far as its records are counted. */
export interface DayLife {
  readonly incarnation: IncarnationId;
  readonly unlisted: readonly Gap[];
  /** The log does not have the hash that was signed for a number; null: it does. */
  readonly signedOtherwise: { readonly seq: number; readonly detail: string } | null;
}

export interface DayTill {
  readonly id: TillId;
  readonly number: number;
  readonly retired: boolean;
  readonly heardAt: number | null;
  /** In the order in which they were lived. */
  readonly lives: readonly DayLife[];
}

/** The day of the store that was signed last; null: none was. */
export async function lastClosed(asking: Asking, store: StoreId): Promise<SealedDay | null> {
  return (await asking.rows(LAST, [store]))[0] ?? null;
}

/** Whether what a record says to have happened at a store is booked at this one: as counting decides it. */
export async function storeOf(asking: Asking, store: StoreId): Promise<(claimed: StoreId) => boolean> {
  const known = new Set((await asking.rows(STORES)).map(({ id }) => id));
  return (claimed) => claimed === store || !known.has(claimed);
}

/** The tills of a store that are or were in use, by number, with what of their logs no close lists. */
export async function tillsOf(asking: Asking, store: StoreId): Promise<readonly DayTill[]> {
  const rows = await asking.rows(TILLS, [store]);
  const ids = rows.map(({ id }) => id);
  const [lives, listed] = await Promise.all([asking.rows(LIVES, [ids]), asking.rows(LISTED, [ids])]);
  return rows.flatMap(({ id, number, retired, enrolled }): DayTill[] => {
    const own = lives.filter(({ till }) => till === id);
    if (own.length === 0 && (!enrolled || retired)) return [];
    const heard = own.flatMap(({ heard_ms }) => heard_ms ?? []);
    return [
      {
        id,
        number,
        retired,
        heardAt: heard.length === 0 ? null : Math.max(...heard),
        lives: own.map(({ incarnation, counted }) => {
          const ranges = listed.filter((range) => range.till === id && range.incarnation === incarnation);
          const otherwise = ranges.find(({ hash, held }) => held !== null && held !== hash);
          return {
            incarnation,
            unlisted: unlisted(ranges, counted),
            signedOtherwise:
              otherwise === undefined
                ? null
                : { seq: otherwise.last, detail: 'another hash was signed for this number' },
          };
        }),
      },
    ];
  });
}
