import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays, type CivilDate, civilDate, daysBetween } from '../calendar/civil.ts';
import { startOf } from '../calendar/periods.ts';
import { facts, programme } from '../earning/testing/programme.ts';
import { EMPTY_STANDING } from '../ledger/fold.ts';
import type { Standing } from '../ledger/standing.ts';
import { type TallyRow, tallied, tallyKey } from '../ledger/tally.ts';
import type { Policies } from '../programme/policies.ts';
import type { Programme } from '../programme/programme.ts';
import type { Tiers } from '../programme/tiers.ts';
import { tierOn, tierWith } from './tier.ts';

const TODAY = civilDate('2026-11-21');
const on = (days: number): CivilDate => addDays(TODAY, days);
const levels: Tiers['levels'] = [
  { id: 'silver', name: 'silver', from: 10, benefits: '' },
  { id: 'gold', name: 'gold', from: 25, benefits: '' },
  { id: 'black', name: 'black', from: 60, benefits: '' },
];
function tiered(over: Partial<Tiers> = {}, policies: Partial<Policies> = {}): Programme {
  const tiers: Tiers = { by: 'visits', window: { type: 'rolling', days: 30 }, grace: 0, levels, ...over };
  return programme({ tiers, policies });
}
function standing(...counts: readonly (readonly [key: string, day: CivilDate | null, by: number])[]): Standing {
  return {
    ...EMPTY_STANDING,
    tally: tallied(
      [],
      counts.map(([key, day, by]) => ({ key, day, by })),
    ),
  };
}
const visits = (...all: readonly (readonly [days: number, by: number])[]): Standing =>
  standing(...all.map(([days, by]) => ['visits', on(days), by] as const));

/** The words of Tiers, taken literally: each day by itself. */
function slowly({ window, grace, levels: all }: Tiers, rows: readonly TallyRow[], day: CivilDate) {
  const held = (one: CivilDate): number => {
    const holds = (row: CivilDate | null): boolean => {
      if (row === null) return window.type === 'ever';
      if (row > one) return false;
      if (window.type === 'ever') return true;
      if (window.type === 'rolling') return daysBetween(row, one) < window.days;
      return startOf(window.unit, row) === startOf(window.unit, one);
    };
    return rows.reduce((sum, row) => sum + (holds(row.day) ? row.n : 0), 0);
  };
  let best = -1;
  const unit = window.type === 'calendar' ? window.unit : 'year';
  const first = grace === 'nextPeriod' ? startOf(unit, addDays(startOf(unit, day), -1)) : addDays(day, -grace);
  for (let one = first; one <= day; one = addDays(one, 1)) {
    best = Math.max(
      best,
      all.findLastIndex((level) => held(one) >= level.from),
    );
  }
  return { tier: all[best]?.id ?? null, sum: held(day) };
}

const windows: fc.Arbitrary<Tiers['window']> = fc.oneof(
  fc.constant({ type: 'ever' as const }),
  fc.record({ type: fc.constant('rolling' as const), days: fc.constantFrom(1, 2, 7, 30, 365) }),
  fc.record({ type: fc.constant('calendar' as const), unit: fc.constantFrom('month', 'quarter', 'year') }),
);
const graces = fc.constantFrom<Tiers['grace'][]>(0, 0, 1, 10, 45, 'nextPeriod');
const rows = fc
  .array(
    fc.record({
      day: fc.oneof(fc.integer({ min: -60, max: 3 }), fc.integer({ min: -800, max: 3 }), fc.constant(null)),
      by: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: -20, max: -1 })),
    }),
    { maxLength: 14 },
  )
  .map((all) => all.map(({ day, by }) => ['visits', day === null ? null : on(day), by] as const));

