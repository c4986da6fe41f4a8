import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { comeIn, type Guest } from '../../cli/postgres/testing/guest.ts';
import { readReplica } from '../../db/replica/replica.ts';
import { verifyTill } from '../../db/verify.ts';
import { staffId } from '../../domain/identity/ids.ts';
import type { SyncReport } from '../../electron/till/links.ts';
import { startChain, type TestChain } from '../../server/testing/chain.ts';
import { openShelfHand, type ShelfHand } from '../../server/testing/shelf.ts';
import { freshId } from '../../server/testing/till.ts';
import { type NarrowLine, openNarrowLine } from './narrow.ts';
import { drawSnapshot } from './story.ts';
import { SyncedTill } from './till.ts';

/** A new till with the real worker over a line that is narrow and is cut: it has what it needs, and what came is kept. */
let postgres: Guest;
let chain: TestChain;
let line: NarrowLine;
let hand: ShelfHand;
let tills: SyncedTill[];
const MEMBERS = 900;
const WIDE = 50_000_000;
const NARROW = 60_000;
beforeAll(async () => {
  postgres = await comeIn();
});
afterAll(() => postgres.stop());
beforeEach(async () => {
  tills = [];
  chain = await startChain(postgres.url);
  const seller = await chain.till(1);
  for (let n = 0; n < MEMBERS; n++) seller.addMember(`Membru ${n}`, `29${String(n).padStart(11, '0')}`);
  await seller.store(seller.log.slice(0, 500));
  await seller.store(seller.log.slice(500, -1));
  // What comes alone is counted at once, with all before it.
  await seller.push(seller.log.slice(-1));
  const pin = { salt: '0'.repeat(32), hash: '0'.repeat(64), cost: 1 << 14 };
  const ana = {
    kind: 'staff',
    id: staffId(freshId()),
    name: 'Ana',
    role: 'manager',
    language: 'ro',
    pin,
    active: true,
  } as const;
  await chain.admin.putStaff([{ ...ana, store: chain.stores[0] }]);
  await drawSnapshot(chain);
  hand = await openShelfHand(chain.databaseUrl);
  line = await openNarrowLine(chain.centre.url, WIDE);
});
afterEach(async () => {
  await Promise.all(tills.map((till) => till.close()));
  await line.close();
  await hand.close();
  await chain.stop();
});
const until = (truth: () => void | Promise<void>): Promise<void> =>
  vi.waitFor(truth, { timeout: 40_000, interval: 10 });

async function enrolled(): Promise<SyncedTill> {
  const id = await chain.admin.addTill({ store: chain.stores[0], number: 2 });
  const till = await SyncedTill.enrol(line.url, await chain.admin.makeEnrolmentCode(id));
  tills.push(till);
  return till;
}
const downloads = (till: SyncedTill): NonNullable<SyncReport['snapshot']>[] =>
  till.reports.flatMap(({ snapshot }) => (snapshot?.phase === 'download' ? [snapshot] : []));
const findings = (till: SyncedTill): readonly unknown[] =>
  verifyTill({ ledgerFile: join(till.dir, 'ledger.db'), membersFile: join(till.dir, 'members.db') }).findings;
/** What stands in the till's folder besides its log. */
const files = (dir: string): string[] =>
  readdirSync(dir).filter((name) => name.startsWith('members') && !/-(wal|shm)$/.test(name));
async function settled(till: SyncedTill): Promise<void> {
  await until(() => {
    expect(till.last).toMatchObject({ state: 'connected', loaded: null, fork: null });
    expect(till.last?.snapshot).toBeUndefined();
    expect(till.acked).toBe(till.head);
    expect(till.replica.syncState().members).toBeGreaterThanOrEqual(MEMBERS);
  });
}

test('while it comes the till has what it sells with; cut, it goes on from there; then everybody is found, and the old file is gone', async () => {
  line.set(NARROW);
  const till = await enrolled();
  await until(() => expect(downloads(till).at(-1)?.bytes ?? 0).toBeGreaterThan(20_000));
  // Without the mass of members: who may sign in, what is sold, by which rules.
  expect(till.replica.staff(chain.stores[0])).toHaveLength(1);
  expect(till.replica.product({ sku: '10001' })).not.toBeNull();
  expect(till.replica.programmes()).toHaveLength(1);
  expect(till.replica.syncState()).toMatchObject({ cursor: '', members: 0 });
  const own = till.addMember('Xenofont Petrenco');
  await until(() => expect(till.replica.member(own)).not.toBeNull());
  await until(() => expect(till.acked).toBe(till.head));

  line.set(0);
  await until(() => expect(downloads(till).at(-1)?.cut).toBe(true));
  const here = downloads(till).at(-1)?.bytes ?? 0;
  const offline = till.addMember('Ionela Ceban');
  await until(() => expect(till.replica.member(offline)).not.toBeNull());
  line.set(WIDE);
  await settled(till);
  // What the till asked for, not what it told: the rest may be here before anything is told of it.
  expect(line.rests()[0]).toBeGreaterThanOrEqual(here);

  expect(till.replica.searchMembers('membru', 5).length).toBeGreaterThan(0);
  expect(till.replica.card('2900000000077')).not.toBeNull();
  for (const member of [own, offline]) await until(() => expect(till.replica.member(member)?.told).toBe(true));
  await until(() => expect(files(till.dir)).toEqual(['members.1.db']));
  expect(findings(till)).toEqual([]);
  expect(till.troubles).toEqual([]);
});

