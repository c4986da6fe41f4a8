import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cluster, startCluster } from '../cli/postgres/cluster.ts';
import { state } from '../contract/sync/states.ts';
import { lotOf, memberId, recordId, staffId } from '../domain/identity/ids.ts';
import { startCentre } from './centre.ts';
import { type Asking, Database } from './database.ts';
import { HOLD_MS } from './holds.ts';
import { feedHead, feedPage, noteChanges, sequence } from './pull/feed.ts';
import { startChain, type TestChain } from './testing/chain.ts';
import { freshId, TestTill } from './testing/till.ts';
import { verifyCentre } from './verify.ts';

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

describe('who may see what', () => {
  test('a till sees its own store’s receipts, staff and tills, and every state is in its form', async () => {
    const [a, b] = [await chain.till(1, 0), await chain.till(2, 1)];
    const person = (store: 0 | 1, name: string) => ({
      kind: 'staff' as const,
      id: staffId(freshId()),
      store: chain.stores[store],
      name,
      role: 'cashier' as const,
      language: 'ro' as const,
      pin: { salt: 'a'.repeat(32), hash: 'b'.repeat(64), cost: 16384 },
      active: true,
    });
    const [ana, ion] = [person(0, 'Ana'), person(1, 'Ion')];
    await chain.admin.putStaff([ana, ion]);
    const member = a.addMember('Olga', '2900000000216');
    const sale = a.sell(4, member);
    await a.push();
    const [seenByA, seenByB] = [await a.pullAll(), await b.pullAll()];
    const kinds = (states: Map<string, { kind: string }>, kind: string) =>
      [...states.keys()].filter((key) => key.startsWith(`${kind} `));
    expect(kinds(seenByA, 'staff')).toEqual([`staff ${ana.id}`]);
    expect(kinds(seenByB, 'staff')).toEqual([`staff ${ion.id}`]);
    expect(kinds(seenByA, 'receipt')).toEqual([`receipt ${sale.id}`]);
    expect(kinds(seenByB, 'receipt')).toEqual([]);
    expect(kinds(seenByA, 'till')).toEqual([`till ${a.head.till}`]);
    expect(kinds(seenByB, 'till')).toEqual([`till ${b.head.till}`]);
    for (const seen of [seenByA, seenByB]) {
      expect(kinds(seen, 'member')).toEqual([`member ${member}`]);
      for (const kind of ['product', 'programme', 'chain', 'store', 'card'])
        expect(kinds(seen, kind).length).toBeGreaterThan(0);
      for (const each of seen.values()) expect(state.safeParse(each).error).toBe(undefined);
    }
    // Who moves to another store is no longer active in the old one, and their PIN does not follow them there.
    await chain.admin.putStaff([{ ...ana, store: chain.stores[1], pin: { ...ana.pin, hash: 'c'.repeat(64) } }]);
    expect((await a.pullAll()).get(`staff ${ana.id}`)).toMatchObject({ active: false, pin: { hash: '0'.repeat(64) } });
    expect((await b.pullAll()).get(`staff ${ana.id}`)).toMatchObject({ active: true, pin: { hash: 'c'.repeat(64) } });
  });

  test('nobody without a key, and a key ends when the till is enrolled again', async () => {
    const till = await chain.till(3);
    const pull = { incarnation: till.head.incarnation, cursor: '', most: 1, waitMs: 0 };
    const { authorization } = till.headers();
    for (const wrong of ['', 'Bearer x', `${authorization?.slice(0, -1)}${authorization?.endsWith('0') ? '1' : '0'}`]) {
      await expect(till.post('/v1/pull', pull, { authorization: wrong })).rejects.toMatchObject({ status: 401 });
    }
    await till.push();
    const code = await chain.admin.makeEnrolmentCode(till.head.till);
    const next = await TestTill.enrol(chain.centre.url, ` ${code.slice(0, 4).toLowerCase()}-${code.slice(4)}`);
    expect(next.ordinal).toBe(2);
    expect(JSON.parse(next.log[0]?.body ?? '')).toMatchObject({
      previous: { incarnation: till.head.incarnation, seq: 1, hash: till.head.hash },
    });
    await expect(till.push()).rejects.toMatchObject({ status: 401 });
    expect(await next.push()).toMatchObject({ held: 1 });
    await expect(TestTill.enrol(chain.centre.url, code)).rejects.toMatchObject({ status: 403 });
    await chain.admin.endKey(next.head.till);
    await expect(next.push()).rejects.toMatchObject({ status: 401 });
  });

  test('codes end, and guessing is slowed down', async () => {
    const other = await chain.another();
    const till = (await chain.tillIds()).get(3);
    if (till === undefined) throw new Error('till 3 is there');
    await expect(TestTill.enrol(other.url, await chain.admin.makeEnrolmentCode(till, -1))).rejects.toMatchObject({
      status: 403,
    });
    const guesses = await Promise.allSettled(Array.from({ length: 30 }, () => TestTill.enrol(other.url, 'WRONGCODE')));
    const statuses = guesses.map((guess) => (guess.status === 'rejected' ? guess.reason.status : 200));
    expect(new Set(statuses)).toEqual(new Set([403, 429]));
    await expect(TestTill.enrol(other.url, await chain.admin.makeEnrolmentCode(till))).rejects.toMatchObject({
      status: 429,
    });
  });
});

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
    expect(Number(passed.cursor.slice(2))).toBeLessThan(second.last);
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
    const { cursor } = await drained(b);
    const began = performance.now();
    const waiting = b.pull(cursor, { waitMs: 5000 });
    await wait(100);
    a.addMember('News');
    await a.push();
    expect((await waiting).states.map(({ kind }) => kind)).toContain('member');
    expect(performance.now() - began).toBeLessThan(2000);
    // A receipt of the other store moves the head, and wakes nobody here.
    const { cursor: next } = await drained(b);
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

