import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { comeIn, type Guest } from '../../cli/postgres/testing/guest.ts';
import { pushRequest } from '../../contract/sync/messages.ts';
import { points } from '../../domain/amount/points.ts';
import type { MemberId } from '../../domain/identity/ids.ts';
import { type Centre, startCentre } from '../centre.ts';
import { Database } from '../database.ts';
import { expireHolds, hold } from '../holds.ts';
import { pull } from '../pull/pull.ts';
import { Watch } from '../pull/watch.ts';
import { startChain, type TestChain } from '../testing/chain.ts';
import { freshId, type TestTill } from '../testing/till.ts';
import { verifyCentre } from '../verify.ts';
import { Counting, countingLag } from './counting.ts';
import { pushFew } from './few.ts';
import { push } from './push.ts';

/** Storing and counting, apart: what is true between the two, and after whoever was to count has died. */
let postgres: Guest;
let chain: TestChain;
let database: Database;
let watch: Watch;

beforeAll(async () => {
  postgres = await comeIn();
});
afterAll(() => postgres?.stop());
beforeEach(async () => {
  chain = await startChain(postgres.url);
  database = new Database({ url: chain.databaseUrl, most: 6, log: () => undefined });
  watch = new Watch({ url: chain.databaseUrl, database, ready: () => true });
});
afterEach(async () => {
  expect((await verifyCentre(chain.databaseUrl)).findings).toEqual([]);
  await watch.close();
  await database.close();
  await chain.stop();
});

/** Stores as a process does that dies before it counts. The chain's own centre is stopped by then: nobody comes by. */
function stored(till: TestTill, records = till.log) {
  const request = pushRequest.parse({ incarnation: till.head.incarnation, records });
  return push(database, till.head.till, request, chain.clock.nowMs);
}
/** The member as a pull of this till tells now, without a process that counts. */
async function told(till: TestTill, member: MemberId) {
  const request = { incarnation: till.head.incarnation, cursor: '', most: 2000, waitMs: 0 };
  const parts = { database, watch, clock: () => chain.clock.nowMs };
  const asker = { id: till.head.till, store: till.head.store };
  const { states } = await pull(parts, asker, request, new AbortController().signal);
  return states.find((state) => state['id'] === member);
}
const counting = (failures: unknown[] = []): Counting =>
  new Counting({
    database,
    clock: () => chain.clock.nowMs,
    counted: () => undefined,
    failed: (error) => failures.push(error),
  });

