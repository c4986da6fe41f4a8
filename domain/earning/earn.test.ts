import { describe, expect, test } from 'vitest';
import { bani } from '../amount/bani.ts';
import { points } from '../amount/points.ts';
import type { Programme } from '../programme/programme.ts';
import { type Earned, type EarningLine, earnOnEvent, earnOnSale } from './earn.ts';
import { boost, facts, line, MOMENT, NO_CAPS, perMoney, perOrder, programme, rule } from './testing/programme.ts';

function earn(
  made: Programme,
  lines: readonly EarningLine[],
  over: Partial<Parameters<typeof earnOnSale>[0]> = {},
): Earned {
  return earnOnSale({
    programme: made,
    lines,
    facts: facts(),
    moment: MOMENT,
    codes: [],
    tenders: null,
    tier: null,
    redeemed: false,
    ...over,
  });
}
const codes = (earned: Earned): string[] => earned.trace.map((step) => step.code);
/** One point for 10 lei. */
const base = rule('base', perMoney(1, 1000));
const tobacco = (amount: number): EarningLine => line(amount, { category: 'tobacco', excluded: true });

describe('points for money', () => {
  test('are floored once a sale, shared by money, and explained', () => {
    const earned = earn(programme({ earning: [base] }), [line(17_480), line(999)]);
    expect(earned).toEqual({
      points: 18,
      byRule: [{ rule: 'base', points: 18, lost: 0, stamps: 0 }],
      byLine: [17, 1],
      lots: [{ points: 18, contra: 'earn', expires: null, from: null, idleDays: null }],
      counts: [],
      trace: [
        {
          code: 'earn.perMoney',
          params: { rule: 'base', amount: 18_479, points: 1, per: 1000, factor: 1_000_000, earned: 18 },
        },
      ],
    });
  });
  test('come to nobody without a member', () => {
    const earned = earn(programme({ earning: [rule('any', perMoney(1, 10), { when: { who: 'any' } })] }), [line(100)], {
      facts: null,
    });
    expect(earned).toEqual({ points: 0, byRule: [], byLine: [0], lots: [], counts: [], trace: [] });
  });
  test('round as the rule says', () => {
    const of = (rounding: 'floor' | 'halfUp' | 'ceil', amount: number): number =>
      earn(programme({ earning: [rule('r', perMoney(1, 1000, rounding))] }), [line(amount)]).points;
    expect([of('floor', 1999), of('halfUp', 1499), of('halfUp', 1500), of('ceil', 1001), of('ceil', 2000)]).toEqual([
      1, 1, 2, 2, 2,
    ]);
    expect(of('ceil', 0)).toBe(0);
  });
  test('halves go up exactly where the money is odd', () => {
    const half = rule('r', perMoney(1, 3, 'halfUp'));
    expect([1, 2, 4, 5].map((amount) => earn(programme({ earning: [half] }), [line(amount)]).points)).toEqual([
      0, 1, 1, 2,
    ]);
  });
  test('are on the amount that the rule, or else the programme, names', () => {
    const one = line(0, { gross: bani(5000), afterOffers: bani(4000), afterRedemption: bani(3000) });
    const on = (earnOn: 'gross' | 'afterOffers' | 'afterRedemption') =>
      earn(programme({ earning: [base], policies: { earnOn } }), [one]).points;
    expect([on('gross'), on('afterOffers'), on('afterRedemption')]).toEqual([5, 4, 3]);
    expect(earn(programme({ earning: [{ ...base, base: 'gross' }] }), [one]).points).toBe(5);
  });
  test('do not come from excluded goods, and the trace says so once', () => {
    const earned = earn(programme({ earning: [base, { ...base, id: 'second' }] }), [line(2000), tobacco(9000)]);
    expect(earned.byLine).toEqual([4, 0]);
    expect(earned.trace.filter((step) => step.code === 'earn.excluded')).toEqual([
      { code: 'earn.excluded', params: { amount: 9000 } },
    ]);
  });
  test('are for the goods that the rule names', () => {
    const drinks = rule('drinks', perMoney(1, 100), { of: { categories: ['drinks'] } });
    const earned = earn(programme({ earning: [base, drinks] }), [line(1000), line(500, { category: 'drinks/coffee' })]);
    expect(earned.byRule.map((one) => [one.rule, one.points])).toEqual([
      ['base', 1],
      ['drinks', 5],
    ]);
    expect(earned.byLine).toEqual([1, 5]);
  });
  test('on a whole shop of money are exact far beyond the safe range', () => {
    const lines = Array.from({ length: 500 }, () => line(1_000_000_000));
    const made = programme({
      earning: [rule('r', perMoney(7, 999_999_937))],
      boosts: [boost('x', 333), boost('y', 777), boost('z', 111), boost('food', 101, { of: { skus: ['a'] } })],
    });
    const factor = (333n * 777n * 111n * 101n * 2n * 10n ** 6n + 10n ** 8n) / (2n * 10n ** 8n);
    const exact = (500n * 10n ** 9n * factor * 7n) / (999_999_937n * 10n ** 6n);
    expect(BigInt(earn(made, lines).points)).toBe(exact);
  });
});

