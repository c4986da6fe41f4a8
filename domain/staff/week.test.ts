import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bani } from '../amount/bani.ts';
import { addDays, civilDate, daysBetween } from '../calendar/civil.ts';
import { recordId, type StaffId, staffId, uuid7 } from '../identity/ids.ts';
import { exactInARow, recognitions } from './recognition.ts';
import {
  type Action,
  type Closing,
  LONGEST_GAP_MS,
  linesAMinute,
  mondayOf,
  type PersonWeek,
  scanRate,
  together,
  WeekSums,
} from './week.ts';

function uuid(n: number): string {
  const random = new Uint8Array(10);
  new DataView(random.buffer).setUint32(6, n);
  return uuid7(1_760_000_000_000 + n, random);
}
const who = (n: number): StaffId => staffId(uuid(n));
const [ANA, ION, EVA] = [who(1), who(2), who(3)];

const rung = fc.record({
  kind: fc.constantFrom('sale', 'sale', 'sale', 'return', 'enrolment', 'cashMoved', 'void'),
  staff: fc.option(fc.constantFrom(ANA, ION, EVA), { freq: 9 }),
  gapMs: fc.integer({ min: -5000, max: 400_000 }),
  withMember: fc.boolean(),
  lines: fc.integer({ min: 1, max: 20 }),
});

/** Records as a till writes them: a void undoes a sale of the shift that stands. */
function actionsOf(rows: readonly (typeof rung extends fc.Arbitrary<infer T> ? T : never)[]): Action[] {
  const standing: Action[] = [];
  let at = 1_760_000_000_000;
  return rows.flatMap(({ kind, staff, gapMs, withMember, lines }, i) => {
    at += gapMs;
    const undone = kind === 'void' ? standing.pop() : undefined;
    if (kind === 'void' && undone === undefined) return [];
    const sale = kind === 'sale';
    const action: Action = {
      id: recordId(uuid(100 + i)),
      kind,
      at,
      staff,
      withMember: sale && withMember,
      lines: sale ? lines : 0,
      of: undone?.id ?? null,
    };
    if (sale && staff !== null) standing.push(action);
    return [action];
  });
}

test('everybody’s figures together are those of the records that stand, whoever did what', () => {
  fc.assert(
    fc.property(fc.array(rung, { maxLength: 60 }), (rows) => {
      const actions = actionsOf(rows);
      const sums = new WeekSums();
      sums.shift();
      for (const one of actions) sums.action(one);
      const undone = new Set(actions.map(({ of }) => of));
      const standing = actions.filter(({ kind, staff, id }) => kind === 'sale' && staff !== null && !undone.has(id));
      const all = together(sums.people());
      expect(all.sales).toBe(standing.length);
      expect(all.withMember).toBe(standing.filter(({ withMember }) => withMember).length);
      expect(all.enrolments).toBe(actions.filter(({ kind, staff }) => kind === 'enrolment' && staff !== null).length);
      for (const person of sums.people()) {
        expect(person.withMember).toBeLessThanOrEqual(person.sales);
        expect(person.pace.sales).toBeLessThanOrEqual(person.sales);
        expect(person.pace.ms).toBeLessThanOrEqual(person.pace.sales * LONGEST_GAP_MS);
        expect(person.pace.ms).toBeGreaterThanOrEqual(0);
        const lines = standing.filter(({ staff }) => staff === person.staff).reduce((sum, one) => sum + one.lines, 0);
        expect(person.pace.lines).toBeLessThanOrEqual(lines);
      }
    }),
  );
});

const sale = (n: number, at: number, staff: StaffId, lines = 3): Action => ({
  id: recordId(uuid(n)),
  kind: 'sale',
  at,
  staff,
  withMember: false,
  lines,
  of: null,
});

