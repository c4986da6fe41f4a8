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
  // Millions of times a day at a counter: the words of an assertion are made only where it fails.
  if (!Number.isSafeInteger(total) || total < 0) assert(false, `only a whole amount is divided, not ${total}`);
  let sum = 0;
  for (const weight of weights) {
    if (!Number.isSafeInteger(weight) || weight < 0) {
      assert(false, `weights are whole and not negative, not ${weight}`);
    }
    sum += weight;
  }
  assert(Number.isSafeInteger(sum), 'the weights are too large to be summed');
  if (sum === 0 && total > 0) assert(false, `nothing to divide ${total} among`);
  if (total === 0) return weights.map(() => 0);

  // One weight alone takes all: most reductions are of one line.
  const only = weights.indexOf(sum);
  if (only >= 0) return weights.map((_, index) => (index === only ? total : 0));
  const shares: number[] = [];
  const rests: number[] = [];
  // Where even the whole product is a safe integer, so is each; a receipt's always is.
  const safe = Number.isSafeInteger(total * sum);
  let left = total;
  for (const weight of weights) {
    const rest = safe ? (total * weight) % sum : remainder(total, weight, sum);
    const share = safe ? (total * weight - rest) / sum : mulDivFloor(total, weight, sum);
    shares.push(share);
    rests.push(rest);
    left -= share;
  }
  if (left === 0) return shares;
  const order: number[] = [];
  for (let index = 0; index < rests.length; index++) if ((rests[index] ?? 0) > 0) order.push(index);
  order.sort((a, b) => (rests[b] ?? 0) - (rests[a] ?? 0) || a - b);
  for (let i = 0; i < left; i++) {
    const index = order[i];
    assert(index !== undefined, 'what is left is less than the shares that were rounded down');
    shares[index] = (shares[index] ?? 0) + 1;
  }
  return shares;
}

/** total × weight mod sum, exactly, beyond the safe range. */
function remainder(total: number, weight: number, sum: number): number {
  return Number((BigInt(total) * BigInt(weight)) % BigInt(sum));
}
