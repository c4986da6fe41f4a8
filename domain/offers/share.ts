import { allocate } from '../amount/allocate.ts';
import { mulDivFloor, mulDivHalfUp } from '../amount/exact.ts';
import { never } from '../assert.ts';
import type { Policies } from '../programme/policies.ts';

export type RoundingMode = Policies['rounding']['mode'];

/** a × b / c as a whole number, rounded as `mode` says; for integers a, b ≥ 0 and c > 0, exact beyond the safe range. */
export function quotient(a: number, b: number, c: number, mode: RoundingMode): number {
  if (mode === 'halfUp') return mulDivHalfUp(a, b, c);
  const floor = mulDivFloor(a, b, c);
  const rest = remainder(a, b, c);
  switch (mode) {
    case 'floor':
      return floor;
    case 'ceil':
      return rest > 0 ? floor + 1 : floor;
    case 'halfEven':
      if (2 * rest === c) return floor + (floor % 2);
      return 2 * rest > c ? floor + 1 : floor;
    default:
      return never(mode);
  }
}

/** a × b mod c, exactly. */
function remainder(a: number, b: number, c: number): number {
  const product = a * b;
  if (Number.isSafeInteger(product)) return product % c;
  return Number((BigInt(a) * BigInt(b)) % BigInt(c));
}

/**
 * Divides a whole amount by weights; the shares sum to it. What is odd goes where `oddBan` says: one each to the largest
 * remainders, or all of it to the first (last) that has a weight. All weights zero: nobody gets anything.
 */
export function divide(total: number, weights: readonly number[], oddBan: Policies['oddBan']): number[] {
  const sum = weights.reduce((so, weight) => so + weight, 0);
  if (sum === 0 || total === 0) return weights.map(() => 0);
  if (oddBan === 'largestRemainder') return allocate(total, weights);
  const shares = weights.map((weight) => mulDivFloor(total, weight, sum));
  const at =
    oddBan === 'first' ? weights.findIndex((weight) => weight > 0) : weights.findLastIndex((weight) => weight > 0);
  const given = shares.reduce((so, share) => so + share, 0);
  shares[at] = (shares[at] ?? 0) + total - given;
  return shares;
}
