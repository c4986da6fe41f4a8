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
import { Groups } from './groups.ts';
import { isHarmlessWord, type LinkPlan, linkBy, linkPlan, type RecordLink } from './links.ts';
import { gapsOf, type Pattern } from './pieces.ts';

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
    const group = groups.take(body, i);
    if (group !== null) return group.at;
    whole.push(body);
    return -1;
  });
  const writing: ColumnWriting = { bytes: new ByteWriter(), words: new Map(), ids: new Map() };
  for (const group of groups.all) {
    const { gaps, rows } = group;
    const columns = group.columns();
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

/** The digests of a record that whoever reads it computes: of the record before, and of the text beside. */
function computed(records: readonly SealedRecord[], i: number, sha256: Sha256): readonly string[] {
  const beside = records[i]?.beside ?? null;
  return [records[i - 1]?.hash ?? '', beside === null ? '' : besideDigest(beside, sha256)];
}

/** A push as it was, and what its unpacking already knows of it. */
export interface Unpacked {
  /** Each hash is computed from the bytes of its body. */
  readonly request: PushRequest;
  /** By record; null: it is in the body only. */
  readonly links: readonly (RecordLink | null)[];
}

/**
 * The push again, its hashes computed from the bodies. Throws BrokenBytes where the form is not kept, or the last hash is not the one
 * that was sent: then something broke on the way.
 */
export function plainPush(compact: CompactPush, sha256: Sha256): PushRequest {
  return unpackPush(compact, sha256).request;
}

/** The same, with the links of the records that their patterns tell. */
export function unpackPush({ text, bytes }: CompactPush, sha256: Sha256): Unpacked {
  const head = form.safeParse(jsonOf(text));
  if (!head.success) throw new BrokenBytes(`${z.core.toDotPath(head.error.issues[0]?.path ?? [])} is not as described`);
  const { incarnation, first, lastHash, of, patterns, words, whole, beside } = head.data;
  const reading: ColumnReading = { bytes: new ByteReader(bytes), words, ids: [] };
  const counts = patterns.map(() => 0);
  for (const at of of) {
    if (at >= patterns.length) throw new BrokenBytes('a pattern that is not there');
    if (at >= 0) counts[at] = (counts[at] ?? 0) + 1;
  }
  const harmful = new Set(words.filter((word) => !isHarmlessWord(word)));
  const bodies = patterns.map((pattern, at) => {
    const taken = gapsOf(pattern);
    const columns: (string | number)[][] = [];
    for (const gap of taken.gaps) columns.push(readColumn(reading, gap, columns, taken.gaps, counts[at] ?? 0));
    return new Bodies(taken, columns, harmful);
  });
  const besides = new Map<number, Beside>(beside.map(([i, salt, besideText]) => [i, { salt, text: besideText }]));
  const records: SealedRecord[] = [];
  const links: (RecordLink | null)[] = [];
  let wholes = 0;
  let size = 0;
  let before = '';
  for (const [i, at] of of.entries()) {
    const own = besides.get(i) ?? null;
    const known = [before, own === null ? '' : besideDigest(own, sha256)];
    const next = at < 0 ? { body: whole[wholes++], link: null } : bodies[at]?.next(known);
    const body = next?.body;
    if (next === undefined || body === undefined) throw new BrokenBytes('a body that is not there');
    size += body.length;
    if (size > MOST_TEXT) throw new BrokenBytes('it is far too much');
    before = sha256(body);
    records.push({ seq: first + i, hash: before, body, beside: own });
    links.push(next.link);
  }
  if (before !== lastHash) throw new BrokenBytes('the last hash is not the one that the bodies have');
  return { request: { incarnation, records }, links };
}

/** The bodies of one pattern, one after the other. */
class Bodies {
  /** What is the same in all of them is text as well; most of a pattern's gaps are. */
  readonly #texts: string[] = [];
  readonly #columns: (readonly (string | number)[])[] = [];
  readonly #all: readonly (readonly (string | number)[])[];
  readonly #plan: LinkPlan | null;
  #row = 0;

  constructor(
    pattern: Pattern,
    columns: readonly (readonly (string | number)[])[],
    harmful: ReadonlySet<string | number>,
  ) {
    let text = pattern.texts[0] ?? '';
    for (const [slot, column] of columns.entries()) {
      const after = pattern.texts[slot + 1] ?? '';
      const first = column[0];
      if (typeof first === 'string' && isSame(column, first)) text += first + after;
      else {
        this.#texts.push(text);
        this.#columns.push(column);
        text = after;
      }
    }
    this.#texts.push(text);
    this.#all = columns;
    const mayTell = columns.every(
      (column, slot) =>
        pattern.gaps[slot] !== 'word' || harmful.size === 0 || !column.some((word) => harmful.has(word)),
    );
    this.#plan = mayTell ? linkPlan(pattern) : null;
  }

  /** A number in a column of digests is the place of one that is known. */
  next(known: readonly string[]): { readonly body: string; readonly link: RecordLink | null } | undefined {
    const row = this.#row++;
    let body = this.#texts[0] ?? '';
    for (let i = 0; i < this.#columns.length; i++) {
      const value = this.#columns[i]?.[row];
      if (value === undefined) return undefined;
      body += (typeof value === 'number' ? (known[value] ?? '') : value) + (this.#texts[i + 1] ?? '');
    }
    return { body, link: this.#plan === null ? null : linkBy(this.#plan, (slot) => this.#valueOf(slot, row, known)) };
  }

  #valueOf(slot: number, row: number, known: readonly string[]): string {
    const value = this.#all[slot]?.[row] ?? '';
    return typeof value === 'number' ? (known[value] ?? '') : value;
  }
}

function isSame(column: readonly (string | number)[], value: string): boolean {
  for (const each of column) if (each !== value) return false;
  return true;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
