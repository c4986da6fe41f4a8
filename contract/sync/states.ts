import * as z from 'zod';
import { sealedDay } from '../day.ts';
import {
  alarmIdField,
  baniField,
  cardCodeField,
  civilDateField,
  giftCardIdField,
  hashField,
  incarnationIdField,
  instantField,
  languageField,
  memberIdField,
  personField,
  pinField,
  pointsField,
  recordIdField,
  roleField,
  seqField,
  staffIdField,
  storeIdField,
  tillIdField,
  vatRateField,
} from '../fields.ts';
import { moneyStanding } from '../giftcard.ts';
import { couponsField, lotField, tallyField } from '../standing.ts';

/**
 * States: what the centre tells a till in a pull, each as it is now, never how it became so. A state replaces the
 * one of the same kind and key. A kind that a till does not know is kept aside, not dropped.
 */

/** A member with where they stand; `counted` is the last number of the asking till that this standing contains. */
export const memberState = z.object({
  kind: z.literal('member'),
  id: memberIdField,
  /** Of protocols before 4; null from then on: merges are states of their own. */
  aliasOf: memberIdField.nullable(),
  /** Null: erased, or not told. */
  person: personField.nullable(),
  /** Erased for good: no later word brings the person back. Left out: not. */
  erased: z.literal(true).exactOptional(),
  /** The version of the person as edits made it, UTC ms of the centre; left out: never edited. */
  edited: seqField.exactOptional(),
  joined: civilDateField,
  balance: pointsField,
  debt: pointsField,
  lots: z.array(lotField),
  tally: tallyField.exactOptional(),
  coupons: couponsField.exactOptional(),
  counted: z.object({ incarnation: incarnationIdField, seq: seqField }),
});
export type MemberState = z.infer<typeof memberState>;

/**
 * Two members are one person, or were: of all merges that are not undone each till makes the aliases, so that it may hear of them in any
 * order. The smallest id of a group is the one by which the person goes.
 */
export const mergeState = z.object({
  kind: z.literal('merge'),
  /** The record that merged them. */
  id: recordIdField,
  member: memberIdField,
  alias: memberIdField,
  undone: z.boolean(),
});
export type MergeState = z.infer<typeof mergeState>;

export const cardState = z.object({
  kind: z.literal('card'),
  code: cardCodeField,
  member: memberIdField,
  blocked: z.boolean(),
});
export type CardState = z.infer<typeof cardState>;

/** A gift card or a member's e-wallet; `counted` is the last number of the asking till that its balance contains. */
export const giftCardState = z.object({
  kind: z.literal('giftCard'),
  id: giftCardIdField,
  /** What leads to it when it is read; null: an e-wallet. */
  code: cardCodeField.nullable(),
  ...moneyStanding,
  counted: z.object({ incarnation: incarnationIdField, seq: seqField }),
});
export type GiftCardState = z.infer<typeof giftCardState>;

export const productState = z.object({
  kind: z.literal('product'),
  sku: z.string().min(1).max(40),
  ean: z.string().max(14),
  name: z.string().min(1).max(120),
  category: z.string().max(40),
  price: baniField,
  vat: vatRateField,
  unit: z.enum(['piece', 'kg']),
  active: z.boolean(),
  brand: z.string().max(60).exactOptional(),
  tags: z.array(z.string().max(40)).max(20).exactOptional(),
  minPrice: baniField.exactOptional(),
});
export type ProductState = z.infer<typeof productState>;

/** A PIN as scrypt made it; see electron/staff/pin. */
export { pinField };
export type Pin = z.infer<typeof pinField>;

export const staffState = z.object({
  kind: z.literal('staff'),
  id: staffIdField,
  store: storeIdField,
  name: z.string().min(1).max(80),
  role: roleField,
  language: languageField,
  pin: pinField,
  active: z.boolean(),
});
export type StaffState = z.infer<typeof staffState>;

/** As much of a programme as every version of it has. */
export interface StoredProgramme {
  readonly format: number;
  readonly version: number;
}

function isStoredProgramme(value: unknown): value is StoredProgramme {
  if (typeof value !== 'object' || value === null || !('version' in value) || !('format' in value)) return false;
  return Number.isSafeInteger(value.version) && Number(value.version) >= 1 && Number.isSafeInteger(value.format);
}

/**
 * A version of the programme as it was published. Its form is the programme's own (contract/programme), which has a version of its own:
 * a state whose programme cannot be read is kept as it came, and the version before it goes on.
 */
export const programmeState = z.object({
  kind: z.literal('programme'),
  programme: z.custom<StoredProgramme>(isStoredProgramme, 'no version of a programme'),
});
export type ProgrammeState = z.infer<typeof programmeState>;

/** What holds for the whole chain at each counter. */
export const chainState = z.object({
  kind: z.literal('chain'),
  name: z.string(),
  /** Digits that a member's card begins with; tried before products. */
  cardPrefixes: z.array(z.string().regex(/^\d{2,6}$/)),
  /** In-store EAN-13 of weighed goods: prefix, then digits of the sku, then digits of grams or bani, then check. */
  weighed: z.array(
    z.object({
      prefix: z.string().regex(/^2\d{1,2}$/),
      skuDigits: z.number().int().min(3).max(6),
      value: z.enum(['grams', 'bani']),
    }),
  ),
  vatRates: z.array(vatRateField),
  returnDays: z.number().int().min(0).max(3650),
});
export type ChainState = z.infer<typeof chainState>;

