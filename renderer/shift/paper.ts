import type { XView, ZView } from '../../contract/till/shift.ts';
import { NARROW, paperLines, WIDE } from '../../domain/shift/paper.ts';
import { xRows, zRows } from '../../domain/shift/zForm.ts';
import { CODE_MM, zCodeElement } from '../day/ZCode.tsx';
import type { Words } from '../words/words.ts';

/** The two rolls that receipt printers take (FACTS): how wide they are, and how many signs stand in a line. */
export const PAPERS = {
  wide: { mm: 80, signs: WIDE },
  narrow: { mm: 58, signs: NARROW },
} as const;
export type Paper = keyof typeof PAPERS;

/** What no receipt printer prints on, at either side together, mm. */
const EDGES_MM = 8;
/** A line, mm: what fits the signs of either roll between the edges, with a monospaced font's 0.6 of its size a sign. */
const LINE_MM = 3.4;
/** White before the first line and after the last, mm: the roll is torn off there. */
const ENDS_MM = 8;

/** The lines of a Z for one roll: as they were printed when it was made, or laid out now where a version of before made none. */
export function zLines(
  z: ZView,
  of: { readonly store: string; readonly till: number },
  { say }: Words,
  paper: Paper,
): readonly string[] {
  if (z.printed !== null) return z.printed[paper];
  const { businessDay, openedAt, closedAt, staffName, figures, number } = z;
  const rows = zRows(
    { ...of, businessDay, openedAt, closedAt, openedBy: staffName ?? '' },
    { ...figures, number },
    (word) => say(`z.${word}`),
  );
  return paperLines(rows, PAPERS[paper].signs);
}

/** The lines of an X for one roll; as they are looked at now. */
export function xLines(
  { figures, number, businessDay, openedAt, staffName, at }: XView,
  of: { readonly store: string; readonly till: number },
  { say }: Words,
  paper: Paper,
): readonly string[] {
  const head = { ...of, number, businessDay, openedAt, openedBy: staffName ?? '', at };
  return paperLines(
    xRows(head, figures, (word) => say(`z.${word}`)),
    PAPERS[paper].signs,
  );
}

/**
 * Prints lines, and a code below them, on one page that is as wide as the roll and as long as they are. They stand beside the window while it prints (print styles
 * show only them) and go away after it.
 */
export function printLines(lines: readonly string[], paper: Paper, code: string | null = null): void {
  const { mm } = PAPERS[paper];
  const page = new CSSStyleSheet();
  page.replaceSync(
    `@page { size: ${mm}mm ${Math.ceil(lines.length * LINE_MM + (code === null ? 0 : CODE_MM) + 2 * ENDS_MM)}mm; margin: ${ENDS_MM}mm ${EDGES_MM / 2}mm; }`,
  );
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, page];
  const sheet = document.createElement('pre');
  sheet.dataset['print'] = '';
  sheet.className = 'z-paper';
  sheet.textContent = lines.join('\n');
  if (code !== null) sheet.append(zCodeElement(code));
  document.body.append(sheet);
  window.addEventListener(
    'afterprint',
    () => {
      sheet.remove();
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((each) => each !== page);
    },
    { once: true },
  );
  window.print();
}

const KEY = 'loial.paper';

/** The roll that was printed on last at this till. */
export function lastPaper(): Paper {
  try {
    return localStorage.getItem(KEY) === 'narrow' ? 'narrow' : 'wide';
  } catch {
    return 'wide';
  }
}

export function rememberPaper(paper: Paper): void {
  try {
    localStorage.setItem(KEY, paper);
  } catch {
    // A browser that keeps nothing: it is chosen again next time.
  }
}
