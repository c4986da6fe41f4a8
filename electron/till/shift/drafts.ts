import * as z from 'zod';
import { shiftIdField, staffIdField } from '../../../contract/fields.ts';
import { cashForm } from '../../../contract/shift.ts';
import type { CountDraft } from '../../../contract/till/shift.ts';
import type { Ledger, ShiftRow } from '../../../db/ledger/ledger.ts';
import type { ShiftId, StaffId } from '../../../domain/identity/ids.ts';
import type { CashCount } from '../../../domain/shift/cash.ts';

/** Counts of a drawer that are not finished, each kept in ledger.db under what it is for: once that is past, it is nobody's. */

const KEY = 'countDraft';
const kept = z.object({
  shift: shiftIdField,
  turn: z.number().int(),
  count: z.object({
    cash: cashForm,
    slips: z.object({ card: z.string().nullable(), other: z.string().nullable() }),
  }),
});

/** A count of a shift's drawer. It names the shift and the turn that it is for, so that committing the count needs not touch it. */
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

const FLOAT_KEY = 'floatDraft';
const keptFloat = z.object({ number: z.number().int(), staff: staffIdField, cash: cashForm });

/** What lies in the drawer before a shift, as it is being counted. It names the number that the shift will have, and who counts. */
export class FloatDrafts {
  readonly #ledger: Ledger;
  #now: { readonly number: number; readonly staff: StaffId; readonly cash: CashCount } | null;

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
    const read = keptFloat.nullable().safeParse(ledger.setting(FLOAT_KEY) ?? null);
    this.#now = read.success ? read.data : null;
  }

  /** What somebody counted for the shift that comes next; null: nothing. */
  of(staff: StaffId): CashCount | null {
    if (this.#now === null || this.#now.staff !== staff) return null;
    return this.#now.number === this.#ledger.nextShiftNumber() ? this.#now.cash : null;
  }

  /** On disk when it returns. */
  keep(staff: StaffId, cash: CashCount | null): void {
    const next = cash === null ? null : { number: this.#ledger.nextShiftNumber(), staff, cash };
    this.#ledger.set(FLOAT_KEY, next);
    this.#now = next;
  }
}
