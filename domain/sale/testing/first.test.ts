import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bani } from '../../amount/bani.ts';
import { points } from '../../amount/points.ts';
import { thousandths, vatRate } from '../../amount/quantity.ts';
import type { FirstProgramme as Programme } from '../../programme/first.ts';
import type { BasketLine } from '../basket.ts';
import { lineGross, vatContained } from '../vat.ts';
import { isExcluded, mostByAmount, reckonSale, type SaleFigures } from './first.ts';

const PROGRAMME: Programme = {
  format: 1,
  version: 1,
  name: 'try',
  startsAtMs: 0,
  earning: { points: points(1), perBani: bani(1000) },
  redemption: { pointValue: bani(10), leastPoints: points(0), largestShare: 10_000 },
  expiryDays: 365,
  excludedCategories: ['tobacco'],
  offline: { mostPointsPerDay: points(100), oldestWordHours: 24, phoneIsProof: false },
};

function line(over: Partial<BasketLine>): BasketLine {
  return {
    key: 0,
    sku: 'a',
    name: 'A',
    category: 'food',
    unit: 'piece',
    quantity: thousandths(1000),
    price: bani(1000),
    vat: vatRate(2000),
    ...over,
  };
}

const lines = fc.array(
  fc
    .record({
      category: fc.constantFrom('food', 'tobacco', null),
      quantity: fc.oneof(fc.constant(1000), fc.integer({ min: 1, max: 30_000 }), fc.constant(9_999_000)),
      price: fc.oneof(fc.integer({ min: 0, max: 20_000 }), fc.constant(1_000_000)),
      vat: fc.constantFrom(2000, 800, 0),
    })
    .map(({ category, quantity, price, vat }) =>
      line({ category, quantity: thousandths(quantity), price: bani(price), vat: vatRate(vat) }),
    ),
  { maxLength: 30 },
);
const programmes = fc
  .record({
    per: fc.integer({ min: 0, max: 50 }),
    perBani: fc.integer({ min: 1, max: 5000 }),
    pointValue: fc.integer({ min: 1, max: 700 }),
    largestShare: fc.integer({ min: 0, max: 10_000 }),
    leastPoints: fc.constantFrom(0, 0, 50),
  })
  .map(
    ({ per, perBani, pointValue, largestShare, leastPoints }): Programme => ({
      ...PROGRAMME,
      earning: { points: points(per), perBani: bani(perBani) },
      redemption: { pointValue: bani(pointValue), largestShare, leastPoints: points(leastPoints) },
    }),
  );
const sum = (all: readonly number[]): number => all.reduce((a, b) => a + b, 0);

function holdsTogether(figures: SaleFigures): void {
  expect(sum(figures.lines.map((one) => one.gross))).toBe(figures.gross);
  expect(sum(figures.lines.map((one) => one.discount))).toBe(figures.discount);
  expect(sum(figures.lines.map((one) => one.earned))).toBe(figures.earned);
  expect(sum(figures.lines.map((one) => one.spent))).toBe(figures.spent);
  expect(figures.gross - figures.discount).toBe(figures.total);
  for (const key of ['gross', 'discount', 'total'] as const) {
    expect(sum(figures.vat.map((one) => one[key]))).toBe(figures[key]);
  }
  for (const one of figures.lines) {
    expect(Math.min(one.gross, one.discount, one.earned, one.spent, one.gross - one.discount)).toBeGreaterThanOrEqual(
      0,
    );
    if (one.excluded) expect([one.discount, one.earned, one.spent]).toEqual([0, 0, 0]);
  }
  for (const one of figures.vat) {
    expect(one.total).toBe(one.gross - one.discount);
    expect(one.vat).toBe(vatContained(one.total, one.rate));
    expect(one.vat).toBeLessThanOrEqual(one.total);
  }
  expect(new Set(figures.vat.map((one) => one.rate)).size).toBe(figures.vat.length);
}

