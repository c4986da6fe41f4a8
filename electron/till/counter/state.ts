import * as z from 'zod';
import {
  baniField,
  memberIdField,
  pointsField,
  recordIdField,
  thousandthsField,
  vatRateField,
} from '../../../contract/fields.ts';
import { NO_POINTS, type Points } from '../../../domain/amount/points.ts';
import type { MemberId, RecordId } from '../../../domain/identity/ids.ts';
import { type MemberInputs, TENDER_KINDS, type Tender } from '../../../domain/record/record.ts';
import type { BasketLine } from '../../../domain/sale/basket.ts';

export type FoundBy = MemberInputs['foundBy'];

/** The sale being rung: everything that the cashier put there, nothing that can be reckoned from it. */
export interface CounterState {
  readonly member: { readonly id: MemberId; readonly foundBy: FoundBy } | null;
  readonly lines: readonly BasketLine[];
  /** The key that the next line gets; only grows, also through undo, so that a key never names two lines. */
  readonly nextKey: number;
  /** The line last touched. */
  readonly selected: number | null;
  /** Points that the cashier chose to spend; what the sale allows now may be less. */
  readonly redeem: Points;
  readonly tenders: readonly Tender[];
  /** Id of the record that this sale will be: set, and saved, before the centre is first asked for a hold under it. */
  readonly record: RecordId | null;
}

export const EMPTY_COUNTER: CounterState = {
  member: null,
  lines: [],
  nextKey: 1,
  selected: null,
  redeem: NO_POINTS,
  tenders: [],
  record: null,
};

/** Nothing stands on the counter that closing the shift would lose. */
export function isEmpty(state: CounterState): boolean {
  return state.lines.length === 0;
}

const saved = z.object({
  form: z.literal(1),
  member: z.object({ id: memberIdField, foundBy: z.enum(['card', 'phone', 'name', 'enrolled', 'receipt']) }).nullable(),
  lines: z.array(
    z.object({
      key: z.number().int().min(1),
      sku: z.string().nullable(),
      name: z.string(),
      category: z.string().nullable(),
      unit: z.enum(['piece', 'kg']),
      quantity: thousandthsField,
      price: baniField,
      vat: vatRateField,
    }),
  ),
  nextKey: z.number().int().min(1),
  selected: z.number().int().nullable(),
  redeem: pointsField,
  tenders: z.array(z.object({ kind: z.enum(TENDER_KINDS), amount: baniField })),
  record: recordIdField.nullable(),
});

/** The text under which the counter survives a crash; null: there is nothing to keep. */
export function savedCounter(state: CounterState): string | null {
  if (isEmpty(state) && state.member === null && state.record === null) return null;
  return JSON.stringify({ form: 1, ...state });
}

/** Reads what `savedCounter` made; null where it is of a form that this version does not know. */
export function restoredCounter(json: string): CounterState | null {
  let raw: unknown;
  try {
    raw = JSON.parse(json);
  } catch {
    return null;
  }
  const read = saved.safeParse(raw);
  if (!read.success) return null;
  const { form: _, ...state } = read.data;
  return state;
}
