import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { INSIDE } from '../../server/testing/inside.ts';
import { untilAnswered, whileTillsPush } from './busy.ts';
import { RealChain, soon } from './chain.ts';
import { KILLS, TEST_MS } from './length.ts';
import { Postgres } from './postgres.ts';
import { Reader } from './reader.ts';
import type { CounterTill } from './till.ts';

let postgres: Postgres;
let chain: RealChain;
let tills: CounterTill[];

beforeAll(async () => {
  postgres = await Postgres.make();
  chain = await RealChain.start(postgres);
  tills = [await chain.till(0, 0), await chain.till(1, 1), await chain.till(0, 1), await chain.till(1, 0)];
});
afterAll(async () => {
  await chain?.stop();
  await postgres?.remove();
});

/** Kills come at another moment each time. */
const anyMoment = (): Promise<void> => wait(50 + Math.random() * 250);

describe('truths 3 and 4: nothing acknowledged is lost and nothing counts twice', { timeout: TEST_MS }, () => {
  test('when servers are killed with -9 in the middle of batches, one after the other, and both at once', async () => {
    let interrupted = 0;
    for (let round = 0; round < KILLS + 1; round++) {
      const victims = round === KILLS ? chain.servers : [chain.servers[round % 2] ?? chain.servers[0]];
      interrupted += await whileTillsPush(chain, tills, async () => {
        await anyMoment();
        await Promise.all(victims.map((server) => server.kill()));
        await chain.proveAcknowledged();
        for (const server of victims) server.again(chain.databaseUrl);
        await Promise.all(victims.map((server) => server.ready()));
        await untilAnswered(tills, 2);
      });
      await chain.proveSettled();
    }
    // Or else nothing was in the middle.
    expect(interrupted).toBeGreaterThan(0);
  });

  test('when a process of PostgreSQL is killed with -9 in the middle of a batch, and it recovers by itself', async () => {
    const servers = chain.servers.map(({ pid }) => pid);
    let interrupted = 0;
    for (let round = 0; round < KILLS; round++) {
      interrupted += await whileTillsPush(chain, tills, async () => {
        await anyMoment();
        let killed = 0;
        for (let tries = 0; tries < 400 && killed === 0; tries++) {
          const [row] = await postgres.ask<{ pid: number }>(INSIDE.writing);
          if (row === undefined) continue;
          process.kill(row.pid, 'SIGKILL');
          killed = row.pid;
        }
        expect(killed).toBeGreaterThan(0);
        await untilAnswered(tills, 2);
      });
      await chain.proveAcknowledged();
      await chain.proveSettled();
    }
    expect(interrupted).toBeGreaterThan(0);
    // The servers themselves live on.
    expect(chain.servers.map(({ pid }) => pid)).toEqual(servers);
    expect(chain.servers.map((server) => server.isOver())).toEqual([false, false]);
  });

  test('when PostgreSQL as a whole is killed with -9 in the middle of batches and started again', async () => {
    let interrupted = 0;
    const reader = new Reader(await chain.till(0, 0));
    for (let round = 0; round < KILLS; round++) {
      while ((await reader.next(chain.urls[0])).length > 0);
      interrupted += await whileTillsPush(chain, tills, async () => {
        await anyMoment();
        await postgres.kill();
        // Nobody is told yes meanwhile; the servers live, and say so.
        await soon(async () => {
          expect(await Promise.all(chain.servers.map((server) => server.status('/ready')))).toEqual([503, 503]);
        });
        expect(await chain.servers[0].status('/health')).toBe(200);
      });
      await postgres.start();
      await chain.proveAcknowledged();
      await whileTillsPush(chain, tills, () => untilAnswered(tills, 2));
      await chain.proveSettled();
      // Nothing was lost, so nobody is told anew what did not change: the cursor goes on from where it was.
      const news = [...(await reader.next(chain.urls[1])), ...(await reader.next(chain.urls[0]))];
      expect(news.map(({ kind }) => kind)).toContain('member');
      expect(news.map(({ kind }) => kind)).not.toContain('product');
      await reader.proveWhole(chain.urls[1]);
    }
    expect(interrupted).toBeGreaterThan(0);
    expect(chain.servers.map((server) => server.isOver())).toEqual([false, false]);
  });
});