async function drained(till: TestTill): Promise<{ cursor: string }> {
  let page = await till.pull('', { most: 2000 });
  while (page.more || page.states.length > 0) page = await till.pull(page.cursor);
  return page;
}

describe('holds', () => {
  test('of many tills at once never promise more than there is; repeating one is harmless; a record releases it', async () => {
    const tills = await Promise.all([20, 21, 22, 23].map((n) => chain.till(n)));
    const [a] = tills;
    if (a === undefined) throw new Error('four tills');
    const member = a.addMember('Rich');
    const first = a.sell(80, member);
    await a.push();
    const records = tills.map(() => recordId(freshId()));
    const ask = async (i: number, points: number) =>
      (await tills[i]?.post('/v1/holds', { record: records[i], member, points })) as {
        granted: boolean;
        available: number;
      };
    const answers = await Promise.all([0, 1, 2, 3].flatMap((i) => [ask(i, 40), ask(i, 40)]));
    const granted = [0, 1, 2, 3].filter((i) => answers[2 * i]?.granted === true);
    expect(granted).toHaveLength(2);
    const [winner = 0] = granted;
    expect(await ask(winner, 60)).toMatchObject({ granted: true, available: 60 });
    expect(await ask(winner, 61)).toMatchObject({ granted: false, available: 60 });
    // The record takes the points and ends its hold.
    const lots = [{ id: lotOf(first.id, 0), points: first.earned, expires: first.entries[0]?.expires ?? null }];
    const standing = { balance: first.earned, debt: first.spent, lots };
    tills[winner]?.sell(10, member, { spend: 60, standing, id: records[winner] ?? '' });
    await tills[winner]?.push();
    expect(await chain.ask('SELECT count(*)::int FROM hold WHERE member = $1', [member])).toBe(1);
    expect(await ask(winner, 60)).toMatchObject({ granted: true });
    // What is never used ends by itself.
    chain.clock.nowMs += HOLD_MS + 1000;
    const loser = [0, 1, 2, 3].find((i) => !granted.includes(i)) ?? 0;
    expect(await ask(loser, 40)).toMatchObject({ granted: true, available: expect.any(Number) });
    expect(await ask(loser, 0)).toMatchObject({ granted: false });
  });
});

