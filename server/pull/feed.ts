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
}

const INSERT_INBOX = statement(
  'feed.insert',
  `INSERT INTO change_inbox (kind, key, scope, ends_ms)
   SELECT * FROM unnest($1::text[], $2::text[], $3::uuid[], $4::bigint[])`,
);

/** Notes changes in the transaction that makes them. Twice the same is noted once. */
export async function noteChanges(asking: Asking, changes: Iterable<Change>): Promise<void> {
  const once = new Map<string, Change>();
  for (const change of changes) once.set(`${change.kind} ${change.scope} ${change.key}`, change);
  const all = [...once.values()];
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
const LOCK_HEAD = statement<{ pos: number }>('feed.lock', 'SELECT pos FROM feed_head FOR UPDATE');
const LOCK_FREE_HEAD = statement<{ pos: number }>('feed.lockFree', 'SELECT pos FROM feed_head FOR UPDATE SKIP LOCKED');
const TAKE = statement<{ taken: number; pos: number; scope: string }>(
  'feed.take',
  `WITH taken AS (
     DELETE FROM change_inbox WHERE id = ANY (ARRAY(SELECT id FROM change_inbox ORDER BY id LIMIT $1))
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
     SELECT kind, key, scope, (SELECT pos FROM feed_head) + row_number() OVER (ORDER BY kind, key, scope), nullif(ends_ms, 9007199254740991)
     FROM placed
     ON CONFLICT (kind, key, scope) DO UPDATE SET pos = EXCLUDED.pos, ends_ms = EXCLUDED.ends_ms
     RETURNING pos, scope
   )
   SELECT (SELECT count(*) FROM taken) AS taken, max(pos) AS pos, scope FROM fed GROUP BY scope
   UNION ALL SELECT (SELECT count(*) FROM taken), 0, NULL WHERE NOT EXISTS (SELECT FROM fed)`,
);
const MOVE_HEAD = statement<{ told: string }>(
  'feed.move',
  `WITH stretch AS (${beginStretch('$3')}), moved AS (UPDATE feed_head SET pos = $1) SELECT pg_notify('${CHANNEL}', $2) AS told`,
);

/**
 * Gives positions to every change that is visible now, and tells all processes; `told` hears it of its own process at once. Safe from any
 * number of processes: they take turns on the row of `feed_head`.
 */
export async function sequence(database: Database, told: (news: FeedNews) => void = () => undefined): Promise<void> {
  for (let left = true; left; ) {
    const [inbox] = await database.rows(INBOX_HAS);
    if (inbox?.has !== true) return;
    // The lock first, as a statement of its own: the next one's picture of the inbox is then newer than every earlier turn.
    const turn = await database.transaction('write', async (asking) => {
      const [[head], rows] = await Promise.all([asking.rows(LOCK_HEAD), asking.rows(TAKE, [MOST_SEQUENCED])]);
      return moveOn(asking, head?.pos ?? 0, rows, null);
    });
    if (turn.news !== null) told(turn.news);
    left = turn.left;
  }
}

/** What one turn of the sequencer did. */
export interface Turn {
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
export async function sequenceWithin(asking: Asking, by: TillId): Promise<Turn | null> {
  const [head] = await asking.rows(LOCK_FREE_HEAD);
  return head === undefined ? null : moveOn(asking, head.pos, await asking.rows(TAKE, [MOST_SEQUENCED]), by);
}

async function moveOn(
  asking: Asking,
  before: number,
  rows: readonly { readonly taken: number; readonly pos: number; readonly scope: string }[],
  by: TillId | null,
): Promise<Turn> {
  const pos = Math.max(before, ...rows.map((row) => row.pos));
  const left = (rows[0]?.taken ?? 0) === MOST_SEQUENCED;
  if (pos === before) return { left, news: null };
  const scopes = rows.length > MOST_SCOPES ? null : rows.map((row) => row.scope);
  const news: FeedNews = { pos, scopes, by };
  await asking.rows(MOVE_HEAD, [pos, JSON.stringify(news), before]);
  return { left, news };
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

/** What changed of some kinds after a position, for a till of a store, in order: meant for kinds of which there are few. */
export async function kindsPage(
  asking: Asking,
  after: number,
  store: StoreId,
  most: number,
  nowMs: number,
  kinds: readonly string[],
): Promise<FeedRow[]> {
  return asking.rows(KINDS_PAGE, [after, store, most, nowMs, kinds]);
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
