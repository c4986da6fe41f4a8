import { describe, expect, test } from 'vitest';
import { points } from '../amount/points.ts';
import { civilDate } from '../calendar/civil.ts';
import { tallyKey } from '../ledger/tally.ts';
import type { Conditions } from '../programme/conditions.ts';
import { dueOccasion, isAutomatic } from './occasions.ts';
import { programme, rule } from './testing/programme.ts';

const gift = (when: Conditions = {}, on = 'birthday') =>
  programme({ earning: [rule('gift', { type: 'perOrder', points: points(50) }, { on, when })] });

function due(born: string, day: string, of = gift(), given: number | null = null): number | null {
  const tally = given === null ? [] : [{ key: tallyKey.occasion('birthday', given), day: null, n: 1 }];
  return dueOccasion({ programme: of, occasion: 'birthday', date: civilDate(born), day: civilDate(day), tally });
}

describe('a birthday is due', () => {
  test.each([
    ['on the day', '1990-11-21', '2026-11-21', 2026],
    ['30 days after', '1990-10-22', '2026-11-21', 2026],
    ['not a day before', '1990-11-22', '2026-11-21', null],
    ['not 31 days after', '1990-10-21', '2026-11-21', null],
    ['over the turn of the year, for the year of the day', '1990-12-25', '2027-01-05', 2026],
    ['of a leap day, on the 28th', '1992-02-29', '2026-02-28', 2026],
    ['not on the day of being born', '2026-11-21', '2026-11-21', null],
  ])('%s', (_, born, day, year) => {
    expect(due(born, day)).toBe(year);
  });

  test('within the window that the rule says', () => {
    const week = gift({ birthday: { before: 7, after: 7 } });
    expect(due('1990-11-28', '2026-11-21', week)).toBe(2026);
    expect(due('1990-11-13', '2026-11-21', week)).toBe(null);
    expect(due('1990-01-03', '2026-12-28', week)).toBe(2027);
  });

  test('once a year', () => {
    expect(due('1990-11-21', '2026-11-21', gift(), 2026)).toBe(null);
    expect(due('1990-11-21', '2026-11-21', gift(), 2025)).toBe(2026);
  });

  test('only where a rule gives something for it', () => {
    expect(due('1990-11-21', '2026-11-21', gift({}, 'anniversary'))).toBe(null);
    const off = programme({
      earning: [rule('gift', { type: 'perOrder', points: points(50) }, { on: 'birthday', active: false })],
    });
    expect(due('1990-11-21', '2026-11-21', off)).toBe(null);
  });
});

test('words of what happens by itself, however they are written', () => {
  expect(['Birthday ', 'ANNIVERSARY', 'enrolment', 'referral', 'sale'].every(isAutomatic)).toBe(true);
  expect(['visit', 'birthday party', 'sales'].some(isAutomatic)).toBe(false);
});
