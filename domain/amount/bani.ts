import { assert } from '../assert.ts';

/** Money in integer bani (1 leu = 100 bani). Negative where money goes back. */
export type Bani = number & { readonly unit: 'bani' };

/** The largest amount of one line, tender or receipt: 10 million lei. More is a typing error, not a sale. */
export const LARGEST_BANI = 1_000_000_000;

/** Brands an integer as bani; a fraction or an unsafe integer breaks a truth. */
export function bani(value: number): Bani {
  assert(Number.isSafeInteger(value), `bani are integers, not ${value}`);
  return (value === 0 ? 0 : value) as Bani;
}

export const NO_MONEY: Bani = bani(0);

/** The exact sum of any number of amounts, in bani. */
export function sumBani(amounts: Iterable<Bani>): Bani {
  let sum = 0;
  for (const amount of amounts) sum += amount;
  return bani(sum);
}