describe('between storing and counting', () => {
  test('the till is answered, the states say what they contain, nothing is booked; whoever comes by counts it, once', async () => {
    const till = await chain.till(1);
    const member = till.addMember('Ana');
    till.sell(4, member);
    await till.push();
    await chain.centre.stop();
    for (let i = 0; i < 5; i++) till.sell(4, member);
    const { answer } = await stored(till);
    expect(answer).toMatchObject({ held: 8, counted: 3, fork: null });

    expect(await told(till, member)).toMatchObject({ balance: 5, counted: { seq: 3 } });
    expect(await verifyCentre(chain.databaseUrl)).toMatchObject({ findings: [], counts: { uncounted: 5 } });
    expect(await countingLag(database)).toBe(5);
    // Repeated, it is still stored once.
    expect((await stored(till)).answer).toMatchObject({ held: 8, counted: 3 });

    // Many at once come by.
    await Promise.all(Array.from({ length: 4 }, () => counting().sweep()));
    await counting().sweep();
    expect(await countingLag(database)).toBe(0);
    expect(await told(till, member)).toMatchObject({ balance: 30, counted: { seq: 8 } });
    expect((await stored(till)).answer).toMatchObject({ held: 8, counted: 8 });
  });

  test('a hold does not end while its record is held and has not taken its points; counted, it is gone', async () => {
    const till = await chain.till(2);
    const member = till.addMember('Ion');
    const first = till.sell(80, member);
    await till.push();
    await chain.centre.stop();
    const lots = first.entries.map(({ lot, points: of, expires = null }) => ({ id: lot, points: of, expires }));
    const standing = { balance: first.earned, debt: points(0), lots } as never;
    const id = freshId();
    const ask = { member, points: points(60) };
    expect(await hold(database, till.head.till, { ...ask, record: id as never }, chain.clock.nowMs)).toMatchObject({
      granted: true,
    });
    till.sell(1, member, { spend: 60, standing, id });
    await stored(till);
    chain.clock.nowMs += 3_600_000;
    expect(await expireHolds(database, chain.clock.nowMs)).toBe(0);
    const other = { ...ask, record: freshId() as never };
    expect(await hold(database, till.head.till, other, chain.clock.nowMs)).toEqual({ granted: false, available: 40 });
    await counting().sweep();
    expect(await chain.ask('SELECT count(*)::int FROM hold')).toBe(0);
    expect(await hold(database, till.head.till, other, chain.clock.nowMs)).toEqual({ granted: false, available: 40 });
  });

  test('records that cannot be counted keep nobody else waiting, nor what stands before them', async () => {
    const [till, other] = [await chain.till(3), await chain.till(4)];
    await chain.centre.stop();
    const member = till.addMember('Olga');
    for (let i = 0; i < 9; i++) till.sell(4, member);
    const poor = till.addMember('Nobody');
    till.sell(4, poor);
    await stored(till);
    other.sell(4, other.addMember('Fine'));
    await stored(other);
    const client = new pg.Client({ connectionString: chain.databaseUrl });
    await client.connect();
    const banned = `ALTER TABLE member_standing ADD CONSTRAINT broken CHECK (member <> '${poor}')`;
    await client.query(banned);
    const failures: unknown[] = [];
    await counting(failures).sweep();
    expect(failures).toHaveLength(1);
    expect(await chain.ask('SELECT counted_seq::int FROM incarnation WHERE till = $1', [till.head.till])).toBe(12);
    expect(await chain.ask('SELECT counted_seq::int FROM incarnation WHERE till = $1', [other.head.till])).toBe(3);
    await client.query('ALTER TABLE member_standing DROP CONSTRAINT broken');
    await client.end();
    await counting().sweep();
    expect(await told(till, poor)).toMatchObject({ balance: 5, counted: { seq: 13 } });
  });

  test('a till that sends its backlog is relieved of it first: housekeeping counts it no sooner than it is quiet', async () => {
    const till = await chain.till(6);
    await chain.centre.stop();
    till.sell(4, till.addMember('Vera'));
    await stored(till);
    const here = counting();
    here.later(till.head.till, true);
    await here.sweep();
    expect(await countingLag(database)).toBe(3);
    await expect.poll(() => countingLag(database), { timeout: 15_000 }).toBe(0);
    await here.stop();
  });

  test('a copy that a later life appends again counts nowhere, in whatever order the lives are counted', async () => {
    const till = await chain.till(5);
    await chain.centre.stop();
    const member = till.addMember('Maria');
    const sale = till.sell(8, member);
    await stored(till);
    const again = till.secondLife({ incarnation: till.head.incarnation, seq: 2, hash: till.log[1]?.hash ?? '' });
    again.sell(8, member, { id: sale.id, occurredAt: sale.occurredAt });
    again.sell(8, member);
    await stored(again);
    await counting().sweep();
    expect(await told(again, member)).toMatchObject({ balance: 20, counted: { seq: 3 } });
  });
});