describe('when points, stamps or a reward were used', () => {
  test('a programme may give nothing', () => {
    const made = programme({ earning: [base], policies: { earnWhenRedeeming: false } });
    expect(earn(made, [line(5000)], { redeemed: true })).toMatchObject({
      points: 0,
      byLine: [0],
      trace: [{ code: 'earn.notWhenRedeeming', params: {} }],
    });
    expect(earn(made, [line(5000)]).points).toBe(5);
    expect(earn(programme({ earning: [base] }), [line(5000)], { redeemed: true }).points).toBe(5);
  });
});

describe('points by units and by order', () => {
  const perUnit = (each: number, units: number) =>
    rule('u', { type: 'perUnit', points: points(each), units }, { of: { categories: ['drinks'] } });
  const coffee = (units: number): EarningLine => line(3000 * units, { category: 'drinks', units });
  test('each so many units give; a rest gives none', () => {
    const made = programme({ earning: [perUnit(10, 3)] });
    expect(earn(made, [coffee(5), coffee(2), line(100)])).toMatchObject({ points: 20, byLine: [14, 6, 0] });
    expect(earn(made, [coffee(2)])).toMatchObject({ points: 0, byRule: [], trace: [] });
    expect(earn(made, [coffee(7)]).trace).toEqual([
      { code: 'earn.perUnit', params: { earned: 20, per: 3, points: 10, units: 7, rule: 'u' } },
    ]);
  });
  test('boosted, the points are multiplied and rounded down', () => {
    expect(earn(programme({ earning: [perUnit(3, 1)], boosts: [boost('x', 150)] }), [coffee(3)]).points).toBe(13);
  });
  test('an order gives once, to the lines it counts, by money', () => {
    const made = programme({ earning: [rule('o', perOrder(10))] });
    expect(earn(made, [line(3000), line(1000), tobacco(500)])).toMatchObject({ points: 10, byLine: [8, 2, 0] });
    expect(earn(made, [line(0), line(0)]).byLine).toEqual([5, 5]);
    expect(earn(made, [tobacco(500)]).points).toBe(0);
  });
});

describe('stamps', () => {
  const card = (units: number | null) => rule('s', { type: 'stamps', card: 'coffee', stamps: 1, units });
  test('once a sale are whole: a part that comes back takes none', () => {
    const earned = earn(programme({ earning: [card(null)] }), [line(100), line(100)]);
    expect(earned.counts).toEqual([{ key: 'stamps:coffee', day: null, by: 1, line: null, whole: true, all: false }]);
    expect(earned.byRule).toEqual([{ rule: 's', points: 0, lost: 0, stamps: 1 }]);
    expect(earned.trace).toEqual([{ code: 'earn.stamps', params: { card: 'coffee', stamps: 1, rule: 's' } }]);
    expect(earned.lots).toEqual([]);
  });
  test('for units stand on their lines', () => {
    const earned = earn(programme({ earning: [card(2)] }), [
      line(100, { units: 4 }),
      tobacco(1),
      line(100, { units: 3 }),
    ]);
    expect(earned.counts.map(({ by, line: at, whole }) => [by, at, whole])).toEqual([
      [2, 0, false],
      [1, 2, false],
    ]);
  });
  test('are multiplied only by a boost that names their rule', () => {
    const stamps = (over: object) =>
      earn(programme({ earning: [card(null)], boosts: [boost('x', 200, over)] }), [line(100)]).byRule[0]?.stamps;
    expect([stamps({}), stamps({ rules: ['s'] })]).toEqual([1, 2]);
  });
});

