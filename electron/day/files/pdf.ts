import type { CheckState } from '../../../domain/day/recorded.ts';
import type { Column, DayModel, Row, Sheet } from './model.ts';
import { GREY, INK, INNER, PAGE, Pen } from './pen.ts';
import { drawTable, type Placed } from './table.ts';
import { dayText, momentText, shownText } from './texts.ts';

const WHOLE: Placed = { x: PAGE.left, width: INNER };
const HALF = (INNER - 26) / 2;
const LEFT: Placed = { x: PAGE.left, width: HALF };
const RIGHT: Placed = { x: PAGE.left + HALF + 26, width: HALF };

/** A signed day on A4 for the file. */
export async function dayPdf(model: DayModel): Promise<Buffer> {
  const { words, sheets, storeName, title } = model;
  const at = new Date(model.signedAt);
  const pen = new Pen({ title: `${title} ${dayText(model.day)}`, author: storeName, language: words.language, at });
  drawHead(pen, model);
  drawChecks(pen, sheets.checks);
  if (sheets.differences.rows.length > 0) drawDifferences(pen, sheets.differences);
  const { facts, sold, cash } = partsOf(sheets.day);
  const { kept, moved } = pointsOf(sheets.points);
  beside(pen, cash.length + kept.length + sheets.tenders.rows.length + 6, [
    (place) => drawPairs(pen, words.say('day.sales'), sold, place),
    (place) => {
      drawTable(pen, sheets.tenders.title, sheets.tenders.columns, sheets.tenders.rows, place);
      drawPairs(pen, words.say('cash'), cash, place);
      drawPairs(pen, sheets.points.title, kept, place);
    },
  ]);
  beside(pen, Math.max(moved.length, sheets.vat.rows.length), [
    (place) => drawTable(pen, sheets.vat.title, sheets.vat.columns, sheets.vat.rows, place),
    (place) => drawTable(pen, words.say('points.moved'), sheets.points.columns, moved, place),
  ]);
  drawShifts(pen, sheets.shifts);
  drawTable(pen, sheets.tills.title, sheets.tills.columns, sheets.tills.rows, WHOLE);
  pen.room(facts.length * 13 + 66);
  drawPairs(pen, sheets.day.title, facts, WHOLE);
  drawSignature(pen, model);
  drawFeet(pen, model);
  return pen.bytes();
}

function drawHead(pen: Pen, { title, storeName, day, number, signedAt, signedByName, till, words }: DayModel): void {
  pen.write(storeName, PAGE.left, pen.y, { size: 11, bold: true });
  pen.write(words.say('notFiscal'), PAGE.width - PAGE.right, pen.y + 2, { size: 8, color: GREY }, 'right');
  pen.y += 20;
  const big = { size: 20, bold: true };
  pen.write(`${title} ${dayText(day)}`, PAGE.left, pen.y, big);
  const beside = PAGE.left + pen.measure(`${title} ${dayText(day)}`, big) + 10;
  pen.write(words.say('numberOf', { number }), beside, pen.y + 9, { size: 11, color: GREY });
  pen.y += 29;
  const signed = words.say('signedLine', { name: signedByName, at: momentText(signedAt), till });
  for (const line of pen.wrap(signed, INNER, { size: 9 })) {
    pen.write(line, PAGE.left, pen.y, { size: 9, color: GREY });
    pen.y += 12;
  }
  pen.y += 10;
}

const COLORS: Readonly<Record<CheckState, string>> = { good: '#15803d', bad: '#b42318', look: '#a15c07', undone: GREY };

/** The five checks: a sign of its own for each state, since paper has no colours. */
function drawChecks(pen: Pen, { rows }: Sheet): void {
  for (const { values, state = 'undone' } of rows) {
    const [name = '', how = '', figure = '', many = '', explained = ''] = values.map(shownText);
    const color = COLORS[state];
    pen.doc
      .roundedRect(PAGE.left, pen.y, INNER, 20, 4)
      .lineWidth(0.6)
      .strokeColor(state === 'good' ? '#dcd8ce' : color)
      .stroke();
    drawSign(pen, state, PAGE.left + 14, pen.y + 10);
    pen.write(name, PAGE.left + 28, pen.y + 5.5, { size: 9, bold: true });
    const after = PAGE.left + 28 + pen.measure(name, { size: 9 }) + 8;
    const counted = many === '0' ? how : `${how} · ${explained}/${many}`;
    pen.write(counted, after, pen.y + 6, { size: 8, color });
    pen.write(figure, PAGE.width - PAGE.right - 10, pen.y + 6, { size: 8, color: INK }, 'right');
    pen.y += 23;
  }
  pen.y += 10;
}

function drawSign(pen: Pen, state: CheckState, x: number, y: number): void {
  const line = pen.doc.lineWidth(1.6).strokeColor(COLORS[state]).lineCap('round').lineJoin('round');
  if (state === 'good')
    line
      .moveTo(x - 4, y)
      .lineTo(x - 1, y + 3.2)
      .lineTo(x + 4.5, y - 3.6)
      .stroke();
  else if (state === 'bad')
    line
      .moveTo(x - 3.4, y - 3.4)
      .lineTo(x + 3.4, y + 3.4)
      .moveTo(x + 3.4, y - 3.4)
      .lineTo(x - 3.4, y + 3.4)
      .stroke();
  else if (state === 'look')
    line
      .moveTo(x, y - 4.5)
      .lineTo(x, y + 1)
      .moveTo(x, y + 4.2)
      .lineTo(x, y + 4.3)
      .stroke();
  else
    line
      .moveTo(x - 4, y)
      .lineTo(x + 4, y)
      .stroke();
  pen.doc.lineCap('butt').lineJoin('miter');
}

