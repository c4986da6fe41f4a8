import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bani } from '../amount/bani.ts';
import { points } from '../amount/points.ts';
import { thousandths, vatRate } from '../amount/quantity.ts';
import { addDays, civilDate } from '../calendar/civil.ts';
import { lotOf, memberId, recordId, uuid7 } from '../identity/ids.ts';
import type { Entry } from '../ledger/entry.ts';
import { EMPTY_STANDING, fold } from '../ledger/fold.ts';
import type { FirstProgramme as Programme } from '../programme/first.ts';
import type { Return, Sale } from '../record/record.ts';
import type { BasketLine } from '../sale/basket.ts';
import { reckonSale } from '../sale/testing/first.ts';
import { saleEntries } from '../sale/testing/firstEntries.ts';
import { returnEntries, type SoldRecord, voidEntries } from './entries.ts';
import { type Chosen, leftToReturn, type ReturnFigures, reckonReturn } from './reckon.ts';

const TODAY = civilDate('2026-11-21');
const id = (n: number): string => uuid7(n, new Uint8Array(10));
const MEMBER = memberId(id(1));
const SALE = recordId(id(2));
const PROGRAMME: Programme = {
  format: 1,
  version: 1,
  name: 'try',
  startsAtMs: 0,
  earning: { points: points(7), perBani: bani(300) },
  redemption: { pointValue: bani(7), leastPoints: points(0), largestShare: 10_000 },
  expiryDays: 365,
  excludedCategories: ['tobacco'],
  offline: { mostPointsPerDay: points(100), oldestWordHours: 24, phoneIsProof: false },
};

type Sold = Pick<Sale, 'lines' | 'vat' | 'total'> & SoldRecord;

const PLAIN_LINE: BasketLine = {
  key: 1,
  sku: 'a',
  name: 'Cafea',
  category: 'food',
  unit: 'piece',
  quantity: thousandths(2000),
  price: bani(8990),
  vat: vatRate(2000),
};

/** A member with some lots who buys some lines with some points. */
function sell(basket: readonly BasketLine[], lots: readonly number[], spend: number, beyond: number): Sold {
  const had = lots.map(
    (amount, n): Entry => ({
      member: MEMBER,
      points: points(amount),
      contra: 'earn',
      lot: lotOf(recordId(id(100 + n)), 0),
      expires: n % 2 === 0 ? addDays(TODAY, n) : null,
    }),
  );
  const most = lots.reduce((a, b) => a + b, 0) + beyond;
  const figures = reckonSale({
    lines: basket,
    programme: PROGRAMME,
    spend: points(Math.min(spend, most)),
    withMember: true,
  });
  const standing = fold(EMPTY_STANDING, had);
  const entries = saleEntries({ record: SALE, member: MEMBER, standing, figures, programme: PROGRAMME, today: TODAY });
  const lines = basket.map(({ sku, name, category, quantity, price, vat }, i) => {
    const { gross, discount, earned, spent } = figures.lines[i] ?? expect.fail('a line has its figures');
    return { sku, name, category, quantity, price, vat, gross, discount, earned, spent };
  });
  return { id: SALE, lines, vat: figures.vat, total: figures.total, entries };
}

function asReturn(figures: ReturnFigures, entries: readonly Entry[]): Return {
  const { lines, vat, total, earnedBack, spentBack, trace } = figures;
  return {
    kind: 'return',
    number: '',
    of: SALE,
    ofNumber: '',
    member: null,
    lines,
    vat,
    tenders: [],
    total,
    earnedBack,
    spentBack,
    trace,
    entries,
  };
}

function giveBack(sale: Sold, earlier: readonly Return[], lines: readonly Chosen[]): Return {
  const reckoned = reckonReturn({ sale, earlier, lines });
  if (!reckoned.ok) expect.fail(JSON.stringify(reckoned.refusal));
  const entries = returnEntries({ figures: reckoned.value, sale, earlier, member: MEMBER });
  return asReturn(reckoned.value, entries);
}

