import { allocate } from '../../amount/allocate.ts';
import { type Bani, bani, NO_MONEY, sumBani } from '../../amount/bani.ts';
import { mulDivFloor } from '../../amount/exact.ts';
import { NO_POINTS, type Points, points } from '../../amount/points.ts';
import type { VatRate } from '../../amount/quantity.ts';
import { assert } from '../../assert.ts';
import type { FirstProgramme as Programme } from '../../programme/first.ts';
import type { TraceStep, VatLine } from '../../record/record.ts';
import type { BasketLine } from '../basket.ts';
import { lineGross, vatLines } from '../vat.ts';

/**
 * How a sale was reckoned under format 1, as it was: the oracle that a lifted programme is held against, and a plain till for tests.
 */

/** The amounts of one line, of the whole line. */
export interface LineFigures {
  readonly gross: Bani;
  readonly discount: Bani;
  readonly earned: Points;
  readonly spent: Points;
  /** Neither earns nor may be paid with points. */
  readonly excluded: boolean;
}

/** What a sale comes to. Sums of the lines equal the totals, to the ban and to the point. */
export interface SaleFigures {
  /** Aligned with the lines given. */
  readonly lines: readonly LineFigures[];
  readonly gross: Bani;
  readonly discount: Bani;
  /** gross − discount: what is paid. */
  readonly total: Bani;
  /** By rate, the highest first. */
  readonly vat: readonly VatLine[];
  readonly earned: Points;
  /** What is really spent: at most what was asked for, cut to what this sale can take. */
  readonly spent: Points;
  /** The gross of the lines that points may pay. */
  readonly discountable: Bani;
  readonly trace: readonly TraceStep[];
}

/** Whether the programme keeps a category out of earning and spending; a line typed as an amount has none. */
export function isExcluded(programme: Programme, category: string | null): boolean {
  return category !== null && programme.excludedCategories.includes(category);
}

/** The most points that can be fully used on a discountable amount: none is spent without its worth in money. */
export function mostByAmount(programme: Programme, discountable: Bani): Points {
  const { pointValue, largestShare } = programme.redemption;
  if (pointValue <= 0) return NO_POINTS;
  const largest = mulDivFloor(discountable, Math.min(largestShare, 10_000), 10_000);
  return points(Math.floor(largest / pointValue));
}

/**
 * Reckons a sale: truth 6's "same input, same points" is this function. Points are a price reduction on each VAT line
 * (Tax Code art. 97(1)), so what is paid with points is not part of the taxable value and earns nothing.
 *
 * `spend` is cut to what the sale can take (to none below the programme's minimum), so that the figures always hold together while the basket still changes;
 * `checkRedemption` is what refuses with words. Without a member nothing is earned, and nothing can be spent.
 */
export function reckonSale(input: {
  readonly lines: readonly BasketLine[];
  readonly programme: Programme;
  readonly spend: Points;
  readonly withMember: boolean;
}): SaleFigures {
  const { lines, programme, withMember } = input;
  assert(input.spend >= 0, `points are spent, not ${input.spend}`);
  const gross = lines.map((line) => lineGross(line.price, line.quantity));
  const excluded = lines.map((line) => isExcluded(programme, line.category));
  const open = gross.map((amount, i) => (excluded[i] === true ? NO_MONEY : amount));
  const discountable = sumBani(open);

  const usable = Math.min(input.spend, mostByAmount(programme, discountable));
  const spent = withMember && usable >= programme.redemption.leastPoints ? points(usable) : NO_POINTS;
  const discount = bani(spent * programme.redemption.pointValue);
  const discounts = allocate(discount, open);
  const net = open.map((amount, i) => amount - (discounts[i] ?? 0));

  const eligible = sumBani(net.map(bani));
  const { points: per, perBani } = programme.earning;
  const earned = points(withMember && perBani > 0 ? mulDivFloor(eligible, per, perBani) : 0);
  const earnedBy = allocate(earned, net);
  const spentBy = allocate(spent, discounts);

  const figures = lines.map(
    (_, i): LineFigures => ({
      gross: gross[i] ?? NO_MONEY,
      discount: bani(discounts[i] ?? 0),
      earned: points(earnedBy[i] ?? 0),
      spent: points(spentBy[i] ?? 0),
      excluded: excluded[i] === true,
    }),
  );
  const vat = vatLines(figures.map((line, i) => ({ rate: rateOf(lines[i]), ...line })));
  const total = bani(sumBani(gross) - discount);
  assert(
    figures.every((line) => line.discount >= 0 && line.discount <= line.gross) && discount <= discountable,
    'a price reduction never exceeds its line',
  );
  assert(sumBani(vat.map((line) => line.total)) === total, 'the VAT lines are the sums of their lines');

  return {
    lines: figures,
    gross: sumBani(gross),
    discount,
    total,
    vat,
    earned,
    spent,
    discountable,
    trace: withMember
      ? explained({ programme, eligible, earned, spent, discount, excludedAmount: sumBani(gross) - discountable })
      : [],
  };
}

function rateOf(line: BasketLine | undefined): VatRate {
  assert(line !== undefined, 'each figure has its line');
  return line.vat;
}

function explained(of: {
  readonly programme: Programme;
  readonly eligible: Bani;
  readonly earned: Points;
  readonly spent: Points;
  readonly discount: Bani;
  readonly excludedAmount: number;
}): TraceStep[] {
  const { earning, redemption } = of.programme;
  const trace: TraceStep[] = [];
  if (of.spent > 0) {
    trace.push({
      code: 'redeem.value',
      params: { points: of.spent, value: redemption.pointValue, discount: of.discount },
    });
  }
  trace.push({
    code: 'earn.perMoney',
    params: { amount: of.eligible, points: earning.points, per: earning.perBani, earned: of.earned },
  });
  if (of.excludedAmount > 0) trace.push({ code: 'earn.excluded', params: { amount: of.excludedAmount } });
  return trace;
}
