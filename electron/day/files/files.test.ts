import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { readSheet } from 'read-excel-file/universal';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type ClosedDay, DAY_FILES } from '../../../contract/till/day.ts';
import { never } from '../../../domain/assert.ts';
import { chisinauOffsetMin } from '../../../domain/calendar/civil.ts';
import { DIFFERENCES } from '../../../domain/day/difference.ts';
import { harmless } from './csv.ts';
import { makeDayFile } from './make.ts';
import { type DayModel, dayModel, SHEETS, type Value } from './model.ts';
import { DAY, dayOf } from './testing/days.ts';
import { pdfTexts } from './testing/pdfTexts.ts';
import { plainText, shownText } from './texts.ts';
import { dayWords } from './words.ts';

afterEach(() => void vi.useRealTimers());

/** Words that somebody may have typed, among them what spreadsheets and pages take for something else. */
const anyText = fc.constantFrom(
  'Magazin «Botanica» Ștefan',
  'Магазин Ботаника № 1',
  '=HYPERLINK("http://x")',
  '+373 22 123',
  '-2+3',
  '@SUM(A1)',
  '\tx',
  '<b>Țară & "Co"</b>',
  'a;b',
  "l'ora",
);
const anyDay = fc
  .record({
    money: fc.array(fc.integer({ min: -99_999_999, max: 99_999_999 }), { minLength: 7, maxLength: 40 }),
    points: fc.array(fc.integer({ min: 0, max: 9_999_999 }), { minLength: 3, maxLength: 24 }),
    differences: fc.array(
      fc.tuple(fc.constantFrom(...DIFFERENCES, 'ofTomorrow'), fc.integer({ min: -999_999, max: 999_999 })),
      { maxLength: 12 },
    ),
    storeName: anyText,
    note: anyText,
  })
  .map(dayOf);

const model = (day: ClosedDay, language: 'ro' | 'ru' | 'en' = 'ro'): DayModel => dayModel(day, dayWords(language));
const isFigure = (value: Value): boolean => value !== null && !('text' in value) && !('at' in value);
/** Every value of every table. */
function valuesOf({ sheets }: DayModel, without: readonly string[] = []): readonly Value[] {
  return SHEETS.filter((name) => !without.includes(name)).flatMap((name) =>
    sheets[name].rows.flatMap(({ values }) => values),
  );
}
const squeezed = (text: string): string => text.replace(/\s/gu, '');

/** Takes each away once: what stands twice in the day stands twice in the file. */
function expectEach(wanted: readonly string[], found: readonly string[]): void {
  const left = new Map<string, number>();
  for (const one of found) left.set(one, (left.get(one) ?? 0) + 1);
  const missing = wanted.filter((one) => {
    const many = left.get(one) ?? 0;
    left.set(one, many - 1);
    return many <= 0;
  });
  expect(missing).toEqual([]);
}

