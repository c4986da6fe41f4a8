import { allocate } from '../amount/allocate.ts';
import { assert } from '../assert.ts';

/** Factors are in millionths: this is times one. */
export const ONE = 1_000_000;

/** A number that is not rounded yet. `under` is above zero. */
export interface Ratio {
  readonly top: bigint;
  readonly under: bigint;
}

export type Rounding = 'floor' | 'halfUp' | 'ceil';

/** What a line brings to a rule: bani or units, times a factor in millionths. */
export interface Part {
  /** Index of the line. */
  readonly line: number;
  readonly amount: number;
  readonly factor: number;
}

/** A ratio of 0 or above as a whole number. */
export function rounded({ top, under }: Ratio, mode: Rounding): number {
  assert(top >= 0n && under > 0n, 'only what is not below zero is rounded');
  const value = Number(
    mode === 'halfUp' ? (2n * top + under) / (2n * under) : (top + (mode === 'ceil' ? under - 1n : 0n)) / under,
  );
  assert(Number.isSafeInteger(value), 'more points than can be counted');
  return value;
}

/** The exact sum. */
export function sumRatios(ratios: readonly Ratio[]): Ratio {
  let sum: Ratio = { top: 0n, under: 1n };
  for (const { top, under } of ratios) {
    sum =
      sum.under === under
        ? { top: sum.top + top, under }
        : { top: sum.top * under + top * sum.under, under: sum.under * under };
  }
  return sum;
}

/** The exact sum of amount × factor. */
export function weighted(parts: readonly Part[]): bigint {
  let sum = 0;
  for (const { amount, factor } of parts) {
    sum += amount * factor;
    if (!Number.isSafeInteger(sum)) return parts.reduce((all, one) => all + wide(one), 0n);
  }
  return BigInt(sum);
}

function wide({ amount, factor }: Part): bigint {
  return BigInt(amount) * BigInt(factor);
}

/**
 * Divides points among parts in proportion to amount × factor, by largest remainder, ties to the earlier; in equal shares
 * where all of these are zero. Aligned with the parts, of which there is at least one unless `total` is 0.
 */
export function shareOut(total: number, parts: readonly Part[]): number[] {
  const weights = parts.map(({ amount, factor }) => amount * factor);
  const sum = weights.reduce((all, one) => all + one, 0);
  return sum > 0 && Number.isSafeInteger(sum) ? allocate(total, weights) : shareByWeight(total, parts.map(wide));
}

/** As `allocate`, for weights beyond the safe range; in equal shares where all are zero. */
export function shareByWeight(total: number, weights: readonly bigint[]): number[] {
  const sum = weights.reduce((all, one) => all + one, 0n);
  if (sum === 0n)
    return allocate(
      total,
      weights.map(() => 1),
    );
  if (sum <= BigInt(Number.MAX_SAFE_INTEGER)) return allocate(total, weights.map(Number));
  const exact = weights.map((weight) => BigInt(total) * weight);
  const shares = exact.map((one) => Number(one / sum));
  const left = total - shares.reduce((all, one) => all + one, 0);
  const order = exact
    .map((one, index) => ({ index, rest: one % sum }))
    .sort((a, b) => (a.rest === b.rest ? a.index - b.index : a.rest < b.rest ? 1 : -1));
  for (const { index } of order.slice(0, left)) shares[index] = (shares[index] ?? 0) + 1;
  return shares;
}
