import type { EnrolResponse } from '../../contract/sync/messages.ts';
import type { MemberState, ProductState, StaffState, State } from '../../contract/sync/states.ts';
import { type Bani, bani } from '../../domain/amount/bani.ts';
import { NO_POINTS, points } from '../../domain/amount/points.ts';
import { vatRate } from '../../domain/amount/quantity.ts';
import { civilDate } from '../../domain/calendar/civil.ts';
import { gs1CheckDigit } from '../../domain/card/codes.ts';
import {
  incarnationId,
  lotOf,
  type MemberId,
  memberId,
  recordId,
  type StaffId,
  staffId,
  storeId,
  tillId,
  uuid7,
} from '../../domain/identity/ids.ts';
import type { FirstProgramme } from '../../domain/programme/first.ts';
import { makePin } from '../staff/pin.ts';
import { type Rehearsal, rehearse } from './rehearsal.ts';

/** A small shop to rehearse in: one store, three people of the staff, a few products and members. */

function id(n: number): string {
  const random = new Uint8Array(10);
  new DataView(random.buffer).setUint32(6, n);
  return uuid7(1_700_000_000_000, random);
}

/** Digits with their GS1 check digit. */
export const ean = (digits: string): string => digits + String(gs1CheckDigit(digits));

export const STORE = storeId(id(1));
export const TILL = tillId(id(2));
/** Somebody of the staff, and what they type. */
export interface Somebody {
  readonly staff: StaffId;
  readonly pin: string;
}
export const ANA: Somebody = { staff: staffId(id(11)), pin: '2580' };
export const MARIA: Somebody = { staff: staffId(id(12)), pin: '1357' };
export const ION: Somebody = { staff: staffId(id(13)), pin: '9042' };

export const STEFAN: MemberId = memberId(id(21));
export const NATALIA: MemberId = memberId(id(22));
export const STEFANS_CARD = ean('290000000021');
export const STEFANS_LOST_CARD = ean('290000000121');
export const NATALIAS_CARD = ean('290000000022');
export const FREE_CARD = ean('290000000099');

export const MILK = ean('484000000001');
export const BREAD = ean('484000000002');
export const TOBACCO = ean('484000000003');
export const NO_LONGER_SOLD = ean('484000000004');
/** Bananas from the scales, by grams: `2200005`, five digits of grams, check. */
export const bananas = (grams: number): string => ean(`2200005${String(grams).padStart(5, '0')}`);

export const VAT_20 = vatRate(2000);
export const VAT_8 = vatRate(800);

export const PROGRAMME: FirstProgramme = {
  format: 1,
  version: 3,
  name: 'Loial',
  startsAtMs: 0,
  earning: { points: points(1), perBani: bani(1000) },
  redemption: { pointValue: bani(10), leastPoints: points(10), largestShare: 5000 },
  expiryDays: 365,
  excludedCategories: ['tobacco'],
  offline: { mostPointsPerDay: points(100), oldestWordHours: 48, phoneIsProof: false },
};

function product(sku: string, code: string, name: string, price: number, of: Partial<ProductState> = {}): ProductState {
  const vat = VAT_20;
  return {
    kind: 'product',
    sku,
    ean: code,
    name,
    category: '',
    price: bani(price),
    vat,
    unit: 'piece',
    active: true,
    ...of,
  };
}

/** A member with one lot of so many points. */
export function member(of: MemberId, name: string, phone: string | null, balance: number): MemberState {
  const lot = { id: lotOf(recordId(id(900)), 0), points: points(balance), expires: civilDate('2027-06-30') };
  return {
    kind: 'member',
    id: of,
    aliasOf: null,
    person: { name, callName: '', phone, language: 'ro', birthday: null, marketing: false },
    joined: civilDate('2026-01-15'),
    balance: points(balance),
    debt: NO_POINTS,
    lots: balance > 0 ? [lot] : [],
    counted: { incarnation: incarnationId(id(3)), seq: 0 },
  };
}

