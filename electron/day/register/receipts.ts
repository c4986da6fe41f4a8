import { type Bani, bani } from '../../../domain/amount/bani.ts';
import { normalFiscal } from '../../../domain/day/fiscal.ts';
import type { RegisterReceipt } from '../../../domain/day/register.ts';
import { amountOf, type Cell, cellText, clockOf, type FileRow, type Mark, markOf, momentOf } from './cells.ts';
import { foldedHeading, headingsOf, type RegisterColumns } from './columns.ts';

/** What a register's file comes to: each row that has something in it is a receipt, set apart, or faulty. */
export interface RegisterRead {
  readonly receipts: readonly RegisterReceipt[];
  /** Rows, from 1, that are none by their nature: titles, headings, sums that come to what stands above them. */
  readonly apart: readonly number[];
  /** Rows that should be a receipt or a sum and cannot be read as one. Nothing of them is taken. */
  readonly faulty: readonly number[];
}

/** First words of a row of sums, folded. */
const SUMS =
  /^(?:sub ?total|grand total|total|totalul|totaluri|in total|suma|sum|итого|итог|всего|общая сумма|общий итог)(?: .*)?$/u;
const LONGEST_FISCAL = 40;

/** Reads a file's rows as the columns say. */
export function receiptsIn(rows: readonly FileRow[], columns: RegisterColumns): RegisterRead {
  const headings = headingsOf(rows);
  const receipts: RegisterReceipt[] = [];
  const apart: number[] = [];
  const faulty: number[] = [];
  const mark = markOf(rows.map(({ cells }) => cells[columns.total] ?? ''));
  /** All receipts so far, and those since the last sum. */
  let all = 0;
  let since = 0;
  for (const [index, { row, cells }] of rows.entries()) {
    const isTitle = headings !== null && (index <= headings.index || isSame(cells, headings.texts));
    const read = isTitle ? null : rowOf(cells, columns, mark);
    if (read === null) apart.push(row);
    else if (read === 'faulty') faulty.push(row);
    else if ('sum' in read) {
      if (read.sum !== all && read.sum !== since) faulty.push(row);
      else apart.push(row);
      since = 0;
    } else {
      receipts.push({ ...read, row });
      all += read.total;
      since += read.total;
    }
  }
  return { receipts, apart, faulty };
}

type Row = Omit<RegisterReceipt, 'row'> | { readonly sum: Bani } | 'faulty' | null;

/** Null: neither a number nor an amount stands in it; words only. */
function rowOf(cells: readonly Cell[], columns: RegisterColumns, mark: Mark | null): Row {
  const fiscalCell = cells[columns.fiscal] ?? '';
  const totalCell = cells[columns.total] ?? '';
  const total = amountOf(totalCell, mark);
  const isSum = cells.some((cell) => typeof cell === 'string' && SUMS.test(foldedHeading(cell)));
  if (isSum || cellText(fiscalCell) === '') {
    if (total !== null) return { sum: bani(total) };
    return /\d/.test(cellText(totalCell)) ? 'faulty' : null;
  }
  const fiscal = fiscalOf(fiscalCell);
  if (fiscal === null && !/\d/.test(cellText(fiscalCell)) && !/\d/.test(cellText(totalCell))) return null;
  const at = atOf(cells, columns);
  return fiscal === null || total === null || at === 'unreadable' ? 'faulty' : { fiscal, total, at };
}

/** A receipt's number as it stands; null: it has no digit, or a spreadsheet has made a power of ten of it. */
function fiscalOf(cell: Cell): string | null {
  if (typeof cell !== 'string' && !('number' in cell)) return null;
  const text = cellText(cell);
  if (typeof cell !== 'string' && !(/^\d+$/.test(text) && Number.isSafeInteger(Number(text)))) return null;
  if (text.length > LONGEST_FISCAL || /^\d+(?:[.,]\d+)?E[+-]?\d+$/i.test(text)) return null;
  const normal = normalFiscal(text);
  return normal !== null && /\d/.test(normal) ? text : null;
}

/** When it was printed; a time in the column beside a day belongs to it. Null: the file does not say. */
function atOf(cells: readonly Cell[], { at, fiscal, total }: RegisterColumns): number | null | 'unreadable' {
  const cell = at === null ? '' : (cells[at] ?? '');
  if (at === null || cellText(cell) === '') return null;
  const moment = momentOf(cell);
  if (moment === null) return clockOf(cell) === null ? 'unreadable' : null;
  if ('at' in moment) return moment.at;
  const beside = at + 1 === fiscal || at + 1 === total ? null : clockOf(cells[at + 1] ?? '');
  const whole = beside === null ? null : momentOf(`${moment.day} ${clockText(beside)}`);
  return whole !== null && 'at' in whole ? whole.at : null;
}

function clockText(seconds: number): string {
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

/** The headings again, as on each page of a printed list. */
function isSame(cells: readonly Cell[], texts: readonly string[]): boolean {
  return cells.length === texts.length && cells.every((cell, i) => foldedHeading(cellText(cell)) === texts[i]);
}
