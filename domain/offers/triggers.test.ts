import { describe, expect, test } from 'vitest';
import { bani } from '../amount/bani.ts';
import { points } from '../amount/points.ts';
import { addDays } from '../calendar/civil.ts';
import type { Trigger } from '../programme/offer.ts';
import { counterName } from '../sale/facts.ts';
import {
  amount,
  apply,
  DAY,
  member,
  NO_LIMITS,
  names,
  not,
  off,
  offer,
  percent,
  pieces,
  programme,
  reward,
} from './testing/basket.ts';

const LINES = [pieces('a1', 1000), pieces('b1', 3000)];
const code = (codes: readonly string[], issued = false): Trigger => ({ type: 'code', codes, issued });
const forPoints = (n: number): Trigger => ({ type: 'points', points: points(n) });
const rich = (n: number, over = {}) => member({ spendable: points(n), balance: points(n), ...over });

describe('codes', () => {
  const coupon = offer('nov', amount(100), { trigger: code(['Nov10']) });

  test('one triggers its offer whatever its case; an unknown one is said', () => {
    const result = apply(programme([coupon]), LINES, { codes: ['NOV10', 'XYZ'] });
    expect(result.applied).toMatchObject([{ offer: 'nov', code: 'NOV10', times: 1, discount: 100 }]);
    expect(not(result)).toEqual(['XYZ offer.unknown']);
    expect(names(apply(programme([coupon]), LINES))).toEqual([]);
  });

  test('a code that another rule asks for is not unknown', () => {
    const asking = offer('asks', amount(50), { when: { codes: ['VIP'] } });
    const result = apply(programme([asking]), LINES, { codes: ['VIP'] });
    expect([names(result), not(result)]).toEqual([['asks'], []]);
  });

  test('an issued one is good for the member who holds it, through its day, once', () => {
    const back = offer('back', amount(100), { trigger: code([], true) });
    const held = (until = DAY) => member({ coupons: [{ code: 'K1', offer: 'back', until }] });
    const with1 = (facts: ReturnType<typeof member> | null) =>
      apply(programme([back]), LINES, { codes: ['K1'], facts });
    expect(names(with1(held()))).toEqual(['back']);
    expect(not(with1(held(addDays(DAY, -1))))).toEqual(['back offer.expired']);
    expect(not(with1(member()))).toEqual(['K1 offer.unknown']);
    expect(not(with1(null))).toEqual(['K1 offer.unknown']);
    expect(not(with1({ ...held(), counters: { [counterName.code('K1')]: 1 } }))).toEqual(['back offer.usedUp']);
  });

  test('two codes of one offer apply it once, and the second is kept', () => {
    const two = offer('two', amount(100), { trigger: code(['A', 'B']) });
    const result = apply(programme([two]), LINES, { codes: ['A', 'B'] });
    expect([names(result), not(result)]).toEqual([['two'], ['two offer.notTogether']]);
  });

  test('why a code does not apply', () => {
    const why = (over: Parameters<typeof offer>[2], asking = {}) =>
      apply(programme([{ ...coupon, ...over }]), LINES, { codes: ['NOV10'], ...asking }).notApplied[0]?.refusal;
    const ended = addDays(DAY, -1);
    expect(why({ when: { until: ended } })).toEqual({ code: 'offer.expired', params: { until: ended } });
    expect(why({ when: { from: addDays(DAY, 1) } })?.code).toBe('offer.notNow');
    expect(why({ when: { until: DAY, hours: [{ from: '00:00', to: '00:01' }] } })?.code).toBe('offer.notNow');
    expect(why({ active: false })?.code).toBe('offer.notNow');
    expect(why({ when: { who: 'member' } })?.code).toBe('offer.needsMember');
    expect(why({ when: { tiers: ['gold'] } }, { facts: member() })?.code).toBe('offer.notMet');
    expect(why({ when: { basket: [{ spendFrom: bani(9999) }] } })?.code).toBe('offer.notMet');
    expect(why({ effect: amount(100, { of: { skus: ['z'] } }) })?.code).toBe('offer.nothingToTake');
    const limits = { ...NO_LIMITS, perMember: 2 };
    expect(why({ limits })?.code).toBe('offer.needsMember');
    const used = { facts: member({ counters: { [counterName.usedEver('nov')]: 2 } }) };
    expect(why({ limits }, used)).toEqual({ code: 'offer.usedUp', params: { most: 2 } });
  });
});

