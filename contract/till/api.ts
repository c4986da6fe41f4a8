import * as z from 'zod';
import type { Programme } from '../../domain/programme/programme.ts';
import { ERASURE_REASONS, HANDED_TENDERS } from '../../domain/record/record.ts';
import { type Refusal, refuse } from '../../domain/refusal/refusal.ts';
import {
  alarmIdField,
  baniField,
  giftCardIdField,
  instantField,
  languageField,
  memberIdField,
  recordIdField,
  staffIdField,
  thousandthsField,
  tillIdField,
  vatRateField,
} from '../fields.ts';
import { LONGEST_Z_CODE } from '../zCode.ts';
import type { AlarmsPage, StoreTill } from './alarms.ts';
import { DAY_REQUESTS, type DayAnswers } from './day.ts';
import type { ClaimQuote, MemberDeeds } from './deeds.ts';
import type { GiftCardView } from './giftcards.ts';
import { type ImportView, LARGEST_CHUNK, LARGEST_LIST, listForm, listMeaning } from './import.ts';
import type { PersonView } from './person.ts';
import type { ProgrammeFaultRow, ProgrammePreview, ProgrammeView } from './programme.ts';
import type { ReportView } from './report.ts';
import { SHIFT_REQUESTS, type ShiftAnswers } from './shift.ts';
import { STAFF_REQUESTS, type StaffAnswers } from './staff.ts';
import type {
  Confirmed,
  MemberRow,
  PortRow,
  ProductRow,
  ReceiptRow,
  ReceiptView,
  ReturnQuote,
  StaffRow,
  TillView,
  Timeline,
} from './views.ts';

/**
 * The one typed map of what a window may ask of the till. Inputs are checked on arrival by these schemas; answers are
 * typed. The same map goes over Electron's IPC and over the loopback socket.
 *
 * Text that a person typed (a phone, an amount, a name) comes as text: the till reads it with domain's rules and
 * refuses with words, so that no window has rules of its own.
 */
const nothing = z.object({});
const text = z.string().max(200);
const tender = z.object({ kind: z.enum(HANDED_TENDERS), amount: baniField });
/** A manager who allows it, by their PIN. */
const managersWord = { staff: staffIdField.nullable(), pin: z.string().max(12) };
const returnLines = z.array(z.object({ index: z.number().int().min(0).max(999), quantity: thousandthsField })).max(500);

