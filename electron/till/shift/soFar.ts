import type { Ledger } from '../../../db/ledger/ledger.ts';
import type { Sale } from '../../../domain/record/record.ts';
import { type ShiftFigures, shiftFigures } from '../../../domain/shift/figures.ts';

/** The open shift's figures so far, derived from its records once for each state of the log. */
export class ShiftSoFar {
  readonly #ledger: Ledger;
  #read: { readonly hash: string; readonly figures: ShiftFigures } | null = null;

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  /** What the open shift came to. Without one, the figures of nothing. */
  now(): ShiftFigures {
    const hash = this.#ledger.head()?.hash ?? '';
    if (this.#read?.hash !== hash) this.#read = { hash, figures: figuresOf(this.#ledger, null) };
    return this.#read.figures;
  }
}

/** What a shift came to: a closed one by its number, or the open one (null). */
export function figuresOf(ledger: Ledger, number: number | null): ShiftFigures {
  return shiftFigures(ledger.shiftRecords(number), (id): Sale | null => {
    const record = ledger.receipt({ id })?.record;
    return record?.kind === 'sale' ? record : null;
  });
}
