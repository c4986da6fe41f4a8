/** POST /v1/pull: what changed since the cursor, as it is now, waiting for a while where nothing did. */
import type { PullRequest } from '../../contract/sync/messages.ts';
import type { StoreId, TillId } from '../../domain/identity/ids.ts';
import { type Database, statement } from '../database.ts';
import { feedHead, feedPage } from './feed.ts';
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

const CURSOR = /^1:(\d{1,15})$/;

/** The position that a cursor means. An empty one, or of another form, is the beginning: states only replace. */
export function positionOf(cursor: string): number {
  return Number(CURSOR.exec(cursor)?.[1] ?? 0);
}

/** A cursor, opaque to tills; the first number is the version of its form. */
export function cursorAt(position: number): string {
  return `1:${position}`;
}

const ASKER = statement<{ epoch: string; counted: number | null }>(
  'pull.asker',
  `SELECT c.epoch, (SELECT counted_seq FROM incarnation WHERE till = $1 AND id = $2) AS counted FROM chain c`,
);

export interface PullParts {
  readonly database: Database;
  readonly watch: Watch;
  readonly clock: () => number;
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
    if (page.pulled.states.length > 0 || page.pulled.more || leftMs <= 0 || gone.aborted) return page.pulled;
    // Twice the same head although there was news: the news was of a database that is no more.
    if (page.head === seen) watch.forget();
    seen = page.head;
    await watch.news(page.head, till.store, leftMs, gone);
  }
}

/** One page in one picture of the database, so that the standings and the number they contain agree. */
async function picture(
  database: Database,
  till: { readonly id: TillId; readonly store: StoreId },
  request: PullRequest,
  nowMs: number,
): Promise<{ pulled: Pulled; head: number }> {
  return database.transaction('snapshot', async (asking) => {
    const [asker] = await asking.rows(ASKER, [till.id, request.incarnation]);
    const head = await feedHead(asking);
    const asked = positionOf(request.cursor);
    // A cursor from beyond the end is another database's: begin again.
    const after = asked > head ? 0 : asked;
    const page = await feedPage(asking, after, till.store, request.most, nowMs);
    const last = page.at(-1);
    const more = page.length === request.most;
    const states = await readStates(asking, page, {
      store: till.store,
      incarnation: request.incarnation,
      counted: asker?.counted ?? 0,
    });
    // Nothing more for this till up to the head: what concerned only others is passed over for good.
    const position = more && last !== undefined ? last.pos : head;
    return { head, pulled: { epoch: asker?.epoch ?? '', cursor: cursorAt(position), more, nowMs, states } };
  });
}