test('the pace counts a sale that follows within three minutes of anything at the till, its lines and its time together', () => {
  const sums = new WeekSums();
  sums.shift();
  sums.action(sale(1, 0, ANA, 100)); // nothing before it: how long it took is not known
  sums.action(sale(2, 60_000, ANA, 4));
  sums.action(sale(3, 60_000 + LONGEST_GAP_MS, ION, 6)); // behind Ana’s, by another person
  sums.action(sale(4, 60_001 + 2 * LONGEST_GAP_MS, ION, 50)); // a millisecond too late
  sums.shift();
  sums.action(sale(5, 60_002 + 2 * LONGEST_GAP_MS, ION, 70)); // another shift
  const [ana, ion] = sums.people();
  expect(ana).toMatchObject({ sales: 2, pace: { sales: 1, lines: 4, ms: 60_000 } });
  expect(ion).toMatchObject({ sales: 3, pace: { sales: 1, lines: 6, ms: LONGEST_GAP_MS } });
  expect(linesAMinute({ sales: 1, lines: 4, ms: 60_000 })).toBeNull();
  expect(linesAMinute({ sales: 90, lines: 275, ms: 1_200_000 })).toBe(138);
});

test('a voided sale is nobody’s; no void is anybody’s figure', () => {
  const sums = new WeekSums();
  sums.shift();
  sums.action(sale(1, 0, ANA));
  sums.action(sale(2, 20_000, ANA));
  sums.action({ ...sale(3, 30_000, ION), kind: 'void', lines: 0, of: recordId(uuid(2)) });
  expect(sums.people()).toMatchObject([{ staff: ANA, sales: 1, pace: { sales: 0, lines: 0, ms: 0 } }]);
});

const counted = (staff: StaffId, variance: number, more: Partial<Closing> = {}): Closing => {
  return { staff, turns: 1, variance: bani(variance), slipsAgree: true, ...more };
};

test('closings: exact or not, and the signed sum', () => {
  const sums = new WeekSums();
  for (const one of [counted(ANA, 0), counted(ANA, -150), counted(ANA, 50), counted(ANA, 0, { slipsAgree: false })]) {
    sums.closing(one);
  }
  expect(sums.people()).toMatchObject([{ closings: { exact: 1, varied: 3, variance: -100 } }]);
});

test('a week begins on Monday, over the turn of a year too', () => {
  const days = fc.integer({ min: -3000, max: 6000 }).map((n) => addDays(civilDate('2026-11-23'), n));
  fc.assert(
    fc.property(days, (day) => {
      const past = daysBetween(mondayOf(day), day);
      expect(past).toBeGreaterThanOrEqual(0);
      expect(past).toBeLessThan(7);
      expect(daysBetween(mondayOf(day), civilDate('2026-11-23')) % 7 || 0).toBe(0);
    }),
  );
  expect(mondayOf(civilDate('2027-01-03'))).toBe('2026-12-28');
});

test('a share is told in whole percent, and of nothing none', () => {
  expect(scanRate({ sales: 8, withMember: 1 })).toBe(13);
  expect(scanRate({ sales: 0, withMember: 0 })).toBeNull();
});

const person = (staff: StaffId, of: Partial<PersonWeek>): PersonWeek => ({
  staff,
  sales: 0,
  withMember: 0,
  enrolments: 0,
  pace: { sales: 0, lines: 0, ms: 0 },
  closings: { exact: 0, varied: 0, variance: bani(0) },
  ...of,
});
const closed = (exact: number, varied = 0) => ({ closings: { exact, varied, variance: bani(0) } });

test('most is said of one alone and only beside others; of equals each is told what they did', () => {
  const alone = recognitions([person(ANA, { enrolments: 9 }), person(ION, {})], () => 0);
  expect(alone).toEqual([{ staff: ANA, of: 'enrolled', members: 9 }]);
  const two = recognitions([person(ANA, { enrolments: 9 }), person(ION, { enrolments: 4 })], () => 0);
  expect(two).toEqual([
    { staff: ANA, of: 'mostEnrolled', members: 9 },
    { staff: ION, of: 'enrolledToo' },
  ]);
  const equal = recognitions([person(ANA, { enrolments: 4 }), person(ION, { enrolments: 4 })], () => 0);
  expect(equal.map(({ of }) => of)).toEqual(['enrolled', 'enrolled']);
});

