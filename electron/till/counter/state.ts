import * as z from 'zod';
import {
  baniField,
  giftCardIdField,
  memberIdField,
  pointsField,
  recordIdField,
  thousandthsField,
  vatRateField,
} from '../../../contract/fields.ts';
import { NO_POINTS, type Points } from '../../../domain/amount/points.ts';
import type { MemberId, RecordId } from '../../../domain/identity/ids.ts';
import { PROOFS, type Proof } from '../../../domain/programme/programme.ts';
import {
  HANDED_TENDERS,
  type HandedMoney,
  KEPT_TENDERS,
  type KeptMoney,
  type MemberInputs,
} from '../../../domain/record/record.ts';
import type { BasketLine } from '../../../domain/sale/basket.ts';
import type { ChosenReward } from '../../../domain/sale/facts.ts';

export type FoundBy = MemberInputs['foundBy'];

/** The sale being rung: everything that the cashier put there, nothing that can be reckoned from it. */
export interface CounterState {
  readonly member: { readonly id: MemberId; readonly foundBy: FoundBy } | null;
  /** What this member proved at this sale besides how they were found: their PIN, a manager's word. */
  readonly proofs: readonly Proof[];
  readonly lines: readonly BasketLine[];
  /** The key that the next line gets; only grows, also through undo, so that a key never names two lines. */
  readonly nextKey: number;
  /** The line last touched. */
  readonly selected: number | null;
  /** Codes of coupons that were read, in upper case. */
  readonly codes: readonly string[];
  /** Rewards chosen; with points: spent freely by an offer other than the one that `redeem` is for. */
  readonly rewards: readonly ChosenReward[];
  /** Points that the cashier chose to spend freely; what rewards, sale and policy leave now may be less. */
  readonly redeem: Points;
  readonly tenders: readonly HandedMoney[];
  /** Gift cards and the member's e-wallet that pay first, each at most so much. */
  readonly kept: readonly KeptMoney[];
  /** Id of the record that this sale will be: set, and saved, before the centre is first asked for a hold under it. */
  readonly record: RecordId | null;
}

export const EMPTY_COUNTER: CounterState = {
  member: null,
  proofs: [],
  lines: [],
  nextKey: 1,
  selected: null,
  codes: [],
  rewards: [],
  redeem: NO_POINTS,
  tenders: [],
  kept: [],
  record: null,
};

/** Nothing stands on the counter that closing the shift would lose. */
export function isEmpty(state: CounterState): boolean {
  return state.lines.length === 0;
}

const saved = z.object({
  // Form 1 had no coupons and no rewards.
  form: z.union([z.literal(1), z.literal(2)]),
  member: z.object({ id: memberIdField, foundBy: z.enum(['card', 'phone', 'name', 'enrolled', 'receipt']) }).nullable(),
  proofs: z.array(z.enum(PROOFS)).default([]),
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
      brand: z.string().exactOptional(),
      tags: z.array(z.string()).exactOptional(),
      minPrice: baniField.exactOptional(),
    }),
  ),
  nextKey: z.number().int().min(1),
  selected: z.number().int().nullable(),
  codes: z.array(z.string()).default([]),
  rewards: z
    .array(
      z.object({
        offer: z.string(),
        points: pointsField.nullable(),
        times: z.number().int().min(1),
        sku: z.string().nullable(),
      }),
    )
    .default([]),
  redeem: pointsField,
  tenders: z.array(z.object({ kind: z.enum(HANDED_TENDERS), amount: baniField })),
  kept: z.array(z.object({ kind: z.enum(KEPT_TENDERS), card: giftCardIdField, amount: baniField })).default([]),
  record: recordIdField.nullable(),
});

/** The text under which the counter survives a crash; null: there is nothing to keep. */
export function savedCounter(state: CounterState): string | null {
  if (isEmpty(state) && state.member === null && state.record === null && state.codes.length === 0) return null;
  return JSON.stringify({ form: 2, ...state });
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