let staff: Promise<StaffState[]> | null = null;
/** Made once: also a cheap PIN costs some milliseconds. */
function someStaff(): Promise<StaffState[]> {
  const person = async (who: Somebody, name: string, role: StaffState['role']): Promise<StaffState> => ({
    kind: 'staff',
    id: who.staff,
    store: STORE,
    name,
    role,
    language: 'ro',
    pin: await makePin(who.pin, new Uint8Array(16), 1024),
    active: true,
  });
  staff ??= Promise.all([
    person(ANA, 'Ana', 'cashier'),
    person(MARIA, 'Maria', 'manager'),
    person(ION, 'Ion', 'installer'),
  ]);
  return staff;
}

/** What the centre tells a new till first. */
export async function shopStates(): Promise<State[]> {
  return [
    {
      kind: 'chain',
      name: 'Codru',
      cardPrefixes: ['290'],
      weighed: [{ prefix: '22', skuDigits: 5, value: 'grams' }],
      vatRates: [VAT_20, VAT_8],
      returnDays: 30,
    },
    { kind: 'store', id: STORE, name: 'Codru Botanica', address: 'bd. Dacia 1' },
    { kind: 'till', id: TILL, store: STORE, number: 7 },
    { kind: 'programme', programme: PROGRAMME },
    ...(await someStaff()),
    product('101', MILK, 'Lapte 1 l', 2150, { vat: VAT_8 }),
    product('102', BREAD, 'Pâine', 995, { vat: VAT_8 }),
    product('103', TOBACCO, 'Țigări', 6000, { category: 'tobacco' }),
    product('104', NO_LONGER_SOLD, 'Tort', 12000, { active: false }),
    product('00005', '00005', 'Banane', 3200, { unit: 'kg' }),
    member(STEFAN, 'Ștefan Rusu', '+37369123456', 500),
    member(NATALIA, 'Наталья Чебан', '+37379654321', 40),
    { kind: 'card', code: STEFANS_CARD, member: STEFAN, blocked: false },
    { kind: 'card', code: STEFANS_LOST_CARD, member: STEFAN, blocked: true },
    { kind: 'card', code: NATALIAS_CARD, member: NATALIA, blocked: false },
  ];
}

export const ENROLLED: EnrolResponse = {
  till: TILL,
  store: STORE,
  number: 7,
  key: 'ab'.repeat(32),
  ordinal: 1,
  previous: null,
};

/** A till of the chain that has heard of everything; nobody is signed in. */
export async function joined(options: { readonly folds?: boolean } = {}): Promise<Rehearsal> {
  const r = rehearse(options);
  r.centre.enrolled = ENROLLED;
  await r.must('setup.join', { centre: 'centre.test', code: 'ABCD-EFGH' });
  r.tell(await shopStates());
  return r;
}

/** The same, with somebody signed in and a shift open. */
export async function atTheCounter(
  who: Somebody = ANA,
  options: { readonly folds?: boolean } = {},
): Promise<Rehearsal> {
  const r = await joined(options);
  await r.must('staff.signIn', who);
  await r.must('shift.open', { businessDay: '2026-11-21', confirmed: [], float: [] });
  return r;
}

/** Counts an empty drawer and closes the shift. */
export async function closeShift(r: Rehearsal): Promise<void> {
  await r.must('shift.count', { cash: [], slips: { card: null, other: null } });
  await r.must('shift.close', {});
}

/** Confirms what is on the counter with exact cash. */
export async function sell(r: Rehearsal): Promise<Awaited<ReturnType<typeof confirm>>> {
  return confirm(r, r.view().counter.figures.total);
}

function confirm(r: Rehearsal, total: Bani): ReturnType<typeof r.must<'counter.confirm'>> {
  return r.must('counter.confirm', { total, fiscalNumber: null });
}
