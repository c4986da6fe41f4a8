import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bani } from '../amount/bani.ts';
import { type Points, points } from '../amount/points.ts';
import { perMoney, rule } from '../earning/testing/programme.ts';
import { amount, DAY, member, offer, pieces, programme, SHOP } from '../offers/testing/basket.ts';
import { anyInput, type Draw } from '../offers/testing/drawn.ts';
import type { EarningBase } from '../programme/earning.ts';
import type { Offer } from '../programme/offer.ts';
import { refuse } from '../refusal/refusal.ts';
import { evaluate, type SaleInput, type SaleResult } from './evaluate.ts';
import type { ChosenReward } from './facts.ts';
import { type PolicyLimit, pointsWorth } from './redeem.ts';
import { choosable, spend } from './spending.ts';

const RUNS = { numRuns: 1500 };

function forAny(check: (input: SaleInput, draw: Draw) => void): void {
  fc.assert(
    fc.property(fc.gen(), (gen) => {
      const draw: Draw = (n) => gen(fc.nat, { max: n - 1 });
      const { tier: _, spendable: _own, ...input } = anyInput(draw);
      check(input, draw);
    }),
    RUNS,
  );
}

const isFree = (input: SaleInput, id: string): boolean =>
  input.programme.offers.some(({ id: one, trigger }) => one === id && trigger.type === 'perPoint');
const withRewards = (input: SaleInput, rewards: readonly ChosenReward[]): SaleInput => ({
  ...input,
  choices: { ...input.choices, rewards },
});
const times = (result: SaleResult, id: string): number => result.applied.find((one) => one.offer === id)?.times ?? 0;
const wantedOf = (input: SaleInput): ReadonlyMap<string, Points> =>
  new Map(
    input.choices.rewards.flatMap(({ offer: id, points: some }) =>
      isFree(input, id) && some !== null ? [[id, some] as const] : [],
    ),
  );
const fixedOf = (input: SaleInput): SaleInput =>
  withRewards(
    input,
    input.choices.rewards.filter((one) => !isFree(input, one.offer)),
  );

describe('rewards and points spent freely, for any programme and basket', () => {
  test('together never exceed the balance, nor what the policy leaves after the rewards', () => {
    forAny((drawn, draw) => {
      const input = fixedOf(drawn);
      const policy: PolicyLimit | null =
        draw(2) === 0 ? null : { most: points(draw(200)), why: refuse('redeem.offlineLimit') };
      const { result, free } = spend({ input, wanted: wantedOf(drawn), policy });
      const spendable = input.facts?.spendable ?? 0;
      expect(result.spent).toBeLessThanOrEqual(spendable);
      const rewards = evaluate(input).spent;
      if (policy !== null) expect(result.spent).toBeLessThanOrEqual(Math.max(rewards, policy.most));
      for (const { offer: one, spent, limits, worth } of free) {
        // What is said to be spent is spent, to the point and the ban, and asked for again is not refused.
        const applied = result.applied.find((each) => each.offer === one.id);
        expect(applied?.points ?? 0).toBe(spent);
        expect(applied?.discount ?? 0).toBe(pointsWorth(worth, spent));
        expect(spent).toBeLessThanOrEqual(limits.most);
      }
    });
  });

  test('what one more would take off, or that it cannot be had, is what reckoning the whole sale says', () => {
    let had = 0;
    forAny((drawn) => {
      const input = fixedOf(drawn);
      const { options } = spend({ input, wanted: new Map(), policy: null });
      const now = evaluate(input);
      const { rewards } = input.choices;
      for (const { offer: id, takesOff, why } of options) {
        const before = rewards.find((one) => one.offer === id);
        const more =
          before === undefined
            ? { offer: id, points: null, times: 1, sku: null }
            : { ...before, times: before.times + 1 };
        const others = rewards.filter((one) => one.offer !== id);
        const whole = evaluate(withRewards(input, [...others, more]));
        const goes = others.some((one) => times(whole, one.offer) < times(now, one.offer));
        const may = times(whole, id) > times(now, id) && !goes;
        expect(why === null).toBe(may);
        if (may) {
          had += 1;
          expect(takesOff).toBe(Math.max(0, whole.discount - now.discount));
        }
      }
    });
    expect(had).toBeGreaterThan(100);
  });
});

const freely = (id: string, over: Partial<Extract<Offer['trigger'], { readonly type: 'perPoint' }>> = {}): Offer =>
  offer(
    id,
    { type: 'pointsValue' },
    {
      trigger: {
        type: 'perPoint',
        points: points(1),
        value: bani(10),
        least: points(1),
        step: points(1),
        largestShare: 10_000,
        most: null,
        ...over,
      },
    },
  );

function sale(offers: readonly Offer[], spendable: number, rewards: readonly ChosenReward[] = []): SaleInput {
  return {
    programme: programme(offers),
    lines: [pieces('a1', 10_000)],
    facts: member({ balance: points(spendable), spendable: points(spendable) }),
    choices: { codes: [], rewards, proof: null },
    moment: { day: DAY, time: '12:00', store: SHOP },
    tenders: null,
    products: () => null,
  };
}