const sum = (all: readonly number[]): number => all.reduce((a, b) => a + b, 0);
function byLot(entries: readonly Entry[]): Record<string, number> {
  const net: Record<string, number> = {};
  for (const entry of entries) net[entry.lot ?? 'none'] = (net[entry.lot ?? 'none'] ?? 0) + entry.points;
  return net;
}

const basket = fc.array(
  fc
    .record({
      category: fc.constantFrom('food', 'food', 'tobacco', null),
      quantity: fc.oneof(fc.constantFrom(1000, 2000, 3000), fc.integer({ min: 1, max: 5000 })),
      price: fc.oneof(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 100, max: 20_000 })),
      vat: fc.constantFrom(2000, 800),
    })
    .map(
      ({ category, quantity, price, vat }): BasketLine => ({
        key: 1,
        sku: 'a',
        name: 'A',
        category,
        unit: 'kg',
        quantity: thousandths(quantity),
        price: bani(price),
        vat: vatRate(vat),
      }),
    ),
  { minLength: 1, maxLength: 6 },
);
const lots = fc.array(fc.integer({ min: 1, max: 400 }), { maxLength: 5 });
const sold = fc.tuple(basket, lots, fc.nat(2000)).map(([all, had, spend]) => sell(all, had, spend, 0));
/** In which parts a line comes back, and in what order the parts of all lines come. */
const parts = fc.array(fc.record({ line: fc.nat(5), part: fc.double({ min: 0, max: 1, noNaN: true }) }), {
  maxLength: 12,
});

/** Returns the sale in the parts given, then everything that is left of it. */
function giveBackAll(sale: Sold, order: readonly { readonly line: number; readonly part: number }[]): Return[] {
  const all: Return[] = [];
  for (const { line, part } of order) {
    const index = line % sale.lines.length;
    const left = leftToReturn(sale, all)[index] ?? 0;
    const quantity = Math.round(left * part);
    if (quantity > 0) all.push(giveBack(sale, all, [{ index, quantity: thousandths(quantity) }]));
  }
  const rest = leftToReturn(sale, all).map((quantity, index) => ({ index, quantity }));
  if (rest.some((one) => one.quantity > 0)) all.push(giveBack(sale, all, rest));
  return all;
}

