import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { INSIDE } from '../../server/testing/inside.ts';
import { untilAnswered, whileTillsPush } from './busy.ts';
import { RealChain, soon } from './chain.ts';
import { KILLS, TEST_MS } from './length.ts';
import { Postgres } from './postgres.ts';
import { ServerProcess } from './server.ts';
import { type CounterTill, Unanswered } from './till.ts';

let chain: RealChain;
let tills: CounterTill[];
let all: Postgres[] = [];
let extra: ServerProcess[] = [];

beforeAll(async () => {
  const primary = await Postgres.make();
  all = [primary];
  chain = await RealChain.start(primary);
  tills = [await chain.till(0, 0), await chain.till(1, 1)];
});
afterEach(async () => {
  await Promise.all(extra.map((server) => server.stop()));
  extra = [];
  // Whoever has taken over is the first one of the next test.
  for (const postgres of all) if (postgres !== chain.postgres) await postgres.remove();
  all = [chain.postgres];
});
afterAll(async () => {
  await chain?.stop();
  for (const postgres of all) await postgres.remove();
});

/** A replica that must have a record before it is acknowledged. */
async function synchronousReplica(of: Postgres): Promise<Postgres> {
  const replica = await of.replica('replica');
  all.push(replica);
  // Said only now: the copy must not ask the same of itself when it has taken over.
  await of.ask(`ALTER SYSTEM SET synchronous_standby_names = 'replica'`);
  await of.ask('SELECT pg_reload_conf()');
  await soon(async () => {
    expect(await of.ask(INSIDE.replicas)).toEqual([{ name: 'replica', state: 'streaming', sync: 'sync' }]);
  });
  return replica;
}

/** The replica takes over; the servers are started again on it. */
async function takeOver(replica: Postgres): Promise<void> {
  await replica.ask('SELECT pg_promote()');
  chain.postgres = replica;
}

describe('truth 4: with a synchronous replica nothing acknowledged is lost', { timeout: TEST_MS }, () => {
  test('when the first PostgreSQL is killed while tills push and the replica is promoted, again and again', async () => {
    for (let round = 0; round < KILLS; round++) {
      const before = chain.postgres;
      const replica = await synchronousReplica(before);
      // Started on the replica before it may write: it waits for that, and says so.
      const ahead = await ServerProcess.start(replica.url(chain.database));
      extra.push(ahead);
      await soon(async () => expect(await ahead.status('/ready')).toBe(503));
      const interrupted = await whileTillsPush(chain, tills, async () => {
        await untilAnswered(tills, 3);
        await before.kill();
        await takeOver(replica);
        // Before anybody sends anything again.
        await chain.proveAcknowledged();
        for (const server of chain.servers) {
          await server.kill();
          server.again(chain.databaseUrl);
        }
        await Promise.all([ahead, ...chain.servers].map((server) => server.ready()));
        await untilAnswered(tills, 3);
      });
      expect(interrupted).toBeGreaterThan(0);
      await chain.proveSettled();
      await ahead.stop();
    }
  });

  test('when the replica is promoted although the first one lives: who still asks the first is told nothing', async () => {
    const before = chain.postgres;
    const replica = await synchronousReplica(before);
    const [left, moved] = chain.servers;
    // What is never answered need not be waited for long.
    for (const till of tills) till.patienceMs = 1_000;
    await whileTillsPush(chain, tills, async () => {
      await untilAnswered(tills, 3);
      await takeOver(replica);
      await moved.kill();
      moved.again(chain.databaseUrl);
      await moved.ready();
      await untilAnswered(tills, 2);
    });
    for (const till of tills) {
      const { acked } = till;
      till.sell(1, null);
      await expect(till.pushTo(left.url)).rejects.toThrow(Unanswered);
      expect(till.acked).toBe(acked);
    }
    // Its commits will never be confirmed; it ends all the same when it is told to.
    expect(await left.stop()).not.toBeNull();
    left.again(chain.databaseUrl);
    await left.ready();
    for (const till of tills) till.patienceMs = 5_000;
    await chain.proveAcknowledged();
    await chain.proveSettled();
  });

  test('when nobody waits for the replica: neither a cancelled wait nor a setting makes the centre say yes early', async () => {
    const primary = chain.postgres;
    const replica = await synchronousReplica(primary);
    const [till] = tills;
    if (till === undefined) throw new Error('two tills');
    // Whoever set the database up preferred speed, and said so in both places where one can.
    await primary.ask(INSIDE.hastyDatabase(chain.database));
    const [plain, hasty] = chain.servers;
    const url = `${chain.databaseUrl}?options=${encodeURIComponent('-c synchronous_commit=off')}`;
    for (const [server, at] of [[plain, chain.databaseUrl] as const, [hasty, url] as const]) {
      await server.kill();
      server.again(at);
      await server.ready();
    }
    await till.drain(chain.urls);
    await replica.stop();
    let repeated: ServerProcess | null = null;
    // The second time all of it is held here already, and still not there.
    for (const server of chain.servers.flatMap((each) => [each, each])) {
      if (server !== repeated) till.sell(1, null);
      repeated = server;
      const { acked } = till;
      const pushing = till.pushTo(server.url).then(
        () => 'acknowledged',
        () => 'not acknowledged',
      );
      await soon(async () => expect(await primary.ask(INSIDE.waitingForReplica)).not.toEqual([]));
      expect(await Promise.race([pushing, wait(1_000, 'waiting')])).toBe('waiting');
      // An operator, or a pooler, loses patience: now it is committed here, and nowhere else.
      await primary.ask(INSIDE.cancelWaiting);
      expect(await pushing).toBe('not acknowledged');
      expect(till.acked).toBe(acked);
    }
    await replica.start();
    await till.drain(chain.urls);
    await primary.kill();
    await takeOver(replica);
    await chain.proveAcknowledged();
    for (const server of chain.servers) {
      await server.kill();
      server.again(chain.databaseUrl);
    }
    await Promise.all(chain.servers.map((server) => server.ready()));
    await chain.proveSettled();
  });
});
