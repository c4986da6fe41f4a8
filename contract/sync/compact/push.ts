/**
 * The compact form of a push (protocol 4). What can be computed is not sent: numbers follow from the first, hashes from the bytes, and
 * each body's link from the body before; one hash, of the last record, proves them all. Bodies are sent by columns: their patterns
 * once, then what stands in each gap of all records with that pattern, as what it differs from. A body that does not come out of this
 * to the last byte is sent as it is.
 */
import * as z from 'zod';
import { type Beside, besideDigest, type SealedRecord, type Sha256 } from '../../../domain/record/record.ts';
import { hashField, incarnationIdField, seqField } from '../../fields.ts';
import { MOST_PUSHED, type PushRequest } from '../messages.ts';
import { BrokenBytes, ByteReader, ByteWriter } from './bytes.ts';
import { type ColumnReading, type ColumnWriting, readColumn, writeColumn } from './columns.ts';
import { apart, gapsOf, type Pattern, valuesIn } from './pieces.ts';

/** The content type of a push in this form: the length of the text (4 bytes, little end first), the text, the bytes. */
export const COMPACT_PUSH = 'application/vnd.loial.push';

/** All bodies of a push together, characters: what is small on the wire must not fill the memory. */
const MOST_TEXT = 32 * 1024 * 1024;

/** A push as a text, which holds whatever is words, and bytes. */
export interface CompactPush {
  readonly text: string;
  readonly bytes: Uint8Array;
}

const form = z.object({
  incarnation: incarnationIdField,
  first: seqField,
  lastHash: hashField,
  /** The pattern of each record by its place in `patterns`; -1: it is the next of `whole`. */
  of: z.array(z.number().int().min(-1)).min(1).max(MOST_PUSHED),
  patterns: z.array(z.string()).max(MOST_PUSHED),
  words: z.array(z.string()),
  whole: z.array(z.string()).max(MOST_PUSHED),
  /** What stands beside: place, salt, text. */
  beside: z.array(z.tuple([z.number().int().min(0), z.string(), z.string()])).max(MOST_PUSHED),
});

/** Null where the records do not follow each other, or there are none: then they are sent in the plain form. */
export function compactPush({ incarnation, records }: PushRequest, sha256: Sha256): CompactPush | null {
  const [first, last] = [records[0], records.at(-1)];
  if (first === undefined || last === undefined || records.some(({ seq }, i) => seq !== first.seq + i)) return null;
  const groups = new Groups();
  const whole: string[] = [];
  const of = records.map(({ body }, i) => {
    const group = groups.take(body);
    if (group === null) {
      whole.push(body);
      return -1;
    }
    group.rows.push(i);
    return group.at;
  });
  const writing: ColumnWriting = { bytes: new ByteWriter(), words: new Map(), ids: new Map() };
  for (const { gaps, columns, rows } of groups.all) {
    const known = rows.map((i) => computed(records, i, sha256));
    for (const [slot, gap] of gaps.entries()) writeColumn(writing, { gap, slot, gaps, columns, known });
  }
  const head: z.input<typeof form> = {
    incarnation,
    first: first.seq,
    lastHash: last.hash,
    of,
    patterns: groups.all.map(({ pattern }) => pattern),
    words: [...writing.words.keys()],
    whole,
    beside: records.flatMap(({ beside }, i) =>
      beside === null ? [] : [[i, beside.salt, beside.text] as [number, string, string]],
    ),
  };
  return { text: JSON.stringify(head), bytes: writing.bytes.done() };
}

/** The records of one pattern. */
interface Group extends Pattern {
  readonly at: number;
  readonly pattern: string;
  /** By gap: what stands in it, record by record. */
  readonly columns: readonly string[][];
  /** Places of the records in the batch. */
  readonly rows: number[];
}

/** So many of the patterns met last are tried before a body is looked at character by character. */
const MOST_TRIED = 4;

class Groups {
  readonly all: Group[] = [];
  readonly #byPattern = new Map<string, Group>();
  /** The one met last first. */
  readonly #recent: Group[] = [];