/** Time, what was found, by how much, and what was said of it. */
function drawDifferences(pen: Pen, { title, columns, rows }: Sheet): void {
  const [, time, what, lei, points, why] = columns;
  if (time === undefined || what === undefined || lei === undefined || points === undefined || why === undefined)
    return;
  const told = rows.map(({ values }): Row => {
    const [, at = null, found = null, money = null, moved = null, reason = null, note = null, who = null] = values;
    const said = [reason, note, who].map(shownText).filter((one) => one !== '');
    return { values: [at, found, money, moved, { text: said.join(' · ') }] };
  });
  drawTable(pen, title, [time, what, lei, points, why], told, WHOLE);
}

/** A shift's two moments stand below each other. */
function drawShifts(pen: Pen, { title, columns, rows }: Sheet): void {
  const both = columns.slice(3, 5).map((column) => column.title);
  const merged: Column = { title: both.join(', '), kind: 'text', width: 20 };
  const told = rows.map(({ values, ...row }): Row => {
    const moments = values.slice(3, 5).map((value) => shownText(value).replace(' ', '\u00A0'));
    return { ...row, values: [...values.slice(0, 3), { text: moments.join(' ').trim() }, ...values.slice(5)] };
  });
  drawTable(pen, title, [...columns.slice(0, 3), merged, ...columns.slice(5)], told, WHOLE);
}

/** The day's facts, what was sold, and its cash. */
function partsOf({ rows }: Sheet): {
  readonly facts: readonly Row[];
  readonly sold: readonly Row[];
  readonly cash: readonly Row[];
} {
  const first = rows.findIndex(({ values: [, value] }) => value != null && 'bani' in value);
  const counts =
    rows.slice(0, first).findLastIndex(({ values: [, value] }) => value != null && !('count' in value)) + 1;
  return { facts: rows.slice(0, counts), sold: rows.slice(counts, -3), cash: rows.slice(-3) };
}

/** Opening to closing, and the movements by account. */
function pointsOf({ rows }: Sheet): { readonly kept: readonly Row[]; readonly moved: readonly Row[] } {
  const end = rows.findLastIndex(({ strong }) => strong === true) + 1;
  const kept = rows
    .slice(0, end)
    .map((row): Row => ({ ...row, values: [row.values[0] ?? null, row.values[3] ?? null] }));
  return { kept, moved: rows.slice(end) };
}

function drawPairs(pen: Pen, title: string, rows: readonly Row[], { x, width }: Placed): void {
  pen.write(title, x, pen.y, { size: 10, bold: true });
  pen.y += 15;
  for (const { values, strong = false } of rows) {
    const [name = '', value = ''] = values.map(shownText);
    // A seal as a whole in one line: it is compared sign by sign.
    const size = value.length > 40 ? 7 : 8;
    pen.rule(x, width, pen.y, strong ? INK : '#dcd8ce', strong ? 0.6 : 0.4);
    const lines = pen.wrap(value, width - pen.measure(name, { size: 8 }) - 12, { size });
    pen.write(name, x, pen.y + 2.7, { size: 8, bold: strong });
    for (const [n, line] of lines.entries()) {
      pen.write(line, x + width, pen.y + 2.7 + n * 9.9, { size, bold: strong }, 'right');
    }
    pen.y += 12.8 + (lines.length - 1) * 9.9;
  }
  pen.y += 14;
}

/** Parts side by side; the page goes on below the longest. */
function beside(pen: Pen, lines: number, parts: readonly [(place: Placed) => void, (place: Placed) => void]): void {
  pen.room(lines * 13 + 32);
  const top = pen.y;
  parts[0](LEFT);
  const left = pen.y;
  pen.y = top;
  parts[1](RIGHT);
  pen.y = Math.max(left, pen.y);
}

function drawSignature(pen: Pen, { words, signedByName }: DayModel): void {
  pen.room(40);
  pen.y += 16;
  pen.rule(PAGE.width - PAGE.right - 200, 200, pen.y, INK, 0.6);
  pen.write(
    `${words.say('signature')}: ${signedByName}`,
    PAGE.width - PAGE.right,
    pen.y + 4,
    { size: 8, color: GREY },
    'right',
  );
  pen.y += 20;
}

/** Which day and seal a page belongs to, and which page it is. */
function drawFeet(pen: Pen, { storeName, day, number, seal, words }: DayModel): void {
  const { start, count } = pen.doc.bufferedPageRange();
  for (let page = 0; page < count; page++) {
    pen.doc.switchToPage(start + page);
    const y = PAGE.height - 36;
    const style = { size: 7.5, color: GREY };
    pen.rule(PAGE.left, INNER, y - 6);
    const of = `${storeName} · ${dayText(day)} · ${words.say('numberOf', { number })} · ${seal.slice(0, 8)}…${seal.slice(-8)}`;
    pen.write(of, PAGE.left, y, style);
    pen.write(words.say('page', { page: page + 1, of: count }), PAGE.width - PAGE.right, y, style, 'right');
  }
}
