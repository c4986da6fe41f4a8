import writeExcelFile, { type Row as XlsxRow } from 'write-excel-file/node';
import { never } from '../../../domain/assert.ts';
import { chisinauOffsetMin, civilDateAt, civilTimeAt } from '../../../domain/calendar/civil.ts';
import { type DayModel, SHEETS, type Value } from './model.ts';

const MONEY = '#,##0.00';
const WHOLE = '#,##0';
const RATE = '0.##';

/** The tables of a day as a book: figures are numbers, days and moments are dates. The same day gives the same bytes. */
export async function dayXlsx(model: DayModel): Promise<Buffer> {
  const sheets = SHEETS.map((name) => {
    const { title, columns, rows } = model.sheets[name];
    const heading: XlsxRow = columns.map((column) => ({
      value: column.title,
      type: String,
      fontWeight: 'bold',
      backgroundColor: '#E9E7E1',
      align: column.kind === 'figure' ? 'right' : 'left',
    }));
    const data = rows.map(({ values, strong }): XlsxRow => values.map((value) => cellOf(value, strong === true)));
    const widths = columns.map((column, at) => ({
      width: Math.min(
        70,
        Math.max(10, column.title.length + 2, ...rows.map(({ values }) => widthOf(values[at] ?? null))),
      ),
    }));
    return { sheet: title, data: [heading, ...data], columns: widths, stickyRowsCount: 1 };
  });
  const book = await writeExcelFile(sheets, { fontFamily: 'Calibri', fontSize: 11 }).toBuffer();
  return datedAlike(book, model.signedAt);
}

function cellOf(value: Value, strong: boolean): XlsxRow[number] {
  const weight = strong ? ({ fontWeight: 'bold' } as const) : {};
  if (value === null) return null;
  if ('text' in value)
    return value.text === '' ? null : { value: value.text, type: String, wrap: value.text.length > 60, ...weight };
  if ('bani' in value) return { value: value.bani / 100, type: Number, format: MONEY, ...weight };
  if ('points' in value) return { value: value.points, type: Number, format: WHOLE, ...weight };
  if ('count' in value) return { value: value.count, type: Number, format: WHOLE, ...weight };
  if ('rate' in value) return { value: value.rate / 100, type: Number, format: RATE, ...weight };
  if ('day' in value) return { value: new Date(`${value.day}T00:00:00Z`), type: Date, format: 'dd.mm.yyyy', ...weight };
  if ('at' in value) return { value: wallClock(value.at), type: Date, format: 'dd.mm.yyyy hh:mm', ...weight };
  return never(value);
}

/** A spreadsheet's moments have no zone: what Chișinău's clock showed, to the minute. */
function wallClock(atMs: number): Date {
  return new Date(`${civilDateAt(atMs)}T${civilTimeAt(atMs)}:00Z`);
}

function widthOf(value: Value): number {
  if (value === null) return 0;
  if ('text' in value) return value.text.length + 1;
  return 'at' in value ? 17 : 14;
}

/** A packed file tells when each part was put in: here, when the day was signed, whatever the clock says now. */
function datedAlike(packed: Buffer, atMs: number): Buffer {
  const bytes = Buffer.from(packed);
  const moment = new Date(atMs + chisinauOffsetMin(atMs) * 60_000);
  const time = (moment.getUTCHours() << 11) | (moment.getUTCMinutes() << 5) | (moment.getUTCSeconds() >> 1);
  const day = ((moment.getUTCFullYear() - 1980) << 9) | ((moment.getUTCMonth() + 1) << 5) | moment.getUTCDate();
  const end = bytes.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  let at = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left--) {
    const begins = bytes.readUInt32LE(at + 42);
    for (const place of [begins + 10, at + 12]) {
      bytes.writeUInt16LE(time, place);
      bytes.writeUInt16LE(day, place + 2);
    }
    at += 46 + bytes.readUInt16LE(at + 28) + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return bytes;
}