  /** Takes a body into its group; null: it does not come apart. */
  take(body: string): Group | null {
    for (const group of this.#recent) {
      const values = valuesIn(body, group);
      if (values !== null) return this.#put(group, values);
    }
    const pieces = apart(body);
    return pieces === null ? null : this.#put(this.#of(pieces.pattern), pieces.values);
  }

  #of(pattern: string): Group {
    let group = this.#byPattern.get(pattern);
    if (group === undefined) {
      const { texts, gaps } = gapsOf(pattern);
      group = { at: this.all.length, pattern, texts, gaps, columns: gaps.map(() => []), rows: [] };
      this.all.push(group);
      this.#byPattern.set(pattern, group);
    }
    return group;
  }

  #put(group: Group, values: readonly string[]): Group {
    for (const [slot, value] of values.entries()) group.columns[slot]?.push(value);
    if (this.#recent[0] !== group) {
      const before = this.#recent.indexOf(group);
      if (before >= 0) this.#recent.splice(before, 1);
      this.#recent.unshift(group);
      if (this.#recent.length > MOST_TRIED) this.#recent.pop();
    }
    return group;
  }
}

/** The digests of a record that whoever reads it computes: of the record before, and of the text beside. */
function computed(records: readonly SealedRecord[], i: number, sha256: Sha256): readonly string[] {
  const beside = records[i]?.beside ?? null;
  return [records[i - 1]?.hash ?? '', beside === null ? '' : besideDigest(beside, sha256)];
}

/**
 * The push again, its hashes computed from the bodies. Throws BrokenBytes where the form is not kept, or the last hash is not the one
 * that was sent: then something broke on the way.
 */
export function plainPush({ text, bytes }: CompactPush, sha256: Sha256): PushRequest {
  const head = form.safeParse(jsonOf(text));
  if (!head.success) throw new BrokenBytes(`${z.core.toDotPath(head.error.issues[0]?.path ?? [])} is not as described`);
  const { incarnation, first, lastHash, of, patterns, words, whole, beside } = head.data;
  const reading: ColumnReading = { bytes: new ByteReader(bytes), words, ids: [] };
  const counts = patterns.map(() => 0);
  for (const at of of) {
    if (at >= patterns.length) throw new BrokenBytes('a pattern that is not there');
    if (at >= 0) counts[at] = (counts[at] ?? 0) + 1;
  }
  const read = patterns.map((pattern, at) => {
    const { texts, gaps } = gapsOf(pattern);
    const columns: (string | number)[][] = [];
    for (const gap of gaps) columns.push(readColumn(reading, gap, columns, gaps, counts[at] ?? 0));
    return { texts, columns, next: 0 };
  });
  const besides = new Map<number, Beside>(beside.map(([i, salt, besideText]) => [i, { salt, text: besideText }]));
  const records: SealedRecord[] = [];
  let wholes = 0;
  let size = 0;
  for (const [i, at] of of.entries()) {
    const own = besides.get(i) ?? null;
    const known = [records[i - 1]?.hash ?? '', own === null ? '' : besideDigest(own, sha256)];
    const body = at < 0 ? whole[wholes++] : bodyOf(read[at], known);
    if (body === undefined) throw new BrokenBytes('a body that is not there');
    size += body.length;
    if (size > MOST_TEXT) throw new BrokenBytes('it is far too much');
    records.push({ seq: first + i, hash: sha256(body), body, beside: own });
  }
  if (records.at(-1)?.hash !== lastHash) throw new BrokenBytes('the last hash is not the one that the bodies have');
  return { incarnation, records };
}

/** The next body of a pattern; a number in a column of digests is one that is computed. */
function bodyOf(
  of:
    | { readonly texts: readonly string[]; readonly columns: readonly (readonly (string | number)[])[]; next: number }
    | undefined,
  known: readonly string[],
): string | undefined {
  if (of === undefined) return undefined;
  const row = of.next++;
  let body = of.texts[0] ?? '';
  for (const [slot, column] of of.columns.entries()) {
    const value = column[row];
    if (value === undefined) return undefined;
    body += (typeof value === 'number' ? (known[value] ?? '') : value) + (of.texts[slot + 1] ?? '');
  }
  return body;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
