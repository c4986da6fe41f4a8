import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { comeIn, type Guest } from '../../cli/postgres/testing/guest.ts';
import { memberId } from '../../domain/identity/ids.ts';
import { type Asking, Database } from '../database.ts';
import { startChain, type TestChain } from '../testing/chain.ts';
import { freshId } from '../testing/till.ts';
import { verifyCentre } from '../verify.ts';
import { readCursor } from './cursor.ts';
import { feedHead, feedPage, noteChanges, sequence } from './feed.ts';

let postgres: Guest;
let chain: TestChain;

beforeAll(async () => {
  postgres = await comeIn();
  chain = await startChain(postgres.url);
});
afterAll(async () => {
  await chain?.stop();
  await postgres?.stop();
});

const wait = (ms: number) => new Promise((done) => setTimeout(done, ms));

describe('the cursor', () => {
  test('never skips a slower transaction’s changes and never stalls behind one that stays open', async () => {
    const till = await chain.till(10);
    const start = (await till.pull()).cursor;
    const { cursor: from } = await till.pull(start);
    const database = new Database({ url: chain.databaseUrl, most: 4, log: () => undefined });
    const [slow, quick] = [memberId(freshId()), memberId(freshId())];
    const written = (asking: Asking, id: string): Promise<void> =>
      noteChanges(asking, [{ kind: 'card', key: id, scope: 'chain', endsMs: null }]);
    const { promise: mayCommit, resolve: commit } = Promise.withResolvers<void>();
    const { promise: hasWritten, resolve: wrote } = Promise.withResolvers<void>();
    // Takes its inbox ids first, commits last.
    const slowly = database.transaction('write', async (asking) => {
      await written(asking, slow);
      wrote();
      await mayCommit;
    });
    await hasWritten;
    await database.transaction('write', (asking) => written(asking, quick));
    const head = await feedHead(database);
    await sequence(database);
    const keysAfter = async (pos: number) => {
      const page = await feedPage(database, pos, chain.stores[0], 100, chain.clock.nowMs);
      return { keys: page.map(({ key }) => key), last: page.at(-1)?.pos ?? pos };
    };
    const first = await keysAfter(head);
    expect(first.keys).toEqual([quick]);
    // A till that reads now has a cursor beyond everything given so far.
    const passed = await till.pull(from);
    commit();
    await slowly;
    await sequence(database);
    const second = await keysAfter(first.last);
    expect(second.keys).toEqual([slow]);
    expect(readCursor(passed.cursor)?.chain).toBeLessThan(second.last);
    await database.close();
  });

  test('under writers of all speeds, many readers and two processes ends with every reader at the same states', async () => {
    const other = await chain.another();
    const tills = await Promise.all([11, 12, 13].map((n) => chain.till(n, 0, n === 12 ? other.url : chain.centre.url)));
    const readers = await Promise.all([14, 15].map((n) => chain.till(n, 1, n === 15 ? other.url : chain.centre.url)));
    const shared = tills[0]?.addMember('Shared') ?? memberId(freshId());
    await tills[0]?.push();
    let writing = true;
    const seen = readers.map(() => new Map<string, unknown>());
    const reading = readers.map(async (reader, i) => {
      for (let cursor = '', done = false; !done; ) {
        done = !writing;
        const page = await reader.pull(cursor, { most: 7, waitMs: 20 });
        for (const each of page.states) if (each.kind === 'member') seen[i]?.set(String(each['id']), each['balance']);
        cursor = page.cursor;
        if (page.more) done = false;
      }
    });
    await Promise.all(
      tills.map(async (till, t) => {
        const own = till.addMember(`Own ${t}`);
        for (let round = 0; round < 12; round++) {
          till.sell(4, round % 2 === 0 ? shared : own);
          if (round % 3 === t) await till.push();
        }
        await till.push();
      }),
    );
    writing = false;
    await Promise.all(reading);
    const truth = await chain.ask<Record<string, number>>(
      'SELECT jsonb_object_agg(member, balance) FROM member_standing',
    );
    for (const each of seen) for (const [id, balance] of each) expect([id, balance]).toEqual([id, truth[id] ?? 0]);
    expect(seen[0]?.get(shared)).toBe(3 * 6 * 5);
    expect(await verifyCentre(chain.databaseUrl)).toMatchObject({ findings: [] });
  });

  test('with a standing comes the number of the asking till that it contains, true at every moment of a stream', async () => {
    const till = await chain.till(44);
    const member = till.addMember('Stream');
    await till.push();
    let writing = true;
    const states: { balance: unknown; counted: unknown }[] = [];
    const reading = (async () => {
      while (writing) {
        const { states: now } = await till.pull('', { most: 2000 });
        for (const each of now) if (each['id'] === member) states.push(each as never);
      }
    })();
    // 5 points a sale, sales from number 3 on.
    for (let i = 0; i < 60; i++) {
      till.sell(4, member);
      await till.push(till.log.slice(-1));
    }
    writing = false;
    await reading;
    for (const each of states) {
      const { seq } = each.counted as { seq: number };
      expect(each.balance).toBe(5 * (seq - 2));
    }
    expect(new Set(states.map(({ balance }) => balance)).size).toBeGreaterThan(3);
  });

  test('a pull that waits hears of another process’s push at once, and of nothing that is not its own', async () => {
    const other = await chain.another();
    const [a, b] = [await chain.till(16, 0), await chain.till(17, 1, other.url)];
    await a.pull();
    const cursor = await b.drained();
    const began = performance.now();
    const waiting = b.pull(cursor, { waitMs: 5000 });
    await wait(100);
    a.addMember('News');
    await a.push();
    expect((await waiting).states.map(({ kind }) => kind)).toContain('member');
    expect(performance.now() - began).toBeLessThan(2000);
    // A receipt of the other store moves the head, and wakes nobody here.
    const next = await b.drained();
    const quiet = b.pull(next, { waitMs: 400 });
    a.sell(1, null);
    await a.push();
    expect(await quiet).toMatchObject({ states: [], more: false });
  });

  test('from beyond the end, or of another form, begins again; an epoch that changed is told', async () => {
    const till = await chain.till(18);
    for (const cursor of ['1:999999999', 'nonsense'])
      expect((await till.pull(cursor)).states.length).toBeGreaterThan(3);
    const { epoch } = await till.pull();
    expect(await chain.admin.newEpoch()).not.toBe(epoch);
    expect((await till.pull()).epoch).toBe(await chain.admin.epoch());
    expect((await till.push()).epoch).toBe(await chain.admin.epoch());
  });

  test('leaves out receipts past the return window', async () => {
    const till = await chain.till(19);
    const old = till.sell(1, null, { occurredAt: chain.clock.nowMs - 31 * 86_400_000 });
    const young = till.sell(1, null, { occurredAt: chain.clock.nowMs - 29 * 86_400_000 });
    await till.push();
    const states = await till.pullAll();
    expect([states.has(`receipt ${old.id}`), states.has(`receipt ${young.id}`)]).toEqual([false, true]);
    // Looked up by its number it is still there.
    expect(await till.get(`/v1/receipts/${old.number}`)).toMatchObject({ receipt: { id: old.id } });
  });
});
