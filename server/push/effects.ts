/** What the records of a batch make true besides points: receipts, returns, members, cards. */
import * as z from 'zod';
import { cardCodeField, civilDateField, languageField, personField, pinField } from '../../contract/fields.ts';
import { giftCardText } from '../../contract/giftcard.ts';
import { never } from '../../domain/assert.ts';
import { civilDateAt } from '../../domain/calendar/civil.ts';
import type { MemberId, RecordId } from '../../domain/identity/ids.ts';
import type { PersonEdit } from '../../domain/person/edit.ts';
import type { Person } from '../../domain/person/person.ts';
import type { ReferralBonus, Return, Sale } from '../../domain/record/record.ts';
import type { Alarm, Settling } from '../alarms.ts';
import type { DaySaid } from '../days/closing.ts';
import type { MergeSaid } from '../merges.ts';
import type { Erasure, TextOf } from './erasing.ts';
import type { CodeGiven } from './money.ts';
import type { ReadRecord } from './reading.ts';

export interface CardChangeFound {
  readonly code: string;
  readonly member: MemberId;
  readonly blocked: boolean;
}

/** Everything that a batch changes, gathered before anything is written, each list in the order of the log. */
export interface Effects {
  readonly sales: { readonly received: ReadRecord; readonly sale: Sale }[];
  readonly returns: { readonly received: ReadRecord; readonly back: Return }[];
  readonly claims: { readonly received: ReadRecord; readonly sale: RecordId }[];
  readonly bonuses: { readonly received: ReadRecord; readonly bonus: ReferralBonus }[];
  readonly notes: { readonly sale: RecordId; readonly fiscalNumber: string | null; readonly voided: boolean }[];
  readonly enrolments: { readonly member: MemberId; readonly joined: string; readonly person: Person | null }[];
  readonly edits: (PersonEdit & { readonly member: MemberId })[];
  readonly merges: MergeSaid[];
  readonly erasures: Erasure[];
  /** Records with a text beside them about a member. */
  readonly texts: TextOf[];
  readonly cards: CardChangeFound[];
  /** Gift cards that were issued, with their codes. */
  readonly codes: CodeGiven[];
  /** Alarms that managers settled. */
  readonly settled: Settling[];
  /** Days that were signed, and rights to sign that were passed on. */
  readonly days: DaySaid[];
  readonly alarms: Alarm[];
}

const enrolmentText = z.object({ person: personField, card: cardCodeField.nullable() });
const cardText = z.object({ card: cardCodeField, replaces: cardCodeField.nullable() });
const editText = z.object({
  changes: z.object({
    name: personField.shape.name.exactOptional(),
    callName: personField.shape.callName.exactOptional(),
    phone: personField.shape.phone.exactOptional(),
    language: languageField.exactOptional(),
    birthday: civilDateField.nullable().exactOptional(),
    marketing: z.boolean().exactOptional(),
    pin: pinField.nullable().exactOptional(),
  }),
});

/** Gathers what the records do. Text beside that cannot be used is an alarm, and the rest of the record still counts. */
export function effectsOf(records: readonly ReadRecord[]): Effects {
  const effects: Effects = {
    sales: [],
    returns: [],
    claims: [],
    bonuses: [],
    notes: [],
    enrolments: [],
    edits: [],
    merges: [],
    erasures: [],
    texts: [],
    cards: [],
    codes: [],
    settled: [],
    days: [],
    alarms: [],
  };
  for (const received of records) gather(effects, received);
  return effects;
}

