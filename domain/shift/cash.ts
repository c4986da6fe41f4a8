import { type Bani, bani, sumBani } from '../amount/bani.ts';
import { assert } from '../assert.ts';

/** A note or a coin; a note and a coin of 10 lei are two things in a drawer. */
export interface Denomination {
  readonly kind: 'note' | 'coin';
  readonly value: Bani;
}

const notes = (lei: readonly number[]): Denomination[] =>
  lei.map((value) => ({ kind: 'note', value: bani(value * 100) }));
const coins = (inBani: readonly number[]): Denomination[] =>
  inBani.map((value) => ({ kind: 'coin', value: bani(value) }));

/**
 * What money there is in Moldova, in the order in which a drawer is counted (National Bank of Moldova; the coins as FACTS has them). A
 * denomination that is withdrawn stays here: records of before count it.
 */
export const DENOMINATIONS: readonly Denomination[] = [
  ...notes([1000, 500, 200, 100, 50, 20, 10, 5, 1]),
  ...coins([1000, 500, 200, 100, 50, 25, 10, 5, 1]),
];

/** More pieces of one kind than any drawer holds: a typing error. */
export const MOST_PIECES = 100_000;

/** So many pieces of one denomination. */
export interface CashRow extends Denomination {
  /** 1 or more: what is not there has no row. */
  readonly pieces: number;
}

/** Counted money: each denomination at most once, in the order of DENOMINATIONS. Nothing: an empty drawer. */
export type CashCount = readonly CashRow[];

/** What counted money is worth, in bani. */
export function cashSum(cash: CashCount): Bani {
  return sumBani(cash.map(({ value, pieces }) => bani(value * pieces)));
}

/** The same money in the one order, rows of no pieces left out; null where a piece is of no denomination, or counted twice or beyond bounds. */
export function cashCount(rows: readonly CashRow[]): CashCount | null {
  const counted = new Map<Denomination, number>();
  for (const { kind, value, pieces } of rows) {
    const of = DENOMINATIONS.find((one) => one.kind === kind && one.value === value);
    if (of === undefined || counted.has(of)) return null;
    if (!Number.isSafeInteger(pieces) || pieces < 0 || pieces > MOST_PIECES) return null;
    counted.set(of, pieces);
  }
  return DENOMINATIONS.flatMap((of) => {
    const pieces = counted.get(of) ?? 0;
    return pieces === 0 ? [] : [{ ...of, pieces }];
  });
}

/** Money with `sign` times other money, piece by piece; null where there would be fewer pieces than none. */
export function cashWith(cash: CashCount, sign: 1 | -1, other: CashCount): CashCount | null {
  const piecesIn = (of: Denomination, all: CashCount): number =>
    all.find((one) => one.kind === of.kind && one.value === of.value)?.pieces ?? 0;
  const rows = DENOMINATIONS.map((of) => ({ ...of, pieces: piecesIn(of, cash) + sign * piecesIn(of, other) }));
  if (rows.some(({ pieces }) => pieces < 0)) return null;
  const sum = rows.filter(({ pieces }) => pieces > 0);
  assert(cashSum(sum) === cashSum(cash) + sign * cashSum(other), 'pieces move with their worth');
  return sum;
}

/** True where both are the same pieces. */
export function sameCash(a: CashCount, b: CashCount): boolean {
  return cashWith(a, -1, b)?.length === 0;
}
