import { inflateRawSync } from 'node:zlib';
import { readSheet } from 'read-excel-file/universal';
import type { Cell, FileRow } from './cells.ts';
import { MOST_REGISTER_ROWS } from './messages.ts';
import { UnreadableFile } from './unreadable.ts';

/** The most that a spreadsheet may be once it is unpacked, bytes, and parts of it: what a shop's register makes is far below. */
const MOST_UNPACKED = 100_000_000;
const MOST_PARTS = 500;

export function isXlsx(bytes: Buffer): boolean {
  return bytes.length > 4 && bytes.readUInt32LE(0) === 0x04034b50;
}

/** The rows of a spreadsheet's first sheet. Throws UnreadableFile: it is none, is broken, or would unpack to far more than it should. */
export async function xlsxRows(bytes: Buffer): Promise<readonly FileRow[]> {
  tryUnpacking(bytes);
  const whole = new Uint8Array(bytes).buffer;
  const parseNumber = (number: string): { readonly number: string } => ({ number });
  try {
    const sheet = await readSheet(whole, { parseNumber });
    return sheet.map((cells, index) => ({ row: index + 1, cells: cells.map(cellOf) }));
  } catch (error) {
    throw new UnreadableFile('unreadable', { cause: error });
  }
}

function cellOf(value: unknown): Cell {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return { wallMs: value.getTime() };
  if (typeof value === 'object' && 'number' in value && typeof value.number === 'string')
    return { number: value.number };
  return String(value);
}

/**
 * Unpacks each part within a bound before anything believes what the file says of itself: a few kilobytes may claim to be, or become,
 * gigabytes.
 */
function tryUnpacking(bytes: Buffer): void {
  const end = bytes.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  if (end < 0 || end + 22 > bytes.length) throw new UnreadableFile('unreadable');
  const parts = bytes.readUInt16LE(end + 10);
  let at = bytes.readUInt32LE(end + 16);
  if (parts > MOST_PARTS) throw new UnreadableFile('tooMuch');
  let left = MOST_UNPACKED;
  for (let part = 0; part < parts; part++) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== 0x02014b50) throw new UnreadableFile('unreadable');
    const method = bytes.readUInt16LE(at + 10);
    const packed = bytes.readUInt32LE(at + 20);
    const begins = bytes.readUInt32LE(at + 42);
    at += 46 + bytes.readUInt16LE(at + 28) + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
    if (begins + 30 > bytes.length) throw new UnreadableFile('unreadable');
    const from = begins + 30 + bytes.readUInt16LE(begins + 26) + bytes.readUInt16LE(begins + 28);
    const name = bytes.toString('latin1', begins + 30, begins + 30 + bytes.readUInt16LE(begins + 26));
    const part = bytes.subarray(from, from + packed);
    const unpacked = method === 0 ? part : unpackedPart(part, left);
    left -= unpacked.length;
    if (name.startsWith('xl/worksheets/')) trySize(unpacked);
  }
}

function unpackedPart(packed: Buffer, most: number): Buffer {
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, most) });
  } catch (error) {
    const isTooMuch = error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
    throw new UnreadableFile(isTooMuch ? 'tooMuch' : 'unreadable', { cause: error });
  }
}

/** One cell in the last corner of a sheet would have all the empty ones before it made. */
function trySize(sheet: Buffer): void {
  for (const [, column = '', row] of sheet.toString('latin1').matchAll(/\sr="([A-Z]{0,3})(\d{1,7})"/g)) {
    if (Number(row) > MOST_REGISTER_ROWS || column.length > 2 || (column.length === 2 && column >= 'GS')) {
      throw new UnreadableFile('tooMuch');
    }
  }
}