describe('a tier', () => {
  test('is what going through the days one by one finds, for every window and grace', () => {
    fc.assert(
      fc.property(windows, graces, rows, fc.integer({ min: -40, max: 40 }), (window, grace, all, days) => {
        const made = tiered({ window, grace });
        const member = standing(...all);
        const { tiers } = made;
        const found = tierOn(made, member, on(days));
        expect(tiers === null ? null : slowly(tiers, member.tally ?? [], on(days))).toEqual({
          tier: found.tier,
          sum: found.sum,
        });
      }),
      { numRuns: 600 },
    );
  });
  test('goes up at once, and down when the window no longer holds enough', () => {
    const made = tiered();
    const member = visits([0, 26]);
    expect([-1, 0, 29, 30].map((days) => tierOn(made, member, on(days)).tier)).toEqual([null, 'gold', 'gold', null]);
  });
  test('is of the whole day: what comes and goes on one day reaches nothing in between', () => {
    const made = tiered({ window: { type: 'rolling', days: 7 }, grace: 4 });
    const member = visits([-7, -6], [-6, 12], [0, -6]);
    expect(tierOn(made, member, TODAY)).toMatchObject({ tier: null, sum: 6 });
  });
  test('is kept for the days of grace', () => {
    const made = tiered({ grace: 5 });
    const member = visits([0, 26], [10, 12]);
    expect([29, 34, 35, 44, 45].map((days) => tierOn(made, member, on(days)).tier)).toEqual([
      'gold',
      'gold',
      'silver',
      'silver',
      null,
    ]);
  });
  test('is kept to the end of the calendar period after the one in which it was reached', () => {
    const made = tiered({ window: { type: 'calendar', unit: 'quarter' }, grace: 'nextPeriod' });
    const member = visits([0, 26]);
    expect(['2026-12-31', '2027-03-31', '2027-04-01'].map((day) => tierOn(made, member, civilDate(day)).tier)).toEqual([
      'gold',
      'gold',
      null,
    ]);
  });
  test('reached only by a sale that came back is withdrawn, grace or not', () => {
    for (const grace of [0, 90, 'nextPeriod'] as const) {
      const made = tiered({ grace });
      expect(tierOn(made, visits([-3, 8], [0, 5]), TODAY).tier).toBe('silver');
      expect(tierOn(made, visits([-3, 8], [0, 5], [0, -5]), on(20)).tier).toBeNull();
    }
  });
  test('counts what the programme names', () => {
    const member = standing(['spend', TODAY, 12], ['points', TODAY, 26], ['visits', TODAY, 1]);
    const by = (what: Tiers['by']) => tierOn(tiered({ by: what }), member, TODAY);
    expect([by('spend').tier, by('points').tier, by('visits').tier]).toEqual(['silver', 'gold', null]);
  });
  test('says what the next level lacks, above the one that is kept', () => {
    expect(tierOn(tiered(), visits([0, 7]), TODAY)).toEqual({
      tier: null,
      sum: 7,
      next: { tier: 'silver', missing: 3 },
      byHand: false,
    });
    const kept = tierOn(tiered({ grace: 40 }), visits([-35, 30], [0, 7]), TODAY);
    expect(kept).toEqual({ tier: 'gold', sum: 7, next: { tier: 'black', missing: 53 }, byHand: false });
    expect(tierOn(tiered(), visits([0, 99]), TODAY).next).toBeNull();
  });
  test('is none without tiers', () => {
    expect(tierOn(programme(), visits([0, 99]), TODAY)).toEqual({ tier: null, sum: 0, next: null, byHand: false });
  });
});

describe('a tier given by hand', () => {
  const member = (by: number, ...given: readonly (readonly [string, CivilDate | null])[]): Standing =>
    standing(['visits', TODAY, by], ...given.map(([tier, day]) => [tallyKey.given(tier), day, 1] as const));
  const floor = tiered();
  const lock = tiered({}, { tierByHand: 'lock' });
  test('is a floor, or exactly it', () => {
    const low = member(3, ['gold', null]);
    const high = member(70, ['gold', null]);
    expect(tierOn(floor, low, TODAY)).toMatchObject({
      tier: 'gold',
      byHand: true,
      next: { tier: 'black', missing: 57 },
    });
    expect(tierOn(floor, high, TODAY)).toMatchObject({ tier: 'black', byHand: false });
    expect(tierOn(lock, low, TODAY)).toMatchObject({ tier: 'gold', byHand: true, next: null });
    expect(tierOn(lock, high, TODAY)).toMatchObject({ tier: 'gold', byHand: true, next: null });
  });
  test('ends after its last day, or when it is taken back; of several the highest holds', () => {
    const both = member(1, ['gold', on(5)], ['silver', null], ['unknown', null]);
    expect([0, 5, 6].map((days) => tierOn(lock, both, on(days)).tier)).toEqual(['gold', 'gold', 'silver']);
    const back = standing([tallyKey.given('gold'), null, 1], [tallyKey.given('gold'), null, -1]);
    expect(tierOn(floor, back, TODAY)).toMatchObject({ tier: null, byHand: false });
  });
});

describe('a tier with the present sale', () => {
  test('goes up by what the sale adds, never below what it was', () => {
    const made = tiered();
    const at = (tier: string | null, tierSum: number, more: number) => tierWith(made, facts({ tier, tierSum }), more);
    expect([at(null, 8, 1), at(null, 8, 2), at('silver', 12, 50)]).toEqual([null, 'silver', 'black']);
    expect([at('gold', 3, 1), at('black', 0, 0)]).toEqual(['gold', 'black']);
    expect(tierWith(programme(), facts(), 99)).toBeNull();
  });
  test('is the one given by hand where that is a lock, and at least it where it is a floor', () => {
    const given = facts({ tier: 'silver', tierSum: 20, counters: { [tallyKey.given('silver')]: 1 } });
    expect(tierWith(tiered({}, { tierByHand: 'lock' }), given, 50)).toBe('silver');
    expect(tierWith(tiered(), given, 5)).toBe('gold');
    expect(tierWith(tiered(), given, 0)).toBe('silver');
  });
  test('is the tier of the day once the sale is counted', () => {
    fc.assert(
      fc.property(windows, graces, rows, fc.integer({ min: 1, max: 40 }), (window, grace, all, more) => {
        const made = tiered({ window, grace });
        const { tier, sum } = tierOn(made, standing(...all), TODAY);
        const after = tierOn(made, standing(...all, ['visits', TODAY, more]), TODAY);
        expect(tierWith(made, facts({ tier, tierSum: sum }), more)).toBe(after.tier);
      }),
    );
  });
});
