import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays, civilDate, civilDateAt, daysBetween } from './civil.ts';
import { dayCount, endOf, inYear, nearYearly, startOf } from './periods.ts';

const day = fc.integer({ min: Date.UTC(1998, 0), max: Date.UTC(2090, 0) }).map(civilDateAt);
const unit = fc.constantFrom('month', 'quarter', 'year');

describe('periods of the calendar', () => {
  test('hold their day, follow each other without a gap, and are as long as months are', () => {
    fc.assert(
      fc.property(unit, day, fc.integer({ min: -30, max: 30 }), (of, one, after) => {
        expect(startOf(of, one) <= one && one <= endOf(of, one)).toBe(true);
        expect(addDays(endOf(of, one, after), 1)).toBe(startOf(of, one, after + 1));
        expect(startOf(of, endOf(of, one, after))).toBe(startOf(of, one, after));
        expect(startOf(of, one).slice(8)).toBe('01');
      }),
    );
  });
  test('days as numbers are as far apart as days are', () => {
    fc.assert(
      fc.property(day, day, (a, b) => {
        expect(dayCount(b) - dayCount(a)).toBe(daysBetween(a, b));
        expect(dayCount(addDays(a, 1)) - dayCount(a)).toBe(1);
      }),
    );
  });
  test('are those on the wall', () => {
    const one = civilDate('2026-11-21');
    expect([startOf('month', one), endOf('month', one)]).toEqual(['2026-11-01', '2026-11-30']);
    expect([startOf('quarter', one), endOf('quarter', one)]).toEqual(['2026-10-01', '2026-12-31']);
    expect([startOf('year', one), endOf('year', one)]).toEqual(['2026-01-01', '2026-12-31']);
    expect([startOf('quarter', one, -1), endOf('month', one, 3)]).toEqual(['2026-07-01', '2027-02-28']);
    expect(endOf('year', one, 1)).toBe('2027-12-31');
  });
});

describe('dates that come each year', () => {
  const near = (date: string, on: string, before: number, after: number, firstYear = 0): boolean =>
    nearYearly({ date: civilDate(date), firstYear, day: civilDate(on), before, after });
  test('29 February is 28 where there is none', () => {
    expect(inYear(civilDate('2000-02-29'), 2027)).toBe('2027-02-28');
    expect(inYear(civilDate('2000-02-29'), 2028)).toBe('2028-02-29');
    expect(near('2000-02-29', '2027-02-28', 0, 0)).toBe(true);
    expect(near('2000-02-29', '2028-02-28', 0, 0)).toBe(false);
    expect(near('2000-02-29', '2028-02-29', 0, 0)).toBe(true);
  });
  test('windows reach over New Year on both sides', () => {
    expect(near('1990-01-02', '2026-12-30', 3, 0)).toBe(true);
    expect(near('1990-01-02', '2026-12-29', 3, 0)).toBe(false);
    expect(near('1990-12-30', '2027-01-03', 0, 4)).toBe(true);
    expect(near('1990-12-30', '2027-01-04', 0, 4)).toBe(false);
  });
  test('do not come before their first year', () => {
    expect(near('2026-03-10', '2026-03-10', 0, 7, 2027)).toBe(false);
    expect(near('2026-03-10', '2027-03-07', 3, 0, 2027)).toBe(true);
    expect(near('2026-01-02', '2026-12-30', 3, 0, 2027)).toBe(true);
  });
  test('are open on exactly before + 1 + after days in a year of windows that do not meet', () => {
    fc.assert(
      fc.property(day, day, fc.nat(60), fc.nat(60), (date, from, before, after) => {
        const year = Number(from.slice(0, 4));
        const centre = inYear(date, year);
        for (const [days, open] of [
          [-before - 1, false],
          [-before, true],
          [0, true],
          [after, true],
          [after + 1, false],
        ] as const) {
          expect(nearYearly({ date, firstYear: 0, day: addDays(centre, days), before, after })).toBe(open);
        }
      }),
    );
  });
});