/** Name -> schema of the input. The answers' types stand in `Answers`, under the same names. */
export const REQUESTS = {
  hello: nothing,

  'setup.join': z.object({ centre: text, code: text }),
  'setup.alone': z.object({ store: text, manager: text, pin: text, language: languageField }),

  'staff.list': nothing,
  'staff.signIn': z.object({ staff: staffIdField, pin: z.string().max(12) }),
  'staff.signOut': nothing,

  ...SHIFT_REQUESTS,
  ...DAY_REQUESTS,
  ...STAFF_REQUESTS,

  /** A code from a keyboard-wedge scanner or typed by hand; what it means the till decides. That of a Z form (zCode) is `day.paper`. */
  'counter.code': z.object({ code: z.string().max(LONGEST_Z_CODE) }),
  /** What stands in the entry field: `2*`, an amount, a quantity with a product's code, a code. */
  'counter.amount': z.object({ amount: text, vat: vatRateField }),
  'counter.product': z.object({ sku: text, quantity: text.nullable() }),
  'counter.quantity': z.object({ line: z.number().int(), quantity: text }),
  'counter.remove': z.object({ line: z.number().int() }),
  'counter.select': z.object({ line: z.number().int() }),
  'counter.clear': nothing,
  'counter.undo': nothing,
  'counter.member': z.object({ member: memberIdField, foundBy: z.enum(['phone', 'name']) }),
  'counter.leaveMember': nothing,
  'counter.redeem': z.object({ points: text }),
  /** A proof that the member at the counter may redeem; `staff` is the manager who vouches, else null. */
  'counter.proof': z.object({
    by: z.enum(['pin', 'manager', 'code']),
    staff: staffIdField.nullable(),
    pin: z.string().max(12),
  }),
  /** Has the centre send the member at the counter a code by message; `counter.proof` by code then tries what they read out. */
  'counter.askCode': nothing,
  /** A coupon's code, typed; a scanned one comes by counter.code. */
  'counter.coupon': z.object({ code: text }),
  'counter.dropCoupon': z.object({ code: text }),
  /** A reward chosen so many times (0: not any more); `points` as typed, for rewards of any number of points, else null. */
  'counter.reward': z.object({
    offer: text,
    times: z.number().int().min(0).max(99),
    points: text.nullable(),
    sku: text.nullable(),
  }),
  'counter.tenders': z.object({ tenders: z.array(tender).max(8) }),
  /** A gift card that was read pays as much of the sale as it can. */
  'counter.giftCard': z.object({ code: text }),
  /** The e-wallet of the member at the counter pays as much as it can. */
  'counter.wallet': nothing,
  /** This gift card, or the e-wallet, pays nothing. */
  'counter.dropCard': z.object({ card: giftCardIdField }),
  /** `total` is what the cashier saw; another total now refuses with sale.changed and writes nothing. */
  'counter.confirm': z.object({ total: baniField, fiscalNumber: text.nullable() }),
  /** Puts the confirmed sale out of sight; the next scan does so too. */
  'counter.next': nothing,

  /** Where a gift card stands; the centre is asked within a fixed short time. */
  'giftCards.look': z.object({ code: text }),
  'giftCards.issue': z.object({ code: text, amount: text, tender: tender.shape.kind }),
  'giftCards.topUp': z.object({ code: text, amount: text, tender: tender.shape.kind }),
  /** Takes back what the record put on the card in this shift; `undo` of the card's view names it. */
  'giftCards.undo': z.object({ code: text, record: recordIdField }),

  'products.search': z.object({ text }),
  'members.search': z.object({ text }),
  'members.enrol': z.object({
    name: text,
    callName: text,
    phone: text,
    language: languageField,
    birthday: text,
    card: text,
    consent: z.boolean(),
    marketing: z.boolean(),
    /** True: the cashier saw that the phone is another member's too, and goes on (families share). */
    samePhone: z.boolean(),
  }),
  'members.timeline': z.object({ member: memberIdField }),
  'members.blockCard': z.object({ member: memberIdField, code: text }),
  /** Links a new card; `replaces` (may be empty) is blocked in the same moment. The points stay. */
  'members.linkCard': z.object({ member: memberIdField, code: text, replaces: text }),

  /** Who a member is, who may be the same person, and what was merged; nothing is written. */
  'members.person': z.object({ member: memberIdField }),
  'members.edit': z.object({
    member: memberIdField,
    name: text,
    callName: text,
    phone: text,
    language: languageField,
    birthday: text,
    marketing: z.boolean(),
  }),
  /** Two members are one person; `staff` is the manager whose word it is. */
  'members.merge': z.object({ member: memberIdField, other: memberIdField, ...managersWord }),
  /** A merge taken back, by the records that made it. */
  'members.unmerge': z.object({
    member: memberIdField,
    merges: z.array(recordIdField).min(1).max(100),
    ...managersWord,
  }),
  /** Who the member is, is forgotten for good. */
  'members.erase': z.object({ member: memberIdField, reason: z.enum(ERASURE_REASONS), ...managersWord }),

  /** The member's PIN, typed by the member: what proves from now on that they may redeem. */
  'members.setPin': z.object({ member: memberIdField, pin: z.string().max(12) }),
  /** Takes the member's PIN away. */
  'members.removePin': z.object({ member: memberIdField }),

  /** Points for a reason, from the house; the reason stands beside the record. */
  'members.goodwill': z.object({ member: memberIdField, points: text, reason: text }),
  'members.transfer': z.object({ from: memberIdField, to: memberIdField, points: text }),
  /** Something that earns without a sale: a visit, a review, a survey answered. */
  'members.event': z.object({ member: memberIdField, event: text }),
  'members.refer': z.object({ friend: memberIdField, referrer: memberIdField }),
  /** The points of a receipt without a member, for somebody who forgot their card. */
  'members.claim': z.object({ receipt: recordIdField, member: memberIdField }),
  /** What of these the programme that holds allows this member; nothing is written. */
  'members.deeds': z.object({ member: memberIdField }),
  /** What a claim would bring, refused where the claim would be; nothing is written. */
  'members.quoteClaim': z.object({ receipt: recordIdField, member: memberIdField }),

  /** A list of another system's members begins to arrive, in pieces of base64; the last makes it looked at. */
  'import.begin': z.object({ name: text, bytes: z.number().int().min(1) }),
  'import.chunk': z.object({ at: z.number().int().min(0).max(LARGEST_LIST), base64: z.base64().max(LARGEST_CHUNK) }),
  'import.look': z.object({ form: listForm }),
  'import.check': listMeaning,
  /** Takes the good rows over; `leaveOut` is how many faulty ones the person saw. */
  'import.go': z.object({ leaveOut: z.number().int().min(0) }),
  'import.drop': nothing,
  'import.state': nothing,

  'programme.current': nothing,
  'programme.version': z.object({ version: z.number().int().min(1) }),
  'programme.check': z.object({ json: z.unknown() }),
  /** Reckons a basket of products as the programme given would; nothing is written. */
  'programme.preview': z.object({
    json: z.unknown(),
    basket: z.array(z.object({ sku: text, quantity: thousandthsField })).max(50),
    member: memberIdField.nullable(),
    codes: z.array(text).max(10),
  }),
  /** The next version, from an instant (UTC ms) that is not past; the till gives it its number. */
  'programme.publish': z.object({ json: z.unknown(), startsAtMs: instantField }),

  /** Adds up the months of this till's log, beside the till; `report.state` tells how far it is. */
  'report.begin': nothing,
  'report.state': nothing,
  'report.drop': nothing,

  'receipts.recent': nothing,
  'receipts.find': z.object({ number: text }),
  'receipts.fiscal': z.object({ receipt: recordIdField, fiscalNumber: text }),
  'returns.quote': z.object({ receipt: recordIdField, lines: returnLines }),
  'returns.confirm': z.object({
    receipt: recordIdField,
    lines: returnLines,
    total: baniField,
    tender: tender.shape.kind,
  }),
  /** The receipt is not known here: lines by product or amount, marked so; the centre settles the points. */
  'returns.typed': z.object({
    number: text,
    lines: z
      .array(z.object({ name: text, amount: text, vat: vatRateField }))
      .min(1)
      .max(50),
    tender: tender.shape.kind,
  }),
  'receipts.void': z.object({ receipt: recordIdField }),

  /** A page of what the centre puts before the manager; `kind` null: of all kinds. */
  'alarms.list': z.object({
    settled: z.boolean(),
    kind: text.nullable(),
    after: z.object({ at: instantField, id: text }).nullable(),
  }),
  /** `pin`: of the manager who is signed in; `note`: what was found and done. */
  'alarms.settle': z.object({ alarm: alarmIdField, note: z.string().max(500), pin: z.string().max(12) }),
  'tills.list': nothing,
  'tills.retire': z.object({ till: tillIdField, pin: z.string().max(12) }),
  'tills.restore': z.object({ till: tillIdField, pin: z.string().max(12) }),

  'settings.set': z.object({
    language: languageField.exactOptional(),
    theme: z.enum(['light', 'dark', 'system']).exactOptional(),
    sound: z.boolean().exactOptional(),
    recognition: z.boolean().exactOptional(),
    scannerPort: text.nullable().exactOptional(),
  }),
  'scanner.ports': nothing,
} as const satisfies Readonly<Record<string, z.ZodType>>;

