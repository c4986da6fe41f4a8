/**
 * The order in which changes became visible (truth 8). Writers only insert into `change_inbox`, in their own
 * transaction. The sequencer, a short transaction of whoever comes by, gives the rows that it can see their positions
 * in `change_feed`. A slower writer's rows get positions when they become visible: none is skipped, none is waited for.
 */
import type { StoreId, TillId } from '../../domain/identity/ids.ts';
import { type Asking, type Database, statement } from '../database.ts';
import { beginStretch, type Cursor } from './cursor.ts';

export type FeedKind =
  | 'member'
  | 'merge'
  | 'card'
  | 'giftCard'
  | 'product'
  | 'staff'
  | 'programme'
  | 'chain'
  | 'store'
  | 'till'
  | 'receipt'
  | 'totals'
  | 'alarm'
  | 'closing'
  | 'closedDay';

/** The scope of what every till of the chain may see. */
export const WHOLE_CHAIN = '00000000-0000-0000-0000-000000000000';

export interface Change {
  readonly kind: FeedKind;
  readonly key: string;
  /** Who may see it: the tills of one store, or all; 'receipt': those of the store that sold, found when sequenced. */
  readonly scope: StoreId | 'chain' | 'receipt';
  /** The instant (UTC ms) after which no till needs it; null: always. */
  readonly endsMs: number | null;
}

/** The channel on which a process hears that positions were given; the payload is a FeedNews as JSON. */
export const CHANNEL = 'loial_feed';
export interface FeedNews {
  readonly pos: number;
  /** The scopes that changed; null: too many to list. */
  readonly scopes: readonly string[] | null;
  /** The till whose own records changed them; null: it may be anybody's doing. */
  readonly by: TillId | null;
  /** The transaction that gave the positions, as PostgreSQL numbers it; empty: an earlier version did not say. */
  readonly turn: string;
}

const INSERT_INBOX = statement(
  'feed.insert',
  `INSERT INTO change_inbox (kind, key, scope, ends_ms)
   SELECT * FROM unnest($1::text[], $2::text[], $3::uuid[], $4::bigint[])`,
);

/** Each change once. */
export function distinct(changes: Iterable<Change>): Change[] {
  const once = new Map<string, Change>();
  for (const change of changes) once.set(`${change.kind} ${change.scope} ${change.key}`, change);
  return [...once.values()];
}

/** Notes changes in the transaction that makes them. Twice the same is noted once. */
export async function noteChanges(asking: Asking, changes: Iterable<Change>): Promise<void> {
  const all = distinct(changes);
  if (all.length === 0) return;
  await asking.change(INSERT_INBOX, [
    all.map((change) => change.kind),
    all.map((change) => change.key),
    all.map(({ scope }) => (scope === 'chain' ? WHOLE_CHAIN : scope === 'receipt' ? null : scope)),
    all.map((change) => change.endsMs),
  ]);
}

/** Rows given positions in one transaction: keeps it short. */
const MOST_SEQUENCED = 20_000;
/** More scopes than this do not fit in a notification (8000 bytes). */
const MOST_SCOPES = 100;

const INBOX_HAS = statement<{ has: boolean }>('feed.has', 'SELECT EXISTS (SELECT FROM change_inbox) AS has');
// Whose turn it is stands in the transaction, so that TAKE can be asked together with the lock, and does nothing where another has it. Noted
// outside of what locks: a row that is passed over would have been noted too.
const noted = (locking: string): string =>
  `SELECT set_config('loial.turn', 'mine', true) AS turn FROM (SELECT pos FROM feed_head ${locking}) head`;
