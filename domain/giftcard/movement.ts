import { type Bani, bani, NO_MONEY, sumBani } from '../amount/bani.ts';
import { assert } from '../assert.ts';
import type { CivilDate } from '../calendar/civil.ts';
import { type GiftCardId, type MemberId, walletsMember } from '../identity/ids.ts';
import type { Return, Sale, Tender } from '../record/record.ts';
import type { Given } from '../sale/figures.ts';
import { type GiftCardEntry, onWallet } from './giftcard.ts';

/** What sales, returns and voids move on gift cards and e-wallets: it follows from their tenders and from what offers gave. */

/** Tenders of the money that the ledger keeps. */
export const isKept = ({ kind }: Pick<Tender, 'kind'>): boolean => kind === 'giftCard' || kind === 'wallet';

/** The entries of a sale: each card pays its tender, then what offers give comes on the member's e-wallet. */
export function saleMoney(of: {
  readonly tenders: readonly Tender[];
  readonly given: readonly Pick<Given, 'wallet'>[];
  /** Whose e-wallet pays and is given to; null: no member, and then neither. */
  readonly member: MemberId | null;
}): GiftCardEntry[] {
  const { tenders, given, member } = of;
  const paid = keptEntries(tenders, member, 'redeem', -1);
  const bonus = sumBani(given.map(({ wallet }) => wallet));
  assert(member !== null || bonus === 0, 'an e-wallet is a member’s');
  return member === null || bonus === 0 ? paid : [...paid, { ...onWallet(member, bonus, 'bonus'), expires: null }];
}

/** What the offers of a sale put on the member's e-wallet; 0: nothing. */
export function bonusOf({ money = [] }: Pick<Sale, 'money'>): Bani {
  return sumBani(money.filter(({ contra }) => contra === 'bonus').map(({ amount }) => amount));
}

/**
 * The entries of a return: each card gets back what its tender says; where nothing of the sale is left, what its offers put on the
 * e-wallet is taken back as far as it is there (nobody owes the shop money that a shop's offer gave and goods took).
 */
export function returnMoney(of: {
  readonly sale: Pick<Sale, 'money' | 'member'>;
  /** The return's own. */
  readonly tenders: readonly Tender[];
  readonly nothingLeft: boolean;
  /** What is on the e-wallet now. */
  readonly wallet: Bani;
  /** The last day of a card that has ended and that money goes back on; left out: the card's own stays. */
  readonly lastDays?: ReadonlyMap<GiftCardId, CivilDate | null>;
}): GiftCardEntry[] {
  const { sale, tenders, nothingLeft, wallet, lastDays } = of;
  const back = keptEntries(tenders, sale.member?.member ?? null, 'return', 1).map((entry) => {
    const expires = lastDays?.get(entry.card);
    return expires === undefined ? entry : { ...entry, expires };
  });
  return nothingLeft ? [...back, ...bonusBack(sale, back, wallet)] : back;
}

/** The entries of a void: the sale's with the sign turned, a bonus as far as it is still there. */
export function voidMoney(sale: Pick<Sale, 'money' | 'member' | 'tenders'>, wallet: Bani): GiftCardEntry[] {
  const back = keptEntries(sale.tenders, sale.member?.member ?? null, 'redeem', 1);
  return [...back, ...bonusBack(sale, back, wallet)];
}

function bonusBack(
  sale: Pick<Sale, 'money' | 'member'>,
  back: readonly GiftCardEntry[],
  wallet: Bani,
): readonly GiftCardEntry[] {
  const given = bonusOf(sale);
  const member = sale.member?.member;
  if (given === 0 || member === undefined) return [];
  const there = wallet + sumBani(back.filter((entry) => entry.member === member).map(({ amount }) => amount));
  const taken = Math.min(given, Math.max(0, there));
  return taken === 0 ? [] : [onWallet(member, bani(-taken), 'bonus')];
}

function keptEntries(
  tenders: readonly Tender[],
  member: MemberId | null,
  contra: 'redeem' | 'return',
  sign: 1 | -1,
): GiftCardEntry[] {
  return tenders.filter(isKept).map(({ kind, amount, card }): GiftCardEntry => {
    assert(card !== undefined, 'what pays out of the ledger says which card it is');
    const moved = { card, amount: bani(sign * amount), contra };
    if (kind !== 'wallet') return moved;
    assert(member !== null, 'an e-wallet pays for its member');
    // Whose it is: of somebody who was several members each has their own.
    return { ...moved, member: walletsMember(card) };
  });
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

/**
 * Tenders of a return by those of its sale and of the returns before it: gift cards and e-wallets get theirs first, so that what was
 * bought with a card is not turned into cash. What none of them can take goes back in cash.
 */
export function tendersBack(paid: readonly Tender[], given: readonly Tender[], total: Bani): Tender[] {
  const byKey = new Map(paid.map((tender) => [keyOf(tender), tender]));
  const placed = (tenders: readonly Tender[]): Paid<string>[] =>
    tenders.map((tender) => ({ place: keyOf(tender), amount: tender.amount }));
  const keptLast = [...paid.filter((tender) => !isKept(tender)), ...paid.filter(isKept)];
  const { back, over } = moneyBack(placed(keptLast), placed(given), total);
  const tenders = back.flatMap(({ place, amount }): Tender[] => {
    const tender = byKey.get(place);
    return tender === undefined ? [] : [{ ...tender, amount }];
  });
  if (over === 0) return tenders;
  const cash = tenders.find(({ kind }) => kind === 'cash')?.amount ?? NO_MONEY;
  return [...tenders.filter(({ kind }) => kind !== 'cash'), { kind: 'cash', amount: bani(cash + over) }];
}

const keyOf = ({ kind, card }: Tender): string => `${kind} ${card ?? ''}`;

/** The tenders of what came back of a sale so far. */
export function givenBack(earlier: readonly Pick<Return, 'tenders'>[]): readonly Tender[] {
  return earlier.flatMap(({ tenders }) => tenders);
}
