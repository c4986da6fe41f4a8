import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bani } from '../amount/bani.ts';
import { points } from '../amount/points.ts';
import { addDays, type CivilDate } from '../calendar/civil.ts';
import { EMPTY_STANDING, foldMovement } from '../ledger/fold.ts';
import type { Standing } from '../ledger/standing.ts';
import type { Boost, EarningRule, Gives } from '../programme/earning.ts';
import type { Programme } from '../programme/programme.ts';
import { factsFor } from '../sale/factsFor.ts';
import type { EngineCount } from '../sale/figures.ts';
import { type Earned, type EarningLine, earnOnSale } from './earn.ts';
import { facts, line, MEMBER, MOMENT, NO_CAPS, perMoney, programme, rule, TODAY } from './testing/programme.ts';

const CATEGORIES = ['food', 'drinks', 'tobacco'] as const;
const lineArb = fc
  .record({
    gross: fc.oneof(fc.nat(30_000), fc.nat(1_000_000_000)),
    offers: fc.nat(100),
    points: fc.nat(100),
    units: fc.integer({ min: 1, max: 9 }),
    category: fc.constantFrom(...CATEGORIES),
  })
  .map(({ gross, offers, points: paid, units, category }): EarningLine => {
    const afterOffers = Math.floor((gross * offers) / 100);
    const afterRedemption = bani(Math.floor((afterOffers * paid) / 100));
    const excluded = category === 'tobacco';
    const money = { gross: bani(gross), afterOffers: bani(afterOffers), afterRedemption };
    return line(0, { ...money, units, category, excluded });
  });
const lines = fc.array(lineArb, { maxLength: 8 });
const amount = fc.integer({ min: 1, max: 30 }).map(points);
const gives: fc.Arbitrary<Gives> = fc.oneof(
  fc.record({
    type: fc.constant('perMoney' as const),
    points: amount,
    per: fc.integer({ min: 1, max: 5000 }).map(bani),
    rounding: fc.constantFrom('floor', 'halfUp', 'ceil', 'carry'),
  }),
  fc.record({ type: fc.constant('perUnit' as const), points: amount, units: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ type: fc.constant('perOrder' as const), points: amount }),
  fc.record({
    type: fc.constant('stamps' as const),
    card: fc.constant('c'),
    stamps: fc.integer({ min: 1, max: 3 }),
    units: fc.constantFrom(null, 1, 3),
  }),
);
const cap = fc.option(fc.integer({ min: 0, max: 300 }).map(points), { nil: null, freq: 2 });
const of = fc.constantFrom(undefined, { categories: ['food'] }, { categories: ['drinks', 'tobacco'] });
const rules = fc
  .array(
    fc.record({
      gives,
      of,
      caps: fc.record({ receipt: cap, day: cap, month: cap, year: cap, ever: cap }),
      boosted: fc.boolean(),
      group: fc.constantFrom(null, null, 'g', 'h'),
      base: fc.constantFrom(undefined, 'gross', 'afterOffers', 'afterRedemption'),
      pendingDays: fc.constantFrom(undefined, 0, 14),
    }),
    { maxLength: 8 },
  )
  .map((all) =>
    all.map(({ gives: what, of: goods, base, pendingDays, ...over }, i): EarningRule => {
      return rule(`r${i}`, what, {
        ...over,
        ...(goods === undefined ? {} : { of: goods }),
        ...(base === undefined ? {} : { base }),
        ...(pendingDays === undefined ? {} : { pendingDays }),
      });
    }),
  );
const boosts = fc
  .array(fc.record({ factor: fc.nat(500), of, rules: fc.constantFrom(undefined, ['r0'], ['r1', 'r2']) }), {
    maxLength: 5,
  })
  .map((all) =>
    all.map(({ factor, of: goods, rules: named }, i): Boost => {
      const narrowed = {
        ...(goods === undefined ? {} : { of: goods }),
        ...(named === undefined ? {} : { rules: named }),
      };
      return { id: `b${i}`, name: `b${i}`, active: true, when: {}, factor, ...narrowed };
    }),
  );
