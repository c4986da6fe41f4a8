import { allocate } from '../amount/allocate.ts';
import { type Bani, bani, sumBani } from '../amount/bani.ts';
import { NO_POINTS, type Points, points, sumPoints } from '../amount/points.ts';
import { assert } from '../assert.ts';
import { type Earned, type EarningLine, earnOnSale } from '../earning/earn.ts';
import { mergeLots, newLot } from '../earning/lots.ts';
import { tallyKey } from '../ledger/tally.ts';
import { applyOffers, type OffersResult } from '../offers/apply.ts';
import { goodsOf } from '../offers/lines.ts';
import type { Programme } from '../programme/programme.ts';
import type { TraceStep, VatLine } from '../record/record.ts';
import { tierWith } from '../tier/tier.ts';
import type { OfAll } from './askedOfAll.ts';
import type { BasketLine, Product } from './basket.ts';
import type { Choices, Facts, Moment } from './facts.ts';
import type { AppliedOffer, EarnedByRule, EngineCount, Given, NearMiss, NewLot, NotApplied } from './figures.ts';
import { vatLines } from './vat.ts';

/** Everything that a sale is reckoned from. */
export interface SaleInput {
  readonly programme: Programme;
  readonly lines: readonly BasketLine[];
  /** Null: no member. */
  readonly facts: Facts | null;
  /** Without a member: how often everybody used the offers that are limited for all; left out: never. */
  readonly ofAll?: OfAll;
  readonly choices: Choices;
  readonly moment: Moment;
  /** Ways of paying; null: not known yet. */
  readonly tenders: readonly string[] | null;
  /** Products that offers may put in. */
  readonly products: (sku: string) => Product | null;
}

/** The amounts of one line, of the whole line. */
export interface LineFigures {
  readonly gross: Bani;
  readonly discount: Bani;
  readonly earned: Points;
  readonly spent: Points;
  /** Neither earns nor takes any reduction. */
  readonly excluded: boolean;
}

/** What a sale comes to. Sums of the lines equal the totals, to the ban and to the point. */
export interface SaleResult {
  /** Those rung, then those that offers put in. */
  readonly lines: readonly (BasketLine & { readonly added?: string })[];
  /** Aligned with `lines`. */
  readonly figures: readonly LineFigures[];
  readonly gross: Bani;
  readonly discount: Bani;
  /** gross − discount: what is paid. */
  readonly total: Bani;
  /** By rate, the highest first. */
  readonly vat: readonly VatLine[];
  readonly earned: Points;
  readonly spent: Points;
  /** The tier that counted; null: none. */
  readonly tier: string | null;
  readonly applied: readonly AppliedOffer[];
  readonly given: readonly Given[];
  readonly notApplied: readonly NotApplied[];
  readonly near: readonly NearMiss[];
  readonly byRule: readonly EarnedByRule[];
  /** The lots that the points earned make; they sum to `earned`. */
  readonly lots: readonly NewLot[];
  /** What the record will count, the sale itself among it; empty without a member but for what everybody's counts need. */
  readonly counts: readonly EngineCount[];
  readonly trace: readonly TraceStep[];
}

interface Reckoned {
  readonly offers: OffersResult;
  readonly earned: Earned;
  readonly tier: string | null;
}

/**
 * Reckons a sale under a programme: truth 6's "same input, same points" is this function. Offers come first (what they
 * take off, they take off each VAT line: Tax Code art. 97(1)), then points on what the programme says they are earned on.
 */
export function evaluate(input: SaleInput): SaleResult {
  return result(input, reckon(input));
}

/** With the tier and the points that the policies let this sale itself bring. */
function reckon(input: SaleInput): Reckoned {
  const { programme, facts } = input;
  const before = pass(input, facts?.tier ?? null, facts?.spendable ?? NO_POINTS);
  if (facts === null) return before;
  let found = before;
  if (programme.policies.tierCounts === 'withSale' && programme.tiers !== null) {
    const tier = tierWith(programme, facts, towardsTier(programme, found));
    // Once: a tier that its own benefits would lift or lower again stays as the sale without them gave it.
    if (tier !== found.tier) found = pass(input, tier, facts.spendable);
  }
  return programme.policies.spendOwnPoints ? withOwnPoints(input, facts, found) : found;
}

function towardsTier(programme: Programme, { offers, earned }: Reckoned): number {
  switch (programme.tiers?.by) {
    case 'spend':
      return sumBani(offers.afterRedemption);
    case 'points':
      return earned.points;
    default:
      return 1;
  }
}

/** More rounds than a sum that only falls takes in practice; after them no own point is spent. */
const MOST_ROUNDS = 8;

/** The points of this sale may be spent on it: as many as are still earned when they are spent. */
function withOwnPoints(input: SaleInput, facts: Facts, found: Reckoned): Reckoned {
  if (input.choices.rewards.length === 0) return found;
  const bare = pass({ ...input, choices: { ...input.choices, rewards: [] } }, found.tier, facts.spendable);
  let own = ownPoints(facts, bare);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const tried = pass(input, found.tier, points(facts.spendable + own));
    const left = ownPoints(facts, tried);
    if (tried.offers.spent <= facts.spendable + left) return tried;
    own = Math.min(own - 1, left);
    if (own <= 0) break;
  }
  return found;
}

