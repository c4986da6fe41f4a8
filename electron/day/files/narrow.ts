import { NARROW, type PaperRow, paperLines, WIDE } from '../../../domain/shift/paper.ts';
import type { DayModel, Row, SheetName } from './model.ts';
import { dayText, momentText, shownText } from './texts.ts';

/** Signs in a line, and how much of the paper a printer reaches, mm: 1.5 mm a sign on both. */
const PAPERS = {
  narrow58: { signs: NARROW, paperMm: 58, printedMm: 48 },
  narrow80: { signs: WIDE, paperMm: 80, printedMm: 72 },
} as const;

/** A day on receipt paper as a page that any browser prints; nothing is fetched and nothing runs in it. */
export function dayNarrow(model: DayModel, paper: keyof typeof PAPERS): string {
  const { signs, paperMm, printedMm } = PAPERS[paper];
  const lines = paperLines(rowsOf(model), signs);
  const style = [
    `@page{size:${paperMm}mm auto;margin:0}`,
    'html,body{margin:0;background:#fff;color:#000}',
    `pre{width:${printedMm}mm;margin:2mm auto 6mm;font:${(printedMm / signs / 0.6).toFixed(3)}mm/1.3 "Liberation Mono","Courier New",monospace}`,
  ].join('');
  const title = `${model.title} ${dayText(model.day)}`;
  return `<!doctype html>\n<html lang="${model.words.language}"><head><meta charset="utf-8"><title>${escaped(title)}</title><style>${style}</style></head><body><pre>${lines.map(escaped).join('\n')}</pre></body></html>\n`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** The model row by row: each table's rows in the way that fits a hand's width. */
export function rowsOf(model: DayModel): readonly PaperRow[] {
  const { words, sheets } = model;
  const rule: PaperRow = { kind: 'rule' };
  const part = (name: SheetName, rows: readonly PaperRow[]): readonly PaperRow[] =>
    rows.length === 0 ? [] : [rule, { kind: 'text', text: sheets[name].title }, ...rows];
  const columnsOf = (name: SheetName): readonly string[] => sheets[name].columns.map(({ title }) => title);
  return [
    { kind: 'title', text: model.storeName },
    { kind: 'title', text: `${model.title} ${words.say('numberOf', { number: model.number })}` },
    { kind: 'title', text: dayText(model.day) },
    { kind: 'title', text: words.say('notFiscal') },
    ...part(
      'day',
      sheets.day.rows.flatMap(({ values: [name = null, value = null] }) => pair(shownText(name), shownText(value))),
    ),
    ...part('checks', sheets.checks.rows.flatMap(checkRows)),
    ...part(
      'differences',
      sheets.differences.rows.flatMap((row) => listed(row, columnsOf('differences'), 2)),
    ),
    ...part(
      'vat',
      sheets.vat.rows.flatMap((row) => listed(row, columnsOf('vat'), 0)),
    ),
    ...part(
      'tenders',
      sheets.tenders.rows.flatMap((row) => listed(row, columnsOf('tenders'), 0)),
    ),
    ...part('points', sheets.points.rows.flatMap(pointRows)),
    ...part(
      'shifts',
      sheets.shifts.rows.flatMap((row) => listed(row, columnsOf('shifts'), 0)),
    ),
    ...part(
      'tills',
      sheets.tills.rows.flatMap((row) => listed(row, columnsOf('tills'), 0)),
    ),
    rule,
    {
      kind: 'text',
      text: words.say('signedLine', { name: model.signedByName, at: momentText(model.signedAt), till: model.till }),
    },
    { kind: 'text', text: `${words.say('signature')} ________________` },
  ];
}

function pair(left: string, right: string): PaperRow[] {
  return right === '' ? [] : [{ kind: 'pair', left, right }];
}

function checkRows({
  values: [name = null, state = null, figure = null, differences = null, explained = null],
}: Row): PaperRow[] {
  const many = shownText(differences);
  const left = shownText(figure);
  return [
    { kind: 'pair', left: shownText(name), right: shownText(state) },
    many === '0' ? { kind: 'text', text: left } : { kind: 'pair', left, right: `${shownText(explained)}/${many}` },
  ];
}

function pointRows({ values: [name = null, given = null, taken = null, net = null] }: Row): PaperRow[] {
  const moved = [shownText(given), shownText(taken)].filter((one) => one !== '');
  return [
    ...(moved.length === 0 ? [] : [{ kind: 'text', text: shownText(name) } as const]),
    ...(moved.length === 0 ? pair(shownText(name), shownText(net)) : pair(moved.join(' '), shownText(net))),
  ];
}

/** A row as its name, and below it each of its other values that say something. */
function listed({ values, strong = false }: Row, titles: readonly string[], headed: number): PaperRow[] {
  const head = shownText(values[headed] ?? null);
  const rest = values.flatMap((value, at) => (at === headed ? [] : pair(titles[at] ?? '', shownText(value))));
  // A sum is its own name. Each begins after an empty line: there is no room for a column of their own.
  const name = strong ? head : `${titles[headed] ?? ''}: ${head}`;
  return [{ kind: 'text', text: '' }, ...(head === '' ? [] : [{ kind: 'text', text: name } as const]), ...rest];
}
