import type { Column, Row } from './model.ts';
import { GREY, INK, type Pen, RULE } from './pen.ts';
import { shownText } from './texts.ts';

const TEXT = 8;
const HEAD = 7;
const LINE = 9.9;
const GAP = 10;
const ABOVE = 2.5;

export interface Placed {
  readonly x: number;
  readonly width: number;
}

/** A table with its title; it goes on on the next page with its headings again. Columns in which nothing stands are left out. */
export function drawTable(
  pen: Pen,
  title: string,
  columns: readonly Column[],
  rows: readonly Row[],
  { x, width }: Placed,
): void {
  const texts = rows.map(({ values }) => columns.map((_, at) => shownText(values[at] ?? null)));
  const used = columns.flatMap((column, at) => (texts.some((row) => row[at] !== '') ? [{ column, at }] : []));
  if (used.length === 0) return;
  const bold = rows.map(({ strong }) => strong === true);
  const { widths, scale } = widthsOf(
    pen,
    used.map(({ column, at }) => ({ column, texts: texts.map((row) => row[at] ?? '') })),
    width,
  );
  const [size, headSize] = [TEXT * scale, HEAD * scale];
  const places = widths.map((_, i) => x + widths.slice(0, i).reduce((sum, one) => sum + one + GAP, 0));
  const head = (): void => {
    const lines = used.map(({ column }, i) => pen.wrap(column.title, widths[i] ?? 0, { size: headSize }));
    const height = Math.max(...lines.map((one) => one.length)) * (HEAD + 1.6);
    for (const [i, { column }] of used.entries()) {
      for (const [n, line] of (lines[i] ?? []).entries()) {
        const right = column.kind === 'figure';
        const at = (places[i] ?? 0) + (right ? (widths[i] ?? 0) : 0);
        pen.write(line, at, pen.y + n * (HEAD + 1.6), { size: headSize, color: GREY }, right ? 'right' : 'left');
      }
    }
    pen.y += height + 2.5;
    pen.rule(x, width, pen.y, INK, 0.6);
  };
  pen.room(60);
  pen.write(title, x, pen.y, { size: 10, bold: true });
  pen.y += 16;
  head();
  for (const [n, row] of texts.entries()) {
    const style = { size, bold: bold[n] === true };
    const cells = used.map(({ at }, i) => pen.wrap(row[at] ?? '', widths[i] ?? 0, style));
    const height = Math.max(1, ...cells.map((lines) => lines.length)) * LINE + ABOVE;
    if (pen.room(height + 2)) head();
    for (const [i, { column }] of used.entries()) {
      const right = column.kind === 'figure';
      const at = (places[i] ?? 0) + (right ? (widths[i] ?? 0) : 0);
      for (const [line, text] of (cells[i] ?? []).entries()) {
        if (text !== '') pen.write(text, at, pen.y + ABOVE + line * LINE, style, right ? 'right' : 'left');
      }
    }
    pen.y += height + 0.8;
    if (n < texts.length - 1)
      pen.rule(x, width, pen.y, bold[n + 1] === true ? INK : RULE, bold[n + 1] === true ? 0.6 : 0.4);
  }
  pen.y += 14;
}

/** The most that one word keeps together, points: a hash is cut. */
const LONGEST_WORD = 120;

/** Figures have the width that they need, words at least that of their longest word; what is left goes to who has most to say. */
function widthsOf(
  pen: Pen,
  columns: readonly { readonly column: Column; readonly texts: readonly string[] }[],
  width: number,
): { readonly widths: readonly number[]; readonly scale: number } {
  const widest = (texts: readonly string[], size: number): number =>
    Math.max(0, ...texts.map((text) => pen.measure(text, { size })));
  const least = columns.map(({ column, texts }) => {
    const heading = widest(column.title.split(' '), HEAD);
    const words =
      column.kind === 'figure'
        ? widest(texts, TEXT)
        : Math.min(
            widest(
              texts.flatMap((text) => text.split(' ')),
              TEXT,
            ),
            LONGEST_WORD,
          );
    return Math.max(heading, words) + 0.5;
  });
  const wish = columns.map(({ column, texts }, i) =>
    column.kind === 'figure' ? 0 : Math.max(0, widest(texts, TEXT) + 0.5 - (least[i] ?? 0)),
  );
  const total = (all: readonly number[]): number => all.reduce((sum, one) => sum + one, 0);
  const inner = width - GAP * (columns.length - 1);
  const left = inner - total(least);
  // Large figures in a narrow place: all is written smaller rather than one over the other.
  if (left < 0) return { widths: least.map((one) => (one / total(least)) * inner), scale: inner / total(least) };
  const wished = total(wish);
  if (wished > left) return { widths: least.map((one, i) => one + ((wish[i] ?? 0) / wished) * left), scale: 1 };
  // All fits: what is over goes to the first words, so that figures stay together at the right.
  const first = columns.findIndex(({ column }) => column.kind === 'text');
  const over = left - wished;
  const share = (i: number): number => (first < 0 ? over / columns.length : i === first ? over : 0);
  return { widths: least.map((one, i) => one + (wish[i] ?? 0) + share(i)), scale: 1 };
}
