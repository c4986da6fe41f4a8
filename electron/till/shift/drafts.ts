import * as z from 'zod';
import { shiftIdField } from '../../../contract/fields.ts';
import { cashForm } from '../../../contract/shift.ts';
import type { CountDraft } from '../../../contract/till/shift.ts';
import type { Ledger, ShiftRow } from '../../../db/ledger/ledger.ts';
import type { ShiftId } from '../../../domain/identity/ids.ts';

const KEY = 'countDraft';
const kept = z.object({
  shift: shiftIdField,
  turn: z.number().int(),
  count: z.object({
    cash: cashForm,
    slips: z.object({ card: z.string().nullable(), other: z.string().nullable() }),
  }),
});

/**
 * A count that is not finished, kept in ledger.db. It names the shift and the turn that it is for, so that committing the count needs not
 * touch it: from then on it is of a turn that is over, and nobody's.
 */
export class CountDrafts {
  readonly #ledger: Ledger;
  #now: { readonly shift: ShiftId; readonly turn: number; readonly count: CountDraft } | null;

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
    const read = kept.nullable().safeParse(ledger.setting(KEY) ?? null);
    this.#now = read.success ? read.data : null;
  }

  /** The draft of the next count of a shift; null: none was begun. */
  of(shift: ShiftRow | null): CountDraft | null {
    if (shift === null || this.#now?.shift !== shift.id) return null;
    return this.#now.turn === shift.turns + 1 ? this.#now.count : null;
  }

  /** On disk when it returns. */
  keep(shift: ShiftRow, count: CountDraft | null): void {
    const next = count === null ? null : { shift: shift.id, turn: shift.turns + 1, count };
    this.#ledger.set(KEY, next);
    this.#now = next;
  }
}
