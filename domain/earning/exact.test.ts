import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allocate } from '../amount/allocate.ts';
import { combined } from './boosts.ts';
import { type Part, rounded, shareByWeight, shareOut, sumRatios, weighted } from './exact.ts';

const ratio = fc
  .record({ top: fc.bigInt(0n, 10n ** 15n), under: fc.bigInt(1n, 10n ** 9n) })
  .filter(({ top, under }) => top / under < 10n ** 12n);
const part = fc.record({
  line: fc.nat(5),
  amount: fc.oneof(fc.nat(1000), fc.nat(1_000_000_000)),
  factor: fc.constantFrom(0, 1_000_000, 2_000_000, 1_234_567, 9_999_999_999),
});
const parts = fc.array(part, { minLength: 1, maxLength: 12 });
const plain = (all: readonly Part[]): bigint => all.reduce((s, one) => s + BigInt(one.amount) * BigInt(one.factor), 0n);

describe('ratios', () => {
  test('are rounded as the words say', () => {
    fc.assert(
      fc.property(ratio, ({ top, under }) => {
        const [floor, ceil, half] = (['floor', 'ceil', 'halfUp'] as const).map((mode) =>
          BigInt(rounded({ top, under }, mode)),
        );
        const rest = top % under;
        expect(floor).toBe(top / under);
        expect(ceil).toBe(top / under + (rest > 0n ? 1n : 0n));
        expect(half).toBe(top / under + (2n * rest >= under ? 1n : 0n));
      }),
    );
  });
  test('are summed exactly', () => {
    const third = { top: 1n, under: 3n };
    expect(rounded(sumRatios([third, third, third]), 'floor')).toBe(1);
    expect(rounded(sumRatios([third, { top: 1n, under: 6n }, { top: 1n, under: 2n }]), 'floor')).toBe(1);
    expect(rounded(sumRatios([]), 'ceil')).toBe(0);
  });
  test('money times factors is summed exactly, beyond the safe range too', () => {
    fc.assert(
      fc.property(parts, (all) => {
        expect(weighted(all)).toBe(plain(all));
      }),
    );
  });
});

describe('sharing', () => {
  test('sums exactly, and each share is the exact one rounded down or up', () => {
    fc.assert(
      fc.property(
        parts.filter((all) => plain(all) > 0n),
        fc.nat(1_000_000),
        (all, total) => {
          const shares = shareOut(total, all);
          expect(shares.reduce((a, b) => a + b, 0)).toBe(total);
          all.forEach((one, i) => {
            const exact = BigInt(total) * plain([one]);
            expect(BigInt(shares[i] ?? -1) >= exact / plain(all)).toBe(true);
            expect(BigInt(shares[i] ?? -1) * plain(all) < exact + plain(all)).toBe(true);
          });
        },
      ),
    );
  });
  test('is what whole amounts are shared by, however large the weights', () => {
    const weights = fc.array(fc.nat(1_000_000), { minLength: 1, maxLength: 9 }).filter((all) => all.some((n) => n > 0));
    fc.assert(
      fc.property(weights, fc.nat(100_000), (all, total) => {
        expect(
          shareByWeight(
            total,
            all.map((n) => BigInt(n) * 10n ** 15n),
          ),
        ).toEqual(allocate(total, all));
      }),
    );
  });
  test('is even where nothing weighs', () => {
    expect(
      shareOut(5, [
        { line: 0, amount: 0, factor: 1 },
        { line: 1, amount: 0, factor: 1 },
      ]),
    ).toEqual([3, 2]);
  });
});

describe('factors together', () => {
  test('none is times one', () => {
    for (const policy of ['multiply', 'add', 'best'] as const) expect(combined([], policy)).toBe(1_000_000);
  });
  test('multiplied are exact up to three, and rounded once beyond', () => {
    const factors = fc.array(fc.nat(900), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(factors, (all) => {
        const top = all.reduce((product, one) => product * BigInt(one), 10n ** 6n);
        const under = 100n ** BigInt(all.length);
        expect(BigInt(combined(all, 'multiply'))).toBe((2n * top + under) / (2n * under));
        if (all.length <= 3) expect(top % under).toBe(0n);
      }),
    );
    expect(combined([101, 101, 101, 101], 'multiply')).toBe(1_040_604);
  });
  test('splitting a boost in two of the same effect changes nothing', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 30 }), fc.nat(900), (a, b, other) => {
        expect(combined([a * b * 100, other], 'multiply')).toBe(combined([a * 100, b * 100, other], 'multiply'));
        expect(combined([100 + a + b, other], 'add')).toBe(combined([100 + a, 100 + b, other], 'add'));
        expect(combined([a * 10, other], 'best')).toBe(combined([a * 10, other, Math.min(a * 10, other)], 'best'));
      }),
    );
  });
  test('added stop at zero; the best is the largest even where all are below one', () => {
    expect(combined([50, 20], 'add')).toBe(0);
    expect(combined([50, 20], 'best')).toBe(500_000);
    expect(combined([50, 200], 'add')).toBe(1_500_000);
  });
});
