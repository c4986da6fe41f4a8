import { assert } from '../assert.ts';
import { mulDivFloor } from './exact.ts';

/**
 * Divides a whole number among weights in proportion, by largest remainder: every share is the exact one rounded down
 * or up, ties go to the earlier, and the shares sum to `total` exactly. Where `total` is at most the sum of the
 * weights, no share exceeds its weight, which is why a price reduction never makes a line negative.
 *
 * `total` and the weights are integers ≥ 0; with no weight above zero only `total` = 0 can be divided.
 */
export function allocate(total: number, weights: readonly number[]): number[] {
  assert(Number.isSafeInteger(total) && total >= 0, `only a whole amount is divided, not ${total}`);
  let sum = 0;
  for (const weight of weights) {
    assert(Number.isSafeInteger(weight) && weight >= 0, `weights are whole and not negative, not ${weight}`);
    sum += weight;
  }
  assert(Number.isSafeInteger(sum), 'the weights are too large to be summed');
  assert(sum > 0 || total === 0, `nothing to divide ${total} among`);
  if (total === 0) return weights.map(() => 0);

  const shares = weights.map((weight) => mulDivFloor(total, weight, sum));
  let left = total;
  for (const share of shares) left -= share;
  if (left > 0) {
    const order = weights
      .map((weight, index) => ({ index, rest: remainder(total, weight, sum) }))
      .sort((a, b) => (a.rest === b.rest ? a.index - b.index : a.rest < b.rest ? 1 : -1));
    for (const { index } of order.slice(0, left)) shares[index] = (shares[index] ?? 0) + 1;
  }
  return shares;
}

/** total × weight mod sum, exactly. */
function remainder(total: number, weight: number, sum: number): number {
  const product = total * weight;
  if (Number.isSafeInteger(product)) return product % sum;
  return Number((BigInt(total) * BigInt(weight)) % BigInt(sum));
}
