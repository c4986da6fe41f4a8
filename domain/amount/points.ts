import { assert } from '../assert.ts';

/** Loyalty points, integer; negative where points are taken. */
export type Points = number & { readonly unit: 'points' };

/** Brands an integer as points; a fraction or an unsafe integer breaks a truth. */
export function points(value: number): Points {
  assert(Number.isSafeInteger(value), `points are integers, not ${value}`);
  return (value === 0 ? 0 : value) as Points;
}

export const NO_POINTS: Points = points(0);

/** The exact sum of any number of points. */
export function sumPoints(all: Iterable<Points>): Points {
  let sum = 0;
  for (const one of all) sum += one;
  return points(sum);
}
