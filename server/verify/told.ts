/** What the centre told and would tell again: states that did not change since a cursor, for comparing a till's copy with them. */
import type { IncarnationId, StoreId } from '../../domain/identity/ids.ts';
import { Database, statement } from '../database.ts';
import { cursorAt, isOfStretch, readCursor } from '../pull/cursor.ts';
import { type FeedKind, feedHead } from '../pull/feed.ts';
import { readStates, type SentState } from '../pull/states.ts';

const PAGE = statement<{ kind: FeedKind; key: string; pos: number }>(
  'told.page',
  `SELECT f.kind, f.key, f.pos FROM change_feed f
   WHERE f.scope = '00000000-0000-0000-0000-000000000000' AND f.pos > $1 AND f.pos <= $2 AND f.kind IN ('member', 'totals')
     AND NOT EXISTS (SELECT FROM change_inbox i WHERE i.kind = f.kind AND i.key = f.key)
   ORDER BY f.pos LIMIT 2000`,
);
const EPOCH = statement<{ epoch: string }>('told.epoch', 'SELECT epoch FROM chain');

/** Where a till's copy stands. */
export interface Copy {
  readonly store: StoreId;
  readonly incarnation: IncarnationId;
  readonly epoch: string | null;
  readonly cursor: string;
}

/**
 * Members and everybody's counts as they were told up to the cursor and still are, page by page. Nothing where the copy is of another
 * epoch, or of a history that a restore has lost: it will be told all anew.
 */
export async function* toldSince(databaseUrl: string, copy: Copy): AsyncGenerator<readonly SentState[], void> {
  const database = new Database({ url: databaseUrl, most: 1, log: () => undefined });
  try {
    const [chain] = await database.rows(EPOCH);
    if (chain === undefined || chain.epoch !== copy.epoch) return;
    const cursor = readCursor(copy.cursor);
    if (cursor === null || cursor.chain > (await feedHead(database))) return;
    if (!isOfStretch(cursor, (await cursorAt(database, cursor.chain)).mark)) return;
    const upTo = cursor.chain;
    for (let after = 0; ; ) {
      const from = after;
      const { states, last } = await database.transaction('snapshot', async (asking) => {
        const page = await asking.rows(PAGE, [from, upTo]);
        const { store, incarnation } = copy;
        return { last: page.at(-1), states: await readStates(asking, page, { store, incarnation, counted: 0 }) };
      });
      if (last === undefined) return;
      yield states;
      after = last.pos;
    }
  } finally {
    await database.close();
  }
}
