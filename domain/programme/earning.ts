import type { Bani } from '../amount/bani.ts';
import type { Points } from '../amount/points.ts';
import type { Conditions } from './conditions.ts';
import type { GoodsFilter } from './filter.ts';
import type { Name } from './offer.ts';

/** One way of getting points or stamps. All rules that hold give together, but of one `group` only the best. */
export interface EarningRule {
  readonly id: string;
  readonly name: Name;
  readonly active: boolean;
  /**
   * `sale`, or an event: `enrolment`, `birthday`, `anniversary`, `visit`, `review`, `survey`, or a word of the shop's own.
   * (Referral has its own place in the programme.)
   */
  readonly on: string;
  readonly when: Conditions;
  /** Which goods count; left out: all. The programme's `excluded` never count. */
  readonly of?: GoodsFilter;
  readonly gives: Gives;
  /** On what amount `perMoney` counts; left out: `policies.earnOn`. */
  readonly base?: EarningBase;
  /** The most points of this rule for one member; what is above is lost, and the trace says so. */
  readonly caps: EarningCaps;
  /** Whether `boosts` multiply it. */
  readonly boosted: boolean;
  /** True: of `perUnit`, and of `stamps` for units, what an offer made free does not count. Left out: it does. */
  readonly paidOnly?: boolean;
  readonly group: string | null;
  /** Left out: as `lots` says. */
  readonly pendingDays?: number;
  readonly expiry?: Expiry;
}

/** `gross`: before everything; `afterOffers`: less promotions and coupons; `afterRedemption`: what is really paid. */
export type EarningBase = 'gross' | 'afterOffers' | 'afterRedemption';

/** `carry`: the exact rest waits for the member's next sale. */
export type PointsRounding = 'floor' | 'halfUp' | 'ceil' | 'carry';

export type Gives =
  /**
   * `points` for each `per` bani. `wholeFirst`: rounded before boosts multiply, and again after (19.99 is 19 points, doubled
   * 38); left out: the exact amount is multiplied, and rounded once (39). Of the money of one sale only what lies above
   * `above` (left out: zero) and up to `upTo` (left out: all) counts.
   */
  | {
      readonly type: 'perMoney';
      readonly points: Points;
      readonly per: Bani;
      readonly rounding: PointsRounding;
      readonly wholeFirst?: boolean;
      readonly above?: Bani;
      readonly upTo?: Bani;
    }
  /** `points` for each `units` pieces of the goods (a weighed line is one); a rest of fewer gives none. */
  | { readonly type: 'perUnit'; readonly points: Points; readonly units: number }
  /** `points` once a sale (of at least one of the goods) or once an event. */
  | { readonly type: 'perOrder'; readonly points: Points }
  /** Stamps of a card: once a sale or event (`units` null), or for each so many units of the goods. */
  | { readonly type: 'stamps'; readonly card: string; readonly stamps: number; readonly units: number | null };

export interface EarningCaps {
  readonly receipt: Points | null;
  readonly day: Points | null;
  readonly month: Points | null;
  readonly year: Points | null;
  readonly ever: Points | null;
}

/**
 * Makes earning more (or less): "doubled as Gold". `factor` in hundredths: 200 is double. Applies to the goods named, in
 * the rules named (left out: all that are `boosted`). Several together: `policies.boosts`.
 */
export interface Boost {
  readonly id: string;
  readonly name: Name;
  readonly active: boolean;
  readonly when: Conditions;
  readonly of?: GoodsFilter;
  readonly rules?: readonly string[];
  readonly factor: number;
}

/** When points end. Days are counted from the day on which they are confirmed (earning + pending). */
export type Expiry =
  | { readonly type: 'never' }
  /** So many days after. */
  | { readonly type: 'days'; readonly days: number }
  /** So many days after the member's last purchase: each purchase moves all such lots. */
  | { readonly type: 'inactivity'; readonly days: number }
  /** At the end of the month (year) that is so many months (years) after: 0 is the running one. */
  | { readonly type: 'endOf'; readonly unit: 'month' | 'year'; readonly after: number };
