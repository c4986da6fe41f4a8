import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { points } from '../../domain/amount/points.ts';
import { lotOf, recordId, staffId, uuid7 } from '../../domain/identity/ids.ts';
import { openCentre } from '../../electron/sync/centre.ts';
import { enrolled, heldAt, isSettled, overLine, until } from './overLine.ts';

/** What a manager looks at, over the real line: alarms, retired tills, a restored centre, a hold whose answer is lost. */
const over = overLine();

test('a till that was retired is told so in the centre’s own words, goes on writing, and taken back loses nothing', async () => {
  const till = await enrolled(over, 1);
  await until(isSettled(till));
  const known = await over.chain.admin.retireTill(till.identity.till);
  expect(known).toMatchObject({ incarnation: till.identity.incarnation, seq: till.head });
  const member = till.addMember('Ana Ceban');
  await until(() => expect(till.last).toMatchObject({ state: 'refused', refusal: 'till.retired' }));
  await till.restart();
  await until(() => expect(till.last).toMatchObject({ state: 'refused', refusal: 'till.retired' }));
  till.addPlain();
  expect(await heldAt(over, till)).toBe(known?.seq);
  await over.chain.admin.restoreTill(till.identity.till);
  till.addPlain();
  await until(isSettled(till));
  expect(till.last).toMatchObject({ refusal: null });
  expect(await heldAt(over, till)).toBe(till.head);
  await until(() => expect(till.replica.member(member)?.told).toBe(true));
});

test('a restored centre is said in words until all is here and there again', async () => {
  const till = await enrolled(over, 1);
  await until(isSettled(till));
  expect(till.reports.some(({ restored }) => restored)).toBe(false);
  await over.chain.admin.newEpoch();
  till.addPlain();
  await until(() => expect(till.reports.some(({ restored }) => restored)).toBe(true));
  await until(isSettled(till));
  await until(() => expect(till.last?.restored).toBe(false));
});

test('what is put before a manager reaches the tills, and is settled at one of them while the line is cut', async () => {
  const [one, two] = [await enrolled(over, 1), await enrolled(over, 2)];
  const dead = await enrolled(over, 3);
  for (const till of [one, two, dead]) await until(isSettled(till));
  await dead.sync.close();
  await over.chain.admin.retireTill(dead.identity.till);
  await until(() => expect(one.replica.openAlarms()).toEqual([{ kind: 'tillRetired', count: 1 }]));
  const [alarm] = one.replica.alarms({ settled: false, kind: null, after: null, most: 5 });
  if (alarm === undefined) throw new Error('the alarm is there');
  await until(() => expect(two.replica.alarm(alarm.id)).toEqual(alarm));
  expect(one.replica.tills(one.identity.store).find(({ id }) => id === dead.identity.till)?.retired).toMatchObject({
    seq: dead.head,
  });

  over.line.set('cut');
  const by = staffId(one.identity.till);
  const note = { salt: '0'.repeat(32), text: '{"note":"Discul a fost schimbat"}' };
  one.append({ kind: 'alarmSettled', alarm: alarm.id, of: alarm.of, by, entries: [] }, note);
  await one.sync.folded(one.head);
  expect(one.replica.openAlarms()).toEqual([]);
  expect(two.replica.openAlarms()).toHaveLength(1);
  over.line.set('whole');
  one.addPlain();
  await until(() => expect(two.replica.alarm(alarm.id)?.settled).toMatchObject({ by }));
  await until(() => expect(one.replica.alarm(alarm.id)?.settled).toMatchObject({ by }));
});

test('a hold whose answer is lost, and is asked for again, deducts once: the record alone deducts', async () => {
  const till = await enrolled(over, 1);
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
  const holds = async () => (await over.chain.standsAt(member)).holds;

  // The answer is lost on its way: the till falls back within its time, and the hold stands.
  over.line.set('deaf');
  const from = performance.now();
  expect(await ask()).toBe('unreachable');
  expect(performance.now() - from).toBeLessThan(1500);
  await until(async () => expect(await holds()).toBe(1));
  over.line.set('whole');
  // Asked again under the same id, and again: one hold; what another record may have is what it leaves.
  expect(await ask()).toEqual({ granted: true, available: 100 });
  expect(await ask()).toEqual({ granted: true, available: 100 });
  expect(await holds()).toBe(1);
  expect(await ask(other, 60)).toEqual({ granted: false, available: 40 });

  // The record comes, its answer is lost, it is sent again: deducted once, and the hold is gone.
  over.line.set('deaf');
  const spent = { member, points: points(-60), contra: 'transfer', lot: lotOf(lot, 0), expires: null } as const;
  const to = till.addMember('Ion Rusu');
  const got = { ...spent, member: to, points: points(60) };
  const content = { kind: 'transfer', member, to, points: points(60), entries: [spent, got] } as const;
  till.appendAs(record, content);
  await until(async () => expect(await heldAt(over, till)).toBe(till.head));
  over.line.set('whole');
  till.addPlain();
  await until(isSettled(till));
  expect(await holds()).toBe(0);
  const balance = async () => (await over.chain.standsAt(member)).balance;
  expect(await balance()).toBe(40);
  // A late question under the record that came is answered, and holds nothing.
  expect(await ask()).toEqual({ granted: true, available: 40 });
  expect(await holds()).toBe(0);
  expect(await balance()).toBe(40);
  centre.close();
});