describe('boosts', () => {
  test('act on the goods and in the rules they name, and the trace shows each factor', () => {
    const made = programme({
      earning: [base, rule('plain', perMoney(1, 1000), { boosted: false })],
      boosts: [boost('gold', 200, { when: { tiers: ['gold'] }, of: { categories: ['drinks'] } })],
    });
    const lines = [line(5000), line(5000, { category: 'drinks' })];
    expect(earn(made, lines).points).toBe(20);
    const earned = earn(made, lines, { tier: 'gold' });
    expect(earned.byRule.map((one) => one.points)).toEqual([15, 10]);
    expect(earned.byLine).toEqual([10, 15]);
    expect(earned.trace.slice(0, 3)).toEqual([
      { code: 'earn.boosted', params: { boost: 'gold', factor: 200, rule: 'base' } },
      {
        code: 'earn.perMoney',
        params: { rule: 'base', amount: 5000, points: 1, per: 1000, factor: 1_000_000, earned: 5 },
      },
      {
        code: 'earn.perMoney',
        params: { rule: 'base', amount: 5000, points: 1, per: 1000, factor: 2_000_000, earned: 10 },
      },
    ]);
  });
  test('a rule that is named is boosted even where others are not', () => {
    const made = programme({
      earning: [
        { ...base, boosted: false },
        { ...base, id: 'other' },
      ],
      boosts: [boost('x', 300, { rules: ['base'] })],
    });
    expect(earn(made, [line(1000)]).byRule.map((one) => one.points)).toEqual([3, 1]);
  });
  test('several together as the policy says', () => {
    const of = (policy: 'multiply' | 'add' | 'best') =>
      earn(programme({ earning: [base], boosts: [boost('x', 200), boost('y', 150)], policies: { boosts: policy } }), [
        line(100_000),
      ]).points;
    expect([of('multiply'), of('add'), of('best')]).toEqual([300, 250, 200]);
  });
  test('an order boosted for some of its goods is boosted by their part of the money', () => {
    const made = programme({
      earning: [rule('o', perOrder(50))],
      boosts: [boost('x', 200, { of: { categories: ['drinks'] } })],
    });
    expect(earn(made, [line(1000), line(1000, { category: 'drinks' })])).toMatchObject({
      points: 75,
      byLine: [25, 50],
    });
  });
});

describe('caps', () => {
  const caps = { ...NO_CAPS, receipt: points(9), day: points(12), month: points(20) };
  const made = programme({ earning: [{ ...base, caps }] });
  test('cut off what is above, count what is left, and say so', () => {
    const earned = earn(made, [line(30_000)], {
      facts: facts({ counters: { 'earned:base:day': 5, 'earned:base:month': 6 } }),
    });
    expect(earned).toMatchObject({
      points: 7,
      byLine: [7],
      byRule: [{ rule: 'base', points: 7, lost: 23, stamps: 0 }],
    });
    expect(earned.counts).toEqual([
      { key: 'earned:base', day: MOMENT.day, by: 7, line: null, whole: false, all: false },
    ]);
    expect(earned.trace.at(-1)).toEqual({ code: 'earn.capped', params: { lost: 23, most: 12, rule: 'base' } });
  });
  test('used up give nothing, and the rule still tells what was lost', () => {
    const earned = earn(made, [line(2000)], { facts: facts({ counters: { 'earned:base:month': 25 } }) });
    expect(earned.byRule).toEqual([{ rule: 'base', points: 0, lost: 2, stamps: 0 }]);
    expect([earned.lots, earned.counts]).toEqual([[], []]);
  });
  test('of the receipt alone need no counting', () => {
    const one = { ...base, caps: { ...NO_CAPS, receipt: points(3) } };
    expect(earn(programme({ earning: [one] }), [line(9000)])).toMatchObject({ points: 3, counts: [] });
  });
});

