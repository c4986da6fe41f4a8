import * as z from 'zod';
import {
  baniField,
  cardCodeField,
  giftCardIdField,
  hashField,
  incarnationIdField,
  instantField,
  memberIdField,
  pointsField,
  recordIdField,
  seqField,
  staffIdField,
  storeIdField,
  tillIdField,
} from '../fields.ts';
import { giftCardState, receiptState } from './states.ts';

/**
 * The sync protocol between a till and the centre: JSON over HTTP, bodies compressed with zstd both ways
 * (`content-encoding: zstd`); a push may also come in a compact form of its own (compact/push.ts, from protocol 4). A till names itself with `authorization: Bearer <till id>.<key>` and speaks a version with
 * `loial-protocol: <n>`; the centre answers 426 below its floor, and from 4 on says in the same header what it speaks itself. Raise PROTOCOL when a message changes its form
 * (tests/contract holds the digest of the forms and fails when that is forgotten).
 */
export const PROTOCOL = 4;
export const PROTOCOL_FLOOR = 1;

/** The most records in one push and states in one pull: 1000 of either is within noise of the best (measured). */
export const MOST_PUSHED = 1000;
export const MOST_PULLED = 2000;

/** POST /v1/enrol (no authorization): a one-time code makes a till, or gives a till a new life. */
export const enrolRequest = z.object({ code: z.string().min(4).max(40) });
export const enrolResponse = z.object({
  till: tillIdField,
  store: storeIdField,
  number: z.number().int().min(1).max(9999),
  /** The till's own secret, hex; given once, kept by the centre only as a digest. */
  key: z.string().regex(/^[0-9a-f]{64}$/),
  /** The ordinal of the incarnation that the till begins now. */
  ordinal: z.number().int().min(1).max(99),
  /** The last incarnation of this till that the centre knows. */
  previous: z.object({ incarnation: incarnationIdField, seq: seqField, hash: hashField }).nullable(),
});
export type EnrolResponse = z.infer<typeof enrolResponse>;

export const sealedRecord = z.object({
  seq: seqField,
  hash: hashField,
  body: z.string().max(4_000_000),
  beside: z.object({ salt: z.string(), text: z.string() }).nullable(),
});

/** POST /v1/push: the till's own records in order, from the number after the last one that the centre holds. */
export const pushRequest = z.object({
  incarnation: incarnationIdField,
  records: z.array(sealedRecord).max(MOST_PUSHED),
});
export type PushRequest = z.infer<typeof pushRequest>;

/** What the centre holds durably of this incarnation; records at or below `held` are done with. */
export const pushResponse = z.object({
  epoch: z.string(),
  held: seqField,
  heldHash: hashField,
  /** Up to here they are counted, and stand in the states that are pulled; the rest is counted right behind. */
  counted: seqField.exactOptional(),
  /** Set where the records do not continue what is held: another life of this till was here (truth 7). */
  fork: z.object({ seq: seqField, expectedPrevHash: hashField }).nullable(),
});
export type PushResponse = z.infer<typeof pushResponse>;

/** POST /v1/pull: states changed since the cursor (empty text: from the beginning). */
export const pullRequest = z.object({
  incarnation: incarnationIdField,
  cursor: z.string().max(200),
  most: z.number().int().min(1).max(MOST_PULLED),
  /** How long the centre may wait for something new, in ms. */
  waitMs: z.number().int().min(0).max(30_000),
});
export type PullRequest = z.infer<typeof pullRequest>;

export const pullResponse = z.object({
  epoch: z.string(),
  cursor: z.string(),
  more: z.boolean(),
  /** The centre's clock, UTC ms: how old its word is, and how far the till's clock is off. */
  nowMs: instantField,
  /** Each parsed by `state` on arrival; what does not parse is kept aside as an UnreadState. */
  states: z.array(z.looseObject({ kind: z.string() })),
});
export type PullResponse = z.infer<typeof pullResponse>;

/** POST /v1/holds: may this member's points be spent? Held for minutes under the id of the record to come. */
export const holdRequest = z.object({ record: recordIdField, member: memberIdField, points: pointsField });
export type HoldRequest = z.infer<typeof holdRequest>;
export const holdResponse = z.object({ granted: z.boolean(), available: pointsField });
export type HoldResponse = z.infer<typeof holdResponse>;

/** POST /v1/giftcards/hold: may this gift card or e-wallet pay? Held for minutes under the id of the record to come. */
export const giftCardHoldRequest = z.object({ record: recordIdField, card: giftCardIdField, amount: baniField });
export type GiftCardHoldRequest = z.infer<typeof giftCardHoldRequest>;
export const giftCardHoldResponse = z.object({ granted: z.boolean(), available: baniField });
export type GiftCardHoldResponse = z.infer<typeof giftCardHoldResponse>;

/** POST /v1/giftcards/look: where the card stands that was read. The code is money in the hand: it is in no address. */
export const giftCardLookRequest = z.object({ code: cardCodeField, incarnation: incarnationIdField });
export type GiftCardLookRequest = z.infer<typeof giftCardLookRequest>;
export const giftCardLookResponse = z.object({
  /** Null: the centre knows no such card. */
  card: giftCardState
    /** What it may pay now: less what other tills hold; 0 where it has ended. */
    .extend({ available: baniField })
    .nullable(),
});
export type GiftCardLookResponse = z.infer<typeof giftCardLookResponse>;

/** POST /v1/programmes: the next version of the programme, which a manager published at this till. */
export const publishRequest = z.object({ programme: z.looseObject({}), staff: staffIdField.nullable() });
export type PublishRequest = z.infer<typeof publishRequest>;
export const publishResponse = z.object({
  /** The version that it became; with a fault, the last one there is. */
  version: z.number().int().min(0),
  /** Null: it was taken. */
  fault: z.object({ path: z.string(), fault: z.string() }).nullable(),
});
export type PublishResponse = z.infer<typeof publishResponse>;

/** GET /v1/receipts/:number: a receipt of any store of the chain, for a return here. */
export const receiptResponse = z.object({ receipt: receiptState.nullable() });

/** GET /v1/members/:id/history: every entry of a member, newest first, when someone looks. */
export const historyResponse = z.object({
  entries: z.array(
    z.object({
      record: recordIdField,
      store: storeIdField,
      occurredAt: instantField,
      contra: z.string(),
      points: pointsField,
      receiptNumber: z.string().nullable(),
      total: z.number().int().nullable(),
    }),
  ),
});
export type HistoryResponse = z.infer<typeof historyResponse>;

/** Any refusal of the centre: a code for programs, a sentence for people who read logs. */
export const problem = z.object({ code: z.string(), detail: z.string() });
export type Problem = z.infer<typeof problem>;
