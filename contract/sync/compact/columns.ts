/** One gap of all records with a pattern: as a copy of another gap, as one value for all, or each as what it differs from. */
import { never } from '../../../domain/assert.ts';
import { BrokenBytes, type ByteReader, type ByteWriter } from './bytes.ts';
import type { Gap } from './pieces.ts';

export interface ColumnWriting {
  readonly bytes: ByteWriter;
  /** By value: its place, in the order in which they were first met. */
  readonly words: Map<string, number>;
  readonly ids: Map<string, number>;
}

export interface Column {
  readonly gap: Gap;
  readonly slot: number;
  readonly gaps: readonly Gap[];
  /** All columns of the pattern, by slot. */
  readonly columns: readonly (readonly string[])[];
  /** By record: the digests that whoever reads it computes. */
  readonly known: readonly (readonly string[])[];
}

/** How a column stands: these, and from FIRST_COPY on a copy of a slot before it. */
const EACH = 0;
const ALL_SAME = 1;
const FIRST_COPY = 2;
/** Records that are looked at to choose what numbers are told by. */
const SAMPLE = 24;

export function writeColumn(writing: ColumnWriting, column: Column): void {
  const { gap, slot, gaps, columns, known } = column;
  const { bytes } = writing;
  const values = columns[slot] ?? [];
  const [first] = values;
  if (first === undefined) return;
  const copy = columns.findIndex((other, i) => i < slot && gaps[i] === gap && same(other, values));
  if (copy >= 0) {
    bytes.whole(FIRST_COPY + copy);
    return;
  }
  const isOne = values.every((value) => value === first);
  bytes.whole(isOne ? ALL_SAME : EACH);
  const told = isOne ? [first] : values;
  switch (gap) {
    case 'number':
      if (isOne) bytes.whole(Number(first));
      else writeNumbers(bytes, column, told);
      break;
    case 'word':
      for (const value of told) bytes.whole(placeOf(writing.words, value).place);
      break;
    case 'id':
      writeIds(writing, told);
      break;
    case 'digest':
      for (const [i, value] of told.entries()) {
        // One for all is no digest that is computed for each.
        const computed = isOne && values.length > 1 ? -1 : (known[i] ?? []).indexOf(value);
        bytes.whole(computed + 1);
        if (computed < 0) bytes.hex(value);
      }
      break;
    default:
      never(gap);
  }
}

