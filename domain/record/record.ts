import type { AlarmSettled } from '../alarm/settled.ts';
import type { Bani } from '../amount/bani.ts';
import type { Points } from '../amount/points.ts';
import type { Thousandths, VatRate } from '../amount/quantity.ts';
import type { CivilDate } from '../calendar/civil.ts';
import type { ClosingPassed, DayClosed } from '../day/recorded.ts';
import type { GiftCardEntry } from '../giftcard/giftcard.ts';
import type { GiftCardSold } from '../giftcard/sold.ts';
import type { IncarnationId, MemberId, RecordId, ShiftId, StaffId, StoreId, TillId } from '../identity/ids.ts';
import type { Entry } from '../ledger/entry.ts';
import type { HeldCoupon } from '../ledger/standing.ts';
import type { Count } from '../ledger/tally.ts';
import type { OfAll } from '../sale/askedOfAll.ts';
import type { Choices, Facts } from '../sale/facts.ts';
import type { AppliedOffer } from '../sale/figures.ts';
import type { CashMoved, DrawerCount, ShiftClosed, ShiftOpened } from '../shift/recorded.ts';
import type { OfflineInputs } from './offline.ts';
import type { CardChange, Edit, Enrolment, Erased, Merged, Unmerged } from './people.ts';
import type { Tender } from './tender.ts';
import type { TraceStep } from './trace.ts';

export type { AlarmSettled } from '../alarm/settled.ts';
export type { ClosingPassed, DayClosed } from '../day/recorded.ts';
export type { GiftCardSold } from '../giftcard/sold.ts';
export type { CashMoved, DrawerCount, ShiftClosed, ShiftOpened } from '../shift/recorded.ts';
export type { OfflineInputs } from './offline.ts';
export {
  type CardChange,
  type Edit,
  type Enrolment,
  ERASURE_REASONS,
  type Erased,
  type ErasureReason,
  type Merged,
  type Unmerged,
} from './people.ts';
export { type Beside, besideDigest, type SealedRecord, type Sha256 } from './sealed.ts';
export {
  HANDED_TENDERS,
  type HandedMoney,
  type HandedTender,
  KEPT_TENDERS,
  type KeptMoney,
  type KeptTender,
  TENDER_KINDS,
  type Tender,
  type TenderKind,
} from './tender.ts';
export { TRACE_CODES, type TraceCode, type TraceStep } from './trace.ts';

/**
 * The form of a record's body; what formats 2 to 4 added is optional, or a kind of its own, in the types, so that those before read the same. A body of a later form, or of an unknown kind, is chained and kept unread.
 */
export const RECORD_FORMAT = 4;
/** The hash before the first record of an incarnation. */
export const NO_HASH = '0'.repeat(64);

/** What every record carries, first in its bytes. */
export interface RecordHead {
  readonly formatVersion: number;
  readonly id: RecordId;
  readonly store: StoreId;
  readonly till: TillId;
  readonly incarnation: IncarnationId;
  /** 1, 2, 3 ... without a gap within the incarnation. */
  readonly seq: number;
  /** SHA-256 (hex) of the record before, or NO_HASH. */
  readonly prevHash: string;
  readonly shift: ShiftId | null;
  readonly businessDay: CivilDate | null;
  readonly staff: StaffId | null;
  readonly programmeVersion: number | null;
  /** The record that this one mends. */
  readonly reverses: RecordId | null;
  /** The till's clock, UTC ms. */
  readonly occurredAt: number;
  /** Digest of the personal data or free text that stands beside the record; null: none. */
  readonly beside: string | null;
  /**
   * Members merged with the one whom the record names, of whose lots and counts it moves too: a merge moves no points, so each lot stays
   * with the member who has it. Left out: none.
   */
  readonly group?: readonly MemberId[];
}

/** One line of a sale as it was confirmed; amounts are of the whole line. */
export interface SaleLine {
  /** Null: a line typed as an amount. */
  readonly sku: string | null;
  /** The product's name in the shop's first language; empty for an amount. */
  readonly name: string;
  readonly category: string | null;
  readonly quantity: Thousandths;
  /** Bani for 1000 thousandths. */
  readonly price: Bani;
  readonly vat: VatRate;
  /** price × quantity, rounded half up to the ban. */
  readonly gross: Bani;
  /** This line's share of all price reductions, by offers and by points; 0 or above. */
  readonly discount: Bani;
  /** This line's share of the points earned and spent; 0 or above. */
  readonly earned: Points;
  readonly spent: Points;
  readonly unit?: 'piece' | 'kg';
  readonly brand?: string;
  readonly tags?: readonly string[];
  readonly minPrice?: Bani;
  /** The offer that put this line in; left out: it was rung. */
  readonly added?: string;
}