describe('rewards for points', () => {
  const five = offer('five', amount(500), { trigger: forPoints(50) });

  test('are chosen, cost their points each time, and the lines say which', () => {
    const result = apply(programme([five]), LINES, { facts: rich(120), rewards: [reward('five', { times: 2 })] });
    expect(result).toMatchObject({ spent: 100, spentByLine: [25, 75], redeemed: true });
    expect(result.applied).toMatchObject([{ offer: 'five', times: 2, discount: 1000, points: 100 }]);
    expect(names(apply(programme([five]), LINES, { facts: rich(120) }))).toEqual([]);
  });

  test('too few points: refused, or as many times as there are points', () => {
    const asking = { facts: rich(120), rewards: [reward('five', { times: 3 })] };
    const refused = apply(programme([five], { tooMany: 'refuse' }), LINES, asking);
    expect(refused.notApplied).toEqual([
      { offer: 'five', code: null, refusal: { code: 'reward.tooFewPoints', params: { available: 120, needed: 150 } } },
    ]);
    expect(refused.spent).toBe(0);
    expect(apply(programme([five], { tooMany: 'cut' }), LINES, asking).applied).toMatchObject([{ times: 2 }]);
  });

  test('a time that takes nothing off costs nothing', () => {
    const asking = { facts: rich(1000), rewards: [reward('five', { times: 5 })] };
    expect(apply(programme([five]), [pieces('a1', 700)], asking)).toMatchObject({ spent: 100, afterOffers: [0] });
  });

  test('unknown, without a member, over the limit of a receipt', () => {
    expect(not(apply(programme([five]), LINES, { facts: rich(99), rewards: [reward('six')] }))).toEqual([
      'six reward.unknown',
    ]);
    expect(not(apply(programme([five]), LINES, { rewards: [reward('five')] }))).toEqual(['five offer.needsMember']);
    const once = { ...five, limits: { ...NO_LIMITS, perReceipt: 1 } };
    const asking = { facts: rich(500), rewards: [reward('five', { times: 2 })] };
    expect(not(apply(programme([once]), LINES, asking))).toEqual(['five offer.usedUp']);
    expect(apply(programme([once], { tooMany: 'cut' }), LINES, asking).spent).toBe(50);
  });

  test('a free product: the one chosen, else the first in the basket; nothing there is said', () => {
    const free = offer('free', { type: 'freeProduct', skus: ['b1', 'a1'], units: 1 }, { trigger: forPoints(10) });
    const chosen = (sku: string | null, lines = LINES) =>
      apply(programme([free]), lines, { facts: rich(50), rewards: [reward('free', { sku })] });
    expect(off(chosen(null))).toEqual([1000, 0]);
    expect(off(chosen('b1'))).toEqual([0, 3000]);
    expect(not(chosen('c1'))).toEqual(['free offer.nothingToTake']);
    expect(not(chosen(null, [pieces('c1', 5)]))).toEqual(['free offer.nothingToTake']);
  });

  test('a service may be had without goods', () => {
    const talk = offer('talk', { type: 'service', text: 'a coffee with the owner' }, { trigger: forPoints(10) });
    const result = apply(programme([talk]), [], { facts: rich(10), rewards: [reward('talk')] });
    expect(result).toMatchObject({
      spent: 10,
      spentByLine: [],
      given: [{ offer: 'talk', service: true }],
      redeemed: true,
    });
  });

  test('stamps', () => {
    const free = offer('free', amount(300), { trigger: { type: 'stamps', card: 'c', stamps: 6 } });
    const of = (n: number) =>
      apply(programme([free]), LINES, {
        facts: member({ counters: { [counterName.stamps('c')]: n } }),
        rewards: [reward('free')],
      });
    expect(of(6).counts).toEqual([{ key: 'stamps:c', day: null, by: -6, line: null, whole: true, all: false }]);
    expect(of(6)).toMatchObject({ redeemed: true, spent: 0, applied: [{ stamps: 6 }] });
    expect(not(of(5))).toEqual(['free reward.tooFewStamps']);
  });
});