function same(a: readonly string[], b: readonly string[]): boolean {
  for (let i = 0; i < b.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

function placeOf(places: Map<string, number>, value: string): { readonly place: number; readonly isNew: boolean } {
  const known = places.get(value);
  if (known !== undefined) return { place: known, isNew: false };
  places.set(value, places.size);
  return { place: places.size - 1, isNew: true };
}

/** As the difference to the record before (0), or to another number of the same record (its slot + 1). */
function writeNumbers(bytes: ByteWriter, { slot, gaps, columns }: Column, values: readonly string[]): void {
  let [best, least] = [0, cost(values.slice(0, SAMPLE).map((value, i) => Number(value) - Number(values[i - 1] ?? 0)))];
  for (let i = 0; i < slot; i++) {
    if (gaps[i] !== 'number') continue;
    const other = columns[i] ?? [];
    const costs = cost(values.slice(0, SAMPLE).map((value, row) => Number(value) - Number(other[row] ?? 0)));
    if (costs < least) [best, least] = [i + 1, costs];
  }
  bytes.whole(best);
  const by = best === 0 ? null : (columns[best - 1] ?? []);
  for (const [i, value] of values.entries()) {
    bytes.signed(Number(value) - Number((by === null ? values[i - 1] : by[i]) ?? 0));
  }
}

function cost(differences: readonly number[]): number {
  let sum = 0;
  for (const each of differences) sum += Math.log2(1 + Math.abs(each));
  return sum;
}

/** Each by how far back it was first met, or (0) new: its time as the difference to the new one before, and its chance. */
function writeIds({ bytes, ids }: ColumnWriting, values: readonly string[]): void {
  let time = 0;
  for (const value of values) {
    const { place, isNew } = placeOf(ids, value);
    bytes.whole(isNew ? 0 : ids.size - place);
    if (!isNew) continue;
    const plain = value.replaceAll('-', '');
    const own = Number.parseInt(plain.slice(0, 12), 16);
    bytes.signed(own - time);
    time = own;
    bytes.hex(plain.slice(12));
  }
}

export interface ColumnReading {
  readonly bytes: ByteReader;
  readonly words: readonly string[];
  readonly ids: string[];
}

/** A column of so many records; a digest that is to be computed is told by its number. Throws BrokenBytes. */
export function readColumn(
  reading: ColumnReading,
  gap: Gap,
  before: readonly (string | number)[][],
  gaps: readonly Gap[],
  count: number,
): (string | number)[] {
  const { bytes } = reading;
  if (count === 0) return [];
  const stands = bytes.whole();
  if (stands >= FIRST_COPY) {
    const other = gaps[stands - FIRST_COPY] === gap ? before[stands - FIRST_COPY] : undefined;
    if (other === undefined) throw new BrokenBytes('a copy of what is not there');
    return other;
  }
  const told = stands === ALL_SAME ? 1 : count;
  const values = readEach(reading, gap, before, gaps, told, stands === ALL_SAME);
  return stands === ALL_SAME ? new Array<string | number>(count).fill(values[0] ?? '') : values;
}

function readEach(
  reading: ColumnReading,
  gap: Gap,
  before: readonly (string | number)[][],
  gaps: readonly Gap[],
  count: number,
  isOne: boolean,
): (string | number)[] {
  const { bytes } = reading;
  switch (gap) {
    case 'number':
      return isOne ? [String(bytes.whole())] : readNumbers(bytes, before, gaps, count);
    case 'word':
      return Array.from({ length: count }, () => there(reading.words[bytes.whole()]));
    case 'id':
      return readIds(reading, count);
    case 'digest':
      return Array.from({ length: count }, () => {
        const computed = bytes.whole();
        if (computed > 2) throw new BrokenBytes('a digest that nobody computes');
        return computed === 0 ? bytes.hex(32) : computed - 1;
      });
    default:
      return never(gap);
  }
}

function readNumbers(
  bytes: ByteReader,
  before: readonly (string | number)[][],
  gaps: readonly Gap[],
  count: number,
): string[] {
  const by = bytes.whole();
  const other = by === 0 ? null : before[by - 1];
  if (by > 0 && (other === undefined || gaps[by - 1] !== 'number')) throw new BrokenBytes('a number that is not there');
  let last = 0;
  return Array.from({ length: count }, (_, i) => {
    const from = other == null ? last : Number(other[i] ?? 0);
    last = from + bytes.signed();
    if (last < 0 || !Number.isSafeInteger(last)) throw new BrokenBytes('no number of a record');
    return String(last);
  });
}

function readIds({ bytes, ids }: ColumnReading, count: number): string[] {
  let time = 0;
  const values: string[] = [];
  for (let i = 0; i < count; i++) {
    const back = bytes.whole();
    if (back > 0) {
      values.push(there(ids[ids.length - back]));
      continue;
    }
    time += bytes.signed();
    if (time < 0 || time >= 2 ** 48) throw new BrokenBytes('no time of an id');
    const begun = time.toString(16).padStart(12, '0');
    const id = `${begun.slice(0, 8)}-${begun.slice(8)}-${bytes.hex(2)}-${bytes.hex(2)}-${bytes.hex(6)}`;
    ids.push(id);
    values.push(id);
  }
  return values;
}

function there(value: string | undefined): string {
  if (value === undefined) throw new BrokenBytes('what was never told');
  return value;
}
