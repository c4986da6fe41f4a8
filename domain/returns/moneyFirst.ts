import { allocate } from '../amount/allocate.ts';
import { bani } from '../amount/bani.ts';
import { mulDivFloor } from '../amount/exact.ts';
import { points } from '../amount/points.ts';
import type { Programme } from '../programme/programme.ts';
import type { Return, ReturnLine, Sale } from '../record/record.ts';

type Sold = Pick<Sale, 'lines' | 'offers'>;

/**
 * Policy `spentBack` = `last`: money goes back first, spent points only when the money that was paid no longer suffices. What
 * points took off is taken out of each line's discount and put where its turn comes. Cumulative over all returns, so their sum is
 * the sale; between lines of different VAT rates the points may end up on other lines than the sale had them.
 */
export function moneyFirst(
  sale: Sold,
  earlier: readonly Return[],
  now: readonly ReturnLine[],
  programme: Programme,
): ReturnLine[] {
  const byPoints = pointsDiscounts(sale, programme);
  const paidByPoints = sum(byPoints);
  if (paidByPoints === 0) return [...now];
  const worth = sale.lines.map((line, i) => line.gross - line.discount + (byPoints[i] ?? 0));
  const money = sum(worth) - paidByPoints;
  const spent = sum(sale.lines.map((line) => line.spent));

  const before = quantities(earlier.flatMap((one) => one.lines));
  const after = quantities([...earlier.flatMap((one) => one.lines), ...now]);
  const worthOf = (back: ReadonlyMap<number, number>): number[] =>
    sale.lines.map((line, i) => mulDivFloor(worth[i] ?? 0, Math.min(line.quantity, back.get(i) ?? 0), line.quantity));
  const [worthBefore, worthAfter] = [worthOf(before), worthOf(after)];
  const pointsOf = (total: number): number => Math.max(0, total - money);
  const [offBefore, offAfter] = [pointsOf(sum(worthBefore)), pointsOf(sum(worthAfter))];
  const back = (off: number): number => mulDivFloor(spent, off, paidByPoints);
  const spentNow = back(offAfter) - back(offBefore);

  const parts = now.map((line) =>
    Math.max(0, (worthAfter[line.line ?? -1] ?? 0) - (worthBefore[line.line ?? -1] ?? 0)),
  );
  const offNow = Math.min(offAfter - offBefore, sum(parts));
  const offs = allocate(offNow, parts);
  const spents =
    spentNow === 0 ? now.map(() => 0) : allocate(spentNow, offs.some((off) => off > 0) ? offs : now.map(() => 1));
  return now.map((line, i) => ({
    ...line,
    // What is left to pay out of a line is its part of what was to be paid before points, less what points pay of it now.
    discount: bani(line.gross - Math.min(line.gross, parts[i] ?? 0) + (offs[i] ?? 0)),
    spent: points(spents[i] ?? 0),
  }));
}

/** What offers that cost points took off each line. */
function pointsDiscounts(sale: Sold, programme: Programme): number[] {
  const costs = new Set(
    programme.offers.filter(({ trigger: { type } }) => type === 'perPoint' || type === 'points').map(({ id }) => id),
  );
  const off = sale.lines.map(() => 0);
  for (const { offer, lines } of sale.offers ?? []) {
    if (costs.has(offer)) for (const { line, discount } of lines) off[line] = (off[line] ?? 0) + discount;
  }
  return off;
}

function quantities(lines: readonly ReturnLine[]): ReadonlyMap<number, number> {
  const back = new Map<number, number>();
  for (const { line, quantity } of lines) if (line !== null) back.set(line, (back.get(line) ?? 0) + quantity);
  return back;
}

const sum = (list: readonly number[]): number => list.reduce((all, one) => all + one, 0);
