import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bani } from '../../domain/amount/bani.ts';
import { points } from '../../domain/amount/points.ts';
import { addDays, civilDate, daysBetween } from '../../domain/calendar/civil.ts';
import { daysOf, monthsUpTo, placesBefore, type SignedDay } from './months.ts';

const signed = (number: number, day: string, of: Partial<SignedDay> = {}): SignedDay => ({
  number,
  day: civilDate(day),
  signedAt: number,
  total: bani(1000),
  variance: bani(0),
  groups: { issued: points(0), redeemed: points(0), returned: points(0), expired: points(0), adjusted: points(0) },
  closing: points(0),
  ...of,
});
const worked = (day: string, sales = 3) => ({ day: civilDate(day), shifts: 1, sales, total: bani(100 * sales) });

test('a day with sales and no close is named; today is not over; a later signed day says that what was missing came late', () => {
  const days = daysOf(civilDate('2026-11-01'), {
    today: civilDate('2026-11-21'),
    rows: [signed(1, '2026-11-18'), signed(2, '2026-11-19')],
    worked: [
      worked('2026-11-17'),
      worked('2026-11-18'),
      worked('2026-11-20'),
      worked('2026-11-16', 0),
      worked('2026-11-21'),
    ],
  });
  expect(days).toHaveLength(30);
  const state = (day: string) => days.find((one) => one.day === day);
  expect(state('2026-11-16')).toMatchObject({ state: 'empty' });
  expect(state('2026-11-17')).toMatchObject({ state: 'missing', late: true });
  expect(state('2026-11-18')).toMatchObject({ state: 'signed', signed: { number: 1 } });
  expect(state('2026-11-19')).toMatchObject({ state: 'signed', worked: null });
  expect(state('2026-11-20')).toMatchObject({ state: 'missing', late: false });
  expect(state('2026-11-21')).toMatchObject({ state: 'running' });
  expect(state('2026-11-22')).toMatchObject({ state: 'empty' });
});

test('a month stands under its weekdays', () => {
  expect(placesBefore(civilDate('2026-11-01'))).toBe(6); // a Sunday
  expect(placesBefore(civilDate('2026-06-01'))).toBe(0); // a Monday
});

test('whatever days were signed, twelve months have their sums, and the points of the last signed day', () => {
  const day = fc.record({
    at: fc.nat(330),
    total: fc.nat(9000),
    variance: fc.integer({ min: -500, max: 500 }),
    out: fc.integer(),
    gone: fc.nat(90),
  });
  fc.assert(
    fc.property(fc.uniqueArray(day, { selector: ({ at }) => at, maxLength: 80 }), (days) => {
      const rows = days
        .toSorted((a, b) => a.at - b.at)
        .map(({ at, total, variance, out, gone }, i) =>
          signed(i + 1, addDays(civilDate('2026-01-05'), at), {
            total: bani(total),
            variance: bani(variance),
            closing: points(out),
            groups: { ...signed(0, '2026-01-01').groups, expired: points(-gone), issued: points(2 * gone) },
          }),
        );
      const months = monthsUpTo(civilDate('2026-12-01'), rows.toReversed());
      const sum = (of: readonly number[]): number => of.reduce((all, one) => all + one, 0);
      expect(sum(months.map(({ total }) => total))).toBe(sum(rows.map(({ total }) => total)));
      expect(sum(months.map((one) => one.variance))).toBe(sum(rows.map((one) => one.variance)) || 0);
      expect(sum(months.map(({ expired }) => expired))).toBe(sum(days.map(({ gone }) => gone)));
      expect(sum(months.map((one) => one.signed))).toBe(rows.length);
      expect(months.findLast(({ outThere }) => outThere !== null)?.outThere ?? null).toBe(rows.at(-1)?.closing ?? null);
      for (const [i, { first }] of months.entries()) {
        const before = months[i - 1]?.first;
        if (before !== undefined) expect(daysBetween(before, first)).toBeLessThanOrEqual(31);
      }
      if (rows.length > 0) expect(months.at(-1)?.first).toBe('2026-12-01');
    }),
  );
});
