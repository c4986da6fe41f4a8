import { type Bani, bani } from '../amount/bani.ts';
import { formatBani, formatPoints } from '../amount/text.ts';
import { type CivilDate, civilDateAt, civilTimeAt } from '../calendar/civil.ts';
import type { Contra } from '../ledger/entry.ts';
import type { TenderKind } from '../record/tender.ts';
import type { CountSum, DrawerFigures, ShiftFigures, ZFigures } from './figures.ts';
import type { PaperRow } from './paper.ts';
import type { CashReason } from './recorded.ts';

/** What stands on a printed Z besides figures. */
export type ZWord =
  | 'title'
  | 'xTitle'
  | 'xNotClosing'
  | 'xAt'
  | 'xBlind'
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

/** What an X says besides figures: it closes nothing. `at`: UTC ms of the look. */
export type XHead = Omit<ZHead, 'closedAt'> & { readonly number: number; readonly at: number };

type Word = (word: ZWord) => string;

const rule: PaperRow = { kind: 'rule' };
const pair = (left: string, right: string): PaperRow => ({ kind: 'pair', left, right });
const some = (amount: Bani, row: PaperRow): PaperRow[] => (amount === 0 ? [] : [row]);

/** The form of a Z, row by row, in the words of one language. */
export function zRows(head: ZHead, z: ZFigures, word: Word): readonly PaperRow[] {
  const { giftCards } = z;
  const money = (left: ZWord, amount: Bani): PaperRow => pair(word(left), formatBani(amount));
  return [
    { kind: 'title', text: head.store },
    { kind: 'title', text: `${word('title')} ${z.number}` },
    { kind: 'title', text: word('notFiscal') },
    rule,
    ...whoseRows(head, word),
    pair(word('closed'), momentText(head.closedAt)),
    rule,
    ...soldRows(z, word),
    rule,
    { kind: 'text', text: word('paid') },
    ...z.drawer.tenders.map((one) => pair(word(`tender.${one.kind}`), formatBani(bani(one.in - one.out)))),
    ...some(giftCards.sold, money('giftSold', giftCards.sold)),
    ...some(giftCards.undone, money('giftUndone', minus(giftCards.undone))),
    rule,
    ...drawerRows(z.drawer, word),
    rule,
    ...pointRows(z, word),
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

/**
 * The form of an X: a look, which is no fiscal document and closes nothing. Whoever prints it, it has nothing of the drawer and of how was
 * paid: paper lies where the next one counts blind.
 */
export function xRows(head: XHead, x: SoldFigures & PointFigures, word: Word): readonly PaperRow[] {
  return [
    { kind: 'title', text: head.store },
    { kind: 'title', text: `${word('xTitle')} ${head.number}` },
    { kind: 'title', text: word('notFiscal') },
    { kind: 'title', text: word('xNotClosing') },
    rule,
    ...whoseRows(head, word),
    pair(word('xAt'), momentText(head.at)),
    rule,
    ...soldRows(x, word),
    ...(x.points.length === 0 ? [] : [rule, ...pointRows(x, word)]),
    rule,
    { kind: 'text', text: word('xBlind') },
  ];
}

function whoseRows(head: Omit<ZHead, 'closedAt'>, word: Word): readonly PaperRow[] {
  return [
    pair(word('till'), String(head.till)),
    pair(word('day'), dayText(head.businessDay)),
    pair(word('staff'), head.openedBy),
    pair(word('opened'), momentText(head.openedAt)),
  ];
}

type SoldFigures = Pick<
  ShiftFigures,
  'counts' | 'receipts' | 'sold' | 'voided' | 'returned' | 'withheld' | 'total' | 'vat'
>;
type PointFigures = Pick<ShiftFigures, 'points'>;

function soldRows(
  { counts, receipts, sold, voided, returned, withheld, total, vat }: SoldFigures,
  word: Word,
): readonly PaperRow[] {
  const money = (left: ZWord, amount: Bani): PaperRow => pair(word(left), formatBani(amount));
  const number = (left: ZWord, many: number): PaperRow => pair(word(left), String(many));
  return [
    number('sales', counts.sales),
    number('withMember', counts.withMember),
    number('returns', counts.returns),
    number('voids', counts.voids),
    number('enrolments', counts.enrolments),
    number('giftCards', counts.giftCards),
    ...(receipts === null ? [] : [pair(word('receipts'), `${receipts.first} ${receipts.last}`)]),
    rule,
    money('gross', sold.gross),
    money('byOffers', minus(sold.byOffers)),
    money('byPoints', minus(sold.byPoints)),
    money('sold', sold.total),
    money('voided', minus(voided)),
    money('returned', minus(returned)),
    money('total', total),
    ...some(withheld, money('withheld', withheld)),
    ...vat.flatMap((line) => [
      pair(`${word('vat')} ${formatBani(bani(line.rate))} %`, formatBani(line.total)),
      pair(`  ${word('vatIn')}`, formatBani(line.vat)),
    ]),
  ];
}

function pointRows({ points }: PointFigures, word: Word): readonly PaperRow[] {
  return [
    { kind: 'text', text: word('points') },
    ...points.map(({ contra, given, taken }) =>
      pair(word(`contra.${contra}`), `+${formatPoints(given)} \u2212${formatPoints(taken)}`),
    ),
  ];
}

function drawerRows(drawer: DrawerFigures, word: Word): PaperRow[] {
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

function countRows({ turn, cash, expected, variance, others }: CountSum, word: Word): PaperRow[] {
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
