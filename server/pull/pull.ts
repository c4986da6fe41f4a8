/** POST /v1/pull: what changed since the cursor, as it is now, waiting for a while where nothing did. */
import type { PullRequest } from '../../contract/sync/messages.ts';
import type { StoreId, TillId } from '../../domain/identity/ids.ts';
import { type Database, statement } from '../database.ts';
import { BEGINNING, type Cursor, cursorAt, cursorText, isOfStretch, markAt, readCursor } from './cursor.ts';
import { type FeedRow, feedPage, kindsPage, storePage } from './feed.ts';
import type { Fresh, Waiting } from './fresh.ts';
import { readStates, type SentState } from './states.ts';
import type { Watch } from './watch.ts';

/** What is answered; contract/sync/messages pullResponse. */
export interface Pulled {
  readonly epoch: string;
  readonly cursor: string;
  readonly more: boolean;
  readonly nowMs: number;
  readonly states: readonly SentState[];
}

/**
 * Who asks, where the feed stands, and the marks of the cursor's stretch and of the head's; and from here to the end of the transaction no bitmaps: a page of the feed is the beginning of an index, and a planner that has
 * not heard how many rows came since would gather and sort all behind the cursor for each page.
 */
const ASKER = statement<{
  epoch: string | null;
  counted: number | null;
  head: number;
  marked: string | null;
  mark: string | null;
}>(
  'pull.asker',
  `SELECT (SELECT epoch FROM chain) AS epoch, (SELECT counted_seq FROM incarnation WHERE till = $1 AND id = $2) AS counted,
     h.pos AS head, ${markAt('$3')} AS marked, ${markAt('h.pos')} AS mark,
     set_config('enable_bitmapscan', 'off', true) AS bitmaps
   FROM feed_head h`,
);

export interface PullParts {
  readonly database: Database;
  readonly watch: Watch;
  readonly clock: () => number;
  /** Hears of each answer that needed no picture of the database, because the turn that it waited for had brought it. */
  readonly toldAtOnce?: () => void;
}

/** Answers one pull. `gone` ends the waiting when the till has hung up or the centre stops. */
export async function pull(
  parts: PullParts,
  till: { readonly id: TillId; readonly store: StoreId },
  request: PullRequest,
  gone: AbortSignal,
): Promise<Pulled> {
  const { database, watch, clock } = parts;
  const until = clock() + request.waitMs;
  await watch.sequenced();
  for (let seen = -1; ; ) {
    const page = await picture(database, till, request, clock());
    const leftMs = until - clock();
    const { states, more } = page.pulled;
    if (states.length > 0 || more || page.lost || leftMs <= 0 || gone.aborted) return page.pulled;
    // Twice the same head although there was news: the news was of a database that is no more.
    if (page.head === seen) watch.forget();
    seen = page.head;
    const who = { till: till.id, store: till.store, incarnation: request.incarnation };
    const fresh = await watch.news(page.head, who, leftMs, gone);
    const told = fresh === null || gone.aborted ? null : toldFrom(fresh, page, who, request, clock());
    if (told === null) continue;
    parts.toldAtOnce?.();
    return told;
  }
}

/** The answer to who waited at the very position, of the very history, that a turn continues; null: it needs a picture of its own. */
function toldFrom(fresh: Fresh, page: Page, who: Waiting, request: PullRequest, nowMs: number): Pulled | null {
  const continues = fresh.before === page.head && fresh.marked === page.mark && fresh.epoch === page.pulled.epoch;
  if (!continues || request.only !== undefined) return null;
  const states = fresh.statesFor(who, nowMs);
  if (states === null || states.length === 0 || states.length > request.most) return null;
  return { epoch: fresh.epoch, cursor: cursorText(fresh.cursor), more: false, nowMs, states };
}

/** A page, and where the feed stood. */
interface Page {
  readonly pulled: Pulled;
  readonly head: number;
  /** Of the stretch in which the head lies. */
  readonly mark: string | null;
  /** The cursor was of another history. */
  readonly lost: boolean;
}

/** One page in one picture of the database, so that the standings and the number they contain agree. */
async function picture(
  database: Database,
  till: { readonly id: TillId; readonly store: StoreId },
  request: PullRequest,
  nowMs: number,
): Promise<Page> {
  return database.transaction('snapshot', async (asking) => {
    const cursor = readCursor(request.cursor);
    /** After a snapshot: first what the store alone may see, up to where the snapshot was taken. */
    const isCatchingUp = (told: Cursor): boolean => request.only === undefined && told.store < told.chain;
    const pageFrom = (told: Cursor): Promise<FeedRow[]> => {
      const { most, only } = request;
      if (only !== undefined) return kindsPage(asking, told.chain, till.store, most, nowMs, only);
      return isCatchingUp(told)
        ? storePage(asking, told, till.store, most, nowMs)
        : feedPage(asking, told.chain, till.store, most, nowMs);
    };
    // The page is asked for together with whether its cursor holds: it nearly always does.
    const told = cursor ?? BEGINNING;
    const [[asker], asked] = await Promise.all([
      asking.rows(ASKER, [till.id, request.incarnation, told.chain]),
      pageFrom(told),
    ]);
    const head = asker?.head ?? 0;
    // A cursor of a history that this database does not have: it was restored from an older copy, or is another one.
    const lost = cursor === null || cursor.chain > head || !isOfStretch(cursor, asker?.marked ?? null);
    const from = lost ? BEGINNING : cursor;
    const catchingUp = isCatchingUp(from);
    const page = lost && cursor !== null ? await pageFrom(from) : asked;
    const last = page.at(-1);
    const full = page.length === request.most;
    // Nothing more for this till up to the end: what concerned only others is passed over for good.
    const position = full && last !== undefined ? last.pos : catchingUp ? from.chain : head;
    const [states, next] = await Promise.all([
      readStates(asking, page, {
        store: till.store,
        incarnation: request.incarnation,
        counted: asker?.counted ?? 0,
      }),
      catchingUp
        ? { ...from, store: position }
        : position === head
          ? { chain: head, store: head, mark: asker?.mark ?? null }
          : cursorAt(asking, position),
    ]);
    const epoch = asker?.epoch ?? '';
    const more = full || catchingUp;
    const pulled = { epoch: lost ? lostEpoch(epoch) : epoch, cursor: cursorText(next), more, nowMs, states };
    return { head, mark: asker?.mark ?? null, lost, pulled };
  });
}

/**
 * What a till is told whose cursor is lost: an epoch that is nobody's. So it does what it does at any new epoch: forgets
 * what it was told, asks what is held of its log, and begins again; the centre's own epoch is in the next answer.
 */
function lostEpoch(epoch: string): string {
  return `not ${epoch}`;
}
