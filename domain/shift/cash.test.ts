import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bani } from '../amount/bani.ts';
import { type CashCount, cashCount, cashSum, cashWith, DENOMINATIONS, MOST_PIECES, sameCash } from './cash.ts';

const pieces = fc.array(fc.nat(MOST_PIECES), { minLength: DENOMINATIONS.length, maxLength: DENOMINATIONS.length });
const counted = pieces.map((all) => DENOMINATIONS.map((of, i) => ({ ...of, pieces: all[i] ?? 0 })));
const must = (cash: CashCount | null): CashCount => cash ?? expect.fail('no money');

test('the money of Moldova: each note and coin once, by worth', () => {
  const lei = (kind: 'note' | 'coin') =>
    DENOMINATIONS.filter((one) => one.kind === kind).map(({ value }) => value / 100);
  expect(lei('note')).toEqual([1000, 500, 200, 100, 50, 20, 10, 5, 1]);
  expect(lei('coin')).toEqual([10, 5, 2, 1, 0.5, 0.25, 0.1, 0.05, 0.01]);
});

test('in whatever order it was counted it is the same money, worth every piece', () => {
  fc.assert(
    fc.property(counted, fc.infiniteStream(fc.nat()), (rows, order) => {
      const shuffled = rows.map((row) => ({ row, at: order.next().value })).sort((a, b) => a.at - b.at);
      const cash = must(cashCount(shuffled.map(({ row }) => row)));
      expect(cash).toEqual(rows.filter((row) => row.pieces > 0));
      expect(cashSum(cash)).toBe(rows.reduce((sum, { value, pieces: many }) => sum + value * many, 0));
      expect(cashCount(cash)).toEqual(cash);
    }),
  );
});

test('what is put in and taken out again leaves what was there, and never fewer pieces than none', () => {
  fc.assert(
    fc.property(counted, counted, (some, more) => {
      const [a, b] = [must(cashCount(some)), must(cashCount(more))];
      const both = must(cashWith(a, 1, b));
      expect(cashSum(both)).toBe(cashSum(a) + cashSum(b));
      expect(sameCash(must(cashWith(both, -1, b)), a)).toBe(true);
      const isThere = more.every((row, i) => row.pieces <= (some[i]?.pieces ?? 0));
      expect(cashWith(a, -1, b) === null).toBe(!isThere);
      expect(sameCash(a, b)).toBe(JSON.stringify(a) === JSON.stringify(b));
    }),
  );
});

test.each([
  ['a denomination that there is not', [{ kind: 'note', value: bani(300), pieces: 1 }]],
  ['a coin of 50 lei', [{ kind: 'coin', value: bani(5000), pieces: 1 }]],
  ['a part of a piece', [{ kind: 'coin', value: bani(50), pieces: 0.5 }]],
  ['fewer than none', [{ kind: 'coin', value: bani(50), pieces: -1 }]],
  ['more than a drawer holds', [{ kind: 'coin', value: bani(50), pieces: MOST_PIECES + 1 }]],
  [
    'the same pieces twice',
    [
      { kind: 'coin', value: bani(50), pieces: 1 },
      { kind: 'coin', value: bani(50), pieces: 2 },
    ],
  ],
] as const)('%s is no money', (_, rows) => {
  expect(cashCount(rows)).toBeNull();
});
