import * as z from 'zod';
import { behind, dayAccount, dayFigure, dayPart } from '../day.ts';
import {
  baniField,
  cardCodeField,
  civilDateField,
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
import { logRange } from '../shift.ts';
import { storeWeek } from '../staff.ts';
import { giftCardState, receiptState } from './states.ts';

/**
 * The sync protocol between a till and the centre: JSON over HTTP, bodies compressed with zstd both ways
 * (`content-encoding: zstd`); a push may also come in a compact form of its own (compact/push.ts, from protocol 4). A till names itself with `authorization: Bearer <till id>.<key>` and speaks a version with
 * `loial-protocol: <n>`; the centre answers 426 below its floor, and from 4 on says in the same header what it speaks itself. Raise PROTOCOL when a message changes its form
 * (tests/contract holds the digest of the forms and fails when that is forgotten).
 */
export const PROTOCOL = 6;
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
  /** Only states of these kinds; left out: all. A till that waits for a snapshot asks so for what it must have to sell meanwhile. */
  only: z.array(z.string().max(40)).max(20).exactOptional(),
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

/**
 * POST /v1/snapshots: is there a members.db that a till may take in place of pulling? Only one of exactly this form, of the epoch that
 * holds, and only where it saves something: the cursor says how far the till is.
 */
export const snapshotRequest = z.object({
  cursor: z.string().max(200),
  schema: z.number().int().min(1),
  folding: z.number().int().min(1),
});
export type SnapshotRequest = z.infer<typeof snapshotRequest>;
const sized = z.object({ bytes: z.number().int().min(1), sha256: z.string().regex(/^[0-9a-f]{64}$/) });
export const snapshotResponse = z.object({
  epoch: z.string(),
  /** The centre's clock, UTC ms. */
  nowMs: instantField,
  /** Null: there is none that fits or helps; pull. */
  snapshot: z
    .object({
      /** For GET /v1/snapshots/:id, which gives the packed bytes and knows Range and If-Range. */
      id: z.uuid(),
      epoch: z.string(),
      madeAt: instantField,
      /** Whose states are in it; 'chain': those that every till may see. */
      class: z.string(),
      members: z.number().int().min(0),
      /** As it is sent (zstd), and unpacked. */
      packed: sized,
      file: sized,
    })
    .nullable(),
});
export type SnapshotResponse = z.infer<typeof snapshotResponse>;
export type SnapshotOffer = NonNullable<SnapshotResponse['snapshot']>;

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

/** POST /v1/codes: send this member a code by message, which proves the sale to come. The code itself is in no answer. */
export const codeRequest = z.object({
  record: recordIdField,
  member: memberIdField,
  /** Messages under this record that the till knows of: where more went out, its answer was lost, and none is sent again. */
  after: z.number().int().min(0).max(99),
});
export type CodeRequest = z.infer<typeof codeRequest>;
export const codeResponse = z.object({
  /** `unsure`: the gateway did not answer in time, the message may still come. `failed`: it refused. `wait`: too soon for another. */
  result: z.enum(['sent', 'unsure', 'failed', 'wait', 'tooOften', 'noPhone', 'noGateway']),
  /** Messages that went out under this record. */
  sent: z.number().int().min(0).max(99),
  /** The last two digits of the phone, so that a member knows which; empty: none was sent. */
  ending: z.string().max(2),
  /** How long until another may be asked for, and how long the code is good, ms. */
  againMs: z.number().int().min(0),
  goodMs: z.number().int().min(0),
});
export type CodeResponse = z.infer<typeof codeResponse>;

/** POST /v1/codes/try: whether this is the code that was sent. Each try counts; a repeated right one is right again. */
export const codeTryRequest = z.object({
  record: recordIdField,
  member: memberIdField,
  code: z.string().regex(/^\d{6}$/),
});
export type CodeTryRequest = z.infer<typeof codeTryRequest>;
export const codeTryResponse = z.object({
  result: z.enum(['proved', 'wrong', 'expired', 'tooMany', 'none']),
  /** Tries left of this code. */
  left: z.number().int().min(0),
});
export type CodeTryResponse = z.infer<typeof codeTryResponse>;

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

/**
 * POST /v1/tills/retire and /v1/tills/restore: a manager's word on another till of the same store whose disk is dead, or came back after
 * all. What it wrote after the number answered is given up, until it comes back.
 */
export const retireRequest = z.object({ till: tillIdField, staff: staffIdField });
export type RetireRequest = z.infer<typeof retireRequest>;
export const retireResponse = z.object({ retired: z.boolean(), seq: seqField });
export type RetireResponse = z.infer<typeof retireResponse>;

/**
 * POST /v1/days/draw: the store's day as the centre finds it now, from the records of the asking till's store that no close has listed.
 * Nothing is written, and asking again is harmless. Refused (409 `day.closed`) where that day, or a later one, is signed.
 */
export const drawRequest = z.object({ day: civilDateField });
export type DrawRequest = z.infer<typeof drawRequest>;
export const drawResponse = z.object({ account: dayAccount });
export type DrawResponse = z.infer<typeof drawResponse>;

/** The most receipts in one answer to `dayReceiptsRequest`. */
export const MOST_DAY_RECEIPTS = 5000;
/**
 * POST /v1/days/receipts: sales and returns (below zero) in what was drawn up, page by page: to be held against the cash register's. What
 * was voided is left out.
 */
export const dayReceiptsRequest = z.object({
  ranges: z.array(logRange.extend({ till: tillIdField })).max(9999),
  /** `next` of the page before; '' for the first. */
  after: z.string().max(100),
});
export type DayReceiptsRequest = z.infer<typeof dayReceiptsRequest>;
export const dayReceiptsResponse = z.object({
  receipts: z.array(behind).max(MOST_DAY_RECEIPTS),
  /** Null: that was all. */
  next: z.string().nullable(),
});
export type DayReceiptsResponse = z.infer<typeof dayReceiptsResponse>;

/** The most records that one answer to `dayPartsRequest` is made of: so few that a till that sells takes one over unnoticed. */
export const MOST_DAY_PARTS_READ = 1000;
/**
 * POST /v1/days/parts (from protocol 6): what makes up a figure of a close, of what it lists of the store's tills; page by page, also of a
 * day that is signed. What moved in a drawer after its last count is among it: whoever asks leaves it out.
 */
export const dayPartsRequest = z.object({
  day: civilDateField,
  figure: dayFigure,
  ranges: z.array(logRange.extend({ till: tillIdField })).max(9999),
  /** `next` of the page before; '' for the first. */
  after: z.string().max(100),
});
export type DayPartsRequest = z.infer<typeof dayPartsRequest>;
export const dayPartsResponse = z.object({
  parts: z.array(dayPart),
  /** Tills of which the centre does not hold what was asked for, or holds something else: nothing of them is told. */
  without: z.array(tillIdField),
  /** Null: that was all. */
  next: z.string().nullable(),
});
export type DayPartsResponse = z.infer<typeof dayPartsResponse>;

/**
 * POST /v1/staff/week: what each of the staff did in the week that a day lies in, at all tills of the asking till's store, from what is
 * counted of their logs. Nothing is written, and asking again is harmless. A centre that speaks less than 6 answers 404 `route.unknown`.
 */
export const staffWeekRequest = z.object({ day: civilDateField });
export const staffWeekResponse = storeWeek;

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
