/** Gift cards and e-wallets at a till for tests. */
import { bani } from '../../domain/amount/bani.ts';
import { points } from '../../domain/amount/points.ts';
import { thousandths, vatRate } from '../../domain/amount/quantity.ts';
import { assert } from '../../domain/assert.ts';
import { civilDateAt } from '../../domain/calendar/civil.ts';
import { receiptNumber } from '../../domain/card/receiptNumber.ts';
import { saleMoney } from '../../domain/giftcard/movement.ts';
import { type GiftCardId, giftCardId, type MemberId, walletOf } from '../../domain/identity/ids.ts';
import type { GiftCardSold, RecordBody, Tender } from '../../domain/record/record.ts';
import { vatContained } from '../../domain/sale/vat.ts';
import { freshId, NOON_MS, type TestTill } from './till.ts';

/** A new gift card with so much on it, under this code. */
export function issueGiftCard(till: TestTill, code: string, amount: number): GiftCardId {
  const card = giftCardId(freshId());
  const beside = { salt: '0'.repeat(32), text: JSON.stringify({ code }) };
  till.add(giftCardSold('issue', card, amount), { beside });
  return card;
}

/** More money on a gift card. */
export function topUp(till: TestTill, card: GiftCardId, amount: number): void {
  till.add(giftCardSold('topUp', card, amount));
}

/** Sells one thing for so much, paid by a gift card or the member's e-wallet. */
export function sellFor(
  till: TestTill,
  amount: number,
  by: { readonly card?: GiftCardId; readonly member?: MemberId; readonly bonus?: number; readonly id?: string },
): Extract<RecordBody, { kind: 'sale' }> {
  const member = by.member ?? null;
  const tender: Tender =
    by.card === undefined && member !== null
      ? { kind: 'wallet', amount: bani(amount), card: walletOf(member) }
      : { kind: 'giftCard', amount: bani(amount), ...(by.card === undefined ? {} : { card: by.card }) };
  const tenders = amount === 0 ? [] : [tender];
  const nothing = { earned: points(0), spent: points(0), discount: bani(0) };
  const vat = vatRate(800);
  const record = till.add(
    {
      ...nothing,
      kind: 'sale',
      number: receiptNumber(till.number, till.ordinal, till.head.seq + 1),
      member:
        member === null
          ? null
          : { member, balanceBefore: points(0), foundBy: 'card', civilDate: civilDateAt(NOON_MS), redeemed: null },
      lines: [
        {
          ...nothing,
          sku: null,
          name: '',
          category: null,
          quantity: thousandths(1000),
          price: bani(amount),
          vat,
          gross: bani(amount),
        },
      ],
      vat: [
        {
          rate: vat,
          gross: bani(amount),
          discount: bani(0),
          total: bani(amount),
          vat: vatContained(bani(amount), vat),
        },
      ],
      tenders,
      change: bani(0),
      gross: bani(amount),
      total: bani(amount),
      fiscalNumber: null,
      trace: [],
      entries: [],
      money: saleMoney({ tenders, given: [{ wallet: bani(by.bonus ?? 0) }], member }),
    },
    by.id === undefined ? {} : { id: by.id },
  );
  assert(record.kind === 'sale', 'a sale was sealed');
  return record;
}

/** Money put on a gift card, paid in cash. */
function giftCardSold(action: 'issue' | 'topUp', card: GiftCardId, amount: number): GiftCardSold {
  return {
    kind: 'giftCard',
    action,
    card,
    member: null,
    of: null,
    amount: bani(amount),
    tenders: [{ kind: 'cash', amount: bani(amount) }],
    change: bani(0),
    money: [{ card, amount: bani(amount), contra: 'giftcard', expires: null }],
    entries: [],
  };
}
