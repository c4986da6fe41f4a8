import { describe, expect, test } from 'vitest';
import { points } from '../amount/points.ts';
import { civilDate } from '../calendar/civil.ts';
import type { Expiry } from '../programme/earning.ts';
import { earnOnSale } from './earn.ts';
import { mergeLots, newLot } from './lots.ts';
import { facts, line, MOMENT, perMoney, perOrder, programme, rule, TODAY } from './testing/programme.ts';

/** First and last day of a lot earned on 2026-11-21. */
function days(expiry: Expiry, pendingDays = 0, expiryDay: 'through' | 'until' = 'through') {
  const made = programme({ lots: { pendingDays, expiry, warnDays: 0 }, policies: { expiryDay } });
  const { from, expires, idleDays } = newLot(made, { points: points(1), contra: 'earn', day: TODAY });
  return [from, expires, idleDays];
}

describe('the days of a lot', () => {
  test('are counted from the day on which its points are confirmed', () => {
    expect(days({ type: 'never' })).toEqual([null, null, null]);
    expect(days({ type: 'never' }, 14)).toEqual(['2026-12-05', null, null]);
    expect(days({ type: 'days', days: 30 })).toEqual([null, '2026-12-21', null]);
    expect(days({ type: 'days', days: 30 }, 14)).toEqual(['2026-12-05', '2027-01-04', null]);
  });
  test('may end with the month or the year', () => {
    expect(days({ type: 'endOf', unit: 'month', after: 0 })).toEqual([null, '2026-11-30', null]);
    expect(days({ type: 'endOf', unit: 'month', after: 3 })).toEqual([null, '2027-02-28', null]);
    expect(days({ type: 'endOf', unit: 'year', after: 1 })).toEqual([null, '2027-12-31', null]);
    expect(days({ type: 'endOf', unit: 'month', after: 0 }, 14)).toEqual(['2026-12-05', '2026-12-31', null]);
  });
  test('of one that activity prolongs are counted from the purchase, and never end before they begin', () => {
    expect(days({ type: 'inactivity', days: 90 }, 14)).toEqual(['2026-12-05', '2027-02-19', 90]);
    expect(days({ type: 'inactivity', days: 7 }, 14)).toEqual(['2026-12-05', '2026-12-05', 7]);
  });
  test('are one less where points are good until their last day begins', () => {
    expect(days({ type: 'days', days: 30 }, 0, 'until')).toEqual([null, '2026-12-20', null]);
    expect(days({ type: 'endOf', unit: 'year', after: 0 }, 0, 'until')).toEqual([null, '2026-12-30', null]);
    expect(days({ type: 'inactivity', days: 90 }, 0, 'until')).toEqual([null, '2027-02-18', 89]);
    expect(days({ type: 'never' }, 0, 'until')).toEqual([null, null, null]);
  });
});

test('lots that are alike are one, in the order of first appearance; empty ones vanish', () => {
  const lot = (n: number, expires: string | null = null) => ({
    points: points(n),
    contra: 'earn' as const,
    expires: expires === null ? null : civilDate(expires),
    from: null,
    idleDays: null,
  });
  expect(mergeLots([lot(1, '2027-01-01'), lot(2), lot(0, '2028-01-01'), lot(3, '2027-01-01')])).toEqual([
    lot(4, '2027-01-01'),
    lot(2),
  ]);
});

test('a rule may have days of its own', () => {
  const made = programme({
    earning: [
      rule('a', perMoney(1, 100)),
      rule('b', perOrder(7), { expiry: { type: 'days', days: 10 } }),
      rule('c', perOrder(1), { pendingDays: 2 }),
      rule('d', perOrder(1)),
    ],
    lots: { pendingDays: 0, expiry: { type: 'never' }, warnDays: 0 },
  });
  const earned = earnOnSale({
    programme: made,
    lines: [line(500)],
    facts: facts(),
    moment: MOMENT,
    codes: [],
    tenders: null,
    tier: null,
    redeemed: false,
  });
  expect(earned.lots.map(({ points: n, from, expires }) => [n, from, expires])).toEqual([
    [6, null, null],
    [7, null, '2026-12-01'],
    [1, '2026-11-23', null],
  ]);
});