describe('groups', () => {
  const grouped = (id: string, each: number, over = {}) => rule(id, perOrder(each), { group: 'g', ...over });
  test('only the rule that gives most; of equal ones the first', () => {
    const gives = (...earning: Programme['earning']) =>
      earn(programme({ earning }), [line(100)]).byRule.map((one) => one.rule);
    expect(gives(grouped('a', 1), grouped('b', 3), rule('c', perOrder(1)))).toEqual(['b', 'c']);
    expect(gives(grouped('a', 3), grouped('b', 3))).toEqual(['a']);
    expect(gives(grouped('a', 9, { caps: { ...NO_CAPS, receipt: points(2) } }), grouped('b', 3))).toEqual(['b']);
  });
});

describe('conditions', () => {
  test('count the goods that are not excluded, on the amount that the policy names', () => {
    const from50 = rule('r', perOrder(5), { when: { basket: [{ spendFrom: bani(5000) }] } });
    const one = line(0, { gross: bani(5000), afterOffers: bani(4000) });
    const gives = (minimumBase: 'before' | 'after', lines: readonly EarningLine[]) =>
      earn(programme({ earning: [from50], policies: { minimumBase } }), lines).points;
    expect([gives('before', [one]), gives('after', [one]), gives('before', [line(4999), tobacco(1000)])]).toEqual([
      5, 0, 0,
    ]);
  });
  test('a rule that is off, or of another event, or not for now gives nothing', () => {
    const made = programme({
      earning: [
        { ...base, active: false },
        { ...base, id: 'visit', on: 'visit' },
        { ...base, id: 'sunday', when: { weekdays: [7] } },
        { ...base, id: 'code', when: { codes: ['NOV'] } },
      ],
    });
    expect(earn(made, [line(5000)])).toMatchObject({ points: 0, trace: [] });
    expect(earn(made, [line(5000)], { codes: ['NOV'] }).points).toBe(5);
  });
});

describe('events', () => {
  const made = programme({
    earning: [
      rule('review', perOrder(15), { on: 'review', caps: { ...NO_CAPS, month: points(40) }, pendingDays: 3 }),
      rule('stamp', { type: 'stamps', card: 'c', stamps: 2, units: null }, { on: 'review' }),
      rule('money', perMoney(1, 1), { on: 'review' }),
      rule('unit', { type: 'perUnit', points: points(1), units: 1 }, { on: 'review' }),
      rule('sale', perOrder(99)),
    ],
    boosts: [boost('x', 200), boost('goods', 300, { of: { skus: ['a'] } })],
  });
  const happens = (event: string, counters = {}) =>
    earnOnEvent({ programme: made, event, facts: facts({ counters }), moment: MOMENT, tier: null });
  test('give once, boosted by what names no goods, as a bonus', () => {
    const earned = happens('review');
    expect(earned).toMatchObject({ points: 30, byLine: [] });
    expect(earned.lots).toEqual([{ points: 30, contra: 'bonus', expires: null, from: '2026-11-24', idleDays: null }]);
    expect(earned.counts.map(({ key, by }) => [key, by])).toEqual([
      ['earned:review', 30],
      ['stamps:c', 2],
    ]);
    expect(codes(earned)).toEqual(['earn.boosted', 'earn.perOrder', 'earn.stamps']);
  });
  test('are capped, and others give nothing', () => {
    expect(happens('review', { 'earned:review:month': 20 }).points).toBe(20);
    expect(happens('survey')).toMatchObject({ points: 0, byRule: [], trace: [] });
    expect(() => happens('sale')).toThrow();
  });
});
