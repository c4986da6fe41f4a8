import type { Bani } from '../amount/bani.ts';
import type { Name } from './offer.ts';

/**
 * Levels that a member reaches by what they did within a window. On a day, a member is on the highest level that the
 * window's sum reached on any day of the last `graceDays` (0: today only): up at once, down when the window no longer
 * holds enough, or, with grace, so much later. A return counts on its sale's day, so a level reached only by what came
 * back is withdrawn. Without enough for the first level there is no tier.
 */
export interface Tiers {
  readonly by: 'spend' | 'points' | 'visits';
  readonly window:
    | { readonly type: 'ever' }
    /** The last so many days, today included. */
    | { readonly type: 'rolling'; readonly days: number }
    /** From the first day of the running month, quarter or year. */
    | { readonly type: 'calendar'; readonly unit: 'month' | 'quarter' | 'year' };
  /**
   * How long a level is kept after the window no longer reaches it: days, or `nextPeriod`: to the end of the calendar
   * period after the one in which it was reached.
   */
  readonly grace: number | 'nextPeriod';
  /** From the lowest; each `from` above the one before: bani of `spend`, points earned, or visits. */
  readonly levels: readonly TierLevel[];
}

export interface TierLevel {
  readonly id: string;
  readonly name: Name;
  readonly from: number;
  /** Said to the member: what the level brings (rules name it in their conditions). */
  readonly benefits: Name;
}

/** A card of stamps: stamps come by earning rules and pay for offers triggered by `stamps`. */
export interface StampCard {
  readonly id: string;
  readonly name: Name;
}

/** Bonus to both when a friend who was brought buys for the first time. */
export interface Referral {
  readonly referrerPoints: number;
  readonly friendPoints: number;
  /** The friend's first purchase of this many bani paid brings the bonus. */
  readonly spendFrom: Bani;
  /** Days after joining within which it counts; null: any. */
  readonly withinDays: number | null;
  /** Friends for whom one member gets the bonus; null: any number. */
  readonly most: number | null;
}

/** Points given by one member to another. */
export interface Transfers {
  readonly least: number;
  readonly mostPerDay: number | null;
  readonly mostPerMonth: number | null;
}
