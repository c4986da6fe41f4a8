import { bani } from '../domain/amount/bani.ts';
import { points } from '../domain/amount/points.ts';
import { ONE_PIECE, vatRate } from '../domain/amount/quantity.ts';
import { type CivilDate, civilDate } from '../domain/calendar/civil.ts';
import {
  incarnationId,
  lotOf,
  type MemberId,
  memberId,
  type RecordId,
  recordId,
  type ShiftId,
  shiftId,
  staffId,
  storeId,
  tillId,
  uuid7,
} from '../domain/identity/ids.ts';
import type { Entry } from '../domain/ledger/entry.ts';
import type { CardText, EditText, EnrolmentText, Person } from '../domain/person/person.ts';
import type { Beside, RecordContent, RecordDraft, Sale } from '../domain/record/record.ts';

/** Small believable records for this room's tests and measurements; every id comes from a number, nothing from chance. */

/** The n-th id of all; one number names one id, of whatever kind. */
export function uuidOf(n: number): string {
  const random = new Uint8Array(10);
  new DataView(random.buffer).setUint32(6, n);
  return uuid7(1_760_000_000_000 + n, random);
}

export const STORE = storeId(uuidOf(1));
export const TILL = tillId(uuidOf(2));
export const STAFF = staffId(uuidOf(3));
export const SHIFT = shiftId(uuidOf(4));
export const DAY: CivilDate = civilDate('2026-11-21');
export const recordOf = (n: number): RecordId => recordId(uuidOf(10_000 + n));
export const memberOf = (n: number): MemberId => memberId(uuidOf(5_000_000 + n));
export const incarnationOf = (n: number): ReturnType<typeof incarnationId> => incarnationId(uuidOf(100 + n));
export const timeOf = (n: number): number => 1_763_700_000_000 + n * 1000;

/** A record's draft around its content; `n` gives its id and its time. */
export function draftOf(n: number, content: RecordContent, shift: ShiftId | null = SHIFT): RecordDraft {
  return {
    ...content,
    id: recordOf(n),
    shift,
    businessDay: DAY,
    staff: STAFF,
    programmeVersion: 1,
    reverses: content.kind === 'void' ? content.of : null,
    occurredAt: timeOf(n),
  };
}

export function person(name: string, phone: string | null = null): Person {
  return { name, callName: '', phone, language: 'ro', birthday: null, marketing: false };
}

export function besideOf(n: number, text: EnrolmentText | EditText | CardText | readonly unknown[]): Beside {
  return { salt: n.toString(16).padStart(32, '0'), text: JSON.stringify(text) };
}

export function shiftOpened(n: number): RecordDraft {
  return draftOf(n, { kind: 'shiftOpened', confirmed: [], entries: [] });
}

export function enrolment(n: number, member: MemberId, entries: readonly Entry[] = []): RecordDraft {
  return draftOf(n, { kind: 'enrolment', member, consent: { programme: true, marketing: false }, entries });
}

/** A sale of one line; earned points make a lot of their own, spent ones come from `from` (the oldest lots else). */
export function sale(
  n: number,
  of: {
    readonly total?: number;
    readonly member?: MemberId;
    readonly earned?: number;
    readonly spent?: number;
    readonly from?: Entry['lot'];
    readonly redeemed?: 'online' | 'offline';
    readonly fiscalNumber?: string;
  } = {},
): RecordDraft {
  const { member, from = null } = of;
  const earned = points(member === undefined ? 0 : (of.earned ?? 0));
  const spent = points(member === undefined ? 0 : (of.spent ?? 0));
  const total = bani(of.total ?? 1000);
  const entries: Entry[] = [];
  if (member !== undefined && spent > 0) {
    entries.push({ member, points: points(-spent), contra: 'redeem', lot: from });
  }
  if (member !== undefined && earned > 0) {
    entries.push({ member, points: earned, contra: 'earn', lot: lotOf(recordOf(n), 0), expires: null });
  }
  const content: Sale = {
    kind: 'sale',
    number: `R${String(n).padStart(13, '0')}`,
    member:
      member === undefined
        ? null
        : {
            member,
            balanceBefore: points(0),
            foundBy: 'card',
            civilDate: DAY,
            redeemed: spent > 0 ? (of.redeemed ?? 'online') : null,
          },
    lines: [
      {
        sku: null,
        name: '',
        category: null,
        quantity: ONE_PIECE,
        price: total,
        vat: vatRate(2000),
        gross: total,
        discount: bani(0),
        earned,
        spent,
      },
    ],
    vat: [{ rate: vatRate(2000), gross: total, discount: bani(0), total, vat: bani(Math.round(total / 6)) }],
    tenders: [{ kind: 'cash', amount: total }],
    change: bani(0),
    gross: total,
    discount: bani(0),
    total,
    earned,
    spent,
    fiscalNumber: of.fiscalNumber ?? null,
    trace: [],
    entries,
  };
  return draftOf(n, content);
}
