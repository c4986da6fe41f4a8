import { type Count, tallyKey } from '../ledger/tally.ts';
import type { Programme } from '../programme/programme.ts';

/**
 * The keys of everybody's counts that a programme asks for, in its order: uses of the offers that are limited for all together (a
 * coupon's code with so many uses is such an offer). A till asks for these and no others, and a sale's record carries no others.
 */
export function askedOfAll({ offers }: Pick<Programme, 'offers'>): readonly string[] {
  return offers.filter(({ limits }) => limits.total !== null).map(({ id }) => tallyKey.used(id));
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