export type RequestName = keyof typeof REQUESTS;
export type Request<Name extends RequestName> = z.infer<(typeof REQUESTS)[Name]>;

interface AnswersOf extends ShiftAnswers, DayAnswers, StaffAnswers {
  hello: TillView;
  'staff.list': readonly StaffRow[];
  'counter.confirm': Confirmed;
  'giftCards.look': GiftCardView;
  'giftCards.issue': GiftCardView;
  'giftCards.topUp': GiftCardView;
  'giftCards.undo': GiftCardView;
  'products.search': readonly ProductRow[];
  'members.search': readonly MemberRow[];
  'members.timeline': Timeline;
  'members.person': PersonView;
  'members.deeds': MemberDeeds;
  'members.quoteClaim': ClaimQuote;
  'import.state': ImportView;
  'programme.current': ProgrammeView;
  'programme.version': Programme;
  'programme.check': readonly ProgrammeFaultRow[];
  'programme.preview': ProgrammePreview;
  'programme.publish': { readonly version: number };
  'report.state': ReportView;
  'receipts.recent': readonly ReceiptRow[];
  'receipts.find': ReceiptView;
  'receipts.fiscal': ReceiptView;
  'returns.quote': ReturnQuote;
  'returns.confirm': Confirmed;
  'returns.typed': Confirmed;
  'receipts.void': Confirmed;
  'alarms.list': AlarmsPage;
  'tills.list': readonly StoreTill[];
  'scanner.ports': readonly PortRow[];
}
/** What each request answers; null where only the view changes, which is pushed. */
export type Answer<Name extends RequestName> = Name extends keyof AnswersOf ? AnswersOf[Name] : null;

