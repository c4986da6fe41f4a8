import { REGISTER_COLUMNS, type RegisterColumn } from '../../../contract/till/day.ts';
import { normalFiscal } from '../../../domain/day/fiscal.ts';
import { amountOf, type Cell, cellText, clockOf, type FileRow, markOf, momentOf } from './cells.ts';

/** Which column of a register's file is what, by its place from 0; `at` null: it tells no time. */
export interface RegisterColumns {
  readonly fiscal: number;
  readonly total: number;
  readonly at: number | null;
}

/** What registers and their programs call these columns, folded: Romanian, Russian, English. The earlier names the surer. */
const HEADINGS: Readonly<Record<RegisterColumn, readonly string[]>> = {
  fiscal: [
    ...[
      'nr bon fiscal',
      'nr bonului fiscal',
      'numarul bonului fiscal',
      'numar bon fiscal',
      'bon fiscal',
      'numar fiscal',
    ],
    ...['nr fiscal', 'numarul fiscal', 'fiscal number', 'fiscal no', 'fiscal receipt', 'fiscal receipt number'],
    ...['фискальный номер', 'номер фискального чека', 'фискальный чек', 'номер фд', 'фд'],
    ...[
      'nr bon',
      'nr bonului',
      'numar bon',
      'numarul bonului',
      'bon',
      'bonul',
      'nr chitanta',
      'nr bon casa',
      'cec',
      'nr cec',
    ],
    ...['receipt number', 'receipt no', 'receipt', 'receipt id', 'номер чека', 'чек', 'no чека', 'чек no', 'n чека'],
    ...[
      'nr document',
      'numar document',
      'document',
      'document no',
      'document number',
      'номер документа',
      'документ',
      'nr doc',
    ],
  ],
  total: [
    ...[
      'total bon',
      'totalul bonului',
      'suma bonului',
      'suma bon',
      'valoarea bonului',
      'receipt total',
      'total amount',
    ],
    ...[
      'сумма чека',
      'итог чека',
      'итого по чеку',
      'total de plata',
      'de plata',
      'к оплате',
      'suma totala',
      'total lei',
    ],
    ...[
      'total mdl',
      'total',
      'suma',
      'valoare',
      'valoarea',
      'amount',
      'sum',
      'value',
      'итого',
      'сумма',
      'всего',
      'итог',
    ],
    ...['suma lei', 'suma mdl', 'сумма лей', 'сумма mdl'],
  ],
  at: [
    ...['data si ora', 'data ora', 'data / ora', 'data/ora', 'data bonului', 'data bon', 'data emiterii', 'date time'],
    ...['datetime', 'date and time', 'timestamp', 'дата и время', 'дата время', 'дата/время', 'дата чека', 'дата'],
    ...['data', 'date', 'moment', 'ora', 'time', 'время'],
  ],
};

