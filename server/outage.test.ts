import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cluster, startCluster } from '../cli/postgres/cluster.ts';
import { startCentre } from './centre.ts';
import { startChain, type TestChain } from './testing/chain.ts';
import { Line } from './testing/line.ts';
import { TestTill } from './testing/till.ts';
import { verifyCentre } from './verify.ts';

/** The machine may be busy: what must come is waited for, as long as it takes a slow one. */
const eventually = <T>(ask: () => T) => expect.poll(ask, { timeout: 15_000 });

let cluster: Cluster;
let chain: TestChain;

beforeAll(async () => {
  cluster = await startCluster({ scratch: true });
  chain = await startChain(cluster.url);
});
afterAll(async () => {
  await chain?.stop();
  await cluster?.stop();
});

const wait = (ms: number) => new Promise((done) => setTimeout(done, ms));
const machine = { clock: () => chain.clock.nowMs, randomBytes: (count: number) => randomBytes(count) };

describe('when something dies', () => {
  test('a connection killed in the middle of a push leaves nothing half, and the repetition stores it once', async () => {
    const till = await chain.till(39);
    const member = till.addMember('Unlucky');
    for (let i = 0; i < 30; i++) till.sell(4, member);
    const killer = new pg.Client({ connectionString: chain.databaseUrl });
    await killer.connect();
    // Holds the life's row, so that the push stands at the end of its transaction.
    await killer.query('BEGIN');
    const life = [till.head.till, till.head.incarnation];
    await killer.query(`INSERT INTO incarnation VALUES ($1, $2, 1, 0, 1, '', 0, 0)`, life);
    const pushing = till.push().then(
      () => 200,
      (error: { status: number }) => error.status,
    );
    const blocked = `SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%INTO incarnation%'`;
    await eventually(() => chain.ask(blocked)).toEqual(expect.any(Number));
    await killer.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock'`);
    expect(await pushing).toBe(503);
    await killer.query('ROLLBACK');
    await killer.end();
    for (const table of ['record', 'incarnation', 'beside']) {
      expect(await chain.ask(`SELECT count(*)::int FROM ${table} WHERE till = $1`, [till.head.till])).toBe(0);
    }
    expect(await till.push()).toMatchObject({ held: 32 });
    expect((await till.pullAll()).get(`member ${member}`)).toMatchObject({ balance: 150 });
  });

  test('a connection killed in the middle of counting: the till was answered, nothing is half counted, and soon all is, once', async () => {
    const till = await chain.till(40);
    const member = till.addMember('Unlucky');
    for (let i = 0; i < 30; i++) till.sell(4, member);
    const killer = new pg.Client({ connectionString: chain.databaseUrl });
    await killer.connect();
    // Holds the member's standing, so that the counting stands in the middle of its transaction.
    await killer.query('BEGIN');
    await killer.query('INSERT INTO member_standing (member) VALUES ($1)', [member]);
    expect(await till.store()).toMatchObject({ held: 32, counted: 0 });
    const blocked = `SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%member_standing%'`;
    await eventually(() => chain.ask(blocked)).toEqual(expect.any(Number));
    await killer.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock'`);
    await killer.query('ROLLBACK');
    const left = await verifyCentre(chain.databaseUrl);
    expect(left).toMatchObject({ findings: [] });
    await killer.end();
    expect(await till.push()).toMatchObject({ held: 32 });
    expect((await till.pullAll()).get(`member ${member}`)).toMatchObject({ balance: 150 });
  });

  test('a till that hangs up while it waits costs nothing', async () => {
    const till = await chain.till(41);
    const cursor = await till.drained();
    const body = JSON.stringify({ incarnation: till.head.incarnation, cursor, most: 1, waitMs: 30_000 });
    const socket = connect(Number(new URL(till.url).port), '127.0.0.1');
    await once(socket, 'connect');
    const headers = {
      ...till.headers(),
      host: 'x',
      'content-type': 'application/json',
      'content-length': String(body.length),
    };
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.write(`POST /v1/pull HTTP/1.1\r\n${lines.join('')}\r\n${body}`);
    const waiting = async () => {
      const text = await (await fetch(`${till.url}/metrics`)).text();
      return Number(/^loial_pulls_waiting (\d+)$/m.exec(text)?.[1]);
    };
    await eventually(waiting).toBe(1);
    socket.destroy();
    await eventually(waiting).toBe(0);
  });

  test('PostgreSQL away, also at the start: 503 with words, and it goes on by itself', async () => {
    const till = await chain.till(42);
    const line = new Line(cluster.port);
    const databaseUrl = chain.databaseUrl.replace(/:\d+\//, `:${await line.open(0)}/`);
    await line.cut();
    const problems: string[] = [];
    const log = (text: string) => void problems.push(text);
    const centre = await startCentre({ ...machine, databaseUrl, port: 0, host: '127.0.0.1', log });
    const there = Object.assign(Object.create(TestTill.prototype) as TestTill, till, { url: centre.url });
    const status = async (path: string) => (await fetch(`${centre.url}${path}`)).status;
    try {
      await expect(there.push()).rejects.toMatchObject({ status: 503, body: { code: 'database.away' } });
      expect([await status('/ready'), await status('/health')]).toEqual([503, 200]);
      await line.open();
      await eventually(() => there.push().catch(() => null)).toMatchObject({ held: 1 });
      const cursor = await there.drained();
      const waiting = there.pull(cursor, { waitMs: 20_000 });
      there.sell(1, null);
      await wait(200);
      await line.cut();
      await expect(there.push()).rejects.toMatchObject({ status: 503 });
      expect(await (await fetch(`${centre.url}/health`)).json()).toEqual({ status: 'up', database: 'away' });
      await line.open();
      await eventually(() => there.push().catch(() => null)).toMatchObject({ held: 2 });
      // Who was waiting all the time hears of it, over the new connection.
      expect((await waiting).states.map(({ kind }) => kind)).toContain('receipt');
      expect(problems.length).toBeGreaterThan(0);
      for (const problem of problems) expect(JSON.parse(problem)).toMatchObject({ kind: expect.any(String) });
    } finally {
      await centre.stop();
      await line.cut();
    }
  });

  test('a stop answers who waits, and a second stop waits for the first', async () => {
    const till = await chain.till(43);
    const centre = await chain.another();
    const there = Object.assign(Object.create(TestTill.prototype) as TestTill, till, { url: centre.url });
    const waiting = there.pull(await there.drained(), { waitMs: 30_000 });
    await wait(100);
    await Promise.all([centre.stop(), centre.stop()]);
    expect(await waiting).toMatchObject({ states: [], more: false });
    await expect(fetch(`${centre.url}/health`)).rejects.toThrow();
  });
});
