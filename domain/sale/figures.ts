import type { Bani } from '../amount/bani.ts';
import type { Points } from '../amount/points.ts';
import type { CivilDate } from '../calendar/civil.ts';
import type { Count } from '../ledger/tally.ts';
import type { Refusal } from '../refusal/refusal.ts';

/** One offer as it was applied: what it took off where, what it cost, what it gives. */
export interface AppliedOffer {
  readonly offer: string;
  /** The code that triggered it; null: none did. */
  readonly code: string | null;
  readonly times: number;
  /** Bani taken off, by line (only lines above zero). Their sum is `discount`. */
  readonly lines: readonly { readonly line: number; readonly discount: Bani }[];
  readonly discount: Bani;
  /** Points and stamps that it cost. */
  readonly points: Points;
  readonly stamps: number;
}

/** What offers give besides money off. Coupons' codes are made when the record is (domain/offers/coupons). */
export interface Given {
  readonly offer: string;
  readonly coupons: readonly { readonly offer: string; readonly until: CivilDate }[];
  readonly wallet: Bani;
  /** Points that an offer gives: one of `lots` holds them. */
  readonly points: Points;
  readonly service: boolean;
}

/** A lot that a sale or an event makes. */
export interface NewLot {
  readonly points: Points;
  readonly contra: 'earn' | 'bonus';
  /** Null: no end. */
  readonly expires: CivilDate | null;
  /** Null: at once. */
  readonly from: CivilDate | null;
  readonly idleDays: number | null;
}

/** What one rule gave. */
export interface EarnedByRule {
  readonly rule: string;
  readonly points: Points;
  /** What caps cut off. */
  readonly lost: Points;
  readonly stamps: number;
}

/** A unit that an offer puts in (`policies.freeUnit` = `added`). */
export interface AddedUnit {
  readonly sku: string;
  readonly units: number;
  readonly offer: string;
}

/** A choice (code or reward) that could not be applied, and why; nothing else is changed by it. */
export interface NotApplied {
  readonly offer: string | null;
  readonly code: string | null;
  readonly refusal: Refusal;
}

/** What would bring an offer that does not hold yet: "one more coffee for the free one". */
export interface NearMiss {
  readonly offer: string;
  readonly missing:
    | { readonly what: 'spend'; readonly amount: Bani }
    | { readonly what: 'units' | 'different'; readonly units: number }
    | { readonly what: 'points'; readonly points: Points }
    | { readonly what: 'stamps'; readonly stamps: number };
}

/** Counts as the engine makes them; the record says whose they are. `all`: of everybody together too. */
export type EngineCount = Omit<Count, 'member'> & { readonly all: boolean };