test('it says how many bytes of how many, and how long it will take', async () => {
  line.set(NARROW);
  const till = await enrolled();
  await until(() => expect(downloads(till).some(({ leftMs }) => leftMs !== null)).toBe(true));
  const one = downloads(till).find(({ leftMs }) => leftMs !== null);
  expect(one?.of).toBe((await hand.packed()).bytes);
  const left = ((one?.of ?? 0) - (one?.bytes ?? 0)) / NARROW;
  expect((one?.leftMs ?? 0) / 1000).toBeGreaterThan(left / 4);
  expect((one?.leftMs ?? 0) / 1000).toBeLessThan(left * 4);
  line.set(WIDE);
  await settled(till);
});

test('a till that is restarted in the middle goes on with what had come', async () => {
  line.set(NARROW);
  const till = await enrolled();
  await until(() => expect(downloads(till).at(-1)?.bytes ?? 0).toBeGreaterThan(30_000));
  await till.restart();
  await until(() => expect(downloads(till).length).toBeGreaterThan(0));
  expect(downloads(till)[0]?.bytes).toBeGreaterThanOrEqual(30_000);
  line.set(WIDE);
  await settled(till);
  expect(findings(till)).toEqual([]);
});

test('a snapshot that is taken away in the middle: the till asks again, takes the new one, or pulls where there is none', async () => {
  line.set(NARROW);
  const till = await enrolled();
  await until(() => expect(downloads(till).at(-1)?.bytes ?? 0).toBeGreaterThan(20_000));
  line.set(0);
  await hand.takeAway();
  line.set(WIDE);
  await settled(till);
  expect(files(till.dir)).toEqual(['members.db']);
  expect(till.replica.searchMembers('membru', 5).length).toBeGreaterThan(0);
});

test('a new epoch while it comes: nothing of the old one is installed', async () => {
  line.set(NARROW);
  const till = await enrolled();
  await until(() => expect(downloads(till).at(-1)?.bytes ?? 0).toBeGreaterThan(20_000));
  await chain.admin.newEpoch();
  till.addPlain();
  line.set(WIDE);
  await settled(till);
  const epoch = await hand.epoch();
  await until(() => expect(till.replica.syncState().epoch).toBe(epoch));
  await settled(till);
  expect(findings(till)).toEqual([]);
});

test('a till that has members takes one after a new epoch, and its staff can sign in at every moment', async () => {
  const till = await enrolled();
  await settled(till);
  await chain.admin.newEpoch();
  await drawSnapshot(chain);
  let least = Number.POSITIVE_INFINITY;
  const looking = setInterval(() => {
    least = Math.min(least, till.replica.staff(chain.stores[0]).length);
  }, 1);
  till.addPlain();
  await until(() => expect(files(till.dir)).toEqual(['members.2.db']));
  await settled(till);
  clearInterval(looking);
  expect(least).toBe(1);
  expect(findings(till)).toEqual([]);
});

test('killed at any step, it has the old file or the new one whole; the next start goes on, and clears away', async () => {
  const till = await enrolled();
  await till.sync.close();
  const base = join(till.dir, 'members.db');
  const own = till.addMember('Xenofont Petrenco');
  const seen: Record<string, unknown> = {};
  // 'check' leaves the whole part here, so that all is unpacked after it; 'ready': all is made and nothing installed yet.
  for (const step of ['download', 'download begun', 'check', 'unpack begun', 'unpack', 'fold', 'ready', 'installed']) {
    line.set(step === 'download begun' ? NARROW : WIDE);
    const end = await takeAndDie(till, step);
    const replica = readReplica(base);
    seen[step] = [end, replica.syncState().members, replica.member(own)?.person?.name ?? null];
    replica.close();
    expect(findings(till), step).toEqual([]);
  }
  const old = ['SIGKILL', 0, null];
  expect(seen).toEqual({
    download: old,
    'download begun': old,
    'unpack begun': old,
    unpack: old,
    check: old,
    fold: old,
    ready: old,
    // The own enrolment was put on top before it got its name.
    installed: ['SIGKILL', MEMBERS + 1, 'Xenofont Petrenco'],
  });
  expect(files(till.dir).sort()).toEqual(['members.1.db', 'members.db']);
  line.set(WIDE);
  await till.restart();
  await settled(till);
  await until(() => expect(files(till.dir)).toEqual(['members.1.db']));
  await until(() => expect(till.replica.member(own)?.told).toBe(true));
  expect(findings(till)).toEqual([]);
});

/** What ended the process that took a snapshot. */
async function takeAndDie(till: SyncedTill, step: string): Promise<string | null> {
  const program = fileURLToPath(new URL('./taking.child.ts', import.meta.url));
  const args = [program, till.dir, JSON.stringify(till.identity), step];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  return new Promise((resolve) => child.once('exit', (code, signal) => resolve(signal ?? String(code))));
}
