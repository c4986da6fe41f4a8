import { type DayModel, SHEETS, type Value } from './model.ts';
import { plainText } from './texts.ts';

/** So that Excel takes the letters for what they are. */
const MARK = '\uFEFF';
const END = '\r\n';

/** The tables of a day one below the other, for a spreadsheet of this country: `;` between columns, a comma before bani. */
export function dayCsv(model: DayModel): string {
  const tables = SHEETS.map((name) => {
    const { title, columns, rows } = model.sheets[name];
    const lines = [[{ text: title }], columns.map((one) => ({ text: one.title })), ...rows.map(({ values }) => values)];
    return lines.map(csvLine).join(END);
  });
  return MARK + tables.join(END + END) + END;
}

/** One line: text in quotes where it must be, and never taken for a formula. */
export function csvLine(values: readonly Value[]): string {
  return values
    .map((value) => quoted(value !== null && 'text' in value ? harmless(value.text) : plainText(value)))
    .join(';');
}

/**
 * Text that a spreadsheet would reckon with (a shop or a note that begins with `=`, `+`, `-`, `@`, a tab or a line's end) gets the sign before
 * it by which spreadsheets know text.
 */
export function harmless(text: string): string {
  return /^[\s]*[=+\-@\t\r\u2212\uFF1D\uFF0B\uFF0D\uFF20]/u.test(text) ? `'${text}` : text;
}

function quoted(text: string): string {
  const line = text.replace(/[\r\n]+/g, ' ');
  return /[;"]/.test(line) ? `"${line.replaceAll('"', '""')}"` : line;
}