test('two holds that meet take turns, so that the second sees the first', async () => {
  const [a, b] = [await chain.till(45), await chain.till(46)];
  const member = a.addMember('Popular');
  a.sell(80, member);
  await a.push();
  const other = new pg.Client({ connectionString: chain.databaseUrl });
  await other.connect();
  await other.query('BEGIN');
  await other.query('SELECT FROM member_standing WHERE member = $1 FOR UPDATE', [member]);
  const asked = [a, b].map((till) => till.post('/v1/holds', { record: recordId(freshId()), member, points: 60 }));
  const blocked = `SELECT count(*)::int FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%FOR NO KEY UPDATE%'`;
  await expect.poll(() => chain.ask(blocked)).toBe(2);
  await other.query('COMMIT');
  await other.end();
  const granted = (await Promise.all(asked)) as { granted: boolean; available: number }[];
  expect(granted.map((each) => each.granted).sort()).toEqual([false, true]);
  expect(granted.find((each) => !each.granted)?.available).toBe(40);
});

describe('what comes over the wire', () => {
  test('an old protocol is told to update, a later one is served', async () => {
    const till = await chain.till(30);
    const pull = { incarnation: till.head.incarnation, cursor: '', most: 1, waitMs: 0 };
    await expect(till.post('/v1/pull', pull, { 'loial-protocol': '0' })).rejects.toMatchObject({ status: 426 });
    await expect(till.post('/v1/pull', pull, { 'loial-protocol': '' })).rejects.toMatchObject({ status: 400 });
    expect(await till.post('/v1/pull', pull, { 'loial-protocol': '7' })).toMatchObject({ more: true });
  });

  test('a body that is no zstd, no JSON, too large, or of a form nobody knows is a problem with words', async () => {
    const till = await chain.till(31);
    const send = async (body: string | Uint8Array<ArrayBuffer>, encoding: string) => {
      const headers = { ...till.headers(), 'content-type': 'application/json', 'content-encoding': encoding };
      const response = await fetch(`${till.url}/v1/pull`, { method: 'POST', headers, body });
      expect(response.headers.get('content-type')).toContain('application/problem+json');
      return [response.status, ((await response.json()) as { code: string }).code];
    };
    expect(await send('not zstd', 'zstd')).toEqual([400, 'request.invalid']);
    expect(await send('{', 'identity')).toEqual([400, 'request.invalid']);
    expect(await send('{}', 'br')).toEqual([415, 'request.encoding']);
    expect(await send('x'.repeat(9 * 1024 * 1024), 'identity')).toEqual([413, 'request.tooLarge']);
    const bomb = { incarnation: till.head.incarnation, padding: ' '.repeat(33 * 1024 * 1024) };
    await expect(till.post('/v1/push', bomb)).rejects.toMatchObject({ status: 413 });
    await expect(till.get('/v1/nothing')).rejects.toMatchObject({ status: 404, body: { code: 'route.unknown' } });
    await expect(till.get('/v1/members/7/history')).rejects.toMatchObject({
      status: 400,
      body: { detail: expect.stringContaining('params.id') },
    });
  });

  test('every route is described, and health and metrics are there', async () => {
    const get = async (path: string) => fetch(`${chain.centre.url}${path}`);
    const described = (await (await get('/openapi.json')).json()) as { openapi: string; paths: object };
    expect(described.openapi).toBe('3.1.0');
    expect(Object.keys(described.paths).sort()).toEqual([
      '/health',
      '/metrics',
      '/openapi.json',
      '/ready',
      '/v1/enrol',
      '/v1/holds',
      '/v1/members/{id}/history',
      '/v1/pull',
      '/v1/push',
      '/v1/receipts/{number}',
    ]);
    expect(JSON.stringify(described)).not.toContain('"undefined"');
    expect(await (await get('/health')).json()).toEqual({ status: 'up', database: 'up' });
    expect((await get('/ready')).status).toBe(200);
    const metrics = await (await get('/metrics')).text();
    for (const name of ['loial_pushes_total', 'loial_states_total', 'loial_feed_position', 'loial_pool_connections']) {
      expect(metrics).toContain(`# TYPE ${name} `);
    }
    expect(metrics).toMatch(/loial_request_seconds_bucket\{route="\/v1\/push",le="0.05"\} \d+/);
  });
});

