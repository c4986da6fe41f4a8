import type { Bani } from '../amount/bani.ts';
import type { Points } from '../amount/points.ts';
import type { Conditions } from './conditions.ts';
import type { GoodsFilter } from './filter.ts';

/** A name as people see it: one text for all, or one a language. */
export type Name = string | { readonly ro: string; readonly ru: string; readonly en: string };

/** A share in hundredths of a per cent: 1000 is 10 %, 10000 is all of it. */
export type Share = number;

/**
 * Something that takes money off or gives something: a promotion (comes by itself), a coupon (by its code) or a reward
 * (for points or stamps). They are tried in the order of `policies.order`, then `priority`, then as they stand.
 */
export interface Offer {
  readonly id: string;
  readonly name: Name;
  /** False: kept, but not used. */
  readonly active: boolean;
  readonly trigger: Trigger;
  readonly when: Conditions;
  readonly effect: Effect;
  /** Smaller first; equal ones as they stand in the programme. */
  readonly priority: number;
  /** Of one group only one is applied: the first in order that takes something off (`best` takes the best). Null: no group. */
  readonly group: string | null;
  /** Applies only alone: not after another offer, and none after it. Points chosen freely (`perPoint`) are no offer here. */
  readonly exclusive: boolean;
  /** Nothing later in the order is tried after it applied (exclusive ones included). */
  readonly last: boolean;
  /** True: units that an offer before it already reduced are as if they were not there. Left out: false. */
  readonly notOnReduced?: boolean;
  readonly limits: OfferLimits;
}

export type Trigger =
  | { readonly type: 'automatic' }
  /** A coupon. `codes` anybody may use; `issued`: also single codes that a `coupon` effect of this programme issued. */
  | { readonly type: 'code'; readonly codes: readonly string[]; readonly issued: boolean }
  /** A reward for a fixed number of points each time. */
  | { readonly type: 'points'; readonly points: Points }
  /** A reward for stamps of a card. */
  | { readonly type: 'stamps'; readonly card: string; readonly stamps: number }
  /**
   * As many points as the member chooses: `points` are worth `value` bani. Only with the effect `pointsValue`. `least`
   * points at once, in steps of `step`, for at most `largestShare` of the goods they may pay, at most `most` (null: any).
   */
  | {
      readonly type: 'perPoint';
      readonly points: Points;
      readonly value: Bani;
      readonly least: Points;
      readonly step: Points;
      readonly largestShare: Share;
      readonly most: Points | null;
    };

/** Which units are taken where not all are: by the price of one before any offer, or in the order of the basket. */
export type Which = 'cheapest' | 'dearest' | 'asEntered';

/** What is done to the price of units. `price`: each (or, of a set, all together) for this many bani; never raises it. */
export type Reduction = { readonly percent: Share } | { readonly amount: Bani } | { readonly price: Bani };

export type Effect =
  /** A fixed amount, off the matching goods together, off each matching line, or off each matching unit. */
  | {
      readonly type: 'amountOff';
      readonly amount: Bani;
      readonly per: 'order' | 'line' | 'unit';
      readonly of?: GoodsFilter;
      /** Only so many units; null: all. Only with `per` unit. */
      readonly mostUnits: number | null;
      readonly which: Which;
    }
  /** A share off the matching goods (left out: the order), at most `cap` bani. `mostUnits` 1 with `cheapest`: the cheapest. */
  | {
      readonly type: 'percentOff';
      readonly percent: Share;
      readonly of?: GoodsFilter;
      readonly mostUnits: number | null;
      readonly which: Which;
      readonly cap: Bani | null;
    }
  /** Each matching unit for this price. */
  | {
      readonly type: 'priceEach';
      readonly price: Bani;
      readonly of?: GoodsFilter;
      readonly mostUnits: number | null;
      readonly which: Which;
    }
  /**
   * Sets: whenever all `parts` are there, the whole set costs less: a share or an amount off it, or one price for it.
   * "3 for 50 lei", "menu: burger, chips and drink for 89". `which` chooses the units of each part.
   */
  | {
      readonly type: 'bundle';
      readonly parts: readonly { readonly of?: GoodsFilter; readonly units: number }[];
      readonly reduction: Reduction;
      readonly which: Which;
      /** Sets a receipt; null: as many as there are. */
      readonly most: number | null;
    }
  /**
   * For each `buy` (all parts), `get.units` units of `get.of` (left out: of what is bought, the parts' filters together)
   * cost less each. A unit is either bought or got, never both. N-th free: buy N − 1, get 1 at `percent` 10000.
   * With `policies.freeUnit` = `added` and a `get` of exactly one sku, the unit got is one more, put in by the till.
   */
  | {
      readonly type: 'buyGet';
      readonly buy: readonly { readonly of?: GoodsFilter; readonly units: number }[];
      readonly get: { readonly of?: GoodsFilter; readonly units: number; readonly reduction: Reduction };
      /** Which units are got; those bought are chosen the other way round. */
      readonly which: Which;
      readonly most: number | null;
    }
  /** Units of one of these products free: chosen by the member, else the first in the basket, else the first listed. */
  | { readonly type: 'freeProduct'; readonly skus: readonly string[]; readonly units: number }
  /** What the points chosen are worth, off the matching goods. */
  | { readonly type: 'pointsValue'; readonly of?: GoodsFilter }
  /** A coupon for a later sale: a code of its own that triggers `offer`, good for so many days after today. */
  | { readonly type: 'coupon'; readonly offer: string; readonly days: number }
  /** Money on the member's e-wallet, to be spent as a tender. */
  | { readonly type: 'wallet'; readonly amount: Bani }
  /** Extra points, in a lot of their own. */
  | { readonly type: 'points'; readonly points: Points }
  /** No money: an invitation, a service. The text is for the cashier to say. */
  | { readonly type: 'service'; readonly text: Name };

/** How often; null: no limit. Those of a member need a member; without one such an offer does not apply. */
export interface OfferLimits {
  /** Times in one receipt: rewards are chosen several times, sets and buyGet count as once (they have `most`). */
  readonly perReceipt: number | null;
  readonly perMember: number | null;
  readonly perMemberDay: number | null;
  readonly perMemberMonth: number | null;
  /** By everybody together, as far as the till knows. */
  readonly total: number | null;
}