/** Window -> till. */
export interface RequestMessage {
  readonly id: number;
  readonly name: string;
  readonly input: unknown;
}

/** Till -> window: the answer to one request, or the whole view after a change. */
export type TillMessage =
  | { readonly type: 'answer'; readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly type: 'answer'; readonly id: number; readonly ok: false; readonly refusal: Refusal }
  | { readonly type: 'view'; readonly view: TillView };

/** A request that was checked: its name is known and its input has the form that the name asks for. */
export type CheckedRequest = {
  [Name in RequestName]: { readonly name: Name; readonly input: Request<Name> };
}[RequestName];

const requestMessage = z.object({ id: z.number().int().min(0), name: z.string(), input: z.unknown() });

/** Checks what came from a window: its id, and the request or why it is none. Null: not even a message. */
export function checkRequest(raw: unknown): { readonly id: number; readonly request: CheckedRequest | Refusal } | null {
  const message = requestMessage.safeParse(raw);
  if (!message.success) return null;
  const { id, name, input } = message.data;
  if (!isRequestName(name)) return { id, request: refuse('request.invalid', { path: name }) };
  return { id, request: checkInput(name, input) };
}

function isRequestName(name: string): name is RequestName {
  return Object.hasOwn(REQUESTS, name);
}

function checkInput<Name extends RequestName>(name: Name, input: unknown): CheckedRequest | Refusal {
  const parsed = REQUESTS[name].safeParse(input);
  if (!parsed.success) {
    return refuse('request.invalid', { path: [name, ...(parsed.error.issues[0]?.path ?? [])].join('.') });
  }
  // The schema named `name` made this data; TypeScript cannot follow a union through an index.
  return { name, input: parsed.data } as CheckedRequest;
}

/** How a window speaks to its till, over whichever shell. */
export interface TillClient {
  /** Asks the till; a refusal comes back as a value, a lost connection rejects with ConnectionLost. */
  ask<Name extends RequestName>(
    name: Name,
    input: z.input<(typeof REQUESTS)[Name]>,
  ): Promise<{ readonly ok: true; readonly value: Answer<Name> } | { readonly ok: false; readonly refusal: Refusal }>;
  /** Calls back with each pushed view and with the state of the connection; returns how to stop. */
  onView(listener: (view: TillView) => void): () => void;
  onConnection(listener: (connected: boolean) => void): () => void;
}
