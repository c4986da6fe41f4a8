import { type Count, sumOf, type TallyRow, tallyKey } from '../ledger/tally.ts';
import type { Offer } from '../programme/offer.ts';
import type { Programme } from '../programme/programme.ts';
import type { Choices } from './facts.ts';

/**
 * The keys of everybody's counts that a programme asks for, in its order: uses of the offers that are limited for all together (a
 * coupon's code with so many uses is such an offer). A till asks for these and no others, and a sale's record carries no others.
 */
export function askedOfAll({ offers }: Pick<Programme, 'offers'>): readonly string[] {
  return offers.filter(({ limits }) => limits.total !== null).map(({ id }) => tallyKey.used(id));
}

/** How often everybody used the offers that are limited for all, by the offer's id; those of zero are left out. */
export type OfAll = Readonly<Record<string, number>>;

/**
 * What a sale without a member needs to know of everybody (with one the facts say it): of offers that come by themselves or by a code that
 * was presented, for no other can be used without a member.
 */
export function usedByAll(programme: Programme, choices: Pick<Choices, 'codes'>, all: readonly TallyRow[]): OfAll {
  const asked = new Set(askedOfAll(programme));
  const presented = new Set(choices.codes.map((code) => code.toUpperCase()));
  const mayCome = ({ active, trigger }: Offer): boolean =>
    active &&
    (trigger.type === 'automatic' ||
      (trigger.type === 'code' && trigger.codes.some((code) => presented.has(code.toUpperCase()))));
  const used: Record<string, number> = {};
  for (const offer of programme.offers) {
    const key = tallyKey.used(offer.id);
    const n = asked.has(key) && mayCome(offer) ? sumOf(all, key) : 0;
    if (n !== 0) used[offer.id] = n;
  }
  return used;
}

const USED = tallyKey.used('');

/**
 * Whether some programme may ask for a count of everybody: uses of offers, of which there are as many as offers were ever written. Not
 * the single codes of coupons: there is no end to them, and whose they are is known by the member who held them.
 */
export function mayBeAskedOfAll(key: string): boolean {
  return key.startsWith(USED);
}

/** What counts move of everybody that may be asked for, by key: none of zero. */
export function movedOfAll(counts: readonly Count[]): ReadonlyMap<string, number> {
  const moved = new Map<string, number>();
  for (const { member, key, by } of counts) {
    if (member === null && mayBeAskedOfAll(key)) moved.set(key, (moved.get(key) ?? 0) + by);
  }
  for (const [key, by] of moved) if (by === 0) moved.delete(key);
  return moved;
}
