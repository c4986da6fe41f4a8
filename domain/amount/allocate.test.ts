import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BrokenTruth } from '../assert.ts';
import { allocate } from './allocate.ts';
import { mulDivFloor, mulDivHalfUp } from './exact.ts';

const weight = fc.oneof(fc.nat(20), fc.nat(1_000_000), fc.nat(1_000_000_000_000));
const weights = fc.array(weight, { minLength: 1, maxLength: 40 }).filter((all) => all.some((one) => one > 0));

describe('exact division', () => {
  const whole = fc.nat({ max: Number.MAX_SAFE_INTEGER });
  test('agrees with unbounded integers, far beyond the safe range', () => {
    fc.assert(
      fc.property(whole, fc.nat(20_000), fc.integer({ min: 20_000, max: 1e12 }), (a, b, c) => {
        const [wideA, wideB, wideC] = [BigInt(a), BigInt(b), BigInt(c)];
        expect(BigInt(mulDivFloor(a, b, c))).toBe((wideA * wideB) / wideC);
        expect(BigInt(mulDivHalfUp(a, b, c))).toBe((2n * wideA * wideB + wideC) / (2n * wideC));
      }),
    );
  });
  test('half goes up', () => {
    expect(mulDivHalfUp(1, 500, 1000)).toBe(1);
    expect(mulDivHalfUp(1, 499, 1000)).toBe(0);
    expect(mulDivHalfUp(3, 500, 1000)).toBe(2);
    expect(mulDivHalfUp(9_007_199_254_740_991, 1, 2)).toBe(4_503_599_627_370_496);
  });
  test('refuses what is not whole', () => {
    expect(() => mulDivFloor(1.5, 1, 1)).toThrow(BrokenTruth);
    expect(() => mulDivFloor(-1, 1, 1)).toThrow(BrokenTruth);
    expect(() => mulDivFloor(1, 1, 0)).toThrow(BrokenTruth);
  });
});

describe('allocate', () => {
  test('sums exactly, and each share is the exact one rounded down or up', () => {
    fc.assert(
      fc.property(fc.nat({ max: 1e12 }), weights, (total, all) => {
        const shares = allocate(total, all);
        const sum = all.reduce((a, b) => a + BigInt(b), 0n);
        expect(shares.reduce((a, b) => a + b, 0)).toBe(total);
        shares.forEach((share, i) => {
          const exact = BigInt(total) * BigInt(all[i] ?? 0);
          expect(BigInt(share) >= exact / sum).toBe(true);
          expect(BigInt(share) * sum < exact + sum).toBe(true);
        });
      }),
    );
  });
  test('no share exceeds its weight where the total does not exceed the weights', () => {
    fc.assert(
      fc.property(weights, fc.double({ min: 0, max: 1, noNaN: true }), (all, part) => {
        const sum = all.reduce((a, b) => a + b, 0);
        allocate(Math.floor(sum * part), all).forEach((share, i) => {
          expect(share).toBeLessThanOrEqual(all[i] ?? 0);
        });
      }),
    );
  });
  test('ties go to the earlier; the largest remainder first', () => {
    expect(allocate(2, [1, 1, 1])).toEqual([1, 1, 0]);
    expect(allocate(10, [0, 3, 3, 1])).toEqual([0, 4, 4, 2]);
    expect(allocate(1, [1, 5, 3])).toEqual([0, 1, 0]);
  });
  test('nothing among nothing is nothing; something among nothing breaks', () => {
    expect(allocate(0, [0, 0])).toEqual([0, 0]);
    expect(allocate(0, [])).toEqual([]);
    expect(() => allocate(1, [0])).toThrow(BrokenTruth);
    expect(() => allocate(-1, [1])).toThrow(BrokenTruth);
  });
});