/** Without case, marks, and the signs around words. */
export function foldedHeading(text: string): string {
  return text
    .replaceAll('№', ' no ')
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase()
    .replace(/[_.:;#*()[\],"'-]+/gu, ' ')
    .replace(/\s+/gu, ' ')
    .trim();
}

const RANKS: Readonly<Record<RegisterColumn, ReadonlyMap<string, number>>> = {
  fiscal: ranked('fiscal'),
  total: ranked('total'),
  at: ranked('at'),
};

function ranked(column: RegisterColumn): ReadonlyMap<string, number> {
  return new Map(HEADINGS[column].map((heading, rank) => [foldedHeading(heading), rank]));
}

/** What a row's words say of the columns: of several with one meaning the surer name, then the first. */
function named(cells: readonly Cell[]): Partial<Readonly<Record<RegisterColumn, number>>> {
  const found: Partial<Record<RegisterColumn, number>> = {};
  for (const column of REGISTER_COLUMNS) {
    let best = Number.POSITIVE_INFINITY;
    for (const [at, cell] of cells.entries()) {
      const rank = RANKS[column].get(foldedHeading(cellText(cell)));
      if (rank === undefined || rank >= best) continue;
      best = rank;
      found[column] = at;
    }
  }
  return found;
}

/** So many rows from the top may be titles before the headings. */
const MOST_TITLES = 30;
/** Rows that are looked at to tell a column by what is in it. */
const LOOKED_AT = 200;

/** The row of the headings, and what they are, folded; null: the file has none that we know. */
export function headingsOf(
  rows: readonly FileRow[],
): { readonly index: number; readonly texts: readonly string[] } | null {
  for (const least of [2, 1]) {
    for (const [index, { cells }] of rows.slice(0, MOST_TITLES).entries()) {
      const { fiscal, total, at } = named(cells);
      const known = [fiscal, total, at].filter((one) => one !== undefined).length;
      if ((fiscal === undefined && total === undefined) || known < least) continue;
      // A title ("Total 21.11.2026") stands alone in its row, and headings have no figures beside them.
      const texts = cells.map((cell) => foldedHeading(cellText(cell)));
      if (texts.filter((text) => text !== '').length < 2) continue;
      if (cells.some((cell) => amountOf(cell, null) !== null || momentOf(cell) !== null)) continue;
      return { index, texts };
    }
  }
  return null;
}

/** Under which name the columns that a person chose are remembered: by the headings, or how many columns there are. */
export function rememberedAs(rows: readonly FileRow[]): string {
  const texts = headingsOf(rows)?.texts.filter((text) => text !== '') ?? [];
  return texts.length > 0
    ? texts.join('|').slice(0, 500)
    : `#${Math.max(0, ...rows.slice(0, LOOKED_AT).map(({ cells }) => cells.length))}`;
}

/** Which column is what, by the headings, and by what is in them where these do not say; null: a person must say. */
export function guessed(rows: readonly FileRow[]): RegisterColumns | null {
  const headings = headingsOf(rows);
  const words = headings === null ? {} : named(rows[headings.index]?.cells ?? []);
  const below = rows.slice(headings === null ? 0 : headings.index + 1).slice(0, LOOKED_AT);
  const { fiscal, total, at } = words;
  if (fiscal !== undefined && total !== undefined && fiscal !== total) return { fiscal, total, at: at ?? null };
  const width = Math.max(0, ...below.map(({ cells }) => cells.length));
  const columns = Array.from({ length: width }, (_, column) => below.map(({ cells }) => cells[column] ?? ''));
  const only = (
    fits: (cells: readonly Cell[]) => boolean,
    but: readonly (number | undefined)[],
  ): number | undefined => {
    const found = columns.flatMap((cells, column) => (!but.includes(column) && fits(cells) ? [column] : []));
    return found.length === 1 ? found[0] : undefined;
  };
  const when = at ?? only(isMoments, [fiscal, total]);
  const number = fiscal ?? only(isNumbers, [total, when]);
  const amount = total ?? only(isAmounts, [fiscal, when]);
  if (number === undefined || amount === undefined || number === amount) return null;
  return { fiscal: number, total: amount, at: when ?? null };
}

/** Most of a column is so; a sum below it or a broken row does not change what it is. */
function mostly(cells: readonly Cell[], is: (cell: Cell) => boolean): boolean {
  return cells.length > 0 && cells.filter(is).length >= cells.length * 0.8;
}
const isMoments = (cells: readonly Cell[]): boolean => mostly(cells, (cell) => momentOf(cell) !== null);

/** Amounts with bani: whole numbers may be anything. */
function isAmounts(cells: readonly Cell[]): boolean {
  const mark = markOf(cells);
  const withBani = (cell: Cell): boolean =>
    typeof cell === 'string' ? /[.,]\d{2}\D*$/.test(cell) : 'number' in cell && /\.\d/.test(cell.number);
  return mostly(cells, (cell) => amountOf(cell, mark) !== null) && cells.some(withBani);
}

/** Numbers of receipts: each other than the others, and none of them an amount with bani or a time. */
function isNumbers(cells: readonly Cell[]): boolean {
  const texts = cells.map((cell) => normalFiscal(cellText(cell)) ?? '');
  if (
    !mostly(
      cells,
      (cell) =>
        /^[\s\u00A0]*[\p{L}№#-]{0,6}[\s\u00A0]*\d{1,20}[\s\u00A0]*$/u.test(cellText(cell)) && clockOf(cell) === null,
    )
  )
    return false;
  return new Set(texts).size >= texts.length * 0.8;
}