describe('one balance', () => {
  const sixty = offer('sixty', amount(500), { trigger: { type: 'points', points: points(60) } });
  const gift = offer('gift', { type: 'service', text: 'x' }, { trigger: { type: 'points', points: points(60) } });

  test.each([sixty, gift])('100 points, a reward for 60: freely at most 40, whatever was wanted (%#)', (reward) => {
    const chosen = [{ offer: reward.id, points: null, times: 1, sku: null }];
    const input = sale([reward, freely('pay')], 100, chosen);
    const { free, result } = spend({ input, wanted: new Map([['pay', points(100)]]), policy: null });
    expect(free).toMatchObject([{ spent: 40, limits: { most: 40, available: 40 } }]);
    expect(result).toMatchObject({ spent: 100, notApplied: [] });
  });

  test('the offline policy counts both', () => {
    const policy = { most: points(80), why: refuse('redeem.offlineLimit', { asked: 80, most: 80 }) };
    const input = sale([sixty, freely('pay')], 500, [{ offer: 'sixty', points: null, times: 1, sku: null }]);
    const { free, result, options } = spend({ input, wanted: new Map([['pay', points(100)]]), policy });
    expect(result.spent).toBe(80);
    expect(free[0]).toMatchObject({ spent: 20, limits: { most: 20, why: { code: 'redeem.offlineLimit' } } });
    // One more reward would be 120 points.
    expect(options[0]?.why).toEqual({ code: 'redeem.offlineLimit', params: { asked: 120, most: 80 } });
  });

  test('a second offer of free points takes from what the first left', () => {
    const input = sale([freely('pay'), freely('more', { points: points(100), value: bani(50) })], 250);
    const wanted = new Map([
      ['pay', points(90)],
      ['more', points(200)],
    ]);
    const { free, result } = spend({ input, wanted, policy: null });
    // 160 are left; a hundred at a time.
    expect(free.map(({ spent, limits: { most, step } }) => [spent, most, step])).toEqual([
      [90, 250, 1],
      [100, 100, 100],
    ]);
    expect(result).toMatchObject({ spent: 190, discount: 950 });
  });

  test('points are taken in steps in which none is spent for nothing', () => {
    const trigger = { points: points(100), value: bani(5000), step: points(30), least: points(250) };
    const { free } = spend({ input: sale([freely('pay', trigger)], 1000), wanted: new Map(), policy: null });
    expect(free[0]?.limits).toMatchObject({ step: 300, least: 300, most: 0 });
    const dear = { ...trigger, value: bani(1000) };
    expect(
      spend({ input: sale([freely('pay', dear)], 1000), wanted: new Map(), policy: null }).free[0]?.limits,
    ).toMatchObject({ step: 300, least: 300, most: 900 });
  });

  test('what no goods, no time or no tier allows is said so, not in numbers', () => {
    const never = { ...freely('pay'), when: { weekdays: [] } };
    const { free } = spend({ input: sale([never], 100), wanted: new Map([['pay', points(50)]]), policy: null });
    expect(free[0]).toMatchObject({ spent: 0, limits: { most: 0, why: { code: 'offer.notNow' } } });
    expect(choosable(sale([never, sixty], 100))).toEqual([
      { offer: 'pay', takesOff: 0, why: refuse('offer.notNow'), most: 0 },
      { offer: 'sixty', takesOff: 500, why: null, most: 0 },
    ]);
  });
});

describe('points of this sale, spent freely on it', () => {
  /** A sale of 100 lei that earns 10 points for each 10 lei, by a member with so many; a point is worth 10 bani. */
  function own(earnOn: EarningBase, balance: number, spendOwnPoints = true): SaleInput {
    const base = sale([freely('pay', { value: bani(10) })], balance);
    const earning = [rule('money', perMoney(10, 1000))];
    const policies = { ...base.programme.policies, spendOwnPoints, earnOn };
    return { ...base, programme: { ...base.programme, earning, policies } };
  }
  const spending = (input: SaleInput, wanted: number) =>
    spend({ input, wanted: new Map([['pay', points(wanted)]]), policy: null });

  test.each([
    ['gross', 30, 130],
    // With 90 spent, 91 lei are paid and earn 91; with 91 spent, 90.90 lei would earn 90.
    ['afterRedemption', 0, 90],
    ['afterRedemption', 5, 95],
  ] as const)('as many as are still earned when they are spent: on %s, having %d, %d', (earnOn, had, most) => {
    const input = own(earnOn, had);
    const { free, result } = spending(input, most + 50);
    expect(free).toMatchObject([{ spent: most, limits: { most } }]);
    expect(result).toMatchObject({ spent: most, notApplied: [] });
    expect(result.spent).toBeLessThanOrEqual(had + result.earned);
    // And one more the sale refuses.
    const more = [{ offer: 'pay', points: points(most + 1), times: 1, sku: null }];
    expect(evaluate(withRewards(input, more)).notApplied).toMatchObject([{ offer: 'pay' }]);
  });

  test('are not spent where the programme does not let them be', () => {
    expect(spending(own('gross', 30, false), 100).free).toMatchObject([{ spent: 30, limits: { most: 30 } }]);
  });
});
