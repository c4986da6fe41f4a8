import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { comeIn, type Guest } from '../../cli/postgres/testing/guest.ts';
import type { StoreWeek } from '../../contract/staff.ts';
import { staffWeekResponse } from '../../contract/sync/messages.ts';
import { bani } from '../../domain/amount/bani.ts';
import { addDays } from '../../domain/calendar/civil.ts';
import { type StaffId, shiftId, staffId } from '../../domain/identity/ids.ts';
import type { RecordBody } from '../../domain/record/record.ts';
import { actionOf } from '../../domain/staff/found.ts';
import { mondayOf, together, WeekSums } from '../../domain/staff/week.ts';
import { Database } from '../database.ts';
import { startChain, type TestChain } from '../testing/chain.ts';
import { closeShift, DAY, openShift } from '../testing/days.ts';
import { freshId, NOON_MS, opened, type TestTill } from '../testing/till.ts';
import { foldWeek, WeekTooLarge } from './week.ts';

let postgres: Guest;
let chain: TestChain;
beforeAll(async () => {
  postgres = await comeIn();
});
afterAll(async () => {
  await postgres?.stop();
});
beforeEach(async () => {
  chain = await startChain(postgres.url);
});
afterEach(async () => {
  await chain?.stop();
});

const [ANA, ION] = [staffId(freshId()), staffId(freshId())];
const MONDAY = mondayOf(DAY);

const weekAt = async (till: TestTill, day = DAY): Promise<StoreWeek> =>
  staffWeekResponse.parse(await till.post('/v1/staff/week', { day }));
const of = (week: StoreWeek, staff: StaffId) => week.people.find((one) => one.staff === staff);

/** A shift with an enrolment, so many sales to the member and one to nobody, each half a minute after the one before; counted as it should be. */
function shiftOf(till: TestTill, staff: StaffId, sales: number, z: number, day = DAY, off = 0): RecordBody[] {
  openShift(till, day, staff);
  const first = till.log.length - 1;
  const at = (i: number): number => NOON_MS + 1_000_000 + i * 30_000;
  const member = till.addMember('Maria');
  for (let i = 0; i < sales; i++) till.sell(2, member, { occurredAt: at(i + 1) });
  till.sell(1, null, { occurredAt: at(sales + 1) });
  till.add({
    kind: 'count',
    turn: 1,
    cash: [{ kind: 'coin', value: bani(50), pieces: 1 + off }],
    others: {},
    entries: [],
  });
  closeShift(till, z);
  return till.log.slice(first).map(opened);
}

test('everybody at every till of the store: the sums of what each till folds; another store’s and another week’s are not in it', async () => {
  const [one, two, elsewhere] = [await chain.till(1), await chain.till(2), await chain.till(3, 1)];
  const before = shiftOf(one, ANA, 7, 1, addDays(MONDAY, -1));
  const shifts = [
    shiftOf(one, ANA, 3, 2, MONDAY),
    shiftOf(one, ION, 2, 3, addDays(MONDAY, 6)),
    shiftOf(two, ANA, 4, 1, DAY),
  ];
  shiftOf(two, ION, 9, 2, addDays(MONDAY, 7));
  shiftOf(elsewhere, ANA, 11, 1);
  await Promise.all([one.push(), two.push(), elsewhere.push()]);

  const week = await weekAt(one);
  const sums = new WeekSums();
  for (const records of shifts) {
    sums.shift();
    for (const record of records) if (record.kind !== 'shiftClosed') sums.action(actionOf({ head: record, record }));
  }
  const expected = new Map(sums.people().map((person) => [person.staff, person]));
  expect(week.monday).toBe(MONDAY);
  expect(new Set(week.people.map(({ staff }) => staff))).toEqual(new Set([ANA, ION]));
  for (const { exactInARow: _, closings: __, ...person } of week.people) {
    const { closings: ___, ...figures } = expected.get(person.staff) ?? {};
    expect(person).toEqual(figures);
  }
  expect(of(week, ANA)).toMatchObject({ sales: 9, withMember: 7, enrolments: 2, pace: { sales: 7, ms: 210_000 } });
  expect(week.tills).toEqual(
    [one, two].map((till) => ({
      till: till.head.till,
      number: till.number,
      upTo: {
        incarnation: till.head.incarnation,
        seq: till.head.seq,
        at: opened(till.log[till.log.length - 1] ?? { seq: 0, hash: '', body: '', beside: null }).occurredAt,
      },
    })),
  );
  // The same for whichever till of the store asks, and by any day of it; the other store has its own.
  expect(await weekAt(two, MONDAY)).toEqual(week);
  expect(together((await weekAt(elsewhere)).people).sales).toBe(12);
  expect(together((await weekAt(one, addDays(MONDAY, -7))).people).sales).toBe(
    before.filter(({ kind }) => kind === 'sale').length,
  );
  // A week in which nobody worked.
  expect(await weekAt(two, addDays(MONDAY, -70))).toMatchObject({ people: [], tills: [{ number: 1 }, { number: 2 }] });
  expect(chain.problems).toEqual([]);
});

