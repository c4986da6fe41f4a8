import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bani } from '../amount/bani.ts';
import { points } from '../amount/points.ts';
import { thousandths, vatRate } from '../amount/quantity.ts';
import { DAY, member, SHOP } from '../offers/testing/basket.ts';
import type { BasketLine } from '../sale/basket.ts';
import { evaluate } from '../sale/evaluate.ts';
import { reckonSale } from '../sale/testing/first.ts';
import { programmeFaults } from './checks.ts';
import type { FirstProgramme } from './first.ts';
import { LIFTED_REWARD, lifted } from './lift.ts';

const first: FirstProgramme = {
  format: 1,
  version: 4,
  name: 'Corner shop',
  startsAtMs: 1_700_000_000_000,
  earning: { points: points(1), perBani: bani(1000) },
  redemption: { pointValue: bani(10), leastPoints: points(50), largestShare: 5000 },
  expiryDays: 365,
  excludedCategories: ['tobacco', 'lottery'],
  offline: { mostPointsPerDay: points(400), oldestWordHours: 72, phoneIsProof: true },
};

test('each rule of format 1 has its place', () => {
  expect(lifted(first)).toMatchObject({
    format: 2,
    version: 4,
    name: 'Corner shop',
    startsAtMs: 1_700_000_000_000,
    excluded: { categories: ['tobacco', 'lottery'] },
    earning: [{ id: 'money', on: 'sale', gives: { type: 'perMoney', points: 1, per: 1000, rounding: 'floor' } }],
    offers: [
      {
        id: 'points',
        trigger: { type: 'perPoint', points: 1, value: 10, least: 50, step: 1, largestShare: 5000, most: null },
        effect: { type: 'pointsValue' },
      },
    ],
    lots: { pendingDays: 0, expiry: { type: 'days', days: 365 } },
    offline: { mostPointsPerDay: 400, oldestWordHours: 72, phoneIsProof: true },
    policies: { earnOn: 'afterRedemption', earnWhenRedeeming: true, pointsRounding: 'perRule', tooMany: 'cut' },
  });
});

test('what gave nothing is left out', () => {
  const worthless = [
    { ...first.redemption, pointValue: bani(0) },
    { ...first.redemption, largestShare: 0 },
  ];
  for (const redemption of worthless) expect(lifted({ ...first, redemption }).offers).toEqual([]);
  expect(lifted({ ...first, earning: { points: points(0), perBani: bani(1000) } }).earning).toEqual([]);
  expect(lifted({ ...first, earning: { points: points(1), perBani: bani(0) } }).earning).toEqual([]);
  expect(lifted({ ...first, excludedCategories: [] }).excluded).toBeNull();
  expect(lifted({ ...first, expiryDays: null }).lots.expiry).toEqual({ type: 'never' });
  expect(lifted({ ...first, redemption: { ...first.redemption, leastPoints: points(0) } }).offers).toMatchObject([
    { trigger: { least: 1 } },
  ]);
});

test('whatever was stored, what comes out may be published', () => {
  const small = (max: number) => fc.integer({ min: 0, max });
  fc.assert(
    fc.property(small(1000), small(100_000), small(10_000), small(5000), small(10_000), (...n) => {
      const [earned, perBani, value, least, largestShare] = n;
      const programme = lifted({
        ...first,
        earning: { points: points(earned), perBani: bani(perBani) },
        redemption: { pointValue: bani(value), leastPoints: points(least), largestShare },
      });
      expect(programmeFaults(programme)).toEqual([]);
    }),
  );
});

test('a lifted programme gives the figures that format 1 gave, to the ban and the point', () => {
  const line = fc.record({
    price: fc.integer({ min: 1, max: 30_000 }),
    quantity: fc.integer({ min: 1, max: 5000 }),
    category: fc.constantFrom(null, 'milk', 'tobacco', 'lottery'),
    vat: fc.constantFrom(2000, 800),
  });
  const rules = fc.record({
    each: fc.integer({ min: 0, max: 5 }),
    per: fc.integer({ min: 1, max: 3000 }),
    value: fc.integer({ min: 0, max: 60 }),
    least: fc.integer({ min: 1, max: 40 }),
    share: fc.integer({ min: 0, max: 10_000 }),
  });
  fc.assert(
    fc.property(
      fc.array(line, { maxLength: 8 }),
      rules,
      fc.nat(3000),
      fc.boolean(),
      (lines, rule, spend, withMember) => {
        const programme: FirstProgramme = {
          ...first,
          earning: { points: points(rule.each), perBani: bani(rule.per) },
          redemption: { pointValue: bani(rule.value), leastPoints: points(rule.least), largestShare: rule.share },
        };
        const basket = lines.map(
          ({ price, quantity, category, vat }, i): BasketLine => ({
            key: i + 1,
            sku: `p${i}`,
            name: '',
            category,
            unit: 'kg',
            quantity: thousandths(quantity),
            price: bani(price),
            vat: vatRate(vat),
          }),
        );
        const old = reckonSale({ lines: basket, programme, spend: points(spend), withMember });
        const reward = { offer: LIFTED_REWARD, points: points(spend), times: 1, sku: null };
        const now = evaluate({
          programme: lifted(programme),
          lines: basket,
          facts: withMember ? member({ spendable: points(spend), balance: points(spend) }) : null,
          choices: { codes: [], rewards: spend > 0 && withMember ? [reward] : [], proof: null },
          moment: { day: DAY, time: '12:00', store: SHOP },
          tenders: null,
          products: () => null,
        });
        const { gross, discount, total, earned, spent, vat } = now;
        expect({ gross, discount, total, earned, spent, vat }).toEqual({
          gross: old.gross,
          discount: old.discount,
          total: old.total,
          earned: old.earned,
          spent: old.spent,
          vat: old.vat,
        });
        const amounts = (of: readonly { gross: number; discount: number; earned: number }[]): unknown =>
          of.map((one) => [one.gross, one.discount, one.earned]);
        expect(amounts(now.figures)).toEqual(amounts(old.lines));
      },
    ),
    { numRuns: 500 },
  );
});
