import { readFileSync } from 'node:fs';
import { cellText, type FileRow } from './cells.ts';
import { guessed, rememberedAs } from './columns.ts';
import { csvRows } from './csv.ts';
import { type FromRegister, MOST_REGISTER_COLUMNS, MOST_REGISTER_ROWS, type RegisterTask } from './messages.ts';
import { receiptsIn } from './receipts.ts';
import { UnreadableFile } from './unreadable.ts';
import { isXlsx, xlsxRows } from './xlsx.ts';

const LONGEST_CELL = 2000;
/** Rows that are shown, and how much of a cell. */
const SHOWN = 12;
const SHOWN_SIGNS = 60;

/** Reads a cash register's file, CSV or XLSX: its receipts, and which rows are none. */
export async function readRegister({ file, columns, remembered }: RegisterTask): Promise<FromRegister> {
  try {
    const rows = (await rowsIn(file)).filter(({ cells }) => cells.some((cell) => cellText(cell) !== ''));
    const width = Math.max(0, ...widths(rows));
    const isLong = rows.some(({ cells }) =>
      cells.some((cell) => typeof cell === 'string' && cell.length > LONGEST_CELL),
    );
    if (rows.length > MOST_REGISTER_ROWS || width > MOST_REGISTER_COLUMNS || isLong)
      throw new UnreadableFile('tooMuch');
    if (rows.length === 0 || width < 2) throw new UnreadableFile('unreadable');
    const of = rememberedAs(rows);
    const taken = columns ?? remembered.find((one) => one.of === of)?.columns ?? guessed(rows);
    const read = taken === null ? { receipts: [], apart: [], faulty: [] } : receiptsIn(rows, taken);
    return {
      type: 'read',
      head: rows.slice(0, SHOWN).map(({ cells }) => cells.map((cell) => cellText(cell).slice(0, SHOWN_SIGNS))),
      of,
      width,
      columns: taken,
      receipts: [...read.receipts],
      apart: [...read.apart],
      faulty: [...read.faulty],
    };
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    return { type: 'broken', why: error.why };
  }
}

function* widths(rows: readonly FileRow[]): Generator<number> {
  let width = 0;
  for (const { cells } of rows) width = Math.max(width, cells.length);
  yield width;
}

async function rowsIn(file: string): Promise<readonly FileRow[]> {
  const bytes = readFileSync(file);
  return isXlsx(bytes) ? xlsxRows(bytes) : csvRows(file, bytes.subarray(0, 4096), MOST_REGISTER_ROWS);
}
