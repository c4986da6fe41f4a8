import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cluster, startCluster } from '../cli/postgres/cluster.ts';
import { state } from '../contract/sync/states.ts';
import { lotOf, recordId, staffId } from '../domain/identity/ids.ts';
import { HOLD_MS } from './holds.ts';
import { startChain, type TestChain } from './testing/chain.ts';
import { freshId, TestTill } from './testing/till.ts';

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
  await eventually(() => chain.ask(blocked)).toBe(2);
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
      '/v1/codes',
      '/v1/codes/try',
      '/v1/days/draw',
      '/v1/days/parts',
      '/v1/days/receipts',
      '/v1/enrol',
      '/v1/giftcards/hold',
      '/v1/giftcards/look',
      '/v1/holds',
      '/v1/members/{id}/history',
      '/v1/programmes',
      '/v1/pull',
      '/v1/push',
      '/v1/receipts/{number}',
      '/v1/snapshots',
      '/v1/snapshots/{id}',
      '/v1/staff/week',
      '/v1/tills/restore',
      '/v1/tills/retire',
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
