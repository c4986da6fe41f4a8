import type { Bani } from '../amount/bani.ts';
import type { Points } from '../amount/points.ts';
import type { Boost, EarningRule, Expiry } from './earning.ts';
import type { GoodsFilter } from './filter.ts';
import type { Offer, Share } from './offer.ts';
import type { Policies } from './policies.ts';
import type { Referral, StampCard, Tiers, Transfers } from './tiers.ts';

/** The form of a programme's data that this version writes. Format 1 is read and lifted (first.ts). */
export const PROGRAMME_FORMAT = 2;

/**
 * The rules of a chain's loyalty programme: data, versioned. A record carries the version it was reckoned with, so an old
 * receipt is always reckoned with its own rules. In memory everything is here; in JSON what is left out has the default
 * that contract/programme fills in. Money in bani, points whole, shares in hundredths of a per cent.
 */
export interface Programme {
  readonly format: typeof PROGRAMME_FORMAT;
  /** From 1, growing; one version is never changed once it was used. */
  readonly version: number;
  readonly name: string;
  /** Instant (UTC ms) from which this version holds. */
  readonly startsAtMs: number;
  /** Goods that neither earn nor take any reduction (tobacco, alcohol, regulated and promotional goods). Null: none. */
  readonly excluded: GoodsFilter | null;
  readonly earning: readonly EarningRule[];
  readonly boosts: readonly Boost[];
  readonly offers: readonly Offer[];
  readonly stampCards: readonly StampCard[];
  readonly tiers: Tiers | null;
  readonly lots: {
    /** Points may be spent so many days after the day of earning; 0: at once (but never on the sale that earned them). */
    readonly pendingDays: number;
    readonly expiry: Expiry;
    /** Days before their end from which the till warns. */
    readonly warnDays: number;
  };
  /** The lowest price of goods; the highest of several floors counts. A share is of the first price. */
  readonly floors: readonly { readonly of?: GoodsFilter; readonly price?: Bani; readonly share?: Share }[];
  readonly referral: Referral | null;
  readonly transfers: Transfers | null;
  /** Points claimed later for a forgotten card: within so many days, once a receipt. Null: not at all. */
  readonly claims: { readonly days: number } | null;
  /**
   * What proves that one may redeem, by points at once, from the smallest: the first line with `upTo` at or above the points
   * counts (null: any number). Empty: anything will do.
   */
  readonly proofs: readonly { readonly upTo: Points | null; readonly by: readonly Proof[] }[];
  readonly giftCards: {
    /** Days after the last top-up; null: no end. */
    readonly days: number | null;
    /** Whether they may be spent while the centre cannot be asked. */
    readonly offline: boolean;
  };
  /** What may be redeemed while the centre cannot be asked. */
  readonly offline: {
    /** The most points of one member in one business day on one till. */
    readonly mostPointsPerDay: Points;
    /** How old the centre's word on the member may be, in hours. */
    readonly oldestWordHours: number;
    /** True: a phone number alone is proof enough; false: the card must be read. */
    readonly phoneIsProof: boolean;
  };
  readonly policies: Policies;
}

/** `pin`: the member's own, typed at the till. `manager`: somebody who may, with a PIN, vouches for the member. */
export const PROOFS = ['card', 'phone', 'pin', 'code', 'manager'] as const;
export type Proof = (typeof PROOFS)[number];
