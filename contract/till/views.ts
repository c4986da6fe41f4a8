import type { Bani } from '../../domain/amount/bani.ts';
import type { Points } from '../../domain/amount/points.ts';
import type { Thousandths, VatRate } from '../../domain/amount/quantity.ts';
import type { CivilDate } from '../../domain/calendar/civil.ts';
import type { MemberId, RecordId, StaffId } from '../../domain/identity/ids.ts';
import type { Contra } from '../../domain/ledger/entry.ts';
import type { Language } from '../../domain/person/person.ts';
import type { Name } from '../../domain/programme/offer.ts';
import type { Proof } from '../../domain/programme/programme.ts';
import type { HandedMoney, KeptTender, Tender, TraceStep, VatLine } from '../../domain/record/record.ts';
import type { Refusal } from '../../domain/refusal/refusal.ts';
import type { Role } from '../../domain/roles/permissions.ts';
import type { NotApplied } from '../../domain/sale/figures.ts';
import type { CashCount } from '../../domain/shift/cash.ts';
import type { GiftCardView, KeptLeft, KeptView } from './giftcards.ts';
import type { AppliedView, NearView, RewardView, TierView } from './offers.ts';
import type { ShiftView } from './shift.ts';
import type { StatusView } from './status.ts';
import type { WordView } from './word.ts';

export type { ShiftProposal, ShiftView } from './shift.ts';
export type { StatusView } from './status.ts';

/**
 * What the till tells the window: everything on the screen, with no words in it (the window has the translations).
 * The till holds the counter's state; the window can be closed and opened in the middle of a sale and nothing is lost.
 */

/** Where the till is: decides which screen stands. */
export type Stage = 'setup' | 'signIn' | 'openShift' | 'counter';

/** The whole state of the window; pushed after every change, and the answer to `hello`. */
export interface TillView {
  readonly stage: Stage;
  /** Version of Loial. */
  readonly version: string;
  readonly till: TillBadge | null;
  readonly staff: StaffView | null;
  readonly shift: ShiftView | null;
  /** What lies in the drawer before a shift, as whoever is signed in is counting it; null: they do not. */
  readonly floatDraft: CashCount | null;
  /** Another number as soon as `day.state` may answer otherwise: a window that shows the close asks again. */
  readonly dayRevision: number;
  readonly counter: CounterView;
  /** What rules, offers, tiers and cards of stamps are called, by id: for explanations. */
  readonly names: Readonly<Record<string, Name>>;
  readonly status: StatusView;
  readonly settings: SettingsView;
}

export interface TillBadge {
  readonly number: number;
  readonly store: string;
  readonly chain: string;
}

export interface StaffView {
  readonly id: StaffId;
  readonly name: string;
  readonly role: Role;
}

export interface SettingsView {
  readonly language: Language;
  readonly theme: 'light' | 'dark' | 'system';
  readonly sound: boolean;
  /** Whether something kind is said of last week where everybody reads it. */
  readonly recognition: boolean;
  readonly vatRates: readonly VatRate[];
  /** Path or name of the scanner's port; null: none chosen; 'auto': found by itself. */
  readonly scannerPort: string | null;
}

/** The cashier's one screen. */
export interface CounterView {
  readonly member: MemberPanel | null;
  readonly lines: readonly CounterLine[];
  /** The line that a typed quantity goes to: the last touched. */
  readonly selected: number | null;
  readonly figures: Figures;
  readonly redeem: RedeemView;
  /** Null: nobody is there, or a shop alone, which need ask nobody. */
  readonly word: WordView | null;
  /** What the member proved, where the programme asks for proofs; null: it does not, or nobody is there. */
  readonly proof: ProofView | null;
  /** Offers that are applied, in that order. */
  readonly applied: readonly AppliedView[];
  /** Rewards that this member may choose or is near to, those that can be had first. */
  readonly rewards: readonly RewardView[];
  /** What would bring the next offer, the nearest first; at most three. */
  readonly near: readonly NearView[];
  /** Coupons that were read. */
  readonly codes: readonly string[];
  /** Codes and rewards chosen that do not apply now, and why; they wait. */
  readonly notApplied: readonly NotApplied[];
  readonly tenders: readonly HandedMoney[];
  /** Gift cards and the member's e-wallet that pay first, in their order. */
  readonly kept: readonly KeptView[];
  /** The sale just confirmed, until the next begins. */
  readonly last: Confirmed | null;
  /** The last scan and what came of it, so that the window can sound and say it; grows by one each scan. */
  readonly scan: {
    readonly count: number;
    readonly code: string;
    readonly good: boolean;
    readonly refusal: Refusal | null;
  } | null;
  /** The receipt that the last scan named, for the window to open; gone with the next scan and with counter.next. */
  readonly opened: ReceiptView | null;
  /** The gift card that the last scan named while nothing stood on the counter; gone as `opened` is. */
  readonly giftCard: GiftCardView | null;
  /** True when there is something to undo. */
  readonly undoable: boolean;
}

