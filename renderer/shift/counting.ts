import { type Bani, bani } from '../../domain/amount/bani.ts';
import { formatBani } from '../../domain/amount/text.ts';
import type { CashCount, Denomination } from '../../domain/shift/cash.ts';
import { cashSum, DENOMINATIONS } from '../../domain/shift/cash.ts';

/** Pieces as they are typed, by denomination; what is not typed is not there. */
export type Typed = Readonly<Record<string, string>>;

export const keyOf = ({ kind, value }: Denomination): string => `${kind}${value}`;

/** What is typed, as the till takes it: every denomination, also those of no pieces. */
export function rowsOf(
  typed: Typed,
): { readonly kind: 'note' | 'coin'; readonly value: Bani; readonly pieces: number }[] {
  return DENOMINATIONS.map((of) => ({ ...of, pieces: Number(typed[keyOf(of)] || 0) }));
}

export function typedOf(cash: CashCount): Typed {
  return Object.fromEntries(cash.map((row) => [keyOf(row), String(row.pieces)]));
}

/** What is typed is worth so much. */
export function sumOf(typed: Typed): Bani {
  return cashSum(rowsOf(typed).filter(({ pieces }) => pieces > 0));
}

/** `100`, `0,50`: a denomination in lei, as people call it. */
export function denominationText(value: Bani): string {
  return value % 100 === 0 ? String(value / 100) : `0,${String(value).padStart(2, '0')}`;
}

/** A variance with its sign, `+12,50` and `−50,00`; nothing is `0,00`. */
export const signedText = (variance: Bani): string =>
  variance > 0 ? `+${formatBani(variance)}` : formatBani(variance);

/** A variance without its sign. */
export const apart = (variance: Bani): Bani => bani(Math.abs(variance));