const policies = fc.record({
  earnOn: fc.constantFrom('gross', 'afterOffers', 'afterRedemption'),
  pointsRounding: fc.constantFrom('perLine', 'perRule', 'once'),
  boosts: fc.constantFrom('multiply', 'add', 'best'),
  minimumBase: fc.constantFrom('before', 'after'),
});
const programmes = fc
  .record({ rules, boosts, policies })
  .map((all) => programme({ earning: all.rules, boosts: all.boosts, policies: all.policies }));

function sell(
  made: Programme,
  basket: readonly EarningLine[],
  standing: Standing = EMPTY_STANDING,
  day = TODAY,
): Earned {
  const input = {
    programme: made,
    member: MEMBER,
    standing,
    joined: TODAY,
    birthday: null,
    referrer: null,
    day,
    all: [],
  };
  return earnOnSale({
    programme: made,
    lines: basket,
    facts: factsFor(input),
    moment: { ...MOMENT, day },
    codes: [],
    tenders: null,
    tier: null,
    redeemed: false,
  });
}
function counted(standing: Standing, counts: readonly EngineCount[]): Standing {
  const movement = { entries: [], issued: [], usedCodes: [], recalled: [] };
  return foldMovement(standing, MEMBER, {
    ...movement,
    counts: counts.map(({ all: _, ...count }) => ({ ...count, member: MEMBER })),
  });
}
const sum = (all: readonly number[]): number => all.reduce((a, b) => a + b, 0);

describe('whatever the programme and the basket', () => {
  test('points by line, by rule and by lot are one sum; nothing is below zero; excluded goods get nothing', () => {
    fc.assert(
      fc.property(programmes, lines, (made, basket) => {
        const earned = sell(made, basket);
        expect(sum(earned.byLine)).toBe(earned.points);
        expect(sum(earned.byRule.map((one) => one.points))).toBe(earned.points);
        expect(sum(earned.lots.map((one) => one.points))).toBe(earned.points);
        expect(earned.lots.every((lot) => lot.points > 0)).toBe(true);
        for (const one of earned.byRule) expect(Math.min(one.points, one.lost, one.stamps)).toBeGreaterThanOrEqual(0);
        basket.forEach((one, i) => {
          expect(one.excluded && earned.byLine[i] !== 0).toBe(false);
        });
        expect(earned.counts.every((count) => count.by !== 0)).toBe(true);
        const stamps = earned.counts.filter((count) => count.key === 'stamps:c').map((count) => count.by);
        expect(sum(stamps)).toBe(sum(earned.byRule.map((one) => one.stamps)));
      }),
      { numRuns: 500 },
    );
  });
  test('the trace tells all of it: what was given less what caps took', () => {
    fc.assert(
      fc.property(programmes, lines, (made, basket) => {
        const earned = sell(made, basket);
        const said = (code: string, param: string): number =>
          sum(earned.trace.flatMap((step) => (step.code === code ? [Number(step.params[param])] : [])));
        const given =
          said('earn.perMoney', 'earned') + said('earn.perUnit', 'earned') + said('earn.perOrder', 'earned');
        expect(given - said('earn.capped', 'lost')).toBe(earned.points);
        expect(said('earn.capped', 'lost')).toBe(sum(earned.byRule.map((one) => one.lost)));
      }),
      { numRuns: 300 },
    );
  });
  test('the same goes in, the same bytes come out, and what went in is as it was', () => {
    fc.assert(
      fc.property(programmes, lines, (made, basket) => {
        const before = JSON.stringify([made, basket]);
        const once = JSON.stringify(sell(made, basket));
        expect(JSON.stringify(sell(made, basket))).toBe(once);
        expect(JSON.stringify([made, basket])).toBe(before);
      }),
    );
  });
  test('of a group one rule gives', () => {
    fc.assert(
      fc.property(programmes, lines, (made, basket) => {
        const gave = sell(made, basket).byRule.map(
          (one) => made.earning.find(({ id }) => id === one.rule)?.group ?? null,
        );
        for (const group of ['g', 'h']) expect(gave.filter((one) => one === group).length).toBeLessThanOrEqual(1);
      }),
    );
  });
  test('the order of the lines does not matter for the points', () => {
    fc.assert(
      fc.property(programmes, lines, (made, basket) => {
        expect(sell(made, basket.toReversed()).points).toBe(sell(made, basket).points);
      }),
    );
  });
});

