import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zstdDecompressSync } from 'node:zlib';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { comeIn, type Guest } from '../../cli/postgres/testing/guest.ts';
import { type SnapshotOffer, snapshotResponse } from '../../contract/sync/messages.ts';
import { ANY_LIFE, openSnapshot, SNAPSHOT_FORM } from '../../db/replica/snapshot.ts';
import { Database } from '../database.ts';
import { startChain, type TestChain } from '../testing/chain.ts';
import { Answered, type TestTill } from '../testing/till.ts';
import { SNAPSHOT_POLICY, SnapshotKeeper, type SnapshotPolicy } from './keeper.ts';
import { makeAndShelve, type NotMade } from './make.ts';
import { beginSnapshot, type Shelved } from './shelf.ts';

let postgres: Guest;
let chain: TestChain;
let dir: string;
let opened: { close(): Promise<void> }[];
beforeAll(async () => {
  postgres = await comeIn();
});
afterAll(() => postgres.stop());
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'loial-shelf-'));
  opened = [];
  chain = await startChain(postgres.url);
});
afterEach(async () => {
  for (const one of opened) await one.close();
  await chain.stop();
  rmSync(dir, { recursive: true, force: true });
});

const newId = (): string => randomUUID();
const make = (id = newId()): Promise<Shelved | NotMade> =>
  makeAndShelve({ databaseUrl: chain.databaseUrl, id, nowMs: chain.clock.nowMs++, folder: join(dir, 'making') });
async function made(): Promise<Shelved> {
  const shelved = await make();
  if (typeof shelved === 'string') throw new Error(shelved);
  return shelved;
}
async function offered(till: TestTill, cursor = '', form: object = SNAPSHOT_FORM): Promise<SnapshotOffer | null> {
  return snapshotResponse.parse(await till.post('/v1/snapshots', { cursor, ...form })).snapshot;
}
async function download(till: TestTill, id: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  return fetch(`${till.url}/v1/snapshots/${id}`, { headers: { ...till.headers(), ...headers } });
}
const bytesOf = async (response: Response): Promise<Buffer> => Buffer.from(await response.arrayBuffer());
function database(): Database {
  const one = new Database({ url: chain.databaseUrl, most: 2, log: () => undefined });
  opened.push(one);
  return one;
}
/** What only a person at the database can do until there is an erasure: their row goes. */
const erase = (member: string): Promise<unknown> =>
  chain.ask('DELETE FROM person WHERE member = $1 RETURNING 1', [member]);

test('what is offered is what is sent, and unpacked it is a members.db of everything that every till may see', async () => {
  const till = await chain.till(1);
  const member = till.addMember('Ștefan Munteanu', '2900000000018');
  till.sell(4, member);
  await till.push();
  expect(await offered(till)).toBeNull();
  const shelved = await made();
  const offer = await offered(till);
  expect(offer).toMatchObject({ id: shelved.id, class: 'chain', members: 1, packed: shelved.packed });
  const response = await download(till, shelved.id);
  expect(response.status).toBe(200);
  expect(response.headers.get('etag')).toBe(`"${shelved.packed.sha256}"`);
  const packed = await bytesOf(response);
  expect(packed.length).toBe(shelved.packed.bytes);
  expect(createHash('sha256').update(packed).digest('hex')).toBe(shelved.packed.sha256);
  const file = join(dir, 'members');
  writeFileSync(file, zstdDecompressSync(packed));

  const snapshot = openSnapshot(file);
  const { replica } = snapshot;
  expect(snapshot.inside).toMatchObject({
    cursor: expect.stringMatching(`^3:${shelved.position}:0:[0-9a-f-]{36}$`),
    madeAt: shelved.madeMs,
  });
  expect(replica.searchMembers('stefan', 5).map(({ id }) => id)).toEqual([member]);
  expect(replica.member(member)).toMatchObject({ balance: 5, counted: { incarnation: ANY_LIFE, seq: 0 } });
  expect(replica.card('2900000000018')).toMatchObject({ member });
  expect(replica.product({ sku: '10001' })).not.toBeNull();
  expect(replica.programmes()).toHaveLength(1);
  // Of a store nothing: its staff, its tills, its receipts.
  const [sale] = till.log.slice(-1);
  expect(replica.receipt({ number: JSON.parse(sale?.body ?? '').number })).toBeNull();
  expect(replica.till(till.head.till)).toBeNull();
  expect(replica.unread()).toBe(0);
  replica.close();
});

