import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WHOLE_CHAIN } from '../../server/pull/feed.ts';
import { INSIDE } from '../../server/testing/inside.ts';
import { BREAD } from '../../server/testing/till.ts';
import { RealChain, soon } from './chain.ts';
import { OPEN_S, TEST_MS } from './length.ts';
import { Postgres } from './postgres.ts';
import { Reader } from './reader.ts';

let postgres: Postgres;
let chain: RealChain;

beforeAll(async () => {
  postgres = await Postgres.make();
  chain = await RealChain.start(postgres);
});
afterAll(async () => {
  await chain?.stop();
  await postgres?.remove();
});

describe('truth 8, two servers on one PostgreSQL: a pull cursor', { timeout: TEST_MS }, () => {
  test('skips nothing while many tills push to both servers and readers go from one to the other', async () => {
    const tills = await Promise.all(
      [0, 1, 0, 1, 0, 1].map((store, i) => chain.till(store === 0 ? 0 : 1, i % 2 === 0 ? 0 : 1)),
    );
    const readers = (await Promise.all([chain.till(0, 0), chain.till(1, 1)])).map((till) => new Reader(till));
    const shared = tills[0]?.addMember('Comună');
    if (shared === undefined) throw new Error('six tills');
    let writing = true;
    const reading = readers.map(async (reader, i) => {
      // From one server to the other with each question, in small pages: the cursor is the database's, not a process's.
      for (let turn = i; writing; turn++) await reader.next(chain.urls[turn % 2] ?? '', 30, 5);
    });
    await Promise.all(
      tills.map(async (till, t) => {
        const own = till.addMember(`A ei ${t}`);
        for (let round = 0; round < 20; round++) {
          for (let n = (round + t) % 4; n >= 0; n--) till.sell(4, (n + round) % 2 === 0 ? shared : own);
          await till.tryPush(chain.urls, round + t);
        }
      }),
    );
    writing = false;
    await Promise.all(reading);
    await chain.proveSettled();
    for (const reader of readers) for (const url of chain.urls) await reader.proveWhole(url);
    expect(readers[0]?.states.get(['member', shared, '', '', ''].join(' '))).toMatchObject({ id: shared });
  });

  test(`neither waits for a transaction that stays open for ${OPEN_S} s nor skips what it commits at last`, async () => {
    const [writer, other] = [await chain.till(0, 0), await chain.till(1, 1)];
    const [near, far] = [new Reader(other), new Reader(await chain.till(0, 1))];
    const slow = new pg.Client({ connectionString: chain.databaseUrl });
    await slow.connect();
    try {
      await slow.query('BEGIN');
      // It takes its place in the queue before all that follow, and shows it last.
      await slow.query(INSIDE.noteProduct, [BREAD.sku, WHOLE_CHAIN]);
      await slow.query(INSIDE.changePrice, [BREAD.sku, 1999]);
      let open = true;
      const until = performance.now() + OPEN_S * 1000;
      let heard = 0;
      const committing = (async () => {
        await new Promise((settle) => setTimeout(settle, OPEN_S * 1000));
        open = false;
        await slow.query('COMMIT');
      })();
      while (performance.now() < until - 1000 || heard === 0) {
        const member = writer.addMember(`Membru ${heard}`);
        const [at = ''] = chain.urls;
        await writer.pushTo(at);
        for (const [reader, url] of [[near, chain.urls[1]] as const, [far, chain.urls[0]] as const]) {
          await reader.hear(url, (state) => state['id'] === member, OPEN_S * 1000);
        }
        // Both heard of it, and moved on, while the other transaction was still open.
        expect(open).toBe(true);
        heard++;
      }
      expect(near.states.get(`product   ${BREAD.sku} `)).toMatchObject({ price: BREAD.price });
      await committing;
      for (const [reader, url] of [[near, chain.urls[0]] as const, [far, chain.urls[1]] as const]) {
        await reader.hear(url, (state) => state['sku'] === BREAD.sku && state['price'] === 1999, 20_000);
        await reader.proveWhole(url);
      }
    } finally {
      await slow.end();
    }
    await chain.proveSettled();
  });

  test('is told news within seconds, whichever notifications are lost with their connection', async () => {
    const [first, second] = [await chain.till(0, 0), await chain.till(1, 0)];
    const reader = new Reader(await chain.till(1, 1));
    await first.pushTo(chain.urls[0]);
    await second.pushTo(chain.urls[0]);
    const listening = async () => (await chain.ask(INSIDE.listening)).length;
    for (let round = 0; round < 5; round++) {
      while ((await reader.next(chain.urls[1])).length > 0);
      const waiting = reader.hear(chain.urls[1], (state) => state.kind === 'receipt', 25_000);
      await soon(async () => expect(await listening()).toBe(2));
      await new Promise((settle) => setTimeout(settle, 50));
      await chain.ask(INSIDE.endListening);
      // Told to nobody; then, heard by the new connection, something that does not concern the reader's store.
      second.sell(1, null);
      await second.pushTo(chain.urls[0]);
      const began = performance.now();
      await soon(async () => expect(await listening()).toBe(2));
      first.sell(1, null);
      await first.pushTo(chain.urls[0]);
      await waiting;
      // A process looks by itself every second; the pull itself would have waited 25.
      expect(performance.now() - began).toBeLessThan(6_000);
    }
    await chain.proveSettled();
  });
});
