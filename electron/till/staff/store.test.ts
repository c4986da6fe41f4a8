import { afterEach, beforeEach, expect, test } from 'vitest';
import type { StoreWeek } from '../../../contract/staff.ts';
import { bani } from '../../../domain/amount/bani.ts';
import { civilDate } from '../../../domain/calendar/civil.ts';
import { incarnationId, type StaffId, tillId, uuid7 } from '../../../domain/identity/ids.ts';
import type { Rehearsal } from '../rehearsal.ts';
import { ANA, atTheCounter, ION, MARIA, TILL } from '../rehearsed.ts';

const OTHER = tillId(uuid7(1_700_000_000_081, new Uint8Array(10)));
const MONDAY = civilDate('2026-11-16');
const WEEK_MS = 7 * 86_400_000;
const HOUR_MS = 3_600_000;

let r: Rehearsal;
let asked: string[] = [];
/** The life that this till lives. */
let life = '';
beforeEach(async () => {
  asked = [];
  r = await atTheCounter(MARIA);
  life = (await r.must('shift.x', {})).figures.ranges[0]?.incarnation ?? '';
});
afterEach(() => r.close());

const person = (staff: StaffId, over: Partial<StoreWeek['people'][number]> = {}): StoreWeek['people'][number] => ({
  staff,
  sales: 0,
  withMember: 0,
  enrolments: 0,
  pace: { sales: 0, lines: 0, ms: 0 },
  closings: { exact: 0, varied: 0, variance: bani(0) },
  exactInARow: 0,
  ...over,
});
/** The centre's word; `at`: up to when each of the two tills is in it. */
function says(people: StoreWeek['people'], at: readonly [number, number | null], seq = r.seq(), of = life): void {
  r.centre.storeWeek = async (day) => {
    asked.push(day);
    const incarnation = incarnationId(of);
    const tills = [TILL, OTHER].map((till, i) => {
      const to = at[i] ?? null;
      return { till, number: 7 + i, upTo: to === null ? null : { incarnation, seq, at: to } };
    });
    return { monday: MONDAY, people, tills };
  };
}

test('a manager reads the week of all tills, as the centre tells it, and what is not in it', async () => {
  const now = r.clock.now;
  says([person(MARIA.staff, { sales: 4, withMember: 1 }), person(ANA.staff, { sales: 6, withMember: 5 })], [now, null]);
  const week = await r.must('staff.week', { day: null });
  expect(week).toEqual({
    monday: MONDAY,
    rows: [expect.objectContaining({ name: 'Ana', sales: 6 }), expect.objectContaining({ name: 'Maria', sales: 4 })],
    all: expect.objectContaining({ sales: 10, withMember: 6 }),
    from: {
      is: 'store',
      heardAt: now,
      tills: [
        { number: 7, at: now },
        { number: 8, at: null },
      ],
      missing: 0,
    },
  });
  expect(JSON.stringify(week)).not.toContain('exactInARow');
  says([], [now, now], r.seq() - 2);
  expect(await r.must('staff.week', { day: null })).toMatchObject({ rows: [], from: { missing: 2 } });
  // Of another life of this till it has all that this one wrote still to come.
  says([], [now, now], 900, uuid7(1, new Uint8Array(10)));
  expect(await r.must('staff.week', { day: null })).toMatchObject({ from: { missing: r.seq() } });
  // A week that is over, and that every till has passed: nothing is missing, whatever came since.
  says([], [now + WEEK_MS, now + WEEK_MS], 1);
  expect(await r.must('staff.week', { day: null })).toMatchObject({ from: { tills: [], missing: 0 } });
});

test('what the centre cannot tell is read in this till’s own log, and it is said why', async () => {
  const from = async (): Promise<unknown> => (await r.must('staff.week', { day: null })).from;
  expect(await from()).toEqual({ is: 'till', why: 'away' });
  r.centre.storeWeek = () => Promise.resolve('old');
  expect(await from()).toEqual({ is: 'till', why: 'old' });
  says([], [1, 1]);
  r.report({ state: 'offline' });
  expect(await from()).toEqual({ is: 'till', why: 'away' });
  expect(asked).toEqual([]);
});

test('only who may look at the staff has the centre asked', async () => {
  says([], [1, 1]);
  for (const who of [ANA, ION]) {
    await r.must('staff.signIn', who);
    expect((await r.ask('staff.week', { day: null })).ok).toBe(false);
  }
  expect(asked).toEqual([]);
});

test('thanks are of the store once every till was heard to the week’s end, and the sign-in screen waits for nobody', async () => {
  const ending = r.clock.now + 3 * 86_400_000;
  r.clock.now += WEEK_MS;
  const praise = () => r.must('staff.praise', {});
  const settled = async (): Promise<void> => {
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  };
  const people = [person(ANA.staff, { enrolments: 9 }), person(MARIA.staff, { enrolments: 4 })];
  says(people, [ending, ending - 2 * 86_400_000]);
  expect(await praise()).toEqual({ monday: MONDAY, of: 'till', rows: [] });
  await settled();
  // A till may still bring more than Ana has.
  expect(await praise()).toMatchObject({ of: 'till' });
  expect(asked).toEqual([MONDAY]);

  says(people, [ending, ending]);
  r.clock.now += HOUR_MS;
  expect(await praise()).toMatchObject({ of: 'till' });
  await settled();
  const said = {
    monday: MONDAY,
    of: 'store',
    rows: [
      { name: 'Ana', of: 'mostEnrolled', members: 9 },
      { name: 'Maria', of: 'enrolledToo' },
    ],
  };
  expect(await praise()).toEqual(said);
  r.report({ state: 'offline' });
  expect(await praise()).toEqual(said);
  expect(asked).toHaveLength(2);
  // A centre that never answers holds nobody up.
  r.report({ state: 'connected' });
  r.centre.storeWeek = () => new Promise(() => undefined);
  r.clock.now += WEEK_MS;
  expect(await praise()).toMatchObject({ of: 'till' });
});
