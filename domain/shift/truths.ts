import { sumBani } from '../amount/bani.ts';
import type { RecordContent } from '../record/record.ts';
import { cashCount, cashSum, sameCash } from './cash.ts';
import type { ZFigures } from './figures.ts';

/** What a record of a shift by itself says that cannot be true; empty when it holds together, or is of another kind. */
export function brokenShift(record: RecordContent): readonly string[] {
  switch (record.kind) {
    case 'shiftOpened':
      return said([record.float === undefined || isCounted(record.float), 'a float is counted money']);
    case 'cashMoved':
      return said(
        [record.amount > 0, 'cash that is moved is some'],
        [record.cash === undefined || cashSum(record.cash) === record.amount, 'the pieces are worth the amount'],
      );
    case 'count':
      return said(
        [isCounted(record.cash), 'what was counted is counted money'],
        [Object.values(record.others).every((amount) => amount >= 0), 'no slip says less than nothing'],
      );
    case 'shiftClosed':
      return record.z === undefined ? [] : brokenFigures(record.z);
    default:
      return [];
  }
}

/** Each denomination once and in order. Denominations of another time than this version's are believed. */
function isCounted(cash: Parameters<typeof cashSum>[0]): boolean {
  const known = cashCount(cash);
  return known === null || (known.length === cash.length && sameCash(known, cash));
}

/** What must hold among the figures of every shift, whatever happened in it. */
export function brokenFigures(figures: Omit<ZFigures, 'number'>): readonly string[] {
  const { sold, voided, returned, withheld, total, vat, giftCards, drawer } = figures;
  const { tenders, moved, float, expected, counted } = drawer;
  const net = (kind: string | null): number =>
    tenders.reduce((sum, one) => (kind === null || one.kind === kind ? sum + one.in - one.out : sum), 0);
  const cash = moved.reduce((sum, { direction, amount }) => sum + (direction === 'in' ? amount : -amount), 0);
  return said(
    [sold.total === sold.gross - sold.byOffers - sold.byPoints, 'what was sold is its gross less what was taken off'],
    [total === sold.total - voided - returned, 'the total is what was sold less what was undone and came back'],
    [sumBani(vat.map((line) => line.total)) === total, 'the VAT lines sum to the total'],
    [net(null) === total + withheld + giftCards.sold - giftCards.undone, 'what was paid is what was due'],
    [expected === (float ?? 0) + cash + net('cash'), 'the drawer holds the float and what moved'],
    [
      counted.every((one) => one.variance === one.cash - one.expected),
      'a variance is what was counted less what was expected',
    ],
  );
}

function said(...truths: readonly (readonly [holds: boolean, truth: string])[]): readonly string[] {
  return truths.flatMap(([holds, truth]) => (holds ? [] : [truth]));
}