describe('returns in any parts and any order', () => {
  test('sum to the sale: money and VAT by rate, points, each line', () => {
    fc.assert(
      fc.property(sold, parts, (sale, order) => {
        const all = giveBackAll(sale, order);
        expect(sum(all.map((one) => one.total))).toBe(sale.total);
        for (const { rate, ...whole } of sale.vat) {
          const back = all.flatMap((one) => one.vat).filter((one) => one.rate === rate);
          for (const key of ['gross', 'discount', 'total', 'vat'] as const) {
            expect(sum(back.map((one) => one[key]))).toBe(whole[key]);
          }
        }
        sale.lines.forEach((line, index) => {
          const back = all.flatMap((one) => one.lines).filter((one) => one.line === index);
          for (const key of ['quantity', 'gross', 'discount', 'earned', 'spent'] as const) {
            expect(sum(back.map((one) => one[key]))).toBe(line[key]);
          }
        });
      }),
    );
  });
  test('leave no net entry, in any lot', () => {
    fc.assert(
      fc.property(sold, parts, (sale, order) => {
        const all = giveBackAll(sale, order);
        const returned = all.flatMap((one) => one.entries);
        for (const net of Object.values(byLot([...sale.entries, ...returned]))) expect(net).toBe(0);
        for (const one of all)
          expect(sum(one.entries.map((entry) => entry.points))).toBe(one.spentBack - one.earnedBack);
        expect(returned.every((entry) => entry.contra === 'return')).toBe(true);
        const end = new Map(sale.entries.map((entry) => [entry.lot, entry.expires]));
        for (const entry of returned) expect(entry.expires).toBe(end.get(entry.lot));
      }),
    );
  });
  test('never take money from the customer, nor give more than the goods cost', () => {
    fc.assert(
      fc.property(sold, parts, (sale, order) => {
        for (const { lines, vat } of giveBackAll(sale, order)) {
          for (const line of lines) {
            expect(line.gross - line.discount).toBeGreaterThanOrEqual(0);
            expect(Math.min(line.gross, line.discount, line.earned, line.spent)).toBeGreaterThanOrEqual(0);
          }
          for (const one of vat) expect(one.vat >= 0 && one.vat <= one.total).toBe(true);
        }
      }),
    );
  });
  test('points spent beyond every lot come back as points, to a lot of the sale', () => {
    fc.assert(
      fc.property(basket, lots, parts, (all, had, order) => {
        const sale = sell(all, had, 3000, 2500);
        const before = fold(EMPTY_STANDING, []);
        const back = giveBackAll(sale, order).flatMap((one) => one.entries);
        expect(fold(before, [...sale.entries, ...back]).balance).toBe(0);
      }),
    );
  });
  test('the same goods returned twice apart: both are kept, and nothing breaks', () => {
    fc.assert(
      fc.property(sold, parts, parts, (sale, here, there) => {
        const apart = [...giveBackAll(sale, here).slice(0, 3), ...giveBackAll(sale, there).slice(0, 3)];
        const left = leftToReturn(sale, apart).map((quantity, index) => ({ index, quantity }));
        if (left.every((one) => one.quantity === 0)) return;
        const last = giveBack(sale, apart, left);
        expect(last.total).toBeGreaterThanOrEqual(0);
        expect(sum(last.entries.map((entry) => entry.points))).toBe(last.spentBack - last.earnedBack);
      }),
    );
  });
});

describe('a return', () => {
  const line = (over: Partial<BasketLine>): BasketLine => ({ ...PLAIN_LINE, ...over });
  const sale = sell([line({})], [60], 50, 0);
  test('of half takes half, rounded for the whole to come out', () => {
    const half = giveBack(sale, [], [{ index: 0, quantity: thousandths(1000) }]);
    const rest = giveBack(sale, [half], [{ index: 0, quantity: thousandths(1000) }]);
    expect([half.earnedBack + rest.earnedBack, half.spentBack + rest.spentBack]).toEqual([
      sum(sale.lines.map((one) => one.earned)),
      50,
    ]);
    expect(half.spentBack).toBe(25);
    expect(half.trace.map((step) => step.code)).toEqual(['return.earned', 'return.spent']);
  });
  test('after returns made apart gives less, never below zero, and the whole comes out', () => {
    const grams = sell([line({ unit: 'kg', quantity: thousandths(100), price: bani(100) })], [], 0, 0);
    const of = (quantity: number, earlier: readonly Return[]): Return =>
      giveBack(grams, earlier, [{ index: 0, quantity: thousandths(quantity) }]);
    const first = of(9, []);
    const here = of(1, [first]);
    const there = of(1, [first]);
    const next = of(1, [first, here, there]);
    expect([first, here, there, next].map((one) => one.total)).toEqual([0, 1, 1, 0]);
    expect(next.lines[0]).toMatchObject({ gross: 0, discount: 0 });
    expect(of(88, [first, here, there, next]).total).toBe(8);
  });
  test('of a part whose discount would exceed its gross costs the customer nothing', () => {
    const grams = sell([line({ unit: 'kg', quantity: thousandths(10_000), price: bani(1) })], [10], 1, 0);
    expect(grams.total).toBe(3);
    const first = giveBack(grams, [], [{ index: 0, quantity: thousandths(1100) }]);
    const next = giveBack(grams, [first], [{ index: 0, quantity: thousandths(400) }]);
    const rest = giveBack(grams, [first, next], [{ index: 0, quantity: thousandths(8500) }]);
    expect([first, next, rest].map((one) => one.total)).toEqual([1, 0, 2]);
  });
  test('after the same line came back twice apart still moves what its own lines say', () => {
    const two = sell([line({}), line({})], [60], 50, 0);
    const twice = [1, 2].map(() => giveBack(two, [], [{ index: 0, quantity: thousandths(2000) }]));
    const last = giveBack(two, twice, [{ index: 1, quantity: thousandths(2000) }]);
    expect(last.spentBack).toBe(25);
    const moved = (sign: number): number => sum(last.entries.map((e) => e.points).filter((p) => p * sign > 0));
    expect([moved(1), moved(-1)]).toEqual([last.spentBack, -last.earnedBack]);
  });
  test.each([
    [[], 'return.nothing'],
    [[{ index: 0, quantity: thousandths(0) }], 'return.nothing'],
    [[{ index: 0, quantity: thousandths(-1) }], 'quantity.notPositive'],
    [[{ index: 7, quantity: thousandths(1) }], 'sale.lineUnknown'],
    [[{ index: 0, quantity: thousandths(2001) }], 'return.aboveSold'],
    [[0, 0, 0].map(() => ({ index: 0, quantity: thousandths(1000) })), 'return.aboveSold'],
  ])('of %j is refused: %s', (lines, code) => {
    expect(reckonReturn({ sale, earlier: [], lines })).toMatchObject({ ok: false, refusal: { code } });
  });
  test('above what is left says what is left', () => {
    const earlier = [giveBack(sale, [], [{ index: 0, quantity: thousandths(1500) }])];
    expect(reckonReturn({ sale, earlier, lines: [{ index: 0, quantity: thousandths(501) }] })).toMatchObject({
      refusal: { code: 'return.aboveSold', params: { product: 'Cafea', left: 500 } },
    });
  });
  test('without a member moves no points', () => {
    const figures = { earnedBack: points(0), spentBack: points(0) };
    expect(returnEntries({ figures, sale, earlier: [], member: null })).toEqual([]);
  });
});

