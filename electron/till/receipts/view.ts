import type { ReceiptLine, ReceiptRow, ReceiptView } from '../../../contract/till/views.ts';
import type { ReturnRecord, SaleRecord, StoredReceipt } from '../../../db/ledger/ledger.ts';
import { type Bani, NO_MONEY, sumBani } from '../../../domain/amount/bani.ts';
import { points } from '../../../domain/amount/points.ts';
import { type Thousandths, thousandths } from '../../../domain/amount/quantity.ts';
import { readReceiptNumber } from '../../../domain/card/receiptNumber.ts';
import type { MemberId } from '../../../domain/identity/ids.ts';
import type { Name } from '../../../domain/programme/offer.ts';
import { leftOn } from '../giftcards/cards.ts';
import { namesOf } from '../rules.ts';
import type { Workings } from '../workings.ts';
import type { KnownReceipt } from './find.ts';

/** A receipt as the window shows and prints it. Of a return, the lines are those that came back. */
export function receiptView(w: Workings, known: KnownReceipt): ReceiptView {
  const { record } = known;
  const member = record.member === null ? null : w.members.find(record.member.member);
  const number = readReceiptNumber(record.number);
  return {
    id: record.id,
    kind: record.kind,
    number: record.number,
    at: record.occurredAt,
    businessDay: record.businessDay,
    store: w.rules.storeName(record.store),
    till: number.ok ? number.value.till : 0,
    staffName: w.rules.staffName(record.store, record.staff),
    memberName: member?.person?.name ?? null,
    member: member?.id ?? null,
    lines: linesOf(w, known),
    vat: record.vat,
    tenders: record.tenders,
    ...amounts(record),
    total: record.total,
    fiscalNumber: known.fiscalNumber,
    voided: known.voided,
    voidable: voidable(w, known),
    source: known.source,
    language: member?.person?.language ?? w.settings.now.language,
    ...offersOf(w, record),
    ...keptOf(w, record),
  };
}

/** What is left on the cards that paid, as it is now: the slip is printed when it is printed. */
function keptOf(w: Workings, { tenders }: SaleRecord | ReturnRecord): Pick<ReceiptView, 'kept'> {
  const kept = leftOn(w, tenders);
  return kept.length === 0 ? {} : { kept };
}

/** What offers are called by the version of the programme that the record was reckoned with. */
function naming(w: Workings, record: SaleRecord | ReturnRecord): (offer: string) => Name {
  const programme = w.rules.version(record.programmeVersion);
  const names = programme === null ? w.rules.names() : namesOf(programme);
  return (offer) => names[offer] ?? offer;
}

/** What offers took off a sale, and the coupons that it gave. */
function offersOf(w: Workings, record: SaleRecord | ReturnRecord): Pick<ReceiptView, 'offers' | 'issued'> {
  if (record.kind !== 'sale' || record.offers === undefined) return {};
  const named = naming(w, record);
  const offers = record.offers.map(({ offer, discount }) => ({ name: named(offer), discount }));
  const issued = (record.issued ?? []).map(({ code, offer, until }) => ({ code, name: named(offer), until }));
  return { offers, issued };
}

function amounts(
  record: SaleRecord | ReturnRecord,
): Pick<ReceiptView, 'gross' | 'discount' | 'change' | 'earned' | 'spent' | 'balanceAfter'> {
  const before = record.member?.balanceBefore;
  if (record.kind === 'sale') {
    const { gross, discount, change, earned, spent } = record;
    const balanceAfter = before === undefined ? null : points(before - spent + earned);
    return { gross, discount, change, earned, spent, balanceAfter };
  }
  const { earnedBack: earned, spentBack: spent } = record;
  return {
    gross: sumOf(record, 'gross'),
    discount: sumOf(record, 'discount'),
    change: NO_MONEY,
    earned,
    spent,
    balanceAfter: before === undefined ? null : points(before - earned + spent),
  };
}

function sumOf(record: ReturnRecord, amount: 'gross' | 'discount'): Bani {
  return sumBani(record.lines.map((line) => line[amount]));
}

function linesOf(w: Workings, { record, returns }: KnownReceipt): ReceiptLine[] {
  const named = naming(w, record);
  const applied = record.kind === 'sale' ? (record.offers ?? []) : [];
  return record.lines.map((line, index) => {
    const { name, quantity, price, vat, gross, discount } = line;
    const unit = unitOf(w, line.sku, quantity);
    const offers = applied.filter((one) => one.lines.some(({ line: of }) => of === index));
    const returned = returnedOf(returns, index);
    const names = offers.map(({ offer }) => named(offer));
    return { index, name, unit, quantity, price, vat, gross, discount, returned, offers: names };
  });
}

/** A line says how much, not of what: the product knows; else a part of a whole can only have been weighed. */
function unitOf(w: Workings, sku: string | null, quantity: Thousandths): 'piece' | 'kg' {
  const product = sku === null ? null : w.replica.product({ sku });
  return product?.unit === 'kg' || quantity % 1000 !== 0 ? 'kg' : 'piece';
}

function returnedOf(returns: readonly ReturnRecord[], index: number): Thousandths {
  const lines = returns.flatMap((each) => each.lines).filter(({ line }) => line === index);
  return thousandths(lines.reduce((sum, { quantity }) => sum + quantity, 0));
}

/** Only a sale of this till's open shift, of which nothing came back, is undone as a whole. */
export function voidable(w: Workings, { record, source, voided, returns }: KnownReceipt): boolean {
  if (source !== 'own' || record.kind !== 'sale' || voided || returns.length > 0) return false;
  return record.shift !== null && record.shift === w.shift()?.id;
}

/** One row of the list of recent receipts. */
export function receiptRow(w: Workings, { record, fiscalNumber, voided }: StoredReceipt): ReceiptRow {
  return {
    id: record.id,
    kind: record.kind,
    number: record.number,
    at: record.occurredAt,
    total: record.total,
    memberName: nameOf(w, record.member?.member ?? null),
    fiscalNumber,
    voided,
  };
}

/** A member's name; null: none, or erased. */
export function nameOf(w: Workings, member: MemberId | null): string | null {
  return member === null ? null : (w.members.find(member)?.person?.name ?? null);
}
