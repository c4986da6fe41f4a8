import * as z from 'zod';
import { CONTRA_ACCOUNTS } from '../domain/ledger/entry.ts';
import { TENDER_KINDS } from '../domain/record/tender.ts';
import { MOST_PIECES } from '../domain/shift/cash.ts';
import { CASH_REASONS, COUNTED_TENDERS } from '../domain/shift/recorded.ts';
import { entries, vatLine } from './entry.ts';
import { baniField, hashField, incarnationIdField, pointsField, seqField, shiftIdField } from './fields.ts';

/** What shifts write into records: their opening, cash in and out, counts, and the Z with its figures. */

/** Counted money in records: denominations of any time, also of those that this version does not know. */
export const cashForm = z
  .array(
    z.object({
      kind: z.enum(['note', 'coin']),
      value: baniField,
      pieces: z.number().int().min(1).max(MOST_PIECES),
    }),
  )
  .max(60);

export const shiftOpened = z.object({
  kind: z.literal('shiftOpened'),
  confirmed: z.array(z.enum(['clockBehind', 'dayOff'])),
  float: cashForm.exactOptional(),
  takenOver: z.object({ shift: shiftIdField, left: baniField }).exactOptional(),
  entries,
});

export const cashMoved = z.object({
  kind: z.literal('cashMoved'),
  direction: z.enum(['in', 'out']),
  amount: baniField,
  why: z.enum(CASH_REASONS),
  cash: cashForm.exactOptional(),
  entries,
});

export const drawerCount = z.object({
  kind: z.literal('count'),
  turn: z.number().int().min(1),
  cash: cashForm,
  others: z.object({ card: baniField.exactOptional(), other: baniField.exactOptional() }),
  entries,
});

const counted = { expected: baniField, variance: baniField };
/** Records of one life of a till, by number, with the hash of the last. */
export const logRange = z.object({ incarnation: incarnationIdField, first: seqField, last: seqField, hash: hashField });
export const tenderSum = z.object({ kind: z.enum(TENDER_KINDS), in: baniField, out: baniField });
export const pointsSum = z.object({ contra: z.enum(CONTRA_ACCOUNTS), given: pointsField, taken: pointsField });
/** What a shift and a day have of the same form. */
export const sums = {
  counts: z.object({
    sales: z.number().int(),
    withMember: z.number().int(),
    returns: z.number().int(),
    voids: z.number().int(),
    enrolments: z.number().int(),
    giftCards: z.number().int(),
  }),
  sold: z.object({ gross: baniField, byOffers: baniField, byPoints: baniField, total: baniField }),
  voided: baniField,
  returned: baniField,
  withheld: baniField,
  total: baniField,
  vat: z.array(vatLine),
  giftCards: z.object({ sold: baniField, undone: baniField }),
  points: z.array(pointsSum),
};
const figures = {
  ranges: z.array(logRange).max(99),
  receipts: z.object({ first: z.string(), last: z.string() }).nullable(),
  ...sums,
  drawer: z.object({
    float: baniField.nullable(),
    left: baniField.nullable(),
    tenders: z.array(tenderSum),
    moved: z.array(
      z.object({
        direction: z.enum(['in', 'out']),
        why: z.enum(CASH_REASONS),
        times: z.number().int(),
        amount: baniField,
      }),
    ),
    expected: baniField,
    counted: z.array(
      z.object({
        turn: z.number().int(),
        cash: baniField,
        ...counted,
        others: z.array(z.object({ kind: z.enum(COUNTED_TENDERS), counted: baniField, ...counted })),
      }),
    ),
    leaves: z.object({ sum: baniField, cash: cashForm.nullable() }).nullable(),
  }),
};

/** A Z's figures. */
export const zFigures = z.object({ number: z.number().int().min(1), ...figures });

export const shiftClosed = z.object({
  kind: z.literal('shiftClosed'),
  sales: z.number().int(),
  total: baniField,
  z: zFigures.exactOptional(),
  entries,
});

/** The printed form of a Z, beside its record: the lines as they went onto paper of each width, in the language of that day. */
export const zText = z.object({
  form: z.literal(1),
  language: z.string(),
  /** 80 mm: 48 signs. */
  wide: z.array(z.string()),
  /** 58 mm: 32 signs. */
  narrow: z.array(z.string()),
});
export type ZText = z.infer<typeof zText>;