describe('points chosen freely', () => {
  const trigger = {
    type: 'perPoint',
    points: points(10),
    value: bani(100),
    least: points(20),
    step: points(10),
    largestShare: 5000,
    most: null,
  } as const;
  const pay = offer('pay', { type: 'pointsValue', of: { categories: ['b'] } }, { trigger });
  const ask = (n: number, tooMany: 'refuse' | 'cut', available = 1000, over = {}) =>
    apply(programme([{ ...pay, trigger: { ...trigger, ...over } }], { tooMany }), LINES, {
      facts: rich(available),
      rewards: [reward('pay', { points: points(n) })],
    });

  test('take their worth off the goods that they may pay, after all offers', () => {
    const result = apply(programme([pay, offer('tenth', percent(1000))]), LINES, {
      facts: rich(100),
      rewards: [reward('pay', { points: points(50) })],
    });
    expect(result).toMatchObject({
      afterOffers: [900, 2700],
      afterRedemption: [900, 2200],
      spent: 50,
      spentByLine: [0, 50],
    });
    expect(result.trace.at(-1)).toEqual({
      code: 'redeem.value',
      params: { points: 50, value: 100, per: 10, discount: 500, offer: 'pay' },
    });
  });

  test('above the balance, above the sale, below the least, out of step: refused or cut', () => {
    expect(ask(200, 'refuse', 150).notApplied[0]?.refusal).toEqual({
      code: 'redeem.aboveBalance',
      params: { asked: 200, available: 150 },
    });
    expect(ask(200, 'cut', 145).spent).toBe(140);
    // Half of 3000 bani are 150 points.
    expect(ask(160, 'refuse').notApplied[0]?.refusal).toEqual({
      code: 'redeem.aboveSale',
      params: { asked: 160, most: 150 },
    });
    expect(ask(160, 'cut').spent).toBe(150);
    expect(ask(100, 'cut', 1000, { most: points(40) }).spent).toBe(40);
    expect(not(ask(10, 'refuse'))).toEqual(['pay redeem.belowMinimum']);
    expect(not(ask(25, 'refuse'))).toEqual(['pay redeem.step']);
    expect(ask(25, 'cut').spent).toBe(20);
  });

  test('no point is taken without its worth: a rest that buys nothing stays', () => {
    expect(ask(25, 'refuse', 1000, { step: points(1) })).toMatchObject({ spent: 20, afterRedemption: [1000, 2800] });
    const floors = [{ share: 9000 }];
    const asking = { facts: rich(500), rewards: [reward('pay', { points: points(100) })] };
    const low = apply(programme([pay], { tooMany: 'cut', belowFloor: 'lost' }, { floors }), LINES, asking);
    expect(low).toMatchObject({ spent: 30, afterRedemption: [1000, 2700] });
  });

  test('need a member, and are no offer for those that apply alone', () => {
    expect(not(apply(programme([pay]), LINES, { rewards: [reward('pay', { points: points(50) })] }))).toEqual([
      'pay redeem.noMember',
    ]);
    const alone = offer('alone', percent(1000), { exclusive: true, last: true });
    const asking = { facts: rich(100), rewards: [reward('pay', { points: points(50) })] };
    expect(names(apply(programme([alone, pay]), LINES, asking))).toEqual(['alone', 'pay']);
  });
});

test('what proves that one may redeem goes by the points of the whole sale', () => {
  const five = offer('five', amount(500), { trigger: forPoints(50) });
  const proofs = [
    { upTo: points(50), by: ['phone', 'card'] as const },
    { upTo: null, by: ['card'] as const },
  ];
  const of = (proof: 'card' | 'phone' | null, times: number) =>
    apply(programme([five], {}, { proofs }), LINES, { facts: rich(500), proof, rewards: [reward('five', { times })] });
  expect(of('phone', 1).spent).toBe(50);
  expect(of('phone', 2).notApplied[0]?.refusal).toEqual({ code: 'proof.needed', params: { by: 'card' } });
  expect([of('card', 2).spent, of(null, 2).spent]).toEqual([100, 100]);
});

describe('what offers give besides', () => {
  test('a coupon, money on the wallet, points; to members only, after the money', () => {
    const gives = [
      offer('c', { type: 'coupon', offer: 'back', days: 30 }),
      offer('w', { type: 'wallet', amount: bani(500) }),
      offer('p', { type: 'points', points: points(7) }, { trigger: code(['P']) }),
      offer('tenth', percent(1000)),
    ];
    const result = apply(programme(gives), LINES, { facts: member(), codes: ['P'] });
    expect(names(result)).toEqual(['tenth', 'c', 'w', 'p']);
    expect(result.given).toMatchObject([
      { offer: 'c', coupons: [{ offer: 'back', until: '2026-12-21' }] },
      { offer: 'w', wallet: 500 },
      { offer: 'p', points: 7 },
    ]);
    expect(result.trace.map(({ code: step }) => step)).toEqual([
      'offer.off',
      'offer.gives',
      'offer.gives',
      'offer.gives',
    ]);
    const nobody = apply(programme(gives), LINES, { codes: ['P'] });
    expect([names(nobody), not(nobody)]).toEqual([['tenth'], ['p offer.needsMember']]);
  });
});

test('counts: uses of what is limited or came by a code; of everybody with a total or a code', () => {
  const rules = [
    offer('plain', amount(1)),
    offer('mine', amount(1), { limits: { ...NO_LIMITS, perMemberDay: 3 } }),
    offer('ours', amount(1), { limits: { ...NO_LIMITS, total: 9 } }),
    offer('code', amount(1), { trigger: code(['C']) }),
  ];
  const counts = (facts: ReturnType<typeof member> | null) =>
    apply(programme(rules), LINES, { codes: ['C'], facts }).counts.map(({ key, day, by, all }) => [key, day, by, all]);
  expect(counts(member())).toEqual([
    ['used:mine', DAY, 1, false],
    ['used:ours', DAY, 1, true],
    ['used:code', DAY, 1, true],
    ['code:C', null, 1, true],
  ]);
  expect(counts(null)).toEqual([
    ['used:ours', DAY, 1, true],
    ['used:code', DAY, 1, true],
    ['code:C', null, 1, true],
  ]);
  const over = { [counterName.usedDay('mine')]: 3, [counterName.usedByAll('ours')]: 9 };
  expect(names(apply(programme(rules), LINES, { facts: member({ counters: over }) }))).toEqual(['plain']);
});
