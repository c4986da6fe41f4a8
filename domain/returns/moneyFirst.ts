import { allocate } from '../amount/allocate.ts';
import { bani } from '../amount/bani.ts';
import { mulDivFloor } from '../amount/exact.ts';
import { points } from '../amount/points.ts';
import { assert } from '../assert.ts';
import type { Programme } from '../programme/programme.ts';
import type { Return, ReturnLine, Sale } from '../record/record.ts';

type Sold = Pick<Sale, 'lines' | 'offers'>;

/**
 * Policy `spentBack` = `last`: money goes back first, spent points only when the money that was paid no longer suffices.
 *
 * Reckoned from what has come back in all: of each line the part of its worth (its price less what offers that cost no points took
 * off) that its price has come back to; of the sum of these money as far as money was paid, and what is above it by points. A return
 * gives what its predecessors have not given of that. So all returns of a whole sale together give the money that was paid and the
 * points that were spent, whatever the parts and their order; on which line of the sale which of them stand may differ from the sale.
 *
 * `now` are the lines with their part of the price, as in `proportion`; discount and points of theirs are set anew. The price is
 * what parts are measured by, and not the quantity: rounded once, it divides, and worth never grows by more than the price did.
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
  const past = earlier.flatMap((one) => one.lines);
  const before = worthBack(sale, byPoints, past);
  const after = worthBack(sale, byPoints, [...past, ...now]);
  const paid = sum(sale.lines.map((line) => line.gross - line.discount));

  const gross = now.map((line) => line.gross);
  const worth = now.map(({ line }) => (line === null ? 0 : (after[line] ?? 0) - (before[line] ?? 0)));
  assert(
    worth.every((part, i) => part >= 0 && part <= (gross[i] ?? 0)),
    'what comes back is worth no more than its price',
  );
  // Returns made apart, or reckoned where the programme was not known, may have given more than their turn: then this one gives less.
  const given = sum(past.filter(isOf(sale)).map((line) => line.gross - line.discount));
  const due = Math.min(sum(after), paid);
  const money = Math.min(Math.max(0, due - given), sum(gross));
  const nets = divided(money, worth, gross);
  assert(sum(nets) === money, 'what a return gives in money stands on its lines');
  assert(
    given + money === due || given !== Math.min(sum(before), paid),
    'money goes back first, as far as it was paid',
  );

  const spent = sum(sale.lines.map((line) => line.spent));
  const spentGiven = sum(past.filter(isOf(sale)).map((line) => line.spent));
  const spentDue = mulDivFloor(spent, sum(after) - due, paidByPoints);
  const spentNow = Math.max(0, spentDue - spentGiven);
  const offs = worth.map((part, i) => Math.max(0, part - (nets[i] ?? 0)));
  const spents = allocate(spentNow, offs.some((off) => off > 0) ? offs : now.map(() => 1));
  return now.map((line, i) => ({
    ...line,
    discount: bani(line.gross - (nets[i] ?? 0)),
    spent: points(spents[i] ?? 0),
  }));
}

/** What of each line's worth has come back with these lines; all of it when all of its price has. */
function worthBack(sale: Sold, byPoints: readonly number[], lines: readonly ReturnLine[]): number[] {
  return sale.lines.map(({ gross, discount }, i) => {
    if (gross === 0) return 0;
    const worth = gross - discount + (byPoints[i] ?? 0);
    const back = sum(lines.filter(({ line }) => line === i).map((line) => line.gross));
    return mulDivFloor(worth, Math.min(gross, back), gross);
  });
}

/** Divides money among lines by what they are worth, and what goes beyond that by what is left of their prices. */
function divided(money: number, worth: readonly number[], gross: readonly number[]): number[] {
  const beyond = Math.max(0, money - sum(worth));
  const first = allocate(money - beyond, worth);
  const rest = allocate(
    beyond,
    gross.map((amount, i) => amount - (worth[i] ?? 0)),
  );
  return first.map((part, i) => part + (rest[i] ?? 0));
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

const isOf =
  (sale: Sold) =>
  ({ line }: ReturnLine): boolean =>
    line !== null && line < sale.lines.length;

const sum = (list: readonly number[]): number => list.reduce((all, one) => all + one, 0);
