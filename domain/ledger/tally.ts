import type { CivilDate } from '../calendar/civil.ts';
import type { MemberId } from '../identity/ids.ts';

/**
 * What is counted of a member besides points: purchases, spend and points by day (tiers), uses of offers and codes, points
 * of capped rules by day, stamps, rests. Like points, a tally is a fold: the sum of the `counts` of all records (truth 2).
 */
export interface TallyRow {
  /** One of `tallyKey`'s. */
  readonly key: string;
  /** Null: counted without a day. */
  readonly day: CivilDate | null;
  /** Never zero. */
  readonly n: number;
}

/** One movement of a count in a record. */
export interface Count {
  /** Null: of all members together (how often an offer or code was used). */
  readonly member: MemberId | null;
  readonly key: string;
  /** A return counts on the day of its sale. */
  readonly day: CivilDate | null;
  /** Signed, never zero. */
  readonly by: number;
  /** Index of the sale's line that it stands for, which takes it back in proportion when that line comes back. Null: the sale. */
  readonly line: number | null;
  /** True: goes back only when the whole sale is back (a use, a purchase); false: in proportion to what came back. */
  readonly whole: boolean;
}

/** The keys of tallies: one place that knows their form. */
export const tallyKey = {
  /** Confirmed purchases, without a day. */
  sales: 'sales',
  /** Purchases by day, for tiers by visits. */
  visits: 'visits',
  /** Bani paid, by day, for tiers by spend. */
  spend: 'spend',
  /** Points earned, by day, for tiers by points. */
  points: 'points',
  /** Stamps on a card, without a day. */
  stamps: (card: string) => `stamps:${card}`,
  /** Times an offer was used, by day. */
  used: (offer: string) => `used:${offer}`,
  /** Times a coupon's code was used, without a day. */
  code: (code: string) => `code:${code}`,
  /** Points a rule with a cap gave, by day. */
  earned: (rule: string) => `earned:${rule}`,
  /** What `carry` left over of a rule, in millionths of (bani × points), without a day. */
  carry: (rule: string) => `carry:${rule}`,
  /** Friends who brought a bonus, without a day. */
  referrals: 'referrals',
  /** Points given to others, by day. */
  transferred: 'transferred',
  /** A tier given by hand: 1 holds; the day is its last, null: no end. */
  given: (tier: string) => `given:${tier}`,
} as const;
