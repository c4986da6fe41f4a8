import { describe, expect, test } from 'vitest';
import { bani } from '../amount/bani.ts';
import { points } from '../amount/points.ts';
import { civilDate } from '../calendar/civil.ts';
import { programmeFaults } from './checks.ts';
import type { Conditions } from './conditions.ts';
import type { Boost, EarningRule } from './earning.ts';
import { lifted } from './lift.ts';
import type { Effect, Offer, Trigger } from './offer.ts';
import { DEFAULT_POLICIES } from './policies.ts';
import type { Programme } from './programme.ts';
import type { Tiers } from './tiers.ts';

const base = lifted({
  format: 1,
  version: 1,
  name: 'Base',
  startsAtMs: 0,
  earning: { points: points(1), perBani: bani(1000) },
  redemption: { pointValue: bani(10), leastPoints: points(1), largestShare: 10_000 },
  expiryDays: null,
  excludedCategories: [],
  offline: { mostPointsPerDay: points(0), oldestWordHours: 24, phoneIsProof: false },
});
const [rule] = base.earning;
const [reward] = base.offers;
if (rule === undefined || reward === undefined) throw new Error('the base has a rule and a reward');

const automatic: Trigger = { type: 'automatic' };
const off: Effect = { type: 'amountOff', amount: bani(100), per: 'order', mostUnits: null, which: 'cheapest' };
const offer = (more: Partial<Offer> = {}): Offer => ({ ...reward, id: 'o', trigger: automatic, effect: off, ...more });
const earns = (more: Partial<EarningRule>): EarningRule => ({ ...rule, id: 'r', ...more });
const boost: Boost = { id: 'b', name: 'b', active: true, when: {}, factor: 200 };
const code = (codes: readonly string[], issued = false): Trigger => ({ type: 'code', codes, issued });
const levels = [
  { id: 'silver', name: 'S', from: 100, benefits: '' },
  { id: 'gold', name: 'G', from: 500, benefits: '' },
];
const tiers: Tiers = { by: 'spend', window: { type: 'ever' }, grace: 0, levels };
const added = { ...DEFAULT_POLICIES, freeUnit: 'added' } as const;
const buyGet = (get: Extract<Effect, { type: 'buyGet' }>['get']): Effect => ({
  type: 'buyGet',
  buy: [{ units: 2 }],
  get,
  which: 'cheapest',
  most: null,
});
const free = { percent: 10_000 };

function faults(more: Partial<Programme>): string[] {
  return programmeFaults({ ...base, ...more }).map(({ path, fault }) => `${path}: ${fault}`);
}
const offers = (...more: readonly Partial<Offer>[]): Partial<Programme> => ({ offers: more.map(offer) });
const when = (conditions: Conditions): Partial<Programme> => offers({ when: conditions });

test('what may be published has no faults', () => {
  expect(faults({})).toEqual([]);
  expect(faults({ ...offers({ when: { tiers: ['gold', null] } }), tiers })).toEqual([]);
  expect(faults({ ...offers({ effect: buyGet({ units: 1, reduction: free }) }) })).toEqual([]);
  expect(
    faults({ ...offers({ effect: buyGet({ of: { skus: ['a'] }, units: 1, reduction: free }) }), policies: added }),
  ).toEqual([]);
  expect(faults(when({ hours: [{ from: '22:00', to: '02:00' }] }))).toEqual([]);
});