test('any byte on: the rest, or all where what is here is a part of another; behind the end nothing', async () => {
  const till = await chain.till(1);
  till.addMember('Ana Rusu');
  await till.push();
  const { id, packed } = await made();
  const all = await bytesOf(await download(till, id));
  const tag = `"${packed.sha256}"`;
  for (const from of [1, 100, packed.bytes - 1]) {
    const rest = await download(till, id, { range: `bytes=${from}-`, 'if-range': tag });
    expect(rest.status).toBe(206);
    expect(rest.headers.get('content-range')).toBe(`bytes ${from}-${packed.bytes - 1}/${packed.bytes}`);
    expect(await bytesOf(rest)).toEqual(all.subarray(from));
  }
  const other = await download(till, id, { range: 'bytes=100-', 'if-range': '"another"' });
  expect(other.status).toBe(200);
  expect(await bytesOf(other)).toEqual(all);
  expect((await download(till, id, { range: `bytes=${packed.bytes}-`, 'if-range': tag })).status).toBe(416);
  expect((await download(till, newId())).status).toBe(404);
  expect((await fetch(`${till.url}/v1/snapshots/${id}`)).status).toBe(400);
  await expect(till.get('/v1/snapshots/x')).rejects.toThrow(Answered);
});

test('only a snapshot of the till’s form, of the epoch that holds, and only where it saves something', async () => {
  const till = await chain.till(1);
  for (let n = 0; n < 30; n++) till.addMember(`Membru ${n}`);
  await till.push();
  const cursor = await till.drained();
  await made();
  expect(await offered(till)).not.toBeNull();
  expect(await offered(till, '', { ...SNAPSHOT_FORM, schema: SNAPSHOT_FORM.schema + 1 })).toBeNull();
  expect(await offered(till, '', { ...SNAPSHOT_FORM, folding: SNAPSHOT_FORM.folding + 1 })).toBeNull();
  expect(await offered(till, cursor)).toBeNull();
  expect(await offered(till, '1:2')).not.toBeNull();
  await chain.admin.newEpoch();
  expect(await offered(till)).toBeNull();
  await made();
  expect(await offered(till)).not.toBeNull();
});

test('the newest is offered, the one before is still given, older ones are gone, and no piece is left of them', async () => {
  const till = await chain.till(1);
  till.addMember('Ana Rusu');
  await till.push();
  const all = [await made(), await made(), await made()];
  expect((await offered(till))?.id).toBe(all[2]?.id);
  const status = await Promise.all(all.map(async ({ id }) => (await download(till, id)).status));
  expect(status).toEqual([404, 200, 200]);
  expect(await chain.ask('SELECT count(DISTINCT snapshot)::int FROM snapshot_piece')).toBe(2);
  expect(existsSync(join(dir, 'making'))).toBe(false);
});

test('whoever is erased is in no snapshot from then on, and its pieces go', async () => {
  const till = await chain.till(1);
  const member = till.addMember('Ana Rusu');
  await till.push();
  const { id } = await made();
  await chain.ask("DELETE FROM person WHERE name = 'nobody' RETURNING 1");
  expect((await download(till, id)).status).toBe(200);
  await erase(member);
  expect(await offered(till)).toBeNull();
  expect((await download(till, id)).status).toBe(404);
  const keeper = keeperOf();
  await keeper.sweep();
  await keeper.stop();
  expect(await chain.ask('SELECT count(*)::int FROM snapshot_piece')).toBe(0);
});

test('whoever is erased while a snapshot is made is not in it: it is thrown away', async () => {
  const till = await chain.till(1);
  const member = till.addMember('Ana Rusu');
  await till.push();
  // The picture is taken behind the lock that the sequencer needs: here it waits, begun and not drawn.
  const blocker = new pg.Client({ connectionString: chain.databaseUrl });
  await blocker.connect();
  await blocker.query('BEGIN; SELECT pos FROM feed_head FOR UPDATE');
  till.addMember('Ion Moraru');
  await till.push();
  const making = make();
  await vi.waitFor(async () => expect(await chain.ask('SELECT count(*)::int FROM snapshot')).toBe(1), 10_000);
  await erase(member);
  await blocker.query('COMMIT');
  await blocker.end();
  expect(await making).toBe('overtaken');
  expect(await offered(till)).toBeNull();
  expect(await chain.ask('SELECT count(*)::int FROM snapshot_piece')).toBe(0);
});

