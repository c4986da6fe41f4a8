import { type Bani, bani } from '../amount/bani.ts';
import { formatBani, formatPoints } from '../amount/text.ts';
import { type CivilDate, civilDateAt, civilTimeAt } from '../calendar/civil.ts';
import type { Contra } from '../ledger/entry.ts';
import type { TenderKind } from '../record/tender.ts';
import type { CountSum, DrawerFigures, ZFigures } from './figures.ts';
import type { PaperRow } from './paper.ts';
import type { CashReason } from './recorded.ts';

/** What stands on a printed Z besides figures. */
export type ZWord =
  | 'title'
  | 'notFiscal'
  | 'till'
  | 'day'
  | 'staff'
  | 'opened'
  | 'closed'
  | 'sales'
  | 'withMember'
  | 'returns'
  | 'voids'
  | 'enrolments'
  | 'giftCards'
  | 'receipts'
  | 'gross'
  | 'byOffers'
  | 'byPoints'
  | 'sold'
  | 'voided'
  | 'returned'
  | 'withheld'
  | 'total'
  | 'vat'
  | 'vatIn'
  | 'paid'
  | 'giftSold'
  | 'giftUndone'
  | 'drawer'
  | 'float'
  | 'notCounted'
  | 'leftBefore'
  | 'differs'
  | 'in'
  | 'out'
  | 'expected'
  | 'counted'
  | 'variance'
  | 'slip'
  | 'points'
  | 'log'
  | 'signature'
  | `tender.${TenderKind}`
  | `why.${CashReason}`
  | `contra.${Contra}`;

/** What a form says besides figures: where, when, who. */
export interface ZHead {
  readonly store: string;
  readonly till: number;
  readonly businessDay: CivilDate;
  readonly openedBy: string;
  /** UTC ms. */
  readonly openedAt: number;
  readonly closedAt: number;
}

/** The form of a Z, row by row, in the words of one language. */
export function zRows(head: ZHead, z: ZFigures, word: (word: ZWord) => string): readonly PaperRow[] {
  const { counts, sold, voided, returned, withheld, total, giftCards } = z;
  const pair = (left: string, right: string): PaperRow => ({ kind: 'pair', left, right });
  const money = (left: ZWord, amount: Bani): PaperRow => pair(word(left), formatBani(amount));
  const number = (left: ZWord, many: number): PaperRow => pair(word(left), String(many));
  const some = (amount: Bani, row: PaperRow): PaperRow[] => (amount === 0 ? [] : [row]);
  const rule: PaperRow = { kind: 'rule' };
  return [
    { kind: 'title', text: head.store },
    { kind: 'title', text: `${word('title')} ${z.number}` },
    { kind: 'title', text: word('notFiscal') },
    rule,
    number('till', head.till),
    pair(word('day'), dayText(head.businessDay)),
    pair(word('staff'), head.openedBy),
    pair(word('opened'), momentText(head.openedAt)),
    pair(word('closed'), momentText(head.closedAt)),
    rule,
    number('sales', counts.sales),
    number('withMember', counts.withMember),
    number('returns', counts.returns),
    number('voids', counts.voids),
    number('enrolments', counts.enrolments),
    number('giftCards', counts.giftCards),
    ...(z.receipts === null ? [] : [pair(word('receipts'), `${z.receipts.first} ${z.receipts.last}`)]),
    rule,
    money('gross', sold.gross),
    money('byOffers', minus(sold.byOffers)),
    money('byPoints', minus(sold.byPoints)),
    money('sold', sold.total),
    money('voided', minus(voided)),
    money('returned', minus(returned)),
    money('total', total),
    ...some(withheld, money('withheld', withheld)),
    ...z.vat.flatMap((line) => [
      pair(`${word('vat')} ${formatBani(bani(line.rate))} %`, formatBani(line.total)),
      pair(`  ${word('vatIn')}`, formatBani(line.vat)),
    ]),
    rule,
    { kind: 'text', text: word('paid') },
    ...z.drawer.tenders.map((one) => pair(word(`tender.${one.kind}`), formatBani(bani(one.in - one.out)))),
    ...some(giftCards.sold, money('giftSold', giftCards.sold)),
    ...some(giftCards.undone, money('giftUndone', minus(giftCards.undone))),
    rule,
    ...drawerRows(z.drawer, word),
    rule,
    { kind: 'text', text: word('points') },
    ...z.points.flatMap(({ contra, given, taken }) => [
      pair(word(`contra.${contra}`), `+${formatPoints(given)} \u2212${formatPoints(taken)}`),
    ]),
    rule,
    { kind: 'text', text: word('log') },
    ...z.ranges.flatMap(({ incarnation, first, last, hash }): PaperRow[] => [
      pair(incarnation.slice(-12), `${first}-${last}`),
      { kind: 'text', text: hash },
    ]),
    rule,
    { kind: 'text', text: `${word('signature')} ________________` },
  ];
}

function drawerRows(drawer: DrawerFigures, word: (word: ZWord) => string): PaperRow[] {
  const pair = (left: string, right: string): PaperRow => ({ kind: 'pair', left, right });
  const { float, left, moved, expected, counted } = drawer;
  const handedOver =
    left === null || float === left
      ? []
      : [pair(word('leftBefore'), formatBani(left)), pair(word('differs'), signed(bani((float ?? 0) - left)))];
  return [
    { kind: 'text', text: word('drawer') },
    pair(word('float'), float === null ? word('notCounted') : formatBani(float)),
    ...handedOver,
    ...moved.map(({ direction, why, times, amount }) =>
      pair(
        `${word(direction)}: ${word(`why.${why}`)} (${times})`,
        formatBani(direction === 'in' ? amount : minus(amount)),
      ),
    ),
    pair(word('expected'), formatBani(expected)),
    ...counted.flatMap((count) => countRows(count, word)),
  ];
}

function countRows({ turn, cash, expected, variance, others }: CountSum, word: (word: ZWord) => string): PaperRow[] {
  return [
    { kind: 'pair', left: `${word('counted')} ${turn}`, right: `${formatBani(cash)} / ${formatBani(expected)}` },
    { kind: 'pair', left: word('variance'), right: signed(variance) },
    ...others.flatMap((other): PaperRow[] => [
      {
        kind: 'pair',
        left: `${word('slip')}: ${word(`tender.${other.kind}`)}`,
        right: `${formatBani(other.counted)} / ${formatBani(other.expected)}`,
      },
      { kind: 'pair', left: word('variance'), right: signed(other.variance) },
    ]),
  ];
}

const minus = (amount: Bani): Bani => bani(-amount);
const signed = (amount: Bani): string => (amount > 0 ? `+${formatBani(amount)}` : formatBani(amount));

function dayText(day: CivilDate): string {
  return day.split('-').reverse().join('.');
}

function momentText(atMs: number): string {
  return `${dayText(civilDateAt(atMs))} ${civilTimeAt(atMs)}`;
}