function gather(effects: Effects, received: ReadRecord): void {
  const { record } = received;
  if (received.beside !== null && aboutMember(record)) effects.texts.push({ member: record.member, record: record.id });
  switch (record.kind) {
    case 'sale':
      effects.sales.push({ received, sale: record });
      return;
    case 'return':
      effects.returns.push({ received, back: record });
      return;
    case 'void':
      effects.notes.push({ sale: record.of, fiscalNumber: null, voided: true });
      return;
    case 'fiscalNumber':
      effects.notes.push({ sale: record.of, fiscalNumber: record.fiscalNumber, voided: false });
      return;
    case 'enrolment': {
      const text = besideOf(effects, received, enrolmentText);
      const joined = civilDateAt(record.occurredAt);
      effects.enrolments.push({ member: record.member, joined, person: text?.person ?? null });
      if (text?.card != null) effects.cards.push({ code: text.card, member: record.member, blocked: false });
      return;
    }
    case 'edit': {
      const text = besideOf(effects, received, editText);
      if (text === null) return;
      const { member, till, at = record.occurredAt, seen = null } = record;
      effects.edits.push({ member, till, at, seen, changes: text.changes });
      return;
    }
    case 'merged':
    case 'unmerged': {
      const { id: by, member, alias } = record;
      if (record.kind === 'merged') effects.merges.push({ by, record: by, member, alias, undone: false });
      else for (const one of record.merges) effects.merges.push({ by, record: one, member, alias, undone: true });
      return;
    }
    case 'erased':
      effects.erasures.push({ record: record.id, members: record.members, afterMerges: effects.merges.length });
      return;
    case 'cardBlocked':
    case 'cardLinked': {
      const text = besideOf(effects, received, cardText);
      if (text === null) return;
      const { member } = record;
      if (text.replaces !== null) effects.cards.push({ code: text.replaces, member, blocked: true });
      effects.cards.push({ code: text.card, member, blocked: record.kind === 'cardBlocked' });
      return;
    }
    case 'claim':
      effects.claims.push({ received, sale: record.of });
      return;
    case 'bonus':
      effects.bonuses.push({ received, bonus: record });
      return;
    case 'giftCard': {
      const text = record.action === 'issue' ? besideOf(effects, received, giftCardText) : null;
      if (text !== null) effects.codes.push({ code: text.code, card: record.card });
      return;
    }
    case 'alarmSettled': {
      const { id, store, alarm, by, occurredAt: atMs } = record;
      effects.settled.push({ alarm, record: id, by, store, atMs });
      return;
    }
    case 'dayClosed':
    case 'closingPassed':
      effects.days.push({ record });
      return;
    // Points and counts alone: booked with all others.
    case 'event':
    case 'goodwill':
    case 'adjust':
    case 'transfer':
    case 'referral':
    case 'expiry':
      return;
    // The chain knows these; a till's own settings are its own business.
    case 'shiftOpened':
    case 'shiftClosed':
    case 'cashMoved':
    case 'count':
    case 'pinUsed':
    case 'setting':
    case 'begun':
      return;
    default:
      never(record);
  }
}

/** Kinds whose text is about the member whom they name; a gift card's code is money, whoever's. */
const ABOUT_MEMBER = ['enrolment', 'edit', 'cardBlocked', 'cardLinked', 'goodwill', 'adjust'] as const;
type AboutMember = Extract<ReadRecord['record'], { readonly kind: (typeof ABOUT_MEMBER)[number] }>;

function aboutMember(record: ReadRecord['record']): record is AboutMember {
  return ABOUT_MEMBER.some((kind) => kind === record.kind);
}

/** The text beside a record in its form; null (and an alarm, unless it was erased) where it cannot be used. */
function besideOf<T>(effects: Effects, received: ReadRecord, form: z.ZodType<T>): T | null {
  if (received.beside === null) return null;
  const parsed = form.safeParse(jsonOf(received.beside.text));
  if (parsed.success) return parsed.data;
  const { id, till } = received.head;
  effects.alarms.push({ kind: 'besideDiffers', key: id, till, detail: { record: id, kind: received.record.kind } });
  return null;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/**
 * One change a card: the last of the batch. A code that the batch gives to two members stays with the first, which
 * is an alarm.
 */
export function lastOfCards(cards: readonly CardChangeFound[]): {
  changes: CardChangeFound[];
  twice: CardChangeFound[];
} {
  const last = new Map<string, CardChangeFound>();
  const twice: CardChangeFound[] = [];
  for (const card of cards) {
    const before = last.get(card.code);
    if (before !== undefined && before.member !== card.member) twice.push(card);
    else last.set(card.code, card);
  }
  return { changes: [...last.values()].sort((a, b) => (a.code < b.code ? -1 : 1)), twice };
}