test('a share of few sales is no share; a good one among many is told', () => {
  const said = recognitions(
    [
      person(ANA, { sales: 49, withMember: 49 }),
      person(ION, { sales: 200, withMember: 120 }),
      person(EVA, { sales: 60, withMember: 45 }),
    ],
    () => 0,
  );
  expect(said).toEqual([
    { staff: ION, of: 'scannedToo' },
    { staff: EVA, of: 'mostScanned', percent: 75, sales: 60 },
  ]);
});

test('a good share is told also where nobody has the most', () => {
  const equal = [person(ANA, { sales: 60, withMember: 45 }), person(ION, { sales: 80, withMember: 60 })];
  expect(recognitions(equal, () => 0)).toEqual([
    { staff: ANA, of: 'scanned', percent: 75, sales: 60 },
    { staff: ION, of: 'scanned', percent: 75, sales: 80 },
  ]);
  const served = [person(ANA, { sales: 700 }), person(ION, { sales: 51 }), person(EVA, { sales: 50 })];
  expect(recognitions(served, () => 0).map((one) => ('moreThan' in one ? one.moreThan : null))).toEqual([50, 50]);
});

test('exact counts in a row: a second count, a slip or a ban breaks the row; without a count this week nothing is said', () => {
  const five = Array.from({ length: 5 }, () => counted(ANA, 0));
  const ofFive = (staff: StaffId): number => exactInARow(five, staff);
  expect(recognitions([person(ANA, closed(2))], ofFive)).toEqual([{ staff: ANA, of: 'exactInARow', times: 5 }]);
  expect(recognitions([person(ANA, closed(0))], ofFive)).toEqual([]);
  const breaks = [counted(ANA, 1), counted(ANA, 0, { turns: 2 }), counted(ANA, 0, { slipsAgree: false })];
  for (const one of breaks) {
    expect(exactInARow([...five, one], ANA)).toBe(0);
    expect(exactInARow([one, ...five], ANA)).toBe(5);
  }
  expect(exactInARow([...five, counted(ION, -5000)], ANA)).toBe(5);
});

test('only what is good, once of each, and never the pace', () => {
  const someone = fc.record({
    sales: fc.nat(400),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    enrolments: fc.nat(20),
    exact: fc.nat(7),
    lines: fc.nat(5000),
  });
  fc.assert(
    fc.property(
      fc.array(someone, { minLength: 1, maxLength: 3 }),
      fc.array(fc.boolean(), { maxLength: 12 }),
      (of, exact) => {
        const people = of.map(({ sales, share, enrolments, exact: times, lines }, i) =>
          person([ANA, ION, EVA][i] ?? ANA, {
            sales,
            withMember: Math.floor(sales * share),
            enrolments,
            pace: { sales, lines, ms: 1_000_000 },
            ...closed(times),
          }),
        );
        const closings = exact.map((one) => counted(ANA, one ? 0 : -100));
        const inARow = (staff: StaffId): number => exactInARow(closings, staff);
        const said = recognitions(people, inARow);
        expect(new Set(said.map(({ staff }) => staff)).size).toBe(said.length);
        for (const one of said) {
          const by = people.find(({ staff }) => staff === one.staff);
          if ('percent' in one)
            expect(one).toMatchObject({ sales: by?.sales, percent: by === undefined ? null : scanRate(by) });
          if ('members' in one) expect(one.members).toBe(by?.enrolments);
          if (one.of === 'served') expect(by?.sales).toBeGreaterThan(one.moreThan);
        }
        for (const [most, plain] of [
          ['mostEnrolled', 'enrolled'],
          ['mostScanned', 'scanned'],
        ]) {
          if (said.some(({ of: is }) => is === most)) expect(said.some(({ of: is }) => is === plain)).toBe(false);
        }
        const slower = people.map((one) => ({ ...one, pace: { ...one.pace, ms: one.pace.ms * 9 } }));
        expect(recognitions(slower, inARow)).toEqual(said);
      },
    ),
  );
});
