import { assert } from '../assert.ts';

/**
 * a × b / c rounded down, for integers a, b ≥ 0 and c > 0. Exact beyond the safe range too: prices times quantities
 * reach 10^16, where a double would silently lose the last ban.
 */
export function mulDivFloor(a: number, b: number, c: number): number {
  return divide(a, b, c, 0n);
}

/** a × b / c rounded half up, for integers a, b ≥ 0 and c > 0. Exact beyond the safe range too. */
export function mulDivHalfUp(a: number, b: number, c: number): number {
  return divide(a, b, c, 1n);
}

/** floor((2ab + half·c) / 2c): half = 0 rounds down, half = 1 rounds half up. */
function divide(a: number, b: number, c: number, half: 0n | 1n): number {
  if (!(Number.isSafeInteger(a) && Number.isSafeInteger(b) && Number.isSafeInteger(c) && a >= 0 && b >= 0 && c > 0)) {
    assert(false, `exact division takes whole numbers, not ${a} × ${b} / ${c}`);
  }
  const product = a * b;
  if (Number.isSafeInteger(2 * product + c)) {
    const top = 2 * product + (half === 1n ? c : 0);
    return (top - (top % (2 * c))) / (2 * c);
  }
  const wide = BigInt(c);
  const result = Number((2n * BigInt(a) * BigInt(b) + half * wide) / (2n * wide));
  assert(Number.isSafeInteger(result), `the result of ${a} × ${b} / ${c} is too large`);
  return result;
}
