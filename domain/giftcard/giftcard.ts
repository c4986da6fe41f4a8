import { type Bani, bani } from '../amount/bani.ts';
import { assert } from '../assert.ts';
import { addDays, type CivilDate } from '../calendar/civil.ts';
import type { MemberId } from '../identity/ids.ts';
import type { Programme } from '../programme/programme.ts';
import type { Tender } from '../record/record.ts';
import { done, type Outcome, refused } from '../refusal/refusal.ts';

/** One movement of money on a gift card or e-wallet. */
export interface GiftCardEntry {
  /** The card's code. */
  readonly card: string;
  /** Bani, signed, never zero. */
  readonly amount: Bani;
  /** In what tops it up: its new last day; null: no end. */
  readonly expires?: CivilDate | null;
}

/** Where a gift card stands: the sum of its entries. Below zero only where two tills spent it apart. */
export interface GiftCardStanding {
  readonly card: string;
  readonly balance: Bani;
  /** The last day on which it pays; null: no end. */
  readonly expires: CivilDate | null;
  /** Whose e-wallet it is; null: whoever holds the card. */
  readonly member: MemberId | null;
}

/** Applies entries of one card in their order. */
export function foldGiftCard(standing: GiftCardStanding, entries: readonly GiftCardEntry[]): GiftCardStanding {
  let { balance, expires }: { balance: number; expires: CivilDate | null } = standing;
  for (const entry of entries) {
    assert(entry.card === standing.card && entry.amount !== 0, 'an entry moves money of its card');
    balance += entry.amount;
    if (entry.expires !== undefined) expires = entry.expires;
  }
  return { ...standing, balance: bani(balance), expires };
}

/** The entry that puts money on a card: it lasts anew from today. Amounts are above zero. */
export function topUp(programme: Programme, card: string, amount: Bani, day: CivilDate): Outcome<GiftCardEntry> {
  if (amount <= 0) return refused('amount.notPositive');
  const { days } = programme.giftCards;
  return done({ card, amount, expires: days === null ? null : addDays(day, days) });
}

/** The entry by which a card pays; refused where it has ended, has too little, or may not without the centre. */
export function payWith(
  standing: GiftCardStanding,
  amount: Bani,
  day: CivilDate,
  offline: { readonly now: boolean; readonly allowed: boolean } = { now: false, allowed: true },
): Outcome<GiftCardEntry> {
  assert(amount >= 0, `a tender is not below zero: ${amount}`);
  if (offline.now && !offline.allowed) return refused('giftCard.offline');
  if (standing.expires !== null && standing.expires < day)
    return refused('giftCard.expired', { until: standing.expires });
  if (amount > standing.balance) return refused('giftCard.tooLittle', { available: Math.max(0, standing.balance) });
  return done({ card: standing.card, amount: bani(-amount) });
}

/** Money that something paid: a way of paying, or one card of several. */
export interface Paid<Place> {
  readonly place: Place;
  readonly amount: Bani;
}

/**
 * How money goes back when goods do: to what paid, in the reverse of its order, to each at most what it paid and has not yet given
 * back. `over`: what none of them can take (returns made apart).
 */
export function moneyBack<Place>(
  paid: readonly Paid<Place>[],
  given: readonly Paid<Place>[],
  total: Bani,
): { readonly back: readonly Paid<Place>[]; readonly over: Bani } {
  const left = new Map<Place, number>();
  for (const { place, amount } of paid) left.set(place, (left.get(place) ?? 0) + amount);
  for (const { place, amount } of given) left.set(place, Math.max(0, (left.get(place) ?? 0) - amount));
  let rest: number = total;
  const back: Paid<Place>[] = [];
  for (const place of new Set(paid.toReversed().map((one) => one.place))) {
    const part = Math.min(rest, left.get(place) ?? 0);
    if (part > 0) back.push({ place, amount: bani(part) });
    rest -= part;
  }
  return { back, over: bani(rest) };
}

/** Tenders of a return by those of its sale and of the returns before it; what none of them can take goes back in cash. */
export function tendersBack(paid: readonly Tender[], given: readonly Tender[], total: Bani): Tender[] {
  const placed = (tenders: readonly Tender[]): Paid<Tender['kind']>[] =>
    tenders.map(({ kind, amount }) => ({ place: kind, amount }));
  const { back, over } = moneyBack(placed(paid), placed(given), total);
  const tenders = back.map(({ place, amount }): Tender => ({ kind: place, amount }));
  if (over === 0) return tenders;
  const cash = tenders.find(({ kind }) => kind === 'cash')?.amount ?? 0;
  return [...tenders.filter(({ kind }) => kind !== 'cash'), { kind: 'cash', amount: bani(cash + over) }];
}