test('an erasure that is under way is waited for: it could not see the snapshot that is begun', async () => {
  const till = await chain.till(1);
  const member = till.addMember('Ana Rusu');
  await till.push();
  const eraser = new pg.Client({ connectionString: chain.databaseUrl });
  await eraser.connect();
  await eraser.query('BEGIN');
  await eraser.query('DELETE FROM person WHERE member = $1', [member]);
  let begun = false;
  const beginning = beginSnapshot(database(), newId(), 1).then(() => {
    begun = true;
  });
  await new Promise((resolve) => setTimeout(resolve, 150));
  expect(begun).toBe(false);
  await eraser.query('COMMIT');
  await eraser.end();
  await beginning;
  expect(await chain.ask('SELECT count(*)::int FROM snapshot')).toBe(1);
});

test('two processes do not both make one; who dies over it leaves nothing that stays', async () => {
  const till = await chain.till(1);
  till.addMember('Ana Rusu');
  await till.push();
  const [one, two] = await Promise.all([
    make(),
    makeAndShelve({ databaseUrl: chain.databaseUrl, id: newId(), nowMs: 1, folder: join(dir, 'other') }),
  ]);
  expect([one, two].filter((each) => each === 'another')).toHaveLength(1);
  // As a process leaves it that is killed in the middle.
  const dead = newId();
  await beginSnapshot(database(), dead, 1);
  await chain.ask("INSERT INTO snapshot_piece VALUES ($1, 0, 'abc') RETURNING 1", [dead]);
  await made();
  expect(await chain.ask('SELECT count(*)::int FROM snapshot WHERE id = $1', [dead])).toBe(0);
  expect(await chain.ask('SELECT count(*)::int FROM snapshot_piece WHERE snapshot = $1', [dead])).toBe(0);
});

test('pieces that PostgreSQL lost in a crash are no snapshot, and the next is made', async () => {
  const till = await chain.till(1);
  till.addMember('Ana Rusu');
  await till.push();
  await made();
  await chain.ask('DELETE FROM snapshot_piece RETURNING 1');
  expect(await offered(till)).toBeNull();
  const keeper = keeperOf();
  expect(await keeper.due()).toBe(true);
  await keeper.stop();
});

function keeperOf(policy: Partial<SnapshotPolicy> = {}): SnapshotKeeper {
  return new SnapshotKeeper({
    databaseUrl: chain.databaseUrl,
    database: database(),
    policy: { ...SNAPSHOT_POLICY, leastStates: 1, ...policy },
    clock: () => chain.clock.nowMs,
    randomBytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
    failed: (error) => {
      throw error;
    },
  });
}

test('one is due when there is none, when much has changed, or when it is old; not for few states', async () => {
  const till = await chain.till(1);
  for (let n = 0; n < 30; n++) till.addMember(`Membru ${n}`);
  await till.push();
  await till.drained();
  expect(await keeperOf({ leastStates: 1000 }).due()).toBe(false);
  const keeper = keeperOf({ changedShare: 0.5, leastAgeMs: 1000, mostAgeMs: 100_000 });
  expect(await keeper.due()).toBe(true);
  await made();
  expect(await keeper.due()).toBe(false);
  chain.clock.nowMs += 2000;
  expect(await keeper.due()).toBe(false);
  till.addMember('Ana Rusu');
  await till.push();
  await till.drained();
  chain.clock.nowMs += 200_000;
  expect(await keeper.due()).toBe(true);
  await made();
  for (let n = 0; n < 40; n++) till.addMember(`Altul ${n}`);
  await till.push();
  await till.drained();
  expect(await keeper.due()).toBe(false);
  chain.clock.nowMs += 2000;
  expect(await keeper.due()).toBe(true);
});

test('it is made in another thread: this one answers meanwhile', async () => {
  const till = await chain.till(1);
  for (let n = 0; n < 900; n++) till.addMember(`Membru ${n}`);
  await till.push();
  const keeper = keeperOf();
  let longestMs = 0;
  let last = performance.now();
  const beat = setInterval(() => {
    longestMs = Math.max(longestMs, performance.now() - last);
    last = performance.now();
  }, 5);
  const shelved = await keeper.make();
  clearInterval(beat);
  expect(shelved).toMatchObject({ members: 900 });
  // Making it takes hundreds of milliseconds of work, of which none is on this thread.
  expect(longestMs).toBeLessThan(250);
  expect((await offered(till))?.members).toBe(900);
  await keeper.stop();
});
