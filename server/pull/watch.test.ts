import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { comeIn, type Guest } from '../../cli/postgres/testing/guest.ts';
import { incarnationId, type StoreId, type TillId } from '../../domain/identity/ids.ts';
import { Database } from '../database.ts';
import { startChain, type TestChain } from '../testing/chain.ts';
import { type FeedNews, feedHead, noteChanges, sequence, sequenceWithin } from './feed.ts';
import type { Waiting } from './fresh.ts';
import { Watch } from './watch.ts';

/** Who is woken when: in the process that gave the positions, and in another. */
interface Asker {
  readonly id: TillId;
  readonly store: StoreId;
}
let postgres: Guest;
let chain: TestChain;
let database: Database;
let watches: Watch[];
let [mine, other]: Asker[] = [];
const { signal } = new AbortController();
const waits = ({ id: till, store }: Asker): Waiting => ({ till, store, incarnation: incarnationId(till) });
const wait = <T>(ms: number, then: T): Promise<T> => new Promise((done) => setTimeout(() => done(then), ms));

beforeAll(async () => {
  postgres = await comeIn();
});
afterAll(() => postgres?.stop());
beforeEach(async () => {
  chain = await startChain(postgres.url);
  const askers = await Promise.all([1, 2].map((n) => chain.till(n)));
  [mine, other] = askers.map(({ head: { till: id, store } }) => ({ id, store }));
  await chain.centre.stop();
  database = new Database({ url: chain.databaseUrl, most: 4, log: () => undefined });
  await sequence(database);
  const head = await feedHead(database);
  watches = [1, 2].map(() => new Watch({ url: chain.databaseUrl, database, ready: () => true }));
  // Who has heard of the head has listened before.
  await expect.poll(() => watches.map(({ position }) => position)).toEqual([head, head]);
});
afterEach(async () => {
  await Promise.all(watches.map((watch) => watch.close()));
  await database.close();
  await chain.stop();
});

/** A change of the whole chain, in the commit of what this till said. */
async function changedBy(till: TillId): Promise<FeedNews> {
  const turn = await database.transaction('write', async (asking) => {
    await noteChanges(asking, [{ kind: 'card', key: `of ${till}`, scope: 'chain', endsMs: null }]);
    return sequenceWithin(asking, till);
  });
  if (turn?.news == null) throw new Error('somebody else had the turn');
  return turn.news;
}

test('the till whose records the news is of is woken too, after the others, in every process', async () => {
  if (mine === undefined || other === undefined) throw new Error('two tills');
  const [own, others] = [mine, other];
  const head = await feedHead(database);
  const woken = watches.map((): string[] => []);
  const waiting = watches.flatMap((watch, w) =>
    [own, others].map(async (till) => {
      await watch.news(head, waits(till), 5000, signal);
      woken[w]?.push(till === own ? 'own' : 'other');
    }),
  );
  const news = await changedBy(own.id);
  expect(news).toMatchObject({ pos: head + 1, by: own.id });
  watches[0]?.told(news);
  await Promise.all(waiting);
  expect(woken).toEqual([
    ['other', 'own'],
    ['other', 'own'],
  ]);
});

test('news that came over the database before the process knew of its own commit is heard once', async () => {
  if (mine === undefined || other === undefined) throw new Error('two tills');
  const news = await changedBy(mine.id);
  await expect.poll(() => watches[0]?.position).toBe(news.pos);
  const quiet = watches[0]?.news(news.pos, waits(other), 5000, signal).then(() => 'woken');
  watches[0]?.told(news);
  expect(await Promise.race([quiet, wait(100, 'quiet')])).toBe('quiet');
  // And what comes after it is heard as ever.
  await changedBy(mine.id);
  expect(await quiet).toBe('woken');
});
