import type { Bani } from '../amount/bani.ts';
import type { CivilDate } from '../calendar/civil.ts';
import type { GoodsFilter } from './filter.ts';

/** A time of day `HH:MM`, `00:00` to `24:00`. */
export type TimeOfDay = string;

/**
 * When a rule holds: every condition named here must be met; none named means always. Dates and hours are civil, of
 * Europe/Chisinau.
 */
export interface Conditions {
  /** First and last day. */
  readonly from?: CivilDate;
  readonly until?: CivilDate;
  /** 1 Monday … 7 Sunday. */
  readonly weekdays?: readonly number[];
  /** Any of these stretches; the end is not included. `from` after `to` goes over midnight. */
  readonly hours?: readonly { readonly from: TimeOfDay; readonly to: TimeOfDay }[];
  /** Ids of stores. */
  readonly stores?: readonly string[];
  /** `member`: only with a member; `none`: only without; `any`. Left out: what the rule's kind says. */
  readonly who?: 'member' | 'none' | 'any';
  /** The member's tier is one of these; null stands for "no tier". */
  readonly tiers?: readonly (string | null)[];
  /** Days before and after the birthday, the day itself included; 0, 0 is the day alone. 29 February counts as 28 in other years. */
  readonly birthday?: { readonly before: number; readonly after: number };
  /** The same of the day of joining, from the first year on. */
  readonly anniversary?: { readonly before: number; readonly after: number };
  /** Which purchase of the member this is, counted from 1: `{"from": 1, "to": 1}` is the first; `every` 5: each fifth. */
  readonly purchase?: { readonly from?: number; readonly to?: number; readonly every?: number };
  /** Days since the member joined. */
  readonly joinedDays?: { readonly from?: number; readonly to?: number };
  /** What must be in the basket; all of them. */
  readonly basket?: readonly BasketCondition[];
  /** One of these coupon codes was presented in this sale (it need not be what triggers the rule). */
  readonly codes?: readonly string[];
  /** Goods come by one of these ways of paying, when it is known; a rule with it holds only at confirming. */
  readonly tenders?: readonly string[];
}

/** A demand on the goods in the basket; both ends included. */
export interface BasketCondition {
  /** Left out: all goods that are not excluded from the programme. */
  readonly of?: GoodsFilter;
  /** Bani, as `policies.minimumBase` says. */
  readonly spendFrom?: Bani;
  readonly spendTo?: Bani;
  /** True: `spendFrom` and `spendTo` are without the VAT contained. Left out: with it. */
  readonly withoutVat?: boolean;
  /** Pieces; a weighed line counts as one. */
  readonly unitsFrom?: number;
  readonly unitsTo?: number;
  /** Different products. */
  readonly differentFrom?: number;
}
