/**
 * What one turn of the feed brought, read within the transaction that changed it. Whoever waits at the position before that turn is told
 * from here, without a picture of the database of their own: so a state is read once for all tills that wait, and reaches them a
 * transaction earlier.
 */
import type { IncarnationId, StoreId, TillId } from '../../domain/identity/ids.ts';
import { type Asking, statement } from '../database.ts';
import { type Cursor, markAt } from './cursor.ts';
import { type Change, distinct, type FeedNews, type FeedTurn } from './feed.ts';
import { isShared, readShared, type SentState, type SharedKind } from './states.ts';

/** A till that waits for news. */
export interface Waiting {
  readonly till: TillId;
  readonly store: StoreId;
  readonly incarnation: IncarnationId;
}

/** A turn as it is told to those who waited for it. */
export interface Fresh {
  /** The head before the turn, with the mark of the stretch in which it lies: the history that the turn continues. */
  readonly before: number;
  readonly marked: string | null;
  readonly epoch: string;
  /** Where whoever was told stands. */
  readonly cursor: Cursor;
  /** What the turn brought for a till that waited; null: it was not read for this one. */
  statesFor(who: Waiting, nowMs: number): readonly SentState[] | null;
}

/** Where those wait who are told at once: watch.ts. */
export interface Newsroom {
  readonly waitingTills: readonly Waiting[];
  /** What these news will bring, before the commit that makes them true: they may be heard before its answer. */
  expect(news: FeedNews, fresh: Fresh): void;
}

/** Beyond so many only the first are told from here: what is read for them keeps the till that sold waiting. */
const MOST_TOLD = 1000;

const HEAD = statement<{ epoch: string; pos: number; marked: string | null; mark: string | null }>(
  'fresh.head',
  `SELECT (SELECT epoch FROM chain) AS epoch, h.pos, ${markAt('h.pos - $1')} AS marked, ${markAt('h.pos')} AS mark FROM feed_head h`,
);
const COUNTED = statement<{ incarnation: IncarnationId; counted: number | null }>(
  'fresh.counted',
  // Looked up one by one, never joined.
  `SELECT asked.incarnation, i.counted_seq AS counted FROM unnest($1::uuid[], $2::uuid[]) AS asked (till, incarnation)
     LEFT JOIN LATERAL (SELECT counted_seq FROM incarnation WHERE till = asked.till AND id = asked.incarnation OFFSET 0) i ON true`,
);

/**
 * Asks for what `changes` changed; to be asked behind the turn that gives them their positions, in the same transaction, before its commit.
 * What comes back makes a Fresh of the turn; or null: nobody waits for it, it took more than these, or not all are such as are read here.
 *
 * Each statement has a picture of its own, and they agree: a standing that is read here is locked until the commit, so whatever is counted
 * of a waiting till in between moves other members, and the number that is told with the standing is true of it.
 */
export async function readFresh(
  asking: Asking,
  by: TillId,
  changes: readonly Change[],
  waiting: readonly Waiting[],
): Promise<(turn: FeedTurn) => Fresh | null> {
  const all = distinct(changes);
  const page = all.flatMap(({ kind, key, scope, endsMs }) =>
    isShared(kind) && scope !== 'receipt' ? [{ kind, key, scope, endsMs }] : [],
  );
  const scopes = new Set<string>(page.map(({ scope }) => scope));
  const told = waiting
    .filter(({ till, store }) => till === by || scopes.has('chain') || scopes.has(store))
    .slice(0, MOST_TOLD);
  if (page.length < all.length || told.every(({ till }) => till === by)) return () => null;
  const [[head], counts, states] = await Promise.all([
    asking.rows(HEAD, [page.length]),
    asking.rows(COUNTED, [told.map(({ till }) => till), told.map(({ incarnation }) => incarnation)]),
    readShared(asking, page satisfies readonly { kind: SharedKind; key: string }[]),
  ]);
  const counted = new Map(counts.map((row) => [row.incarnation, row.counted ?? 0]));
  const ends = new Map(page.map(({ kind, key, endsMs }) => [`${kind} ${key}`, endsMs ?? Number.POSITIVE_INFINITY]));
  return ({ news, taken }) => {
    if (head === undefined || news === null || taken !== page.length || news.pos !== head.pos) return null;
    return {
      before: head.pos - page.length,
      marked: head.marked,
      epoch: head.epoch,
      cursor: { chain: head.pos, store: head.pos, mark: head.mark },
      statesFor({ store, incarnation }, nowMs) {
        const number = counted.get(incarnation);
        if (number === undefined) return null;
        return states({ store, incarnation, counted: number }).filter(
          ({ kind, id }) => (ends.get(`${kind} ${String(id)}`) ?? Number.POSITIVE_INFINITY) >= nowMs,
        );
      },
    };
  };
}
