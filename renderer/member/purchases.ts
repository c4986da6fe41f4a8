import type { TimelineRow } from '../../contract/till/views.ts';
import { type Points, points } from '../../domain/amount/points.ts';

/** A receipt of a member's, and what it moved in sum. */
export interface Purchase {
  readonly row: TimelineRow;
  readonly number: string;
  readonly points: Points;
}

/** One line a receipt, with the sum of what it moved, in the rows' order. */
export function purchasesOf(rows: readonly TimelineRow[]): readonly Purchase[] {
  const found = new Map<string, Purchase>();
  for (const row of rows) {
    const number = row.receiptNumber;
    if (number === null) continue;
    const known = found.get(number);
    found.set(number, { row: known?.row ?? row, number, points: points((known?.points ?? 0) + row.points) });
  }
  return [...found.values()];
}