const LOCK_HEAD = statement<{ turn: string }>('feed.lock', noted('FOR UPDATE'));
const LOCK_FREE_HEAD = statement<{ turn: string }>('feed.lockFree', noted('FOR UPDATE SKIP LOCKED'));
/** Gives positions, moves the head and tells; `pos` null: nothing got one. No row: it is not this transaction's turn. */
const TAKE = statement<{ taken: number; pos: number | null; scopes: string[] | null; turn: string }>(
  'feed.take',
  `WITH mine AS (SELECT pos FROM feed_head WHERE current_setting('loial.turn', true) = 'mine'),
   taken AS (
     DELETE FROM change_inbox
     WHERE id = ANY (ARRAY(SELECT id FROM change_inbox WHERE EXISTS (SELECT FROM mine) ORDER BY id LIMIT $1))
     RETURNING kind, key, scope, ends_ms
   ), resolved AS (
     -- Looked up one by one, never joined: a plan that reads the whole table of receipts must not come to mind.
     SELECT kind, key,
       CASE WHEN scope IS NULL THEN (SELECT store FROM receipt WHERE id = key::uuid) ELSE scope END AS scope,
       CASE WHEN scope IS NULL THEN
         (SELECT r.occurred_ms + (c.state ->> 'returnDays')::bigint * 86400000 FROM receipt r, chain c WHERE r.id = key::uuid)
       ELSE ends_ms END AS ends_ms
     FROM taken
   ), placed AS (
     SELECT kind, key, scope, max(COALESCE(ends_ms, 9007199254740991)) AS ends_ms
     FROM resolved WHERE scope IS NOT NULL GROUP BY kind, key, scope
   ), fed AS (
     INSERT INTO change_feed (kind, key, scope, pos, ends_ms)
     SELECT kind, key, scope, (SELECT pos FROM mine) + row_number() OVER (ORDER BY kind, key, scope), nullif(ends_ms, 9007199254740991)
     FROM placed
     ON CONFLICT (kind, key, scope) DO UPDATE SET pos = EXCLUDED.pos, ends_ms = EXCLUDED.ends_ms
     RETURNING pos, scope
   ), news AS (
     SELECT max(pos) AS pos, CASE WHEN count(DISTINCT scope) <= ${MOST_SCOPES} THEN jsonb_agg(DISTINCT scope) END AS scopes
     FROM fed HAVING count(*) > 0
   ), stretch AS (
     ${beginStretch('(SELECT pos FROM mine)')} AND EXISTS (SELECT FROM news)
   ), moved AS (
     UPDATE feed_head SET pos = news.pos FROM news
   )
   SELECT (SELECT count(*) FROM taken) AS taken, news.pos, news.scopes, pg_current_xact_id()::text AS turn, CASE WHEN news.pos IS NOT NULL THEN pg_notify('${CHANNEL}',
     jsonb_build_object('pos', news.pos, 'scopes', news.scopes, 'by', $2::uuid, 'turn', pg_current_xact_id()::text)::text)::text END AS told
   FROM mine LEFT JOIN news ON true`,
);

/**
 * Gives positions to every change that is visible now, and tells all processes; `told` hears it of its own process at once. Safe from any
 * number of processes: they take turns on the row of `feed_head`.
 */
export async function sequence(database: Database, told: (news: FeedNews) => void = () => undefined): Promise<void> {
  for (let left = true; left; ) {
    const [inbox] = await database.rows(INBOX_HAS);
    if (inbox?.has !== true) return;
    const turn = await database.transaction('write', (asking) => turnOf(asking, LOCK_HEAD, null));
    if (turn?.news != null) told(turn.news);
    left = turn?.left === true;
  }
}

/** What one turn of the sequencer did. */
export interface FeedTurn {
  /** How many noted changes were taken. */
  readonly taken: number;
  /** There was more than one turn takes. */
  readonly left: boolean;
  /** Null: nothing got a position. */
  readonly news: FeedNews | null;
}

/**
 * A turn within the transaction that counted a till's records: they are visible and have their positions in one commit. To be called last, since the
 * turn lasts until that commit. Null: another has the turn, and is not waited for (whoever asks for the row holds locks that the other may
 * want); then the changes are sequenced after the commit, as any.
 */
export function sequenceWithin(asking: Asking, by: TillId): Promise<FeedTurn | null> {
  return turnOf(asking, LOCK_FREE_HEAD, by);
}

/** The lock first, as a statement of its own: the next one's picture of the inbox is then newer than every earlier turn. */
async function turnOf(asking: Asking, lock: typeof LOCK_HEAD, by: TillId | null): Promise<FeedTurn | null> {
  const [, [found]] = await Promise.all([asking.rows(lock), asking.rows(TAKE, [MOST_SEQUENCED, by])]);
  if (found === undefined) return null;
  const { taken, pos, scopes } = found;
  return { taken, left: taken === MOST_SEQUENCED, news: pos === null ? null : { pos, scopes, by, turn: found.turn } };
}

const FORGET = statement(
  'feed.forget',
  `DELETE FROM change_feed WHERE (kind, key, scope) IN
     (SELECT kind, key, scope FROM change_feed WHERE ends_ms < $1 ORDER BY ends_ms LIMIT 5000)`,
);

/** Drops what no till needs any more (receipts past the return window), some at a time. Returns how many. */
export async function forgetEnded(database: Database, nowMs: number): Promise<number> {
  return database.change(FORGET, [nowMs]);
}

