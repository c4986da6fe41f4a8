import type { EarningBase } from './earning.ts';

/**
 * Where programmes disagree with each other, each choice has a name here. What is left out is as in DEFAULT_POLICIES;
 * these defaults are part of format 2 and never change.
 */
export interface Policies {
  /** On what money points are earned, where a rule does not say. */
  readonly earnOn: EarningBase;
  /** Whether a sale in which points, stamps or a reward were used earns at all. */
  readonly earnWhenRedeeming: boolean;
  /** Whether the points that this sale earns may be spent on it: `perPoint` and `points` offers then may reach into them. */
  readonly spendOwnPoints: boolean;
  /** `remaining`: each offer reckons on what the ones before left. `original`: all on the first price. `best`: of the offers
   * on a unit only the one that takes off most. */
  readonly discounts: 'remaining' | 'original' | 'best';
  /** `asListed`: the first in order win. `bestForMember`: that choice among the offers that takes off most (ties: the fewest, then the first). */
  readonly choose: 'asListed' | 'bestForMember';
  /** `productsFirst`: offers on named goods or units before those on the whole order. `asListed`: by priority alone. */
  readonly order: 'productsFirst' | 'asListed';
  /** Whether a unit that one set, buyGet, cheapest or free offer used may be used by another of these. */
  readonly reuseUnits: boolean;
  /** Whether `spendFrom` and `spendTo` are of the first prices, or of what earlier offers left. */
  readonly minimumBase: 'before' | 'after';
  /** The free unit of buyGet and freeProduct is one of those scanned, or one more that the till puts in. */
  readonly freeUnit: 'scanned' | 'added';
  /** How a share of an amount becomes whole bani, and of which amount: of one unit, of a line, of all that an offer touches, or
   * once, at the end, of all offers together (until then reckoned to the millionth of a ban). */
  readonly rounding: {
    readonly mode: 'halfUp' | 'floor' | 'ceil' | 'halfEven';
    readonly per: 'unit' | 'line' | 'offer' | 'once';
  };
  /** Where the odd bani go when an amount is divided among lines. */
  readonly oddBan: 'largestRemainder' | 'first' | 'last';
  /** What a line at its lowest price (`floors`) cannot take: lost, or moved on to the others. */
  readonly belowFloor: 'lost' | 'movesOn';
  /** Whether points are rounded for each line, for each rule, or once for all rules of a sale (`carry` is always per rule). */
  readonly pointsRounding: 'perLine' | 'perRule' | 'once';
  /** Several boosts on one line: multiplied (2 × 1.5 = 3), added (2 and 1.5 are 2.5), or the best only. */
  readonly boosts: 'multiply' | 'add' | 'best';
  /** Whether the sale's own spend counts for the tier that it is reckoned with. */
  readonly tierCounts: 'before' | 'withSale';
  /** A tier given by hand: never below it, or exactly it. */
  readonly tierByHand: 'floor' | 'lock';
  /** On a partial return, spent points come back in proportion, or only when money no longer suffices (`last`: money first). */
  readonly spentBack: 'proportion' | 'last';
  /** Earned points to be taken back that were spent since: a balance below zero, no further than zero, the points' worth kept
   * from the money given back, or refused until a manager allows it. */
  readonly takeBack: 'belowZero' | 'toZero' | 'withhold' | 'askManager';
  readonly lotOrder: 'earliestExpiry' | 'earliestEarned';
  /** Points are good through their last day, or until it begins. */
  readonly expiryDay: 'through' | 'until';
  /** More points asked for than may be spent: refused, or cut down to what may be. */
  readonly tooMany: 'refuse' | 'cut';
  /** Whether a coupon comes back when its whole sale is voided or returned. */
  readonly couponsBack: boolean;
}

export const DEFAULT_POLICIES: Policies = {
  earnOn: 'afterRedemption',
  earnWhenRedeeming: true,
  spendOwnPoints: false,
  discounts: 'remaining',
  choose: 'asListed',
  order: 'productsFirst',
  reuseUnits: false,
  minimumBase: 'before',
  freeUnit: 'scanned',
  rounding: { mode: 'halfUp', per: 'offer' },
  oddBan: 'largestRemainder',
  belowFloor: 'movesOn',
  pointsRounding: 'perRule',
  boosts: 'multiply',
  tierCounts: 'before',
  tierByHand: 'floor',
  spentBack: 'proportion',
  takeBack: 'belowZero',
  lotOrder: 'earliestExpiry',
  expiryDay: 'through',
  tooMany: 'refuse',
  couponsBack: true,
};
