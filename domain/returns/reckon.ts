import { type Bani, bani, sumBani } from '../amount/bani.ts';
import { mulDivFloor } from '../amount/exact.ts';
import { type Points, points, sumPoints } from '../amount/points.ts';
import { type Thousandths, thousandths } from '../amount/quantity.ts';
import { assert } from '../assert.ts';
import type { Standing } from '../ledger/standing.ts';
import type { Programme } from '../programme/programme.ts';
import type { Return, ReturnLine, Sale, SaleLine, TraceStep, VatLine } from '../record/record.ts';
import { done, type Outcome, refused } from '../refusal/refusal.ts';
import { vatContained } from '../sale/vat.ts';
import { moneyFirst } from './moneyFirst.ts';
import { missingAfter, takenBack } from './takeBack.ts';

/** How much of which line of the sale comes back. */
export interface Chosen {
  readonly index: number;
  readonly quantity: Thousandths;
}

/** What a return comes to. */
export interface ReturnFigures {
  readonly lines: readonly ReturnLine[];
  /** By rate, the highest first. */
  readonly vat: readonly VatLine[];
  /** Money back, 0 or above (0: all of it was paid with points). */
  readonly total: Bani;
  readonly earnedBack: Points;
  readonly spentBack: Points;
  /** Worth of earned points that were spent since, kept from the money (below zero: given after all); `total` is less it. */
  readonly withheld: Bani;
  readonly trace: readonly TraceStep[];
}

/** What a return is reckoned with besides the sale and the returns before it. */
export interface ReturnTerms {
  /** The sale's own version of the programme; null: none, or not known here: points as in format 1. */
  readonly programme: Programme | null;
  /** Where the member stands now; null: not known, or nobody. */
  readonly standing: Standing | null;
  /** A manager stands by (policy `askManager`). */
  readonly managerAllowed: boolean;
}

const PLAIN: ReturnTerms = { programme: null, standing: null, managerAllowed: false };

/** What came back of a sale's line so far. */
interface SoFar {
  readonly quantity: number;
  readonly gross: number;
  readonly discount: number;
  readonly earned: number;
  readonly spent: number;
}

function soFar(earlier: readonly Return[], index: number): SoFar {
  const sum = { quantity: 0, gross: 0, discount: 0, earned: 0, spent: 0 };
  for (const { lines } of earlier) {
    for (const line of lines) {
      if (line.line !== index) continue;
      sum.quantity += line.quantity;
      sum.gross += line.gross;
      sum.discount += line.discount;
      sum.earned += line.earned;
      sum.spent += line.spent;
    }
  }
  return sum;
}

/** What is left to come back of each line of a sale, in thousandths. */
export function leftToReturn(sale: Pick<Sale, 'lines'>, earlier: readonly Return[]): Thousandths[] {
  return sale.lines.map((line, index) => thousandths(Math.max(0, line.quantity - soFar(earlier, index).quantity)));
}

/**
 * Reckons a return of some lines of a sale after `earlier` returns of it. Each amount follows the part of the line
 * that has come back in all, less what was given back before: so returns in any parts and order sum to the sale
 * exactly, the last one taking the rest. VAT is cumulative in the same way, by rate.
 */
export function reckonReturn(
  input: {
    readonly sale: Pick<Sale, 'lines' | 'offers'>;
    readonly earlier: readonly Return[];
    readonly lines: readonly Chosen[];
  } & Partial<ReturnTerms>,
): Outcome<ReturnFigures> {
  const { sale, earlier } = input;
  const terms = { ...PLAIN, ...input };
  const wanted = new Map<number, number>();
  for (const { index, quantity } of input.lines) {
    if (quantity < 0) return refused('quantity.notPositive');
    if (quantity > 0) wanted.set(index, (wanted.get(index) ?? 0) + quantity);
  }
  if (wanted.size === 0) return refused('return.nothing');

  const lines: ReturnLine[] = [];
  for (const [index, quantity] of [...wanted].sort(([a], [b]) => a - b)) {
    const sold = sale.lines[index];
    if (sold === undefined) return refused('sale.lineUnknown');
    const before = soFar(earlier, index);
    const left = Math.max(0, sold.quantity - before.quantity);
    if (quantity > left) return refused('return.aboveSold', { product: sold.name, left });
    lines.push(partOf(sold, index, quantity, before));
  }

  const back =
    terms.programme?.policies.spentBack === 'last' ? moneyFirst(sale, earlier, lines, terms.programme) : lines;
  const vat = vatBack(sale, earlier, back);
  const nominal = sumPoints(back.map((line) => line.earned));
  const spentBack = sumPoints(back.map((line) => line.spent));
  const money = sumBani(vat.map((line) => line.total));
  const taken = takenBack({ earned: nominal, spentBack, money }, missingAfter(earlier), terms);
  if (!taken.ok) return taken;
  const { earnedBack, withheld } = taken.value;
  const given: TraceStep[] = spentBack > 0 ? [{ code: 'return.spent', params: { points: spentBack } }] : [];
  const trace = [...taken.value.trace, ...given];
  return done({ lines: back, vat, total: bani(money - withheld), earnedBack, spentBack, withheld, trace });
}

/**
 * The amounts of one part. Gross and discount are rounded apart, so a part's discount is held back where it would
 * exceed its gross (a return of 1 g must not cost the customer a ban); a later part takes it, and the last always can.
 * Returns made apart on two tills may have given a ban or a point more than their share; then the next gives that
 * less, never below zero.
 */
function partOf(sold: SaleLine, index: number, quantity: number, before: SoFar): ReturnLine {
  const back = before.quantity + quantity;
  const part = (whole: number, given: number): number => Math.max(0, mulDivFloor(whole, back, sold.quantity) - given);
  const gross = part(sold.gross, before.gross);
  const discount = Math.min(gross, part(sold.discount, before.discount));
  return {
    line: index,
    sku: sold.sku,
    name: sold.name,
    quantity: thousandths(quantity),
    price: sold.price,
    vat: sold.vat,
    gross: bani(gross),
    discount: bani(discount),
    earned: points(part(sold.earned, before.earned)),
    spent: points(part(sold.spent, before.spent)),
  };
}

/** The VAT of a return: that of all that has come back of the rate, less that of what came back before. */
function vatBack(sale: Pick<Sale, 'lines'>, earlier: readonly Return[], now: readonly ReturnLine[]): VatLine[] {
  const rates = [...new Set(now.map((line) => line.vat))].sort((a, b) => b - a);
  const past = earlier
    .flatMap((one) => one.lines)
    .filter((line) => line.line !== null && line.line < sale.lines.length);
  return rates.map((rate) => {
    const of = now.filter((line) => line.vat === rate);
    const gross = sumBani(of.map((line) => line.gross));
    const discount = sumBani(of.map((line) => line.discount));
    const total = bani(gross - discount);
    const before = bani(past.filter((line) => line.vat === rate).reduce((sum, l) => sum + l.gross - l.discount, 0));
    const vat = bani(vatContained(bani(before + total), rate) - vatContained(before, rate));
    assert(total >= 0 && vat >= 0 && vat <= total, 'a return gives money back, it never takes any');
    return { rate, gross, discount, total, vat };
  });
}
