import { type Bani, bani, NO_MONEY } from '../amount/bani.ts';
import { assert } from '../assert.ts';
import { addDays, type CivilDate } from '../calendar/civil.ts';
import { type GiftCardId, type MemberId, walletOf } from '../identity/ids.ts';
import type { Contra } from '../ledger/entry.ts';
import type { Programme } from '../programme/programme.ts';
import { done, type Outcome, refused } from '../refusal/refusal.ts';

/** The other side of every movement: `giftcard` what was paid for it, `redeem` what it paid, `return` goods, `bonus` offers. */
export const MONEY_CONTRAS = ['giftcard', 'redeem', 'return', 'bonus'] as const satisfies readonly Contra[];
export type MoneyContra = (typeof MONEY_CONTRAS)[number];

/** One movement of money on a gift card or e-wallet. */
export interface GiftCardEntry {
  readonly card: GiftCardId;
  /** Whose e-wallet it is; left out: a gift card. */
  readonly member?: MemberId;
  /** Bani, signed, never zero. */
  readonly amount: Bani;
  readonly contra: MoneyContra;
  /** In what puts money on it: its new last day; null: no end. */
  readonly expires?: CivilDate | null;
}

/** Where a gift card stands: the sum of its entries. Below zero only where two tills spent it apart. */
export interface GiftCardStanding {
  readonly card: GiftCardId;
  readonly balance: Bani;
  /** The last day on which it pays; null: no end; left out: no entry said. */
  readonly expires?: CivilDate | null;
  /** Whose e-wallet it is; null: whoever holds the card. */
  readonly member: MemberId | null;
}

/** Where a card stands that nothing was ever put on. */
export function emptyGiftCard(card: GiftCardId, member: MemberId | null = null): GiftCardStanding {
  return { card, balance: NO_MONEY, member };
}

/**
 * Applies entries of one card in their order. Of two last days the later stands: cards filled up at two tills apart come to the
 * same day, whichever is told first.
 */
export function foldGiftCard(standing: GiftCardStanding, entries: readonly GiftCardEntry[]): GiftCardStanding {
  let balance: number = standing.balance;
  let { expires, member } = standing;
  for (const entry of entries) {
    assert(entry.card === standing.card && entry.amount !== 0, 'an entry moves money of its card');
    balance += entry.amount;
    member ??= entry.member ?? null;
    if (entry.expires !== undefined) expires = later(expires, entry.expires);
  }
  return { card: standing.card, balance: bani(balance), ...(expires === undefined ? {} : { expires }), member };
}

function later(day: CivilDate | null | undefined, other: CivilDate | null): CivilDate | null {
  if (day === undefined) return other;
  if (day === null || other === null) return null;
  return other > day ? other : day;
}

/** Whether its last day has passed. */
export function hasEnded({ expires }: GiftCardStanding, day: CivilDate): boolean {
  return expires != null && expires < day;
}

/** What it may pay on a day, in bani: 0 where it has ended or stands below zero. */
export function payable(standing: GiftCardStanding, day: CivilDate): Bani {
  return hasEnded(standing, day) ? NO_MONEY : bani(Math.max(0, standing.balance));
}

/** The entry that puts money on a card: it lasts anew from today. An e-wallet has no end. Amounts are above zero. */
export function topUp(
  programme: Programme,
  card: GiftCardId,
  amount: Bani,
  day: CivilDate,
  member: MemberId | null = null,
): Outcome<GiftCardEntry> {
  if (amount <= 0) return refused('amount.notPositive');
  if (member !== null) return done({ ...onWallet(member, amount, 'giftcard'), expires: null });
  return done({ card, amount, contra: 'giftcard', expires: lastDay(programme, day) });
}

/** The last day of a card that money is put on; null: no end. */
export function lastDay({ giftCards: { days } }: Programme, day: CivilDate): CivilDate | null {
  return days === null ? null : addDays(day, days);
}

/** Money moved on a member's own e-wallet. */
export function onWallet(member: MemberId, amount: Bani, contra: MoneyContra): GiftCardEntry {
  return { card: walletOf(member), member, amount, contra };
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
  if (hasEnded(standing, day)) return refused('giftCard.expired', { until: standing.expires ?? '' });
  const available = payable(standing, day);
  if (amount > available) return refused('giftCard.tooLittle', { available });
  return done(paidBy(standing, amount));
}

/** The entry of a card that pays, whatever is on it: what a tender of a record moves. */
export function paidBy({ card, member }: Pick<GiftCardStanding, 'card' | 'member'>, amount: Bani): GiftCardEntry {
  return { card, ...(member === null ? {} : { member }), amount: bani(-amount), contra: 'redeem' };
}
