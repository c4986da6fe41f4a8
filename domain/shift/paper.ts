import { assert, never } from '../assert.ts';

/** A row of a form on receipt paper, before it is known how wide the paper is. */
export type PaperRow =
  | { readonly kind: 'title' | 'text'; readonly text: string }
  | { readonly kind: 'pair'; readonly left: string; readonly right: string }
  | { readonly kind: 'rule' };

/** Signs in a line of paper 80 and 58 mm wide. */
export const WIDE = 48;
export const NARROW = 32;

/**
 * Rows as lines of at most `width` signs: nothing is cut off, what does not fit goes on in the next line. A pair has its right side at the
 * edge, in the last line of its left.
 */
export function paperLines(rows: readonly PaperRow[], width: number): readonly string[] {
  const lines = rows.flatMap((row): string[] => {
    switch (row.kind) {
      case 'title':
        return wrapped(row.text, width).map((line) => ' '.repeat(Math.floor((width - signs(line)) / 2)) + line);
      case 'text':
        return wrapped(row.text, width);
      case 'pair':
        return pair(row.left, row.right, width);
      case 'rule':
        return ['-'.repeat(width)];
      default:
        return never(row);
    }
  });
  assert(
    lines.every((line) => signs(line) <= width),
    'a line fits its paper',
  );
  return lines;
}

function pair(left: string, right: string, width: number): string[] {
  const lines = wrapped(left, width);
  const rights = wrapped(right, width);
  const last = lines.at(-1) ?? '';
  const first = rights[0] ?? '';
  const gap = width - signs(last) - signs(first);
  if (rights.length > 1 || gap < 1)
    return [...lines, ...rights.map((line) => line.padStart(width + line.length - signs(line)))];
  return [...lines.slice(0, -1), last + ' '.repeat(gap) + first];
}

/** Lines broken at spaces, or anywhere in a word longer than a line. No-break spaces hold amounts together. */
function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/ +/).flatMap((one) => pieces(one, width))) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (signs(longer) <= width) line = longer;
    else {
      lines.push(line);
      line = word;
    }
  }
  return [...lines, line];
}

function pieces(word: string, width: number): string[] {
  const all = [...word];
  const parts: string[] = [];
  for (let i = 0; i < all.length; i += width) parts.push(all.slice(i, i + width).join(''));
  return parts.length === 0 ? [''] : parts;
}

const signs = (text: string): number => [...text].length;