test('the drawers: of whoever counted, exact counts in a row over all tills and from before the week', async () => {
  const [one, two] = [await chain.till(1), await chain.till(2)];
  const drawer = (till: TestTill, z: number, day = DAY, off = 0): void => {
    openShift(till, day, ION);
    till.add({ kind: 'cashMoved', direction: 'in', amount: bani(50), why: 'change', entries: [] });
    till.staff = ANA;
    till.add({
      kind: 'count',
      turn: 1,
      cash: [{ kind: 'coin', value: bani(50), pieces: 1 + off }],
      others: {},
      entries: [],
    });
    till.staff = ION;
    closeShift(till, z);
  };
  drawer(one, 1, addDays(MONDAY, -8), 2);
  drawer(one, 2, addDays(MONDAY, -7));
  drawer(two, 1, addDays(MONDAY, -3));
  drawer(two, 2, MONDAY);
  drawer(one, 3, addDays(MONDAY, 6));
  drawer(one, 4, addDays(MONDAY, 7), 1);
  await Promise.all([one.push(), two.push()]);
  const week = await weekAt(two);
  expect(week.people).toMatchObject([{ staff: ANA, closings: { exact: 2, varied: 0, variance: 0 }, exactInARow: 4 }]);
  const after = await weekAt(two, addDays(MONDAY, 7));
  expect(after.people).toMatchObject([{ staff: ANA, closings: { exact: 0, varied: 1, variance: 50 }, exactInARow: 0 }]);
});

test('a shift that another life of the till goes on with counts once and to its end; a till that is no more is in it, and nobody waits for it', async () => {
  const [one, two] = [await chain.till(1), await chain.till(2)];
  openShift(one, DAY, ANA);
  one.sell(1, null);
  const common = one.head;
  const lost = one.sell(1, null);
  await one.push();
  const again = one.secondLife({ incarnation: common.incarnation, seq: common.seq, hash: common.hash });
  again.shift = one.shift ?? shiftId(freshId());
  again.day = DAY;
  again.staff = ANA;
  again.sell(1, null, { id: lost.id, occurredAt: lost.occurredAt });
  again.sell(1, null);
  closeShift(again, 1);
  shiftOf(again, ANA, 2, 2, addDays(MONDAY, 7));
  await again.push();
  const week = await weekAt(two);
  expect(of(week, ANA)).toMatchObject({ sales: 3 });
  expect(week.tills[0]?.upTo).toMatchObject({ incarnation: again.head.incarnation, seq: again.head.seq });
  expect(week.tills[1]?.upTo).toBeNull();

  await two.post('/v1/tills/retire', { till: one.head.till, staff: ION });
  const then = await weekAt(two);
  expect(of(then, ANA)).toMatchObject({ sales: 3 });
  expect(then.tills.map(({ number }) => number)).toEqual([2]);
});

test('a week that is too long to read is refused before it is read', async () => {
  const till = await chain.till(1);
  const records = shiftOf(till, ANA, 3, 1);
  await till.push();
  const database = new Database({ url: chain.databaseUrl, most: 1, log: () => undefined });
  try {
    const fold = (most: number) =>
      database.transaction('snapshot', (asking) =>
        foldWeek(asking, { store: till.head.store, day: DAY }, 'proven', most),
      );
    await expect(fold(records.length - 2)).rejects.toThrow(WeekTooLarge);
    expect(of(await fold(records.length - 1), ANA)).toMatchObject({ sales: 4 });
  } finally {
    await database.close();
  }
});