describe('over many sales', () => {
  test('carry loses nothing: all sales together give the whole of the exact sum', () => {
    const sales = fc.array(fc.record({ amount: fc.nat(5000), gold: fc.boolean() }), { maxLength: 30 });
    fc.assert(
      fc.property(sales, fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 3000 }), (all, each, per) => {
        const made = programme({
          earning: [rule('r', perMoney(each, per, 'carry'))],
          boosts: [{ id: 'b', name: 'b', active: true, when: { tiers: ['gold'] }, factor: 133 }],
        });
        let standing = EMPTY_STANDING;
        let got = 0;
        for (const { amount: paid, gold } of all) {
          const counters = { 'carry:r': standing.tally?.[0]?.n ?? 0 };
          const input = { facts: facts({ counters }), moment: MOMENT, codes: [], tenders: null, redeemed: false };
          const earned = earnOnSale({ ...input, programme: made, lines: [line(paid)], tier: gold ? 'gold' : null });
          got += earned.points;
          standing = counted(standing, earned.counts);
        }
        const exact = sum(all.map(({ amount: paid, gold }) => paid * each * (gold ? 133 : 100)));
        expect(got).toBe(Math.floor(exact / (per * 100)));
        expect(standing.tally?.[0]?.n ?? 0).toBe((exact % (per * 100)) * 10_000);
      }),
    );
  });
  test('a rest that a return took below zero is repaid by the next sale, never by the member', () => {
    const made = programme({ earning: [rule('r', perMoney(1, 1000, 'carry'))] });
    const earned = earnOnSale({
      programme: made,
      lines: [line(300)],
      facts: facts({ counters: { 'carry:r': -1_700_000_000 } }),
      moment: MOMENT,
      codes: [],
      tenders: null,
      tier: null,
      redeemed: false,
    });
    expect([earned.points, earned.counts.map((count) => count.by)]).toEqual([0, [300_000_000]]);
  });
  test('no cap is exceeded in any receipt, day, month, year or ever', () => {
    const sales = fc.array(fc.record({ basket: lines, wait: fc.constantFrom(0, 0, 1, 9, 40) }), { maxLength: 12 });
    fc.assert(
      fc.property(programmes, sales, (made, all) => {
        let standing = EMPTY_STANDING;
        let day: CivilDate = TODAY;
        const got = new Map<string, number>();
        for (const { basket, wait } of all) {
          day = addDays(day, wait);
          const earned = sell(made, basket, standing, day);
          standing = counted(standing, earned.counts);
          for (const { rule: id, points: n } of earned.byRule) {
            const { caps } = made.earning.find((one) => one.id === id) ?? { caps: NO_CAPS };
            expect(n).toBeLessThanOrEqual(caps.receipt ?? n);
            for (const [most, span] of [
              [caps.day, day],
              [caps.month, day.slice(0, 7)],
              [caps.year, day.slice(0, 4)],
              [caps.ever, 'ever'],
            ] as const) {
              const so = (got.get(`${id} ${span}`) ?? 0) + n;
              got.set(`${id} ${span}`, so);
              expect(so).toBeLessThanOrEqual(most ?? so);
            }
          }
        }
      }),
    );
  });
});

describe('rounding once', () => {
  test('is never further from the exact sum than each rule by itself, and goes back to the rules', () => {
    const each = fc.array(fc.record({ points: amount, per: fc.integer({ min: 1, max: 5000 }) }), {
      minLength: 2,
      maxLength: 6,
    });
    fc.assert(
      fc.property(each, fc.integer({ min: 1, max: 100_000 }), (all, paid) => {
        const earning = all.map((one, i) => rule(`r${i}`, perMoney(one.points, one.per)));
        const of = (pointsRounding: 'once' | 'perRule' | 'perLine') =>
          sell(programme({ earning, policies: { pointsRounding } }), [line(paid), line(paid)]);
        const under = all.reduce((product, one) => product * BigInt(one.per), 1n);
        const top = all.reduce((s, one) => s + (BigInt(2 * paid * one.points) * under) / BigInt(one.per), 0n);
        const once = of('once');
        expect(BigInt(once.points)).toBe(top / under);
        expect(once.points).toBeGreaterThanOrEqual(of('perRule').points);
        expect(of('perRule').points).toBeGreaterThanOrEqual(of('perLine').points);
        expect(once.trace.at(-1)).toEqual({ code: 'earn.rounded', params: { earned: once.points } });
      }),
    );
  });
});
