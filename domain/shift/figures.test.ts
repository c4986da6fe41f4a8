import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bani } from '../amount/bani.ts';
import { cashSum } from './cash.ts';
import { shiftFigures } from './figures.ts';
import { CASH_REASONS } from './recorded.ts';
import { type Happening, inCoins, LATER_LIFE, LIFE, live, RATES } from './testing/shifts.ts';
import { brokenFigures } from './truths.ts';

const price = fc.integer({ min: 1, max: 500_000 });
const line = fc.tuple(price, fc.nat(RATES.length - 1));

const happening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      does: fc.constant('sell' as const),
      lines: fc.array(line, { minLength: 1, maxLength: 5 }),
      off: fc.nat(100),
      byPoints: fc.boolean(),
      isMember: fc.boolean(),
      byCard: fc.nat(100),
      tooMuch: fc.nat(100_000),
    }),
  },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('void' as const), which: fc.nat(50) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      does: fc.constant('return' as const),
      lines: fc.array(line, { minLength: 1, maxLength: 3 }),
      withheld: fc.nat(100),
      inCash: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      does: fc.constant('giftCard' as const),
      amount: price,
      action: fc.constantFrom('issue' as const, 'topUp' as const, 'undo' as const),
      inCash: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      does: fc.constant('cash' as const),
      direction: fc.constantFrom('in' as const, 'out' as const),
      amount: price,
      why: fc.constantFrom(...CASH_REASONS),
    }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('enrol' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({ does: fc.constant('count' as const), off: fc.integer({ min: -500, max: 500 }) }),
  },
);
const happenings = fc.array(happening, { maxLength: 60 });
const float = fc.option(fc.nat(5_000_000).map(inCoins));

describe('the figures of any shift', () => {
  test('hold together: VAT sums to the total, what was paid is what was due', () => {
    fc.assert(
      fc.property(float, happenings, (laid, all) => {
        const { records } = live(laid, all);
        expect(brokenFigures(shiftFigures(records))).toEqual([]);
      }),
    );
  });

  test('expect in the drawer what hands put in and took out, to the ban; each count against what was there just then', () => {
    fc.assert(
      fc.property(float, happenings, (laid, all) => {
        const { records, inDrawer, counts } = live(laid, all);
        const { drawer } = shiftFigures(records);
        expect(drawer.float).toBe(laid === null ? null : cashSum(laid));
        expect(drawer.expected).toBe(inDrawer);
        expect(drawer.counted.map(({ turn, expected, variance }) => ({ turn, expected, variance }))).toEqual(
          counts.map(({ there, off }, i) => ({ turn: i + 1, expected: there, variance: off })),
        );
      }),
    );
  });

  test('are those of their records alone: summed again, or in parts, they are the same', () => {
    fc.assert(
      fc.property(float, happenings, fc.nat(60), (laid, all, at) => {
        const { records } = live(laid, all);
        expect(shiftFigures(records)).toEqual(shiftFigures([...records]));
        // What is summed up to a place and what comes behind make the whole: nothing is counted twice, nothing missed.
        const [before, whole] = [shiftFigures(records.slice(0, at + 1)), shiftFigures(records)];
        const behind = records.slice(at + 1).flatMap(({ record }) => (record?.kind === 'sale' ? [record.total] : []));
        expect(whole.sold.total).toBe(before.sold.total + behind.reduce((sum, one) => sum + one, 0));
      }),
    );
  });

  test('name their records without a gap, also over two lives of the till', () => {
    fc.assert(
      fc.property(happenings, fc.integer({ min: 1, max: 40 }), (all, later) => {
        const { records } = live([], all, later);
        const { ranges } = shiftFigures(records);
        const [first, second] = ranges;
        expect(first).toMatchObject({ incarnation: LIFE, first: 10 });
        expect(ranges.reduce((sum, range) => sum + range.last - range.first + 1, 0)).toBe(records.length);
        expect(ranges.at(-1)?.hash).toBe(records.at(-1)?.hash);
        expect(second?.incarnation).toBe(records.length > later ? LATER_LIFE : undefined);
      }),
    );
  });

  test('count points by what they were for, given and taken apart', () => {
    const sell = { does: 'sell', lines: [[1000, 0]], off: 10, byCard: 0, tooMuch: 50 } as const;
    const { records } = live(
      [],
      [
        { ...sell, lines: [[1000, 0]], isMember: true, byPoints: true },
        { ...sell, lines: [[2000, 1]], isMember: false, byPoints: false },
        { does: 'void', which: 0 },
      ],
    );
    expect(shiftFigures(records)).toMatchObject({
      counts: { sales: 2, withMember: 1, returns: 0, voids: 1 },
      receipts: { first: 'R1', last: 'R2' },
      sold: { gross: 3000, byOffers: 200, byPoints: 100, total: 2700 },
      voided: 900,
      total: 1800,
      vat: [
        { rate: 2000, gross: 0, discount: 0, total: 0, vat: 0 },
        { rate: 800, gross: 2000, discount: 200, total: 1800, vat: 133 },
      ],
      points: [
        { contra: 'earn', given: 3, taken: 0 },
        { contra: 'redeem', given: 0, taken: 2 },
      ],
      drawer: { tenders: [{ kind: 'cash', in: 2700, out: 900 }], expected: 1800 },
    });
  });

  test('tell what is left: the last count, with what was moved since, by pieces as long as pieces are known', () => {
    const [record] = live([], [{ does: 'count', off: 500 }]).records.slice(1);
    const opened = live([], []).records;
    const counted = [...opened, ...(record === undefined ? [] : [record])];
    expect(shiftFigures(counted).drawer.leaves).toEqual({ sum: 500, cash: inCoins(500) });
    const out = live([], [{ does: 'cash', direction: 'out', amount: 300, why: 'safe' }]).records.slice(1);
    expect(shiftFigures([...counted, ...out]).drawer.leaves).toEqual({ sum: 200, cash: null });
    const pieces = out.map((one) =>
      one.record?.kind === 'cashMoved'
        ? { ...one, record: { ...one.record, amount: bani(500), cash: inCoins(500) } }
        : one,
    );
    expect(shiftFigures([...counted, ...pieces]).drawer.leaves).toEqual({ sum: 0, cash: [] });
    expect(shiftFigures(opened).drawer.leaves).toBeNull();
  });
});
