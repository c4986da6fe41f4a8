import type { Bani } from '../amount/bani.ts';
import type { Points } from '../amount/points.ts';

/**
 * The first form of the rules of a loyalty programme: read for ever, lifted into the form of today (lift.ts).
 * an old receipt is always reckoned with its own rules.
 */
export interface FirstProgramme {
  /** The form of this data; 1 is what this page describes. */
  readonly format: 1;
  /** From 1, growing; one version is never changed once it was used. */
  readonly version: number;
  readonly name: string;
  /** Instant (UTC ms) from which this version holds. */
  readonly startsAtMs: number;
  readonly earning: {
    /** So many points ... */
    readonly points: Points;
    /** ... for each full amount of this many bani, on what is paid after every discount, floored once a receipt. */
    readonly perBani: Bani;
  };
  readonly redemption: {
    /** What one point is worth when spent, in bani. */
    readonly pointValue: Bani;
    /** The fewest points that may be spent at once. */
    readonly leastPoints: Points;
    /** The largest share of the discountable amount that points may pay, in hundredths of a per cent. */
    readonly largestShare: number;
  };
  /** Days after the day of earning until the last day on which a lot may be spent; null: never expires. */
  readonly expiryDays: number | null;
  /** Categories that neither earn nor may be paid with points (tobacco and other regulated goods). */
  readonly excludedCategories: readonly string[];
  /** What may be redeemed while the centre cannot be asked. */
  readonly offline: {
    /** The most points of one member in one business day on one till. */
    readonly mostPointsPerDay: Points;
    /** How old the centre's word on the member may be, in hours. */
    readonly oldestWordHours: number;
    /** True: a phone number alone is proof enough; false: the card must be read. */
    readonly phoneIsProof: boolean;
  };
}
