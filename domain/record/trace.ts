/** What a step of the explanation may say; the words are translations. Amounts are bani, `rule`, `boost`, `offer`, `card`, `tier` are ids. */
export const TRACE_CODES = [
  'earn.perMoney', // {amount, points, per, earned} and from format 2 {rule, factor}: factor in millionths
  'earn.excluded', // {amount}
  'earn.perUnit', // {earned, per, points, units, rule}
  'earn.perOrder', // {earned, rule}
  'earn.boosted', // {boost, factor}
  'earn.capped', // {lost, most, rule}
  'earn.stamps', // {card, stamps, rule}
  'earn.notWhenRedeeming', // {}
  'earn.rounded', // {earned}
  'offer.off', // {discount, offer}
  'offer.points', // {offer, points}
  'offer.stamps', // {offer, stamps}
  'offer.gives', // {offer}
  'offer.floor', // {lost}
  'tier.withSale', // {tier}
  'referral.bonus', // {points}
  'redeem.value', // {points, value, discount} and from format 2 {per, offer}: per points are worth value
  'return.earned', // {points}; with {late: 1} those that an earlier return of the sale missed
  'return.spent', // {points}
  'return.withheld', // {amount, points}; amount below zero: kept at an earlier return of the sale, given now
  'return.forgiven', // {points}
  'debt.repaid', // {points}
] as const;
export type TraceCode = (typeof TRACE_CODES)[number];

/** One step of the explanation: a rule, its input, its result. */
export interface TraceStep {
  readonly code: TraceCode;
  readonly params: Readonly<Record<string, string | number>>;
}
