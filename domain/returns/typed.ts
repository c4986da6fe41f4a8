import { NO_MONEY } from '../amount/bani.ts';
import { thousandths } from '../amount/quantity.ts';
import type { MemberId } from '../identity/ids.ts';
import type { Standing } from '../ledger/standing.ts';
import type { Programme } from '../programme/programme.ts';
import type { Return, ReturnLine, SaleLine } from '../record/record.ts';
import { type Outcome, refused } from '../refusal/refusal.ts';
import { returnContent, type SoldSale } from './content.ts';
import { type Chosen, leftToReturn, reckonReturn } from './reckon.ts';

/** A return of typed lines, made where nobody knew the receipt, once the receipt is known. */

/**
 * Which lines of the sale typed lines are, as far as the sale still has them. A line that names its product is that product; one that is
 * an amount alone is goods of its VAT rate that cost so much: a piece, a piece less its discount, or all that is left of the line.
 * `unmatched`: thousandths that the sale did not have (any more).
 */
export function matchTyped(
  sale: Pick<SoldSale, 'lines'>,
  earlier: readonly Return[],
  typed: readonly ReturnLine[],
): { readonly chosen: readonly Chosen[]; readonly unmatched: number } {
  const left: number[] = leftToReturn(sale, earlier);
  const chosen: Chosen[] = [];
  let unmatched = 0;
  for (const line of typed) {
    let wanted: number = line.quantity;
    for (const rank of [0, 1, 2]) {
      for (const [index, sold] of sale.lines.entries()) {
        const there = left[index] ?? 0;
        if (wanted === 0 || there === 0 || rankOf(line, sold, there) !== rank) continue;
        // An amount for all that is left is all that is left, whatever it weighs.
        const part = rank === 2 ? there : Math.min(wanted, there);
        chosen.push({ index, quantity: thousandths(part) });
        left[index] = there - part;
        wanted -= rank === 2 ? wanted : part;
      }
    }
    unmatched += wanted;
  }
  return { chosen, unmatched };
}

/** How well a typed line fits one of the sale of which so much is left: 0 best; null: not at all. */
function rankOf(typed: ReturnLine, sold: SaleLine, left: number): 0 | 1 | 2 | null {
  if (typed.sku !== null) return typed.sku === sold.sku ? 0 : null;
  if (typed.vat !== sold.vat) return null;
  const { price, quantity } = sold;
  if (typed.price === price) return 0;
  const paid = sold.gross - sold.discount;
  const pieces = quantity / 1000;
  if (Number.isInteger(pieces) && Math.floor(paid / pieces) === typed.price) return 1;
  const isAll = left === quantity && (typed.price === sold.gross || typed.price === paid);
  return isAll && typed.quantity === 1000 ? 2 : null;
}

/**
 * What the return gives and takes besides its money: exactly what a till that knew the receipt would have recorded for these lines, by the
 * programme of the sale and where the member stands. The money was handed over as typed, so nothing is withheld from it any more (the next
 * return of the sale makes up for it), and only a manager makes typed returns. Refused where nothing of the sale matches.
 */
export function settledReturn(of: {
  readonly sale: SoldSale;
  readonly back: Return;
  readonly earlier: readonly Return[];
  readonly programme: Programme | null;
  readonly standing: Standing | null;
  readonly member: MemberId | null;
}): Outcome<Return> & { readonly unmatched: number } {
  const { sale, back, earlier, programme, standing, member } = of;
  const { chosen, unmatched } = matchTyped(sale, earlier, back.lines);
  if (chosen.length === 0) return { ...refused('return.nothing'), unmatched };
  const figures = reckonReturn({ sale, earlier, lines: chosen, programme, standing, managerAllowed: true });
  if (!figures.ok) return { ...figures, unmatched };
  const { number, tenders, total, vat } = back;
  const { money: _, ...settled } = returnContent({
    number,
    sale,
    earlier,
    figures: { ...figures.value, total, vat, withheld: NO_MONEY },
    programme,
    member: back.member,
    movesFor: member,
    tenders,
  });
  return { ok: true, value: { ...settled, ofNumber: back.ofNumber }, unmatched };
}