/** The sums of one VAT rate; VAT is contained in the amounts. */
export interface VatLine {
  readonly rate: VatRate;
  readonly gross: Bani;
  readonly discount: Bani;
  /** gross − discount: the taxable value with VAT (Tax Code art. 97(1)). */
  readonly total: Bani;
  /** The VAT contained in total, rounded half up. */
  readonly vat: Bani;
}

/** What the reckoning knew of the member: recomputing asks nobody else (truth 6). */
export interface MemberInputs {
  readonly member: MemberId;
  /** As shown to the cashier before the sale. */
  readonly balanceBefore: Points;
  /** How the member was found: what it proves decides what may be redeemed offline. */
  readonly foundBy: 'card' | 'phone' | 'name' | 'enrolled' | 'receipt';
  readonly civilDate: CivilDate;
  /** Whether the centre allowed the redemption, or the offline policy did; null: nothing was redeemed. */
  readonly redeemed: 'online' | 'offline' | null;
  /** With what the offline policy was asked; left out: it was not, or in formats 1 and 2. */
  readonly offline?: OfflineInputs;
}

export interface Sale {
  readonly kind: 'sale';
  /** The receipt's number, printed as a barcode; see card/receiptNumber. */
  readonly number: string;
  readonly member: MemberInputs | null;
  readonly lines: readonly SaleLine[];
  readonly vat: readonly VatLine[];
  readonly tenders: readonly Tender[];
  /** Cash handed over beyond what was due, given back. */
  readonly change: Bani;
  readonly gross: Bani;
  readonly discount: Bani;
  readonly total: Bani;
  readonly earned: Points;
  readonly spent: Points;
  /** Known at once, or learnt later by a `fiscalNumber` record. */
  readonly fiscalNumber: string | null;
  readonly trace: readonly TraceStep[];
  readonly entries: readonly Entry[];
  /** With what the rules of the programme were asked; left out in format 1 and where no programme held. */
  readonly rules?: RuleInputs;
  /** Offers in the order in which they were applied, points chosen freely among them. */
  readonly offers?: readonly AppliedOffer[];
  readonly counts?: readonly Count[];
  /** Coupons for later sales that this one gave. */
  readonly issued?: readonly IssuedCoupon[];
  /** What gift cards and e-wallets paid, and what offers put on the member's; left out: nothing. */
  readonly money?: readonly GiftCardEntry[];
}

/** Everything besides lines and programme that a sale was reckoned from (truth 6); `ofAll` only without a member. */
export interface RuleInputs {
  /** `HH:MM` in Chișinău. */
  readonly time: string;
  readonly choices: Choices;
  readonly facts: Facts | null;
  readonly ofAll?: OfAll;
}

/** A coupon as a record gives it; null: for whoever holds the code. */
export interface IssuedCoupon extends HeldCoupon {
  readonly member: MemberId | null;
}

/** A line that comes back: which line of the sale (null: typed, the receipt is not known here) and how much. */
export interface ReturnLine {
  readonly line: number | null;
  readonly sku: string | null;
  readonly name: string;
  readonly quantity: Thousandths;
  readonly price: Bani;
  readonly vat: VatRate;
  readonly gross: Bani;
  readonly discount: Bani;
  readonly earned: Points;
  readonly spent: Points;
}

export interface Return {
  readonly kind: 'return';
  readonly number: string;
  /** The sale's record, or null where this till has never heard of it: the centre settles its points later. */
  readonly of: RecordId | null;
  /** The receipt's number as scanned or typed; empty where there is none. */
  readonly ofNumber: string;
  readonly member: MemberInputs | null;
  readonly lines: readonly ReturnLine[];
  readonly vat: readonly VatLine[];
  readonly tenders: readonly Tender[];
  /** Money given back; 0 where all of it was paid with points. */
  readonly total: Bani;
  /** Points taken back that were earned, and given back that were spent; 0 or above. */
  readonly earnedBack: Points;
  readonly spentBack: Points;
  readonly trace: readonly TraceStep[];
  readonly entries: readonly Entry[];
  readonly counts?: readonly Count[];
  /**
   * The worth of earned points that were spent since, kept from the money (policy `withhold`); `total` is less it. Below zero: kept at
   * an earlier return of the sale, and given now that the points came back.
   */
  readonly withheld?: Bani;
  /** Coupons that the sale had used up and that come back. */
  readonly issued?: readonly IssuedCoupon[];
  /** Codes of coupons that the sale gave and that are taken back. */
  readonly recalled?: readonly string[];
  /** What goes back on gift cards and e-wallets, and what offers had put there and is taken back; left out: nothing. */
  readonly money?: readonly GiftCardEntry[];
}

