import { describe, expect, test } from 'vitest';
import { bani } from '../../amount/bani.ts';
import { points } from '../../amount/points.ts';
import { addDays, civilDate } from '../../calendar/civil.ts';
import { lotOf, memberId, recordId, uuid7 } from '../../identity/ids.ts';
import type { Standing } from '../../ledger/standing.ts';
import type { FirstProgramme as Programme } from '../../programme/first.ts';
import { debtRepaid } from '../content.ts';
import { saleEntries } from './firstEntries.ts';

const TODAY = civilDate('2026-11-21');
const id = (n: number): string => uuid7(n, new Uint8Array(10));
const [record, member] = [recordId(id(1)), memberId(id(2))];
const [soon, later, gone] = [lotOf(recordId(id(3)), 0), lotOf(recordId(id(4)), 0), lotOf(recordId(id(5)), 0)];
const standing: Standing = {
  balance: points(130),
  debt: points(0),
  lots: [
    { id: gone, points: points(100), expires: addDays(TODAY, -1) },
    { id: soon, points: points(10), expires: TODAY },
    { id: later, points: points(20), expires: null },
  ],
};
const programme: Programme = {
  format: 1,
  version: 1,
  name: 'try',
  startsAtMs: 0,
  earning: { points: points(1), perBani: bani(1000) },
  redemption: { pointValue: bani(10), leastPoints: points(0), largestShare: 10_000 },
  expiryDays: 365,
  excludedCategories: [],
  offline: { mostPointsPerDay: points(100), oldestWordHours: 24, phoneIsProof: false },
};
const of = (earned: number, spent: number) => ({
  record,
  member,
  standing,
  figures: { earned: points(earned), spent: points(spent) },
  programme,
  today: TODAY,
});

describe('the entries of a sale', () => {
  test('spend one entry a lot, soonest end first, past ends never, then earn a lot of their own', () => {
    expect(saleEntries(of(17, 25))).toEqual([
      { member, points: -10, contra: 'redeem', lot: soon, expires: TODAY },
      { member, points: -15, contra: 'redeem', lot: later, expires: null },
      { member, points: 17, contra: 'earn', lot: lotOf(record, 0), expires: '2027-11-21' },
    ]);
  });
  test('a programme without an end makes lots without one', () => {
    expect(saleEntries({ ...of(17, 0), programme: { ...programme, expiryDays: null } })).toEqual([
      { member, points: 17, contra: 'earn', lot: lotOf(record, 0), expires: null },
    ]);
  });
  test('what no lot could give is owed', () => {
    expect(saleEntries(of(0, 33)).at(-1)).toEqual({ member, points: -3, contra: 'redeem', lot: null, expires: null });
  });
  test('without a member there are none, and points without a member break', () => {
    expect(saleEntries({ ...of(0, 0), member: null })).toEqual([]);
    expect(() => saleEntries({ ...of(1, 0), member: null })).toThrow();
  });
});

test('how much debt the points repay is said where there was some', () => {
  const owing: Standing = { balance: points(-7), debt: points(7), lots: [] };
  expect(debtRepaid(owing, 10)).toEqual({ code: 'debt.repaid', params: { points: 7 } });
  expect(debtRepaid(owing, 3)).toEqual({ code: 'debt.repaid', params: { points: 3 } });
  expect(debtRepaid(standing, 10)).toBeNull();
});
