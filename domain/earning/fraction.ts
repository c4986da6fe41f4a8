import { assert } from '../assert.ts';
import type { PointsRounding } from '../programme/earning.ts';

/** An exact share of a point: top / bottom, both integers, bottom above zero. */
export interface Fraction {
  readonly top: bigint;
  readonly bottom: bigint;
}

export const ZERO: Fraction = { top: 0n, bottom: 1n };

export function add(a: Fraction, b: Fraction): Fraction {
  if (a.bottom === b.bottom) return { top: a.top + b.top, bottom: a.bottom };
  return { top: a.top * b.bottom + b.top * a.bottom, bottom: a.bottom * b.bottom };
}

/** A whole number of points, rounded as the rule says; `carry` rounds down (its rest is kept elsewhere). Not negative. */
export function rounded({ top, bottom }: Fraction, mode: PointsRounding): number {
  assert(top >= 0n && bottom > 0n, 'points are earned, not lost');
  switch (mode) {
    case 'floor':
    case 'carry':
      return Number(top / bottom);
    case 'ceil':
      return Number((top + bottom - 1n) / bottom);
    case 'halfUp':
      return Number((2n * top + bottom) / (2n * bottom));
  }
}

/** Divides a whole number among fractions in proportion, by largest remainder; equal weights where all are zero. */
export function divided(total: number, among: readonly Fraction[]): number[] {
  if (among.length === 0 || total === 0) return among.map(() => 0);
  const weights = commonWeights(among);
  const sum = weights.reduce((all, one) => all + one, 0n);
  const shares = weights.map((weight) => {
    const part = sum === 0n ? BigInt(total) * 1n : BigInt(total) * weight;
    const over = sum === 0n ? BigInt(weights.length) : sum;
    return { whole: part / over, rest: part % over };
  });
  let left = total - shares.reduce((all, { whole }) => all + Number(whole), 0);
  const order = shares
    .map(({ rest }, i) => ({ rest, i }))
    .sort((a, b) => (a.rest === b.rest ? a.i - b.i : a.rest < b.rest ? 1 : -1));
  const result = shares.map(({ whole }) => Number(whole));
  for (const { i } of order) {
    if (left === 0) break;
    result[i] = (result[i] ?? 0) + 1;
    left--;
  }
  return result;
}

/** The fractions as whole numbers in the same proportion. */
function commonWeights(among: readonly Fraction[]): bigint[] {
  const bottoms = new Set(among.map(({ bottom }) => bottom));
  if (bottoms.size === 1) return among.map(({ top }) => top);
  const common = [...bottoms].reduce((product, bottom) => product * bottom, 1n);
  return among.map(({ top, bottom }) => (top * common) / bottom);
}
