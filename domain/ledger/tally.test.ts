import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays, type CivilDate, civilDate } from '../calendar/civil.ts';
import { sumOf, TALLY_DAYS, type TallyRow, tallied, tallyKey } from './tally.ts';

const TODAY = civilDate('2026-11-21');
const KEYS = ['visits', 'spend', 'sales', 'used:x'] as const;
type Moved = { readonly key: string; readonly day: CivilDate | null; readonly by: number };

function moved(days: number): fc.Arbitrary<Moved> {
  return fc
    .record({
      key: fc.constantFrom(...KEYS),
      day: fc.option(fc.nat(days), { nil: null, freq: 4 }),
      by: fc.integer({ min: -5, max: 5 }).filter((n) => n !== 0),
    })
    .map(({ key, day, by }) => ({ key, day: day === null ? null : addDays(TODAY, day), by }));
}
const sum = (all: readonly number[]): number => all.reduce((a, b) => a + b, 0);
const of = (rows: readonly TallyRow[], key: string): number => sumOf(rows, key);

describe('a tally', () => {
  test('is the sum of its counts by key, however old they are', () => {
    fc.assert(
      fc.property(fc.array(moved(4000), { maxLength: 60 }), (all) => {
        const rows = tallied([], all);
        for (const key of KEYS)
          expect(of(rows, key)).toBe(sum(all.flatMap((one) => (one.key === key ? [one.by] : []))));
      }),
    );
  });
  test('has one row a key and day, none of zero, by key and then by day', () => {
    fc.assert(
      fc.property(fc.array(moved(4000), { maxLength: 60 }), (all) => {
        const rows = tallied([], all);
        expect(rows.every((row) => row.n !== 0)).toBe(true);
        const names = rows.map(({ key, day }) => `${key} ${day ?? ''}`);
        expect(names).toEqual([...new Set(names)].toSorted());
      }),
    );
  });
  test('counted in parts, in any order, is the same while no day is too old', () => {
    const some = fc.array(moved(TALLY_DAYS), { maxLength: 40 });
    const parts = some.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })));
    fc.assert(
      fc.property(parts, fc.nat(40), ([all, mixed], at) => {
        expect(tallied(tallied([], mixed.slice(0, at)), mixed.slice(at))).toEqual(tallied([], all));
      }),
    );
  });
  test('of a daily customer stops growing, and forgets no visit', () => {
    let rows: readonly TallyRow[] = [];
    for (let day = 0; day < 2500; day++) rows = tallied(rows, [{ key: 'visits', day: addDays(TODAY, day), by: 1 }]);
    expect(rows).toHaveLength(TALLY_DAYS + 2);
    expect(of(rows, 'visits')).toBe(2500);
    expect(rows[0]).toEqual({ key: 'visits', day: null, n: 2500 - TALLY_DAYS - 1 });
  });
  test('lets a tier given by hand end, never making one without an end, and its last day ages nothing', () => {
    const given = { key: tallyKey.given('gold'), day: TODAY, by: 1 };
    const later = { key: 'visits', day: addDays(TODAY, TALLY_DAYS + 1), by: 1 };
    expect(tallied([], [given, later])).toEqual([{ key: 'visits', day: later.day, n: 1 }]);
    const farAhead = { ...given, day: addDays(TODAY, 9000) };
    expect(tallied([], [{ ...later, day: TODAY }, farAhead]).map((row) => row.day)).toEqual([farAhead.day, TODAY]);
  });
  test('of nothing new is the same, and a count of zero is none', () => {
    const rows = tallied([], [{ key: 'sales', day: null, by: 1 }]);
    expect(tallied(rows, [])).toBe(rows);
    expect(tallied(rows, [{ key: 'sales', day: null, by: -1 }])).toEqual([]);
    expect(() => tallied(rows, [{ key: 'sales', day: null, by: 0 }])).toThrow();
  });
});

test('a stretch of days holds both its ends; without one, rows without a day count too', () => {
  const at = (days: number | null, by: number): Moved => ({
    key: 'spend',
    day: days === null ? null : addDays(TODAY, days),
    by,
  });
  const rows = tallied([], [at(null, 1), at(0, 10), at(1, 100), at(2, 1000)]);
  expect(sumOf(rows, 'spend')).toBe(1111);
  expect(sumOf(rows, 'spend', addDays(TODAY, 1))).toBe(1100);
  expect(sumOf(rows, 'spend', addDays(TODAY, 1), addDays(TODAY, 1))).toBe(100);
  expect(sumOf(rows, 'spend', null, TODAY)).toBe(11);
  expect(sumOf(rows, 'visits')).toBe(0);
});