/** A whole sale undone within its shift; `reverses` names it. Its entries are the sale's with the sign turned. */
export interface Void {
  readonly kind: 'void';
  readonly of: RecordId;
  readonly ofNumber: string;
  readonly member: MemberId | null;
  readonly total: Bani;
  readonly tenders: readonly Tender[];
  readonly entries: readonly Entry[];
  readonly counts?: readonly Count[];
  readonly issued?: readonly IssuedCoupon[];
  /** Codes of coupons that the sale gave and that are taken back. */
  readonly recalled?: readonly string[];
  /** The sale's with the sign turned; left out: nothing. */
  readonly money?: readonly GiftCardEntry[];
}

/** Something that earned without a sale: a visit, a survey answered, enrolment. */
export interface EventHappened {
  readonly kind: 'event';
  readonly member: MemberId;
  readonly event: string;
  readonly trace: readonly TraceStep[];
  readonly entries: readonly Entry[];
  readonly counts?: readonly Count[];
}

/** Points from the house (`goodwill`) or a correction by hand (`adjust`); the reason stands beside. */
export interface ByHand {
  readonly kind: 'goodwill' | 'adjust';
  readonly member: MemberId;
  readonly entries: readonly Entry[];
  readonly counts?: readonly Count[];
}

/** Points from one member to another. */
export interface Transfer {
  readonly kind: 'transfer';
  readonly member: MemberId;
  readonly to: MemberId;
  readonly points: Points;
  readonly entries: readonly Entry[];
  readonly counts?: readonly Count[];
}

/** The points of a sale without a member, claimed by somebody who forgot their card. */
export interface Claim {
  readonly kind: 'claim';
  readonly of: RecordId;
  readonly member: MemberId;
  readonly trace: readonly TraceStep[];
  readonly entries: readonly Entry[];
  readonly counts?: readonly Count[];
  /** What each line of the sale earned; they sum to the entries. Left out in claims of before. */
  readonly byLine?: readonly Points[];
}

/** Who brought a new member. */
export interface Referred {
  readonly kind: 'referral';
  readonly member: MemberId;
  readonly referrer: MemberId;
  readonly entries: readonly Entry[];
  readonly counts?: readonly Count[];
}

/** The bonus to both for a friend's first purchase, or (with the sign turned) its end when that purchase came back. */
export interface ReferralBonus {
  readonly kind: 'bonus';
  readonly of: RecordId;
  readonly member: MemberId;
  readonly referrer: MemberId;
  readonly entries: readonly Entry[];
  readonly counts?: readonly Count[];
}

/** Lots that ended before a day, booked by the one issuer of a shop without a centre. */
export interface Expired {
  readonly kind: 'expiry';
  readonly day: CivilDate;
  readonly entries: readonly Entry[];
}

export interface FiscalNumberLearnt {
  readonly kind: 'fiscalNumber';
  readonly of: RecordId;
  readonly fiscalNumber: string;
  readonly entries: readonly Entry[];
}

/** A manager allowed something with a PIN. */
export interface PinUsed {
  readonly kind: 'pinUsed';
  readonly by: StaffId;
  readonly action: string;
  /** Why, in one word of the program's; words of one's own stand beside. Left out in records of before. */
  readonly reason?: string;
  readonly entries: readonly Entry[];
}

/** Something about the till or, in a shop without a centre, its staff, catalogue or programme; the text is beside. */
export interface Setting {
  readonly kind: 'setting';
  readonly topic: string;
  readonly entries: readonly Entry[];
}

/** The first record of each incarnation: what came before, so that nothing hangs in the air. */
export interface Begun {
  readonly kind: 'begun';
  readonly previous: { readonly incarnation: IncarnationId; readonly seq: number; readonly hash: string } | null;
  /** 1, 2, 3 ...: stands in receipts' numbers. */
  readonly ordinal: number;
  readonly entries: readonly Entry[];
}

export type RecordContent =
  | Sale
  | Return
  | Void
  | GiftCardSold
  | EventHappened
  | ByHand
  | Transfer
  | Claim
  | Referred
  | ReferralBonus
  | Expired
  | Enrolment
  | Edit
  | Merged
  | Unmerged
  | Erased
  | CardChange
  | ShiftOpened
  | CashMoved
  | DrawerCount
  | ShiftClosed
  | DayClosed
  | ClosingPassed
  | FiscalNumberLearnt
  | PinUsed
  | Setting
  | AlarmSettled
  | Begun;

export type RecordKind = RecordContent['kind'];

/** A whole record. Its stored bytes are `JSON.stringify` of this, made once; the hash is over exactly these bytes. */
export type RecordBody = RecordHead & RecordContent;

/** What a caller hands over; number, chain and hash are given by the ledger when it is written. */
export type RecordDraft = RecordContent & {
  readonly id: RecordId;
  readonly shift: ShiftId | null;
  readonly businessDay: CivilDate | null;
  readonly staff: StaffId | null;
  readonly programmeVersion: number | null;
  readonly reverses: RecordId | null;
  readonly occurredAt: number;
  readonly group?: readonly MemberId[];
};