export interface CounterLine {
  readonly key: number;
  readonly name: string;
  readonly sku: string | null;
  readonly unit: 'piece' | 'kg';
  readonly quantity: Thousandths;
  readonly price: Bani;
  readonly vat: VatRate;
  readonly gross: Bani;
  readonly discount: Bani;
  /** True: earns nothing and takes no points (tobacco and the like). */
  readonly excluded: boolean;
  /** True: an offer put it in; it cannot be changed or removed by itself. */
  readonly added: boolean;
  /** What took `discount` off: ids of offers. */
  readonly offers: readonly string[];
}

export interface Figures {
  readonly gross: Bani;
  readonly discount: Bani;
  readonly total: Bani;
  readonly vat: readonly VatLine[];
  readonly earned: Points;
  readonly spent: Points;
  /** The member's balance after this sale; null without a member. */
  readonly balanceAfter: Points | null;
  readonly trace: readonly TraceStep[];
  /** Change from cash, given the tenders. */
  readonly change: Bani;
  /** What is still missing in the tenders; 0 when they suffice. */
  readonly missing: Bani;
  /** What is left of the total after gift cards and the e-wallet have paid their part. */
  readonly toPay: Bani;
}

export interface ProofView {
  readonly given: readonly Proof[];
  /** Whether this member has a PIN. */
  readonly hasPin: boolean;
  /** The code by message that is on its way to them for this sale; null: none. */
  readonly code: CodeView | null;
}

export interface CodeView {
  /** The last two digits of the phone that it went to. */
  readonly ending: string;
  /** False: the gateway did not say that it was sent; it may still come. */
  readonly sure: boolean;
  /** From when another may be asked for, and until when this one is good: UTC ms of the till's clock. */
  readonly againAt: number;
  readonly goodUntil: number;
}

export interface RedeemView {
  /** The offer by which points are spent freely; null: the programme has none. */
  readonly offer: string | null;
  readonly chosen: Points;
  /** The most that may be spent now, by the balance, the sale and the policy; 0: none, and why says it. */
  readonly most: Points;
  readonly least: Points;
  /** Points are spent in steps of so many. */
  readonly step: Points;
  /** So many points take so many bani off; null: the programme lets none be spent freely. */
  readonly worth: { readonly points: Points; readonly value: Bani } | null;
  /** Why not more (or not at all); null where nothing limits but the balance. */
  readonly why: Refusal | null;
}

export interface MemberPanel {
  readonly id: MemberId;
  readonly name: string;
  readonly callName: string;
  readonly language: Language;
  readonly phone: string | null;
  readonly joined: CivilDate;
  readonly birthdayToday: boolean;
  readonly foundBy: 'card' | 'phone' | 'name' | 'enrolled' | 'receipt';
  readonly balance: Points;
  readonly debt: Points;
  readonly worth: Bani;
  /** Points of the lots that end first, within 30 days; null: none do. */
  readonly expiring: { readonly points: Points; readonly on: CivilDate } | null;
  /** Null: the programme has no tiers. */
  readonly tier: TierView | null;
  readonly stamps: readonly {
    readonly card: string;
    readonly name: Name;
    readonly stamps: number;
    readonly of: number | null;
  }[];
  readonly coupons: readonly { readonly code: string; readonly name: Name; readonly until: CivilDate }[];
  /** Points that may not be spent yet. */
  readonly pending: Points;
  /** Money on the e-wallet. */
  readonly wallet: Bani;
  readonly cards: readonly { readonly code: string; readonly blocked: boolean }[];
  /** When the centre last said how this member stands, UTC ms; null: it never did (a shop alone, or not yet sent). */
  readonly wordAt: number | null;
  /** Members who were merged into this person, the first among them: 1 where none were. */
  readonly persons: number;
  /** Others with the same phone, who may be the same person enrolled twice. */
  readonly likely: number;
}

export interface Confirmed {
  readonly id: RecordId;
  readonly kind: 'sale' | 'return' | 'void';
  readonly number: string;
  readonly total: Bani;
  readonly change: Bani;
  readonly earned: Points;
  readonly spent: Points;
  readonly balanceBefore: Points | null;
  readonly balanceAfter: Points | null;
  readonly memberName: string | null;
  readonly fiscalNumber: string | null;
  /** Coupons for the next sale, to be printed. */
  readonly issued: readonly { readonly code: string; readonly name: Name; readonly until: CivilDate }[];
  /** A level that this sale reached; null: none. */
  readonly tierReached: Name | null;
  /** What is left on gift cards and e-wallets that paid or got money back. */
  readonly kept: readonly KeptLeft[];
  /** Money that offers put on the e-wallet. */
  readonly walletGiven: Bani;
}

