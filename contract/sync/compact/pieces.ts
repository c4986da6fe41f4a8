/**
 * A body as a pattern and what stands in its gaps: ids, digests, numbers, words. Any text comes apart and together again exactly,
 * whatever it is; the records of a till have few patterns.
 */

import { never } from '../../../domain/assert.ts';

/** What stands in a gap, marked in the pattern by a character for private use. */
export const GAPS = { id: '\ue001', digest: '\ue002', number: '\ue003', word: '\ue004' } as const;
export type Gap = keyof typeof GAPS;

const ID = /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/y;
const ID_LENGTH = 36;
const DIGEST = /[0-9a-f]{64}/y;
const DIGEST_LENGTH = 64;
/** So many digits are always an exact number. */
const MOST_DIGITS = 15;
/** What in quotes is taken apart further: an id, a date, a time, a receipt's number. */
const PLAIN = /^[0-9a-f-]*[:/]?[0-9]*$/;
const [QUOTE, COLON, DASH, NINE, ZERO, SEVEN] = [0x22, 0x3a, 0x2d, 0x39, 0x30, 0x37];
const [A, F] = [0x61, 0x66];
const MARKS = /[\ue001-\ue004]/;
const GAP = /([\ue001-\ue004])/;

export interface Pieces {
  readonly pattern: string;
  /** In order; what each is, the pattern says. */
  readonly values: readonly string[];
}

/** Takes a body apart; null where it holds what marks a gap. Written by hand: it looks at each character of every record that is sent. */
export function apart(body: string): Pieces | null {
  if (MARKS.test(body)) return null;
  const values: string[] = [];
  let pattern = '';
  let from = 0;
  const gap = (kind: Gap, start: number, end: number): number => {
    pattern += body.slice(from, start) + GAPS[kind];
    values.push(body.slice(start, end));
    from = end;
    return end;
  };
  for (let i = 0; i < body.length; ) {
    const c = body.charCodeAt(i);
    if (c === QUOTE && body.charCodeAt(i - 1) === COLON) {
      const end = body.indexOf('"', i + 1);
      const isWord = end > i + 1 && !PLAIN.test(body.slice(i + 1, end));
      i = isWord ? gap('word', i + 1, end) + 1 : i + 1;
    } else if (c < ZERO || (c > NINE && c < A) || c > F) i++;
    else if (isId(body, i)) i = gap('id', i, i + ID_LENGTH);
    else if (body.charCodeAt(i + DIGEST_LENGTH) === QUOTE && isAt(DIGEST, body, i))
      i = gap('digest', i, i + DIGEST_LENGTH);
    else if (c > NINE) i++;
    else i = gap('number', i, endOfNumber(body, i));
  }
  return { pattern: pattern + body.slice(from), values };
}

/** A pattern taken apart: its texts around its gaps, one more than there are gaps. */
export interface Pattern {
  readonly texts: readonly string[];
  readonly gaps: readonly Gap[];
}

/**
 * What stands in the gaps of a body that has this pattern, just as `apart` finds it; null: it has another. Most records have the pattern
 * of one shortly before, and to compare its texts is a tenth of looking at each character.
 */
export function valuesIn(body: string, { texts, gaps }: Pattern): string[] | null {
  const values: string[] = [];
  let at = 0;
  for (let i = 0; i < gaps.length; i++) {
    const [text, gap] = [texts[i], gaps[i]];
    if (text === undefined || gap === undefined) return null;
    // A piece of a text is compared at once, where startsWith looks at each character: four times as quick.
    const begun = at;
    at += text.length;
    if (body.slice(begun, at) !== text) return null;
    const end = endOf(gap, body, at);
    if (end < 0) return null;
    values.push(body.slice(at, end));
    at = end;
  }
  const last = texts[gaps.length];
  return last !== undefined && body.slice(at) === last ? values : null;
}

/** Where the gap of this kind that begins here ends; -1: here is none. */
function endOf(gap: Gap, body: string, at: number): number {
  switch (gap) {
    case 'id':
      return isId(body, at) ? at + ID_LENGTH : -1;
    case 'digest':
      return body.charCodeAt(at + DIGEST_LENGTH) === QUOTE && isAt(DIGEST, body, at) ? at + DIGEST_LENGTH : -1;
    case 'number': {
      const c = body.charCodeAt(at);
      // What begins like a number and is an id or a digest is no number.
      if (!(c >= ZERO && c <= NINE) || endOf('id', body, at) >= 0 || endOf('digest', body, at) >= 0) return -1;
      return endOfNumber(body, at);
    }
    case 'word': {
      const end = body.indexOf('"', at);
      const word = body.slice(at, end);
      return end > at && !PLAIN.test(word) && !MARKS.test(word) ? end : -1;
    }
    default:
      return never(gap);
  }
}

function isId(body: string, at: number): boolean {
  return body.charCodeAt(at + 8) === DASH && body.charCodeAt(at + 14) === SEVEN && isAt(ID, body, at);
}

function isAt(what: RegExp, body: string, at: number): boolean {
  what.lastIndex = at;
  return what.test(body);
}

/** Numbers are told as they are printed, so one that begins with 0 is that alone. */
function endOfNumber(body: string, start: number): number {
  let end = start + 1;
  if (body.charCodeAt(start) === ZERO) return end;
  while (end < start + MOST_DIGITS) {
    const c = body.charCodeAt(end);
    // Past the end it is no number at all.
    if (!(c >= ZERO && c <= NINE)) break;
    end++;
  }
  return end;
}

/** A pattern's texts between its gaps, and what stands in each gap. */
export function gapsOf(pattern: string): Pattern {
  const parts = pattern.split(GAP);
  const kinds = new Map<string, Gap>([
    [GAPS.id, 'id'],
    [GAPS.digest, 'digest'],
    [GAPS.number, 'number'],
    [GAPS.word, 'word'],
  ]);
  return {
    texts: parts.filter((_, i) => i % 2 === 0),
    gaps: parts.flatMap((part, i) => (i % 2 === 0 ? [] : (kinds.get(part) ?? []))),
  };
}