const HEAD = statement<{ pos: number }>('feed.head', 'SELECT pos FROM feed_head');

/** The last position given. */
export async function feedHead(asking: Asking): Promise<number> {
  return (await asking.rows(HEAD))[0]?.pos ?? 0;
}

/** What changed, and its place in the feed. */
export interface FeedRow {
  readonly kind: FeedKind;
  readonly key: string;
  readonly pos: number;
}

const PAGE = statement<FeedRow>(
  'feed.page',
  `SELECT kind, key, pos FROM (
     (SELECT kind, key, pos FROM change_feed
      WHERE scope = '${WHOLE_CHAIN}' AND pos > $1 ORDER BY pos LIMIT $3)
     UNION ALL
     (SELECT kind, key, pos FROM change_feed
      WHERE scope = $2 AND pos > $1 AND (ends_ms IS NULL OR ends_ms >= $4) ORDER BY pos LIMIT $3)
   ) both_scopes ORDER BY pos LIMIT $3`,
);

const STORE_PAGE = statement<FeedRow>(
  'feed.storePage',
  `SELECT kind, key, pos FROM change_feed
   WHERE scope = $1 AND pos > $2 AND pos <= $3 AND (ends_ms IS NULL OR ends_ms >= $5) ORDER BY pos LIMIT $4`,
);

/** What changed for the tills of one store alone between what they were told of it and of the chain, in order. */
export async function storePage(
  asking: Asking,
  told: Pick<Cursor, 'chain' | 'store'>,
  store: StoreId,
  most: number,
  nowMs: number,
): Promise<FeedRow[]> {
  return asking.rows(STORE_PAGE, [store, told.store, told.chain, most, nowMs]);
}

const KINDS_PAGE = statement<FeedRow>(
  'feed.kindsPage',
  `SELECT kind, key, pos FROM change_feed
   WHERE kind = ANY ($5) AND scope IN ('${WHOLE_CHAIN}', $2) AND pos > $1 AND (ends_ms IS NULL OR ends_ms >= $4)
   ORDER BY pos LIMIT $3`,
);

/** Kinds of which there are few, and which the index `change_feed_few` holds. */
const FEW: readonly string[] = [
  'chain',
  'store',
  'till',
  'staff',
  'programme',
  'product',
  'totals',
  'closing',
] satisfies FeedKind[];
const AMONG_FEW = `kind IN (${FEW.map((kind) => `'${kind}'`).join(', ')}) AND kind = ANY ($5)`;
// As a planner thinks that does not know which kinds are asked for, any of them may be every second row: only an index without the others
// keeps it from reading all.
const FEW_PAGE = statement<FeedRow>(
  'feed.fewPage',
  `SELECT kind, key, pos FROM (
     (SELECT kind, key, pos FROM change_feed
      WHERE scope = '${WHOLE_CHAIN}' AND pos > $1 AND ${AMONG_FEW} ORDER BY pos LIMIT $3)
     UNION ALL
     (SELECT kind, key, pos FROM change_feed
      WHERE scope = $2 AND pos > $1 AND ${AMONG_FEW} AND (ends_ms IS NULL OR ends_ms >= $4) ORDER BY pos LIMIT $3)
   ) both_scopes ORDER BY pos LIMIT $3`,
);

/** What changed of some kinds after a position, for a till of a store, in order. Quick for the few: of others all behind the position is read. */
export async function kindsPage(
  asking: Asking,
  after: number,
  store: StoreId,
  most: number,
  nowMs: number,
  kinds: readonly string[],
): Promise<FeedRow[]> {
  const page = kinds.every((kind) => FEW.includes(kind)) ? FEW_PAGE : KINDS_PAGE;
  return asking.rows(page, [after, store, most, nowMs, kinds]);
}

const CHAIN_PAGE = statement<FeedRow>(
  'feed.chainPage',
  `SELECT kind, key, pos FROM change_feed WHERE scope = '${WHOLE_CHAIN}' AND pos > $1 ORDER BY pos LIMIT $2`,
);

/** What every till of the chain may see, after a position, in order: what a snapshot is made of. */
export async function chainPage(asking: Asking, after: number, most: number): Promise<FeedRow[]> {
  return asking.rows(CHAIN_PAGE, [after, most]);
}

/** What changed after a position, for a till of a store, in order. */
export async function feedPage(
  asking: Asking,
  after: number,
  store: StoreId,
  most: number,
  nowMs: number,
): Promise<FeedRow[]> {
  return asking.rows(PAGE, [after, store, most, nowMs]);
}