describe('for any day, what the tables say stands in', () => {
  test('the PDF, figure by figure, in each language', async () => {
    await fc.assert(
      fc.asyncProperty(anyDay, fc.constantFrom('ro', 'ru', 'en'), async (day, language) => {
        const { bytes } = await makeDayFile(day, 'pdf', language);
        const texts = pdfTexts(bytes);
        const of = model(day, language);
        expectEach(valuesOf(of, ['checks']).filter(isFigure).map(shownText).map(squeezed), texts.map(squeezed));
        const whole = squeezed(texts.join(''));
        for (const value of valuesOf(of, ['checks'])) expect(whole).toContain(squeezed(shownText(value)));
        for (const { values } of of.sheets.checks.rows) {
          const [name = null, state = null, figure = null] = values;
          for (const value of [name, state, figure]) expect(whole).toContain(squeezed(shownText(value)));
        }
      }),
      { numRuns: 8 },
    );
  });

  test('the book, as numbers and dates', async () => {
    await fc.assert(
      fc.asyncProperty(anyDay, async (day) => {
        const { bytes } = await makeDayFile(day, 'xlsx', 'ru');
        const of = model(day);
        for (const name of SHEETS) {
          const { title, columns, rows } = of.sheets[name];
          const [headings, ...read] = await readSheet(new Uint8Array(bytes).buffer, title, { trim: false });
          expect(headings).toEqual(columns.map((column) => column.title));
          expect(read.length).toBe(rows.length);
          for (const [at, { values }] of rows.entries()) {
            // A spreadsheet's moment is a fraction of a day: its last digit is not to be trusted.
            const found = columns.map((_, column) => toSecond(read[at]?.[column] ?? null));
            expect(values.map(cellOf)).toEqual(found);
          }
        }
      }),
      { numRuns: 8 },
    );
  });

  test('the accountant’s text file, with commas before bani', async () => {
    await fc.assert(
      fc.asyncProperty(anyDay, async (day) => {
        const { bytes } = await makeDayFile(day, 'csv', 'ru');
        const text = bytes.toString('utf8');
        expect(text.startsWith('\uFEFFZiua\r\nDenumire;Valoare\r\n')).toBe(true);
        expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
        const read = rowsOf(text);
        const of = model(day);
        const wanted = SHEETS.flatMap((name) => {
          const { title, columns, rows } = of.sheets[name];
          return [[title], columns.map((column) => column.title), ...rows.map(({ values }) => values.map(csvCell))];
        });
        expect(read).toEqual(wanted);
        for (const cell of read.flat()) {
          if (!/^-?\d+(?:,\d\d?)?$/.test(cell)) expect(cell).not.toMatch(/^\s*[=+\-@\t\r]/);
        }
      }),
      { numRuns: 30 },
    );
  });

  test('the receipt papers, no line wider than they are', async () => {
    await fc.assert(
      fc.asyncProperty(anyDay, fc.constantFrom('ro', 'ru', 'en'), async (day, language) => {
        for (const [as, signs] of [
          ['narrow58', 32],
          ['narrow80', 48],
        ] as const) {
          const page = (await makeDayFile(day, as, language)).bytes.toString('utf8');
          const inner = /<pre>(.*)<\/pre>/s.exec(page)?.[1] ?? '';
          expect(inner).not.toMatch(/</);
          const lines = unescaped(inner).split('\n');
          expect(lines.filter((line) => [...line].length > signs)).toEqual([]);
          const whole = squeezed(lines.join(''));
          for (const value of valuesOf(model(day, language))) {
            const text = squeezed(shownText(value));
            // A pair whose name goes on below its value is one text with the value in it.
            if (isFigure(value)) expect(whole).toContain(text);
          }
          expect(page).not.toMatch(/<script|https?:\/\/(?!x)/);
        }
      }),
      { numRuns: 8 },
    );
  });

  test('1C’s table: each row has its day, number, a name that never changes, and its figure', async () => {
    await fc.assert(
      fc.asyncProperty(anyDay, async (day) => {
        const rows = rowsOf((await makeDayFile(day, '1c', 'en')).bytes.toString('utf8'));
        const { sums, cash, points } = day.closed;
        expect(rows.every((row) => row.length === 11)).toBe(true);
        expect(rows[0]?.[0]).toBe('Дата');
        for (const row of rows.slice(1)) expect(row.slice(0, 2)).toEqual(['21.11.2026', '42']);
        const at = new Map(rows.map((row) => [row[4] ?? '', row]));
        expect(at.size).toBe(rows.length);
        expect(at.get('total')?.[7]).toBe(plainText({ bani: sums.total }));
        expect(at.get('cash.variance')?.[7]).toBe(plainText({ bani: cash.variance }));
        expect(at.get('points.closing')?.[10]).toBe(String(points.closing));
        for (const { rate, total, vat } of sums.vat) {
          expect(at.get(`vat.${rate / 100}`)?.slice(6, 9)).toEqual([
            String(rate / 100),
            plainText({ bani: total }),
            plainText({ bani: vat }),
          ]);
        }
      }),
      { numRuns: 20 },
    );
  });
});

test('the same day is the same file, next year too, and is named by its day', async () => {
  for (const as of DAY_FILES) {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 10, 21, 20) });
    const first = await makeDayFile(DAY, as, 'ro');
    vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2031, 4, 3, 4, 5, 6) });
    const again = await makeDayFile(DAY, as, 'ro');
    expect(first.bytes.equals(again.bytes), as).toBe(true);
    expect(first.name).toMatch(/^loial-2026-11-21-nr42[-.\w]*\.(pdf|xlsx|csv|html)$/);
  }
});

test('a first day, of which nothing is known yet, is a file too', async () => {
  const bare = dayOf({ money: [0], points: [0], differences: [], storeName: 'M', note: '' });
  const first: ClosedDay = {
    ...bare,
    signedByName: null,
    closed: {
      ...bare.closed,
      previous: null,
      tills: [],
      checks: [],
      sums: { ...bare.closed.sums, vat: [], tenders: [], points: [] },
    },
    notes: {},
    names: { staff: {}, members: {} },
  };
  for (const as of DAY_FILES) expect((await makeDayFile(first, as, 'ru')).bytes.length).toBeGreaterThan(500);
});

test('what a spreadsheet would reckon with is text, and what is text stays as it is', () => {
  for (const text of ['=1', '+1', '-1', '@a', '\t=1', ' =1', '\u22121', '＝1']) expect(harmless(text)).toBe(`'${text}`);
  for (const text of ['', 'Ana', '1-2', "'=1", 'a=b']) expect(harmless(text)).toBe(text);
});

/** What a spreadsheet gives back for a value. */
function cellOf(value: Value): string | number | Date | null {
  if (value === null) return null;
  if ('text' in value) return value.text === '' ? null : value.text;
  if ('bani' in value) return value.bani / 100;
  if ('points' in value) return value.points;
  if ('count' in value) return value.count;
  if ('rate' in value) return value.rate / 100;
  if ('day' in value) return new Date(`${value.day}T00:00:00Z`);
  if ('at' in value) return new Date(Math.floor((value.at + chisinauOffsetMin(value.at) * 60_000) / 60_000) * 60_000);
  return never(value);
}

const toSecond = (cell: unknown): unknown =>
  cell instanceof Date ? new Date(Math.round(cell.getTime() / 1000) * 1000) : cell;

const csvCell = (value: Value): string =>
  value !== null && 'text' in value ? harmless(value.text).replace(/[\r\n]+/g, ' ') : plainText(value);

function rowsOf(text: string): string[][] {
  const rows: unknown = parse(text, { delimiter: ';', bom: true, relax_column_count: true, skip_empty_lines: true });
  if (!Array.isArray(rows)) throw new Error('a text file is rows');
  return rows.map((row: unknown) => (Array.isArray(row) ? row.map(String) : []));
}

function unescaped(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');
}
