import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { type Cluster, startCluster } from '../../cli/postgres/cluster.ts';
import { points } from '../../domain/amount/points.ts';
import { lotOf, recordId, staffId, uuid7 } from '../../domain/identity/ids.ts';
import { openCentre } from '../../electron/sync/centre.ts';
import { startChain, type TestChain } from '../../server/testing/chain.ts';
import { heldLives, verifyCentre } from '../../server/verify.ts';
import { type Line, openLine } from './line.ts';
import { SyncedTill } from './till.ts';

/** What a manager looks at, over the real line: alarms, retired tills, a restored centre, a hold whose answer is lost. */
let cluster: Cluster;
let chain: TestChain;
let line: Line;
let tills: SyncedTill[];

beforeAll(async () => {
  cluster = await startCluster({ scratch: true });
});
afterAll(() => cluster.stop());
beforeEach(async () => {
  tills = [];
  chain = await startChain(cluster.url);
  line = await openLine(chain.centre.url);
});
afterEach(async () => {
  await Promise.all(tills.map((till) => till.close()));
  await line.close();
  expect((await verifyCentre(chain.databaseUrl)).findings).toEqual([]);
  await chain.stop();
});

async function enrolled(number: number, url = line.url): Promise<SyncedTill> {
  const id = await chain.admin.addTill({ store: chain.stores[0], number });
  const till = await SyncedTill.enrol(url, await chain.admin.makeEnrolmentCode(id));
  tills.push(till);
  return till;
}
const until = (truth: () => void | Promise<void>): Promise<void> =>
  vi.waitFor(truth, { timeout: 25_000, interval: 20 });
const isSettled = (till: SyncedTill) => (): void => {
  expect(till.last).toMatchObject({ state: 'connected', loaded: null, fork: null });
  expect(till.acked).toBe(till.head);
};
async function heldAt(till: SyncedTill): Promise<number> {
  const lives = await heldLives(chain.databaseUrl);
  return lives.find(({ incarnation }) => incarnation === till.identity.incarnation)?.seq ?? 0;
}

test('a till that was retired is told so in the centre’s own words, goes on writing, and taken back loses nothing', async () => {
  const till = await enrolled(1);
  await until(isSettled(till));
  const known = await chain.admin.retireTill(till.identity.till);
  expect(known).toMatchObject({ incarnation: till.identity.incarnation, seq: till.head });
  const member = till.addMember('Ana Ceban');
  await until(() => expect(till.last).toMatchObject({ state: 'refused', refusal: 'till.retired' }));
  await till.restart();
  await until(() => expect(till.last).toMatchObject({ state: 'refused', refusal: 'till.retired' }));
  till.addPlain();
  expect(await heldAt(till)).toBe(known?.seq);
  await chain.admin.restoreTill(till.identity.till);
  till.addPlain();
  await until(isSettled(till));
  expect(till.last).toMatchObject({ refusal: null });
  expect(await heldAt(till)).toBe(till.head);
  await until(() => expect(till.replica.member(member)?.told).toBe(true));
});

test('a restored centre is said in words until all is here and there again', async () => {
  const till = await enrolled(1);
  await until(isSettled(till));
  expect(till.reports.some(({ restored }) => restored)).toBe(false);
  await chain.admin.newEpoch();
  till.addPlain();
  await until(() => expect(till.reports.some(({ restored }) => restored)).toBe(true));
  await until(isSettled(till));
  await until(() => expect(till.last?.restored).toBe(false));
});

test('what is put before a manager reaches the tills, and is settled at one of them while the line is cut', async () => {
  const [one, two] = [await enrolled(1), await enrolled(2)];
  const dead = await enrolled(3);
  for (const till of [one, two, dead]) await until(isSettled(till));
  await dead.sync.close();
  await chain.admin.retireTill(dead.identity.till);
  await until(() => expect(one.replica.openAlarms()).toEqual([{ kind: 'tillRetired', count: 1 }]));
  const [alarm] = one.replica.alarms({ settled: false, kind: null, after: null, most: 5 });
  if (alarm === undefined) throw new Error('the alarm is there');
  await until(() => expect(two.replica.alarm(alarm.id)).toEqual(alarm));
  expect(one.replica.tills(one.identity.store).find(({ id }) => id === dead.identity.till)?.retired).toMatchObject({
    seq: dead.head,
  });

  line.set('cut');
  const by = staffId(one.identity.till);
  const note = { salt: '0'.repeat(32), text: '{"note":"Discul a fost schimbat"}' };
  one.append({ kind: 'alarmSettled', alarm: alarm.id, of: alarm.of, by, entries: [] }, note);
  await one.sync.folded(one.head);
  expect(one.replica.openAlarms()).toEqual([]);
  expect(two.replica.openAlarms()).toHaveLength(1);
  line.set('whole');
  one.addPlain();
  await until(() => expect(two.replica.alarm(alarm.id)?.settled).toMatchObject({ by }));
  await until(() => expect(one.replica.alarm(alarm.id)?.settled).toMatchObject({ by }));
});

test('a hold whose answer is lost, and is asked for again, deducts once: the record alone deducts', async () => {
  const till = await enrolled(1);
  const member = till.addMember('Ana Ceban');
  const lot = recordId(uuid7(Date.now(), randomBytes(10)));
  const given = { member, points: points(100), contra: 'goodwill', lot: lotOf(lot, 0), expires: null } as const;
  till.append({ kind: 'goodwill', member, entries: [given] });
  await until(isSettled(till));
  const centre = openCentre();
  centre.use(till.identity);
  const record = recordId(uuid7(Date.now(), randomBytes(10)));
  const other = recordId(uuid7(Date.now(), randomBytes(10)));
  const ask = (id = record, some = 60) => centre.hold({ record: id, member, points: points(some) }, 400);
  const holds = async () => (await chain.standsAt(member)).holds;

  // The answer is lost on its way: the till falls back within its time, and the hold stands.
  line.set('deaf');
  const from = performance.now();
  expect(await ask()).toBe('unreachable');
  expect(performance.now() - from).toBeLessThan(1500);
  await until(async () => expect(await holds()).toBe(1));
  line.set('whole');
  // Asked again under the same id, and again: one hold; what another record may have is what it leaves.
  expect(await ask()).toEqual({ granted: true, available: 100 });
  expect(await ask()).toEqual({ granted: true, available: 100 });
  expect(await holds()).toBe(1);
  expect(await ask(other, 60)).toEqual({ granted: false, available: 40 });

  // The record comes, its answer is lost, it is sent again: deducted once, and the hold is gone.
  line.set('deaf');
  const spent = { member, points: points(-60), contra: 'transfer', lot: lotOf(lot, 0), expires: null } as const;
  const to = till.addMember('Ion Rusu');
  const got = { ...spent, member: to, points: points(60) };
  const content = { kind: 'transfer', member, to, points: points(60), entries: [spent, got] } as const;
  till.appendAs(record, content);
  await until(async () => expect(await heldAt(till)).toBe(till.head));
  line.set('whole');
  till.addPlain();
  await until(isSettled(till));
  expect(await holds()).toBe(0);
  const balance = async () => (await chain.standsAt(member)).balance;
  expect(await balance()).toBe(40);
  // A late question under the record that came is answered, and holds nothing.
  expect(await ask()).toEqual({ granted: true, available: 40 });
  expect(await holds()).toBe(0);
  expect(await balance()).toBe(40);
  centre.close();
});
