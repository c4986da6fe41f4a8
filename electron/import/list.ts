import { closeSync, createReadStream, openSync, readSync } from 'node:fs';
import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { parse as parseSync } from 'csv-parse/sync';
import { DELIMITERS, type Delimiter, type Encoding, type ListForm } from '../../contract/till/import.ts';
import { assert } from '../../domain/assert.ts';
import { isHeadings } from '../../domain/import/columns.ts';

/** The list itself is broken (a quote that never ends, say), from a line on, counted from 1. */
export class BrokenList extends Error {
  readonly line: number;
  constructor(line: number, why: string) {
    super(why);
    this.line = line;
  }
}

export interface ListRow {
  /** In the file, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** So much of a list is looked at to guess its form, bytes. */
const LOOKED_AT = 256 * 1024;
/** Lines that are shown before anybody says what they mean. */
const SHOWN = 6;

/** Guesses a list's form from its beginning, and shows its first lines. A person looks at both and corrects them. */
export function lookAt(
  file: string,
  known: Partial<ListForm> = {},
): { readonly form: ListForm; readonly lines: readonly (readonly string[])[] } {
  const head = beginning(file);
  const encoding = known.encoding ?? encodingOf(head);
  const text = new TextDecoder(encoding).decode(head);
  const whole = head.length < LOOKED_AT ? text : text.slice(0, text.lastIndexOf('\n') + 1);
  const delimiter = known.delimiter ?? delimiterOf(whole);
  const lines = firstLines(whole, delimiter);
  return { form: { encoding, delimiter, headings: known.headings ?? isHeadings(lines[0] ?? []) }, lines };
}

function beginning(file: string): Buffer {
  const handle = openSync(file, 'r');
  try {
    const buffer = Buffer.alloc(LOOKED_AT);
    return buffer.subarray(0, readSync(handle, buffer, 0, LOOKED_AT, 0));
  } finally {
    closeSync(handle);
  }
}

/** Whoever exports with an old program sends Windows' code pages: in Russian most letters are beyond ASCII, in Romanian few. */
function encodingOf(head: Buffer): Encoding {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  try {
    // The last letter may be cut in two.
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
    return 'utf-8';
  } catch {
    const letters = head.filter(
      (byte) => byte >= 0x80 || (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a),
    );
    const high = letters.filter((byte) => byte >= 0x80).length;
    return high > letters.length / 4 ? 'windows-1251' : 'windows-1250';
  }
}

/** The sign that cuts the most lines into equally many cells. */
function delimiterOf(text: string): Delimiter {
  const score = (delimiter: Delimiter): number => {
    const counts = firstLines(text, delimiter, 30).map((cells) => cells.length);
    // The most usual count, and not the first line's: above the columns may stand a title.
    const times = new Map<number, number>();
    for (const count of counts) times.set(count, (times.get(count) ?? 0) + 1);
    const [usual, many] = [...times].reduce((best, each) => (each[1] > best[1] ? each : best), [1, 0]);
    return usual < 2 ? 0 : many * usual;
  };
  // Of two that cut alike it is not the comma: that one stands in amounts, too.
  return DELIMITERS.reduce((best, each) => (score(each) > 0 && score(each) >= score(best) ? each : best), ',');
}

function firstLines(text: string, delimiter: Delimiter, most = SHOWN): readonly (readonly string[])[] {
  try {
    return rowsIn(parseSync(text, { ...OPTIONS, delimiter, to: most }));
  } catch {
    // What cannot be cut is shown as it stands.
    return text
      .split(/\r?\n/)
      .slice(0, most)
      .map((line) => [line]);
  }
}

const OPTIONS = { bom: true, relax_column_count: true, skip_empty_lines: true, record_delimiter: ['\r\n', '\n', '\r'] };

/** Rows as the parser gives them: it cannot say so in its types. */
function rowsIn(parsed: unknown): readonly (readonly string[])[] {
  assert(Array.isArray(parsed), 'a list is parsed into rows');
  return parsed.map(cellsIn);
}
function cellsIn(row: unknown): readonly string[] {
  assert(Array.isArray(row), 'a row is parsed into cells');
  return row.map(String);
}

/**
 * The rows of a list, some at a time, the headings left out; memory does not grow with the list. `onBytes` hears how far
 * the file was read. Throws BrokenList.
 */
export async function* rowsOf(
  file: string,
  form: ListForm,
  atOnce: number,
  onBytes: (read: number) => void = () => undefined,
): AsyncGenerator<readonly ListRow[]> {
  const decoder = new TextDecoder(form.encoding);
  async function* text(): AsyncGenerator<string> {
    let read = 0;
    for await (const piece of createReadStream(file, { highWaterMark: 256 * 1024 })) {
      assert(Buffer.isBuffer(piece), 'a file is read as bytes');
      read += piece.length;
      onBytes(read);
      yield decoder.decode(piece, { stream: true });
    }
    yield decoder.decode();
  }
  const parser = Readable.from(text()).pipe(parse({ ...OPTIONS, delimiter: form.delimiter, info: true }));
  let rows: ListRow[] = [];
  let isFirst = true;
  let line = 0;
  try {
    for await (const parsed of parser) {
      const { record, info } = infoIn(parsed);
      // The parser counts the lines that it has read: a row of several lines begins where the one before ended.
      const begins = line + 1;
      line = info.lines;
      if (isFirst && form.headings) {
        isFirst = false;
        continue;
      }
      isFirst = false;
      rows.push({ line: Math.max(begins, line - (record.join('').split('\n').length - 1)), cells: record });
      if (rows.length < atOnce) continue;
      yield rows;
      rows = [];
    }
  } catch (error) {
    if (error instanceof CsvError) throw new BrokenList(line + 1, error.message);
    throw error;
  }
  if (rows.length > 0) yield rows;
}

function infoIn(parsed: unknown): { readonly record: readonly string[]; readonly info: { readonly lines: number } } {
  assert(
    typeof parsed === 'object' && parsed !== null && 'record' in parsed && 'info' in parsed,
    'a row comes with its place',
  );
  const { record, info } = parsed;
  assert(typeof info === 'object' && info !== null && 'lines' in info, 'a place has a line');
  return { record: cellsIn(record), info: { lines: Number(info.lines) } };
}
