import type { Bani } from '../../domain/amount/bani.ts';
import type { Points } from '../../domain/amount/points.ts';
import type { Name } from '../../domain/programme/offer.ts';
import type { Refusal } from '../../domain/refusal/refusal.ts';

/** What a member may be given, or do, without buying, under the programme that holds now. */
export interface MemberDeeds {
  /** Null: the programme has no transfers. */
  readonly transfer: { readonly least: Points; readonly most: Points } | null;
  /** What may be noted by hand, in the programme's order; empty: the programme names nothing. */
  readonly events: readonly DeedEvent[];
  /** Null: the programme gives nothing for friends who are brought. */
  readonly referral: DeedReferral | null;
  /** Null: points cannot be claimed later. */
  readonly claims: { readonly days: number } | null;
}

/** Something that earns without a sale: a visit, a review. */
export interface DeedEvent {
  readonly event: string;
  /** What the rules that reward it are called. */
  readonly names: readonly Name[];
  /** What it would give this member now, after caps and conditions. */
  readonly points: Points;
  readonly stamps: number;
}

export interface DeedReferral {
  readonly referrerPoints: Points;
  readonly friendPoints: Points;
  /** The friend's first purchase counts from this much. */
  readonly spendFrom: Bani;
  /** Days after joining; null: any. */
  readonly withinDays: number | null;
  /** Who brought this member; null: nobody was noted, or they are not known here. */
  readonly broughtBy: string | null;
  /** Why nobody can be noted any more; null: somebody may. */
  readonly why: Refusal | null;
}

/** What a receipt would bring if its points were claimed now. */
export interface ClaimQuote {
  readonly points: Points;
  readonly stamps: number;
  /** The member's balance before and after. */
  readonly balance: Points;
  readonly balanceAfter: Points;
}