describe('reckonSale', () => {
  test('lines sum to the totals, VAT lines to their lines, and nothing is below zero', () => {
    fc.assert(
      fc.property(lines, programmes, fc.nat(1_000_000), fc.boolean(), (basket, programme, spend, withMember) => {
        const figures = reckonSale({ lines: basket, programme, spend: points(spend), withMember });
        holdsTogether(figures);
        const { pointValue, largestShare, leastPoints } = programme.redemption;
        expect(figures.discount).toBe(figures.spent * pointValue);
        expect(figures.discount * 10_000).toBeLessThanOrEqual(figures.discountable * largestShare);
        expect(figures.spent).toBeLessThanOrEqual(spend);
        for (const one of figures.lines) {
          // Each line's points follow its discount, rounded down or up.
          const exact = figures.discount === 0 ? 0 : (figures.spent * one.discount) / figures.discount;
          expect(one.spent >= Math.floor(exact) && one.spent <= Math.ceil(exact)).toBe(true);
        }
        expect(figures.spent === 0 || figures.spent >= leastPoints).toBe(true);
        if (!withMember) expect([figures.earned, figures.spent, figures.trace]).toEqual([0, 0, []]);
      }),
    );
  });
  test('what is paid with points earns nothing, nor do excluded goods', () => {
    fc.assert(
      fc.property(lines, programmes, fc.nat(5000), (basket, programme, spend) => {
        const figures = reckonSale({ lines: basket, programme, spend: points(spend), withMember: true });
        const eligible = sum(figures.lines.map((one) => (one.excluded ? 0 : one.gross - one.discount)));
        const { points: per, perBani } = programme.earning;
        expect(figures.earned).toBe(Number((BigInt(eligible) * BigInt(per)) / BigInt(perBani)));
      }),
    );
  });
  test('the order of the lines changes no total', () => {
    fc.assert(
      fc.property(lines, programmes, fc.nat(5000), (basket, programme, spend) => {
        const of = (all: BasketLine[]): unknown => {
          const { gross, discount, earned, spent, vat } = reckonSale({
            lines: all,
            programme,
            spend: points(spend),
            withMember: true,
          });
          // Which line takes the odd ban is by place; between rates it may move with it.
          return { gross, discount, earned, spent, rates: vat.map((one) => [one.rate, one.gross]) };
        };
        expect(of(basket.toReversed())).toEqual(of(basket));
      }),
    );
  });
  test('the scenario of the design: two coffees, 50 points spent', () => {
    const figures = reckonSale({
      lines: [line({ price: bani(8990), quantity: thousandths(2000) })],
      programme: PROGRAMME,
      spend: points(50),
      withMember: true,
    });
    expect(figures).toMatchObject({ gross: 17_980, discount: 500, total: 17_480, earned: 17, spent: 50 });
    expect(figures.vat).toEqual([{ rate: 2000, gross: 17_980, discount: 500, total: 17_480, vat: 2913 }]);
    expect(figures.trace.map((step) => step.code)).toEqual(['redeem.value', 'earn.perMoney']);
  });
  test('points are floored once a receipt, not once a line', () => {
    const nine = [1, 2, 3].map((key) => line({ key, price: bani(900) }));
    const figures = reckonSale({ lines: nine, programme: PROGRAMME, spend: points(0), withMember: true });
    expect(figures.earned).toBe(2);
    expect(figures.lines.map((one) => one.earned)).toEqual([1, 1, 0]);
  });
  test('a redemption is a price reduction on each rate, in proportion to the ban', () => {
    const basket = [
      line({ price: bani(1000), vat: vatRate(2000) }),
      line({ price: bani(500), vat: vatRate(800) }),
      line({ price: bani(3000), category: 'tobacco' }),
    ];
    const figures = reckonSale({ lines: basket, programme: PROGRAMME, spend: points(10), withMember: true });
    expect(figures.lines.map((one) => one.discount)).toEqual([67, 33, 0]);
    expect(figures.vat.map((one) => [one.rate, one.gross, one.discount])).toEqual([
      [2000, 4000, 67],
      [800, 500, 33],
    ]);
    expect(figures.discountable).toBe(1500);
  });
  test('an odd ban that a point cannot pay stays to be paid: no point is spent for less than its worth', () => {
    const basket = [line({ price: bani(1009) })];
    const figures = reckonSale({ lines: basket, programme: PROGRAMME, spend: points(500), withMember: true });
    expect(figures).toMatchObject({ spent: 100, discount: 1000, total: 9 });
    expect(mostByAmount(PROGRAMME, bani(1009))).toBe(100);
  });
  test('an empty basket comes to nothing', () => {
    const figures = reckonSale({ lines: [], programme: PROGRAMME, spend: points(9), withMember: true });
    expect(figures).toMatchObject({ gross: 0, discount: 0, total: 0, earned: 0, spent: 0, vat: [], lines: [] });
  });
});

test('gross is rounded half up to the ban, exactly even at the largest price and quantity', () => {
  expect(lineGross(bani(999), thousandths(385))).toBe(385);
  expect(lineGross(bani(1), thousandths(500))).toBe(1);
  expect(lineGross(bani(1), thousandths(499))).toBe(0);
  expect(lineGross(bani(999_999_999), thousandths(9_998_999))).toBe(9_998_998_990_001);
});
test('VAT is what the amount contains, half up', () => {
  expect(vatContained(bani(12_000), vatRate(2000))).toBe(2000);
  expect(vatContained(bani(108), vatRate(800))).toBe(8);
  expect(vatContained(bani(3), vatRate(2000))).toBe(1);
  expect(vatContained(bani(100), vatRate(0))).toBe(0);
});
test('a line typed as an amount has no category and is never excluded', () => {
  expect(isExcluded(PROGRAMME, null)).toBe(false);
  expect(isExcluded(PROGRAMME, 'tobacco')).toBe(true);
});