/** One row of a search. */
export interface MemberRow {
  readonly id: MemberId;
  readonly name: string;
  readonly phone: string | null;
  readonly balance: Points;
  readonly language: Language;
}

export interface ProductRow {
  readonly sku: string;
  readonly ean: string;
  readonly name: string;
  readonly price: Bani;
  readonly unit: 'piece' | 'kg';
}

/** "Why this balance?": one entry in words' clothes, newest first, with the balance after it. */
export interface TimelineRow {
  readonly record: RecordId;
  readonly at: number;
  readonly contra: Contra;
  readonly points: Points;
  readonly balanceAfter: Points;
  readonly store: string | null;
  readonly receiptNumber: string | null;
  readonly total: Bani | null;
  /** True: of this till and not yet counted by the centre. */
  readonly unsent: boolean;
  readonly trace: readonly TraceStep[];
}

export interface Timeline {
  readonly balance: Points;
  readonly debt: Points;
  readonly lots: readonly { readonly points: Points; readonly expires: CivilDate | null }[];
  readonly rows: readonly TimelineRow[];
  /** False: only what this till knows stands here, because the centre could not be asked. */
  readonly whole: boolean;
  /** The balance before the first row shown: what came earlier or elsewhere, in one sum. */
  readonly before: Points;
}

export interface ReceiptRow {
  readonly id: RecordId;
  readonly kind: 'sale' | 'return' | 'void';
  readonly number: string;
  readonly at: number;
  readonly total: Bani;
  readonly memberName: string | null;
  readonly fiscalNumber: string | null;
  readonly voided: boolean;
}

/** A receipt opened: to look at, print, return from, or void. */
export interface ReceiptView {
  readonly id: RecordId;
  readonly kind: 'sale' | 'return';
  readonly number: string;
  readonly at: number;
  readonly businessDay: CivilDate | null;
  readonly store: string;
  readonly till: number;
  readonly staffName: string | null;
  readonly memberName: string | null;
  readonly member: MemberId | null;
  readonly lines: readonly ReceiptLine[];
  readonly vat: readonly VatLine[];
  readonly tenders: readonly Tender[];
  readonly gross: Bani;
  readonly discount: Bani;
  readonly total: Bani;
  readonly change: Bani;
  readonly earned: Points;
  readonly spent: Points;
  readonly balanceAfter: Points | null;
  readonly fiscalNumber: string | null;
  readonly voided: boolean;
  /** May be voided here and now (own till, this shift, nothing returned). */
  readonly voidable: boolean;
  /** From where the till knows it: its own log, the store's receipts, or the centre just now. */
  readonly source: 'own' | 'store' | 'centre';
  /** The receipt's language: the member's, or the shop's. */
  readonly language: Language;
  /** What offers took off, in their order; left out: the receipt does not tell. */
  readonly offers?: readonly { readonly name: Name; readonly discount: Bani }[];
  /** What is left now on the gift cards and e-wallets that paid; left out: none did. */
  readonly kept?: readonly KeptLeft[];
  /** Coupons that it gave, to be printed again; left out: none. */
  readonly issued?: Confirmed['issued'];
}

export interface ReceiptLine {
  readonly index: number;
  readonly name: string;
  readonly unit: 'piece' | 'kg';
  readonly quantity: Thousandths;
  readonly price: Bani;
  readonly vat: VatRate;
  readonly gross: Bani;
  readonly discount: Bani;
  /** What has come back of this line so far. */
  readonly returned: Thousandths;
  /** Names of the offers that took `discount` off; left out: not told. */
  readonly offers?: readonly Name[];
}

/** What a return would give, before it is confirmed. */
export interface ReturnQuote {
  readonly total: Bani;
  readonly vat: readonly VatLine[];
  readonly earnedBack: Points;
  readonly spentBack: Points;
  readonly balanceAfter: Points | null;
  /** What of it goes back on gift cards and the e-wallet; the rest is given by hand. */
  readonly kept: readonly { readonly kind: KeptTender; readonly ending: string; readonly amount: Bani }[];
  readonly byHand: Bani;
}

export interface StaffRow {
  readonly id: StaffId;
  readonly name: string;
  readonly role: Role;
}

export interface PortRow {
  readonly path: string;
  readonly label: string;
}
