import type { Bani } from '../../domain/amount/bani.ts';
import type { Points } from '../../domain/amount/points.ts';
import type { Name } from '../../domain/programme/offer.ts';
import type { Tiers } from '../../domain/programme/tiers.ts';
import type { Refusal } from '../../domain/refusal/refusal.ts';
import type { NearMiss } from '../../domain/sale/figures.ts';
import type { RedeemView } from './views.ts';

/** What the window shows of the programme while a sale is rung. */

/** An offer as it stands in the sale. */
export interface AppliedView {
  readonly offer: string;
  readonly name: Name;
  readonly kind: 'automatic' | 'coupon' | 'reward';
  readonly code: string | null;
  readonly times: number;
  readonly discount: Bani;
  readonly points: Points;
  readonly stamps: number;
}

/** A reward at the counter. */
export interface RewardView {
  readonly offer: string;
  readonly name: Name;
  /** `perPoint`: any number of points within the limits of `free`. */
  readonly kind: 'points' | 'stamps' | 'perPoint';
  /** Points or stamps for one; 0 for `perPoint`. */
  readonly cost: number;
  /** How many times it is chosen now. */
  readonly chosen: number;
  /** What one more would take off now, bani; 0 for what is no money. */
  readonly takesOff: Bani;
  /** Null: one more may be chosen; else why not. */
  readonly why: Refusal | null;
  /** Products to choose one of; empty: nothing to choose. */
  readonly products: readonly { readonly sku: string; readonly name: string }[];
  /** Of `perPoint`: how many may be spent, and what they are worth; else null. */
  readonly free: RedeemView | null;
}

/** "One more coffee for the free one." */
export interface NearView {
  readonly offer: string;
  readonly name: Name;
  readonly missing: NearMiss['missing'];
}

/** A member's place on the ladder. */
export interface TierView {
  /** Null: no level yet. */
  readonly name: Name | null;
  readonly benefits: Name | null;
  /** The next level and what is missing to it, in bani, points or visits; null: none is higher. */
  readonly next: { readonly name: Name; readonly missing: number; readonly by: Tiers['by'] } | null;
  /** How far between this level and the next, 0 to 10000. */
  readonly progress: number;
}