describe('names', () => {
  test.each([
    ['an id of two rules', { earning: [earns({}), earns({})] }, ['earning[1].id: twice']],
    ['an id of a rule and an offer', { earning: [earns({ id: 'o' })], ...offers({}) }, ['offers[0].id: twice']],
    ['an id of a boost and an offer', { boosts: [boost], ...offers({ id: 'b' }) }, ['offers[0].id: twice']],
    [
      'a stamp card',
      {
        stampCards: [
          { id: 'c', name: 'c' },
          { id: 'c', name: 'd' },
        ],
      },
      ['stampCards[1].id: twice'],
    ],
    [
      'a code of two offers',
      offers({ trigger: code(['AAA', 'BBB']) }, { id: 'p', trigger: code(['BBB']) }),
      ['offers[1].trigger.codes[0]: twice'],
    ],
    [
      'a card that is not there',
      offers({ trigger: { type: 'stamps', card: 'x', stamps: 1 } }),
      ['offers[0].trigger.card: unknown'],
    ],
    [
      'stamps for no card',
      { earning: [earns({ gives: { type: 'stamps', card: 'x', stamps: 1, units: null } })] },
      ['earning[0].gives.card: unknown'],
    ],
    [
      'a level that is not there',
      { ...when({ tiers: ['gold', 'iron'] }), tiers },
      ['offers[0].when.tiers[1]: unknown'],
    ],
    ['a rule that is not there', { boosts: [{ ...boost, rules: ['money', 'x'] }] }, ['boosts[0].rules[1]: unknown']],
    [
      'a coupon for nothing',
      offers({ effect: { type: 'coupon', offer: 'x', days: 9 } }),
      ['offers[0].effect.offer: unknown'],
    ],
    [
      'a coupon that nobody can use',
      offers({ effect: { type: 'coupon', offer: 'p', days: 9 } }, { id: 'p', trigger: code(['PPP']) }),
      ['offers[0].effect.offer: needs issued code'],
    ],
  ] as const)('%s', (_, more, expected) => {
    expect(faults(more)).toEqual(expected);
  });
});

describe('orders', () => {
  test.each([
    ['days', when({ from: civilDate('2026-02-02'), until: civilDate('2026-02-01') }), ['offers[0].when.until: order']],
    [
      'spend',
      when({ basket: [{ spendFrom: bani(2), spendTo: bani(1) }] }),
      ['offers[0].when.basket[0].spendTo: order'],
    ],
    ['units', when({ basket: [{ unitsFrom: 2, unitsTo: 1 }] }), ['offers[0].when.basket[0].unitsTo: order']],
    ['purchases', when({ purchase: { from: 2, to: 1 } }), ['offers[0].when.purchase.to: order']],
    ['days since joining', when({ joinedDays: { from: 2, to: 1 } }), ['offers[0].when.joinedDays.to: order']],
    [
      'prices',
      { excluded: { except: { anyOf: [{ priceFrom: bani(2), priceTo: bani(1) }] } } },
      ['excluded.except.anyOf[0].priceTo: order'],
    ],
    ['levels', { tiers: { ...tiers, levels: levels.toReversed() } }, ['tiers.levels[1].from: order']],
    [
      'transfers',
      { transfers: { least: 5, mostPerDay: 4, mostPerMonth: 3 } },
      ['transfers.mostPerDay: order', 'transfers.mostPerMonth: order'],
    ],
    [
      'proofs',
      {
        proofs: [
          { upTo: points(5), by: ['pin'] },
          { upTo: points(5), by: ['pin'] },
        ],
      },
      ['proofs[1].upTo: order'],
    ],
    [
      'proofs after all points',
      {
        proofs: [
          { upTo: null, by: ['pin'] },
          { upTo: points(5), by: ['pin'] },
        ],
      },
      ['proofs[1].upTo: order'],
    ],
    [
      'points at once',
      offers({
        trigger: {
          type: 'perPoint',
          points: points(1),
          value: bani(1),
          least: points(9),
          step: points(1),
          largestShare: 1,
          most: points(8),
        },
        effect: { type: 'pointsValue' },
      }),
      ['offers[0].trigger.most: order'],
    ],
  ] as const)('%s', (_, more, expected) => {
    expect(faults(more)).toEqual(expected);
  });
});