describe('a push of a few records', () => {
  const few = (till: TestTill, records = till.log) => {
    const request = pushRequest.parse({ incarnation: till.head.incarnation, records });
    return pushFew(database, till.head.till, request, () => chain.clock.nowMs);
  };
  /** Held by somebody else while `work` is done. */
  async function whileLocked<T>(sql: string, work: () => Promise<T>): Promise<T> {
    const client = new pg.Client({ connectionString: chain.databaseUrl });
    await client.connect();
    await client.query('BEGIN');
    expect((await client.query(`${sql} FOR UPDATE`)).rowCount).toBeGreaterThan(0);
    const done = await work();
    await client.query('COMMIT');
    await client.end();
    return done;
  }

  test('is counted and has its place in the feed by the commit that stores it; repeated, it counts once', async () => {
    const till = await chain.till(6);
    await chain.centre.stop();
    const member = till.addMember('Vera');
    till.sell(4, member);
    const pushed = await few(till);
    expect(pushed).toMatchObject({ stored: 3, answer: { held: 3 }, counted: { isAll: true, feed: { left: false } } });
    expect(await chain.ask('SELECT count(*)::int FROM change_inbox')).toBe(0);
    expect(await countingLag(database)).toBe(0);
    expect(await told(till, member)).toMatchObject({ balance: 5, counted: { seq: 3 } });
    expect(await few(till)).toMatchObject({ stored: 0, answer: { held: 3, counted: 3 }, counted: null });
    await counting().sweep();
    expect(await told(till, member)).toMatchObject({ balance: 5, counted: { seq: 3 } });
  });

  test('waits for nobody: where the member, the till’s turn, or the feed is another’s, it is stored and others do the rest', async () => {
    const till = await chain.till(7);
    await chain.centre.stop();
    const member = till.addMember('Zina');
    till.sell(4, member);
    await few(till);
    till.sell(4, member);
    const members = await whileLocked(`SELECT FROM member_standing WHERE member = '${member}'`, () => few(till));
    expect(members).toMatchObject({ stored: 1, answer: { held: 4, counted: 3 }, counted: null });
    till.sell(4, member);
    const turn = await whileLocked('SELECT FROM counting_turn', () => few(till));
    expect(turn).toMatchObject({ stored: 1, answer: { held: 5, counted: 3 }, counted: null });
    till.sell(4, member);
    const feed = await whileLocked('SELECT FROM feed_head', () => few(till));
    expect(feed).toMatchObject({ stored: 1, answer: { held: 6 }, counted: { isAll: true, feed: null } });
    // What it left uncounted was counted with it; its changes are sequenced by whoever comes next (truth 8).
    expect(await chain.ask('SELECT count(*)::int FROM change_inbox')).toBeGreaterThan(0);
    expect(await told(till, member)).toMatchObject({ balance: 20, counted: { seq: 6 } });
  });

  test('behind many that wait to be counted is answered before those are', async () => {
    const till = await chain.till(10);
    await chain.centre.stop();
    const member = till.addMember('Rita');
    for (let i = 0; i < 30; i++) till.sell(4, member);
    await stored(till);
    till.sell(4, member);
    const pushed = await few(till, till.log.slice(-1));
    expect(pushed).toMatchObject({ stored: 1, answer: { held: 33 }, counted: { isAll: false } });
    expect(pushed.counted?.stretch).toMatchObject({ after: 0, to: 20 });
    await counting().sweep();
    expect(await told(till, member)).toMatchObject({ balance: 31 * 5, counted: { seq: 33 } });
  });

  test('that cannot be counted is stored all the same', async () => {
    const till = await chain.till(8);
    await chain.centre.stop();
    const member = till.addMember('Dora');
    await few(till);
    till.sell(4, member);
    const broken = (how: string) =>
      chain.ask(
        `ALTER TABLE entry ${how} CONSTRAINT broken`.replace(
          'ADD CONSTRAINT broken',
          `ADD CONSTRAINT broken CHECK (member <> '${member}')`,
        ),
      );
    await broken('ADD');
    expect(await few(till)).toMatchObject({ stored: 1, answer: { held: 3, counted: 2 }, counted: null });
    await broken('DROP');
    await counting().sweep();
    expect(await told(till, member)).toMatchObject({ balance: 5, counted: { seq: 3 } });
  });
});

test('a process that is killed while tills push: all that was acknowledged is held, and another counts it, once', async () => {
  const till = await chain.till(9);
  const member = till.addMember('Kept');
  await till.push();
  await chain.centre.stop();
  let acknowledged = 2;
  for (let round = 0; round < 3; round++) {
    const doomed = await centreProcess(chain.databaseUrl);
    const pushing = Object.assign(Object.create(Object.getPrototypeOf(till) as object) as TestTill, till, {
      url: doomed.url,
    });
    for (let i = 0; i < 40; i++) till.sell(4, member);
    for (let from = acknowledged; from < till.log.length; from += 5) {
      acknowledged = (await pushing.store(till.log.slice(from, from + 5))).held;
      // In the middle, right after an answer: what was just stored is not counted, or half way.
      if (from > till.log.length - 20) break;
    }
    doomed.child.kill('SIGKILL');
    await once(doomed.child, 'exit');
    const held = await chain.ask<number>('SELECT held_seq::int FROM incarnation WHERE till = $1', [till.head.till]);
    expect(held).toBe(acknowledged);
    expect((await verifyCentre(chain.databaseUrl)).findings).toEqual([]);
  }
  const other: Centre = await startCentre({
    clock: () => chain.clock.nowMs,
    randomBytes: (count) => new Uint8Array(count),
    databaseUrl: chain.databaseUrl,
    port: 0,
    host: '127.0.0.1',
    log: () => undefined,
  });
  await expect.poll(() => countingLag(database), { timeout: 15_000 }).toBe(0);
  await other.stop();
  expect(await told(till, member)).toMatchObject({
    balance: (acknowledged - 2) * 5,
    counted: { seq: acknowledged },
  });
});

/** A centre as a process of its own. */
async function centreProcess(databaseUrl: string): Promise<{ readonly child: ChildProcess; readonly url: string }> {
  const child = spawn(process.execPath, ['cli/start/centre.child.ts', '0'], {
    env: { ...process.env, DATABASE_URL: databaseUrl },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith('ready ')) return { child, url: line.slice('ready '.length) };
  }
  throw new Error('the centre did not start');
}