export const storeState = z.object({
  kind: z.literal('store'),
  id: storeIdField,
  name: z.string(),
  address: z.string(),
});
export type StoreState = z.infer<typeof storeState>;

export const tillState = z.object({
  kind: z.literal('till'),
  id: tillIdField,
  store: storeIdField,
  /** Stands in receipts' numbers and on the screen. */
  number: z.number().int().min(1).max(9999),
  /** Set where it was retired: what it wrote after this number is given up. */
  retired: z
    .object({ at: instantField, incarnation: incarnationIdField.nullable(), seq: seqField, hash: hashField.nullable() })
    .exactOptional(),
});
export type TillState = z.infer<typeof tillState>;

/** A receipt of the till's own store within the return window, with what came back of it since. */
export const receiptState = z.object({
  kind: z.literal('receipt'),
  id: recordIdField,
  number: z.string(),
  store: storeIdField,
  till: tillIdField,
  occurredAt: instantField,
  /** The sale's body, exactly as its till chained it. */
  body: z.string(),
  fiscalNumber: z.string().nullable(),
  voided: z.boolean(),
  /** Bodies of the returns of this receipt, from any till, as the centre has them. */
  returns: z.array(z.string()),
  /** Bodies of the claims of its points, from any till; left out: none. */
  claims: z.array(z.string()).exactOptional(),
});
export type ReceiptState = z.infer<typeof receiptState>;

/**
 * What all members together counted under one key of a tally (how often an offer was used that is limited for everybody); `counted` is
 * the last number of the asking till that it contains.
 */
export const totalsState = z.object({
  kind: z.literal('totals'),
  /** The key of the tally. */
  id: z.string().min(1).max(120),
  n: z.number().int(),
  counted: z.object({ incarnation: incarnationIdField, seq: seqField }),
});
export type TotalsState = z.infer<typeof totalsState>;

/** What the centre puts before a manager, and whether it was settled. Its words are the till's; members are named by id only. */
export const alarmState = z.object({
  kind: z.literal('alarm'),
  id: alarmIdField,
  /** Its kind (domain/alarm); one from the future is shown as such. */
  of: z.string().min(1).max(40),
  raisedAt: instantField,
  /** The till that it is about; null: none. */
  till: z.object({ id: tillIdField, number: z.number().int(), store: storeIdField }).nullable(),
  detail: z.record(z.string().max(40), z.union([z.string().max(200), z.number(), z.boolean(), z.null()])),
  /** The records that its detail names, as far as the centre has them. */
  records: z
    .array(
      z.object({
        id: recordIdField,
        /** The field of the detail that names it. */
        as: z.string(),
        /** Its kind; its receipt's number, where it has one. */
        is: z.string(),
        number: z.string().nullable(),
        till: z.number().int(),
        store: storeIdField,
        at: instantField,
      }),
    )
    .max(10),
  /** The first record that settled it; null: it is open. */
  settled: z.object({ record: recordIdField, by: staffIdField, store: storeIdField, at: instantField }).nullable(),
});
export type AlarmState = z.infer<typeof alarmState>;

/**
 * Which till of the asking till's own store may close its day. Tills of protocols before 5 keep it, and what follows, aside unread: they
 * close no day.
 */
export const closingState = z.object({
  kind: z.literal('closing'),
  /** The store. */
  id: storeIdField,
  /** Null: the store has no till that lives. */
  till: tillIdField.nullable(),
  /** The day closed last; null: none was. */
  after: sealedDay.nullable(),
  /** The last number of the asking till that this contains. */
  counted: z.object({ incarnation: incarnationIdField, seq: seqField }),
});
export type ClosingState = z.infer<typeof closingState>;

/** A day of the asking till's own store, as it was signed. */
export const closedDayState = z.object({
  kind: z.literal('closedDay'),
  /** The record that closed it. */
  id: recordIdField,
  till: tillIdField,
  tillNumber: z.number().int(),
  at: instantField,
  number: z.number().int().min(1),
  day: civilDateField,
  /** The record's body, exactly as its till chained it, and its hash: the seal. */
  body: z.string(),
  hash: hashField,
  /** The text beside it (contract/day dayNotes, as JSON); null: there is none. */
  notes: z.string().nullable(),
});
export type ClosedDayState = z.infer<typeof closedDayState>;

export const state = z.discriminatedUnion('kind', [
  memberState,
  mergeState,
  cardState,
  giftCardState,
  productState,
  staffState,
  programmeState,
  chainState,
  storeState,
  tillState,
  receiptState,
  totalsState,
  alarmState,
  closingState,
  closedDayState,
]);
export type State = z.infer<typeof state>;
export type StateKind = State['kind'];

/** A state of a kind or form that this version cannot read: kept whole, for a later version. */
export interface UnreadState {
  readonly kind: string;
  readonly json: string;
}