describe('what cannot come to pass', () => {
  test.each([
    [
      'points chosen for something else',
      offers({ trigger: reward.trigger }),
      ['offers[0].effect.type: needs pointsValue'],
    ],
    ['the worth of no points', offers({ effect: { type: 'pointsValue' } }), ['offers[0].trigger.type: needs perPoint']],
    ['units of an order', offers({ effect: { ...off, mostUnits: 1 } }), ['offers[0].effect.mostUnits: needs per unit']],
    ['a coupon without a code', offers({ trigger: code([]) }), ['offers[0].trigger.codes: empty']],
    [
      'more than all off',
      offers({ effect: { type: 'percentOff', percent: 10_001, mostUnits: null, which: 'cheapest', cap: null } }),
      ['offers[0].effect.percent: most 10000'],
    ],
    [
      'a set of nothing',
      offers({ effect: { type: 'bundle', parts: [{ units: 0 }], reduction: free, which: 'cheapest', most: null } }),
      ['offers[0].effect.parts[0].units: least 1'],
    ],
    [
      'a unit put in that nobody named',
      { ...offers({ effect: buyGet({ of: { skus: ['a', 'b'] }, units: 1, reduction: free }) }), policies: added },
      ['offers[0].effect.get.of: needs one sku'],
    ],
    ['a limit of none', offers({ limits: { ...reward.limits, total: 0 } }), ['offers[0].limits.total: least 1']],
    [
      'hours that are none',
      when({
        hours: [
          { from: '24:00', to: '9:00' },
          { from: '08:00', to: '08:00' },
        ],
      }),
      ['offers[0].when.hours[0].from: form', 'offers[0].when.hours[0].to: form', 'offers[0].when.hours[1].to: empty'],
    ],
    [
      'a window longer than half a year',
      when({ birthday: { before: 184, after: 0 } }),
      ['offers[0].when.birthday.before: most 183'],
    ],
    ['nobody with a purchase', when({ who: 'none', purchase: { to: 1 } }), ['offers[0].when.who: needs member']],
    [
      'nobody with points',
      offers({ when: { who: 'none' }, trigger: { type: 'points', points: points(5) } }),
      ['offers[0].when.who: needs member'],
    ],
    ['nobody who earns', { earning: [earns({ when: { who: 'none' } })] }, ['earning[0].when.who: needs member']],
    [
      'goods of a visit',
      { earning: [earns({ on: 'visit', when: { basket: [{ unitsFrom: 1 }] } })] },
      ['earning[0].gives.type: needs sale', 'earning[0].when.basket: needs sale'],
    ],
    ['a demand for nothing', when({ basket: [{}] }), ['offers[0].when.basket[0]: empty']],
    [
      'pieces without VAT',
      when({ basket: [{ unitsFrom: 1, withoutVat: true }] }),
      ['offers[0].when.basket[0].withoutVat: needs spendFrom or spendTo'],
    ],
    [
      'paid pieces of money',
      { earning: [earns({ paidOnly: true, gives: { type: 'perOrder', points: points(1) } })] },
      ['earning[0].paidOnly: needs units of a sale'],
    ],
    [
      'a bracket of no money',
      {
        earning: [
          earns({
            gives: {
              type: 'perMoney',
              points: points(1),
              per: bani(9),
              rounding: 'floor',
              above: bani(9),
              upTo: bani(9),
            },
          }),
        ],
      },
      ['earning[0].gives.upTo: order'],
    ],
    [
      'a rest that waits and is rounded before',
      {
        earning: [
          earns({ gives: { type: 'perMoney', points: points(1), per: bani(9), rounding: 'carry', wholeFirst: true } }),
        ],
      },
      ['earning[0].gives.wholeFirst: needs rounding without rest'],
    ],
    [
      'periods without a calendar',
      { tiers: { ...tiers, grace: 'nextPeriod' } },
      ['tiers.grace: needs calendar window'],
    ],
    [
      'points that end on the day of the last purchase',
      {
        lots: { pendingDays: 0, expiry: { type: 'inactivity', days: 1 }, warnDays: 0 },
        earning: [earns({ expiry: { type: 'inactivity', days: 1 } })],
        policies: { ...DEFAULT_POLICIES, expiryDay: 'until' },
      },
      ['earning[0].expiry.days: least 2', 'lots.expiry.days: least 2'],
    ],
    ['a floor without height', { floors: [{}] }, ['floors[0]: needs price or share']],
    [
      'more points than numbers',
      { earning: [earns({ gives: { type: 'perMoney', points: points(1001), per: bani(1), rounding: 'floor' } })] },
      ['earning[0].gives.points: most 1000 a ban'],
    ],
  ] as const)('%s', (_, more, expected) => {
    expect(faults(more)).toEqual(expected);
  });
});
