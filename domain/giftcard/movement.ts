import { type Bani, bani, NO_MONEY, sumBani } from '../amount/bani.ts';
import { assert } from '../assert.ts';
import type { CivilDate } from '../calendar/civil.ts';
import type { GiftCardId, MemberId } from '../identity/ids.ts';
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
    return { ...moved, member };
  });
}

/**
 * How money goes back when goods do, to each tender at most what it paid and has not yet given back: to gift cards and e-wallets
 * first, so that what was bought with a card is not turned into cash, and among both in the reverse of their order. What none of
 * them can take goes back in cash.
 */
export function tendersBack(paid: readonly Tender[], given: readonly Tender[], total: Bani): Tender[] {
  const left = new Map<string, number>();
  for (const tender of paid) left.set(keyOf(tender), (left.get(keyOf(tender)) ?? 0) + tender.amount);
  for (const tender of given) left.set(keyOf(tender), Math.max(0, (left.get(keyOf(tender)) ?? 0) - tender.amount));
  const reversed = paid.toReversed();
  const inTurn = new Map(
    [...reversed.filter(isKept), ...reversed.filter((tender) => !isKept(tender))].map((one) => [keyOf(one), one]),
  );
  let rest: number = total;
  const back: Tender[] = [];
  for (const [key, tender] of inTurn) {
    const part = Math.min(rest, left.get(key) ?? 0);
    if (part > 0) back.push({ ...tender, amount: bani(part) });
    rest -= part;
  }
  if (rest === 0) return back;
  const cash = back.find(({ kind }) => kind === 'cash')?.amount ?? NO_MONEY;
  return [...back.filter(({ kind }) => kind !== 'cash'), { kind: 'cash', amount: bani(cash + rest) }];
}

const keyOf = ({ kind, card }: Tender): string => `${kind} ${card ?? ''}`;

/** The tenders of what came back of a sale so far. */
export function givenBack(earlier: readonly Pick<Return, 'tenders'>[]): readonly Tender[] {
  return earlier.flatMap(({ tenders }) => tenders);
}