describe('when something dies', () => {
  test('a connection killed in the middle of a push leaves nothing half, and the repetition stores it once', async () => {
    const till = await chain.till(40);
    const member = till.addMember('Unlucky');
    for (let i = 0; i < 30; i++) till.sell(4, member);
    const killer = new pg.Client({ connectionString: chain.databaseUrl });
    await killer.connect();
    // Holds the member's standing, so that the push stands in the middle of its transaction.
    await killer.query('BEGIN');
    await killer.query('INSERT INTO member_standing (member) VALUES ($1)', [member]);
    const pushing = till.push().then(
      () => 200,
      (error: { status: number }) => error.status,
    );
    const blocked = `SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%member_standing%'`;
    await expect.poll(() => chain.ask(blocked)).toEqual(expect.any(Number));
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

  test('a till that hangs up while it waits costs nothing', async () => {
    const till = await chain.till(41);
    const { cursor } = await drained(till);
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
    await expect.poll(waiting).toBe(1);
    socket.destroy();
    await expect.poll(waiting).toBe(0);
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
      await expect.poll(() => there.push().catch(() => null), { timeout: 5000 }).toMatchObject({ held: 1 });
      const { cursor } = await drained(there);
      const waiting = there.pull(cursor, { waitMs: 20_000 });
      there.sell(1, null);
      await wait(200);
      await line.cut();
      await expect(there.push()).rejects.toMatchObject({ status: 503 });
      expect(await (await fetch(`${centre.url}/health`)).json()).toEqual({ status: 'up', database: 'away' });
      await line.open();
      await expect.poll(() => there.push().catch(() => null), { timeout: 5000 }).toMatchObject({ held: 2 });
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
    const waiting = there.pull((await drained(there)).cursor, { waitMs: 30_000 });
    await wait(100);
    await Promise.all([centre.stop(), centre.stop()]);
    expect(await waiting).toMatchObject({ states: [], more: false });
    await expect(fetch(`${centre.url}/health`)).rejects.toThrow();
  });
});

const wait = (ms: number) => new Promise((done) => setTimeout(done, ms));
const machine = { clock: () => chain.clock.nowMs, randomBytes: (count: number) => randomBytes(count) };

/** The way to PostgreSQL, which can be cut and opened again under the same number. */
class Line {
  readonly #to: number;
  #port = 0;
  #server: Server | null = null;
  readonly #sockets = new Set<Socket>();

  constructor(to: number) {
    this.#to = to;
  }

  async open(port = this.#port): Promise<number> {
    const server = createServer((near) => {
      const far = connect(this.#to, '127.0.0.1');
      for (const [one, other] of [[near, far] as const, [far, near] as const]) {
        this.#sockets.add(one);
        one.pipe(other);
        one.on('error', () => other.destroy()).on('close', () => this.#sockets.delete(one));
      }
    });
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    this.#server = server;
    this.#port = (server.address() as AddressInfo).port;
    return this.#port;
  }

  async cut(): Promise<void> {
    const server = this.#server;
    if (server === null) return;
    this.#server = null;
    server.close();
    for (const socket of this.#sockets) socket.destroy();
    await once(server, 'close');
  }
}
