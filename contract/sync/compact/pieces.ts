/**
 * A body as a pattern and what stands in its gaps: ids, digests, numbers, words. Any text comes apart and together again exactly,
 * whatever it is; the records of a till have few patterns.
 */

/** What stands in a gap, marked in the pattern by a character for private use. */
export const GAPS = { id: '\ue001', digest: '\ue002', number: '\ue003', word: '\ue004' } as const;
export type Gap = keyof typeof GAPS;

const ID = '[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}';
const DIGEST = '[0-9a-f]{64}';
/** As numbers are printed, without leading zeros; 15 digits are always exact. */
const NUMBER = '0|[1-9][0-9]{0,14}';
/** A value in quotes that is more than an id, a date, a time or a receipt's number, and has nothing escaped. */
const WORD = '(?<=:")(?![0-9a-f-]*[:/]?[0-9]*")[^"\\\\\\u0000-\\u001f]+(?=")';
const PIECE = new RegExp(`(${ID})|(${DIGEST})|(${WORD})|(${NUMBER})`, 'g');
const MARKS = /[\ue001-\ue004]/;
const GAP = /([\ue001-\ue004])/;

export interface Pieces {
  readonly pattern: string;
  /** In order; what each is, the pattern says. */
  readonly values: readonly string[];
}

/** Takes a body apart; null where it holds what marks a gap. */
export function apart(body: string): Pieces | null {
  if (MARKS.test(body)) return null;
  const values: string[] = [];
  const pattern = body.replace(PIECE, (value, id?: string, digest?: string, word?: string) => {
    values.push(value);
    return id !== undefined
      ? GAPS.id
      : digest !== undefined
        ? GAPS.digest
        : word !== undefined
          ? GAPS.word
          : GAPS.number;
  });
  return { pattern, values };
}

/** A pattern's texts between its gaps, and what stands in each gap. */
export function gapsOf(pattern: string): { readonly texts: readonly string[]; readonly gaps: readonly Gap[] } {
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