/** Of the points that a sale earns those that may be spent at once: what debt does not take, without those that wait. */
function ownPoints(facts: Facts, { earned }: Reckoned): number {
  const atOnce = sumPoints(earned.lots.filter(({ from }) => from === null).map((lot) => lot.points));
  return Math.max(0, atOnce - Math.max(0, -facts.balance));
}

function pass(input: SaleInput, tier: string | null, spendable: Points): Reckoned {
  const { programme, facts, choices, moment, tenders } = input;
  const offers = applyOffers({ ...input, tier, spendable });
  const earned = earnOnSale({
    programme,
    lines: offers.lines.map((line, i): EarningLine => {
      return {
        goods: goodsOf(line),
        units: at(offers.units, i),
        freeUnits: at(offers.freeUnits, i),
        vat: line.vat,
        gross: at(offers.gross, i),
        afterOffers: at(offers.afterOffers, i),
        afterRedemption: at(offers.afterRedemption, i),
        excluded: at(offers.excluded, i),
      };
    }),
    facts,
    moment,
    codes: choices.codes,
    tenders,
    tier,
    redeemed: offers.redeemed,
  });
  return { offers, earned, tier };
}

function result(input: SaleInput, { offers, earned, tier }: Reckoned): SaleResult {
  const { programme, facts, moment } = input;
  const bonus = sumPoints(offers.given.map((one) => one.points));
  const bonusByLine = shared(bonus, offers.afterRedemption);
  const figures = offers.lines.map(
    (_, i): LineFigures => ({
      gross: at(offers.gross, i),
      discount: bani(at(offers.gross, i) - at(offers.afterRedemption, i)),
      earned: points(at(earned.byLine, i) + at(bonusByLine, i)),
      spent: at(offers.spentByLine, i),
      excluded: at(offers.excluded, i),
    }),
  );
  const vat = vatLines(figures.map(({ gross, discount }, i) => ({ rate: at(offers.lines, i).vat, gross, discount })));
  const gross = sumBani(offers.gross);
  const total = sumBani(offers.afterRedemption);
  const discount = bani(gross - total);
  const all = points(earned.points + bonus);
  const lots = bonus === 0 ? earned.lots : mergeLots([...earned.lots, bonusLot(programme, bonus, input)]);

  assert(
    figures.every((line) => line.discount >= 0 && line.discount <= line.gross),
    'a price reduction never exceeds its line',
  );
  assert(sumBani(vat.map((line) => line.total)) === total, 'the VAT lines are the sums of their lines');
  assert(sumBani(offers.applied.map((one) => one.discount)) === discount, 'the offers took off all that was taken off');
  assert(sumPoints(lots.map((lot) => lot.points)) === all, 'what is earned lies in lots');
  assert(facts !== null || (all === 0 && offers.spent === 0), 'points need a member');
  // Without a line there is nothing that could come back: an event's or a reward's points stand alone.
  assert(
    figures.length === 0 || sumPoints(figures.map((line) => line.earned)) === all,
    'the lines share what is earned',
  );

  const own: EngineCount[] = facts === null || input.lines.length === 0 ? [] : saleCounts(moment.day, total, all);
  return {
    lines: offers.lines,
    figures,
    gross,
    discount,
    total,
    vat,
    earned: all,
    spent: offers.spent,
    tier,
    applied: offers.applied,
    given: offers.given,
    notApplied: offers.notApplied,
    near: offers.near,
    byRule: earned.byRule,
    lots,
    counts: [...own, ...offers.counts, ...earned.counts],
    trace: [
      ...offers.trace,
      ...(tier !== null && tier !== facts?.tier ? [{ code: 'tier.withSale', params: { tier } } as const] : []),
      ...earned.trace,
    ],
  };
}

/** What every sale of a member counts: for the first purchase, for tiers of each kind. */
function saleCounts(day: Moment['day'], total: Bani, earned: Points): EngineCount[] {
  const count = (key: string, on: Moment['day'] | null, by: number, whole: boolean): EngineCount[] =>
    by === 0 ? [] : [{ key, day: on, by, line: null, whole, all: false }];
  return [
    ...count(tallyKey.sales, null, 1, true),
    ...count(tallyKey.visits, day, 1, true),
    ...count(tallyKey.spend, day, total, false),
    ...count(tallyKey.points, day, earned, false),
  ];
}

/** A lot of points that offers give. */
function bonusLot(programme: Programme, bonus: Points, { moment }: SaleInput): NewLot {
  return newLot(programme, { points: bonus, contra: 'bonus', day: moment.day });
}

/** Divides points among the lines by their money, or equally where nothing is paid. */
function shared(bonus: Points, money: readonly Bani[]): number[] {
  if (money.length === 0) return [];
  return allocate(bonus, money.some((amount) => amount > 0) ? money : money.map(() => 1));
}

function at<T>(list: readonly T[], i: number): T {
  const found = list[i];
  assert(found !== undefined, 'the engine’s lists are aligned with the lines');
  return found;
}