test('a void undoes a sale entry by entry: by lot and by contra account', () => {
  fc.assert(
    fc.property(basket, lots, fc.nat(3000), fc.constantFrom(0, 500), (all, had, spend, beyond) => {
      const sale = sell(all, had, spend, beyond);
      const undone = voidEntries(sale);
      for (const contra of ['earn', 'redeem'] as const) {
        const of = [...sale.entries, ...undone].filter((entry) => entry.contra === contra);
        expect(sum(of.map((entry) => entry.points))).toBe(0);
        if (beyond === 0) for (const net of Object.values(byLot(of))) expect(net).toBe(0);
      }
      expect(fold(EMPTY_STANDING, [...sale.entries, ...undone]).balance).toBe(0);
    }),
  );
});

test('a lot that a return or a void makes again has the terms it had: confirmed from, earned on, prolonged by purchases', () => {
  const lot = lotOf(recordId(id(50)), 0);
  const terms = { from: addDays(TODAY, -3), earned: addDays(TODAY, -10), idleDays: 40 };
  const expires = addDays(TODAY, 30);
  const had = fold(EMPTY_STANDING, [{ member: MEMBER, points: points(10), contra: 'earn', lot, expires, ...terms }]);
  const sale = sell([{ ...PLAIN_LINE, quantity: thousandths(2000) }], [], 0, 0);
  const spent: Entry = { member: MEMBER, points: points(-10), contra: 'redeem', lot, expires, ...terms };
  const paid = {
    ...sale,
    entries: [spent],
    lines: sale.lines.map((line) => ({ ...line, earned: points(0), spent: points(10) })),
  };
  const all = giveBackAll(paid, [{ line: 0, part: 0.25 }]);
  expect(fold(had, [spent, ...all.flatMap((one) => one.entries)])).toEqual(had);
  expect(fold(had, [spent, ...voidEntries(paid)])).toEqual(had);
});
