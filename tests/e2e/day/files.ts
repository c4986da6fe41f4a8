import { readFileSync } from 'node:fs';
import { expect, type Locator, type Page } from '@playwright/test';
import { readSheet } from 'read-excel-file/universal';
import { bani } from '../../../domain/amount/bani.ts';
import { points } from '../../../domain/amount/points.ts';
import { formatBani, formatCount, formatPoints } from '../../../domain/amount/text.ts';
import { pdfTexts } from '../../../electron/day/files/testing/pdfTexts.ts';
import { signed, signedPoints } from '../../../renderer/day/dayWords.ts';
import { rateText } from '../../../renderer/words/refusals.ts';
import { wordsOf } from '../../../renderer/words/words.ts';
import { TRANSLATIONS } from '../../../resources/translations/translations.ts';
import type { DayFigures } from './booked.ts';

/** A signed day as a person reads it: on the screen, in its PDF, in its book. Each figure must be what the tills' logs come to. */

const { say } = wordsOf('ro');
const file = TRANSLATIONS.ro;
const lei = (sum: number): string => formatBani(bani(sum));
const pointsOf = (many: number): string => formatPoints(points(many));
const squeezed = (text: string): string => text.replace(/\s/gu, '');

/** Reads the page of a signed day that stands open. */
export async function expectShown(page: Page, of: DayFigures): Promise<void> {
  await expect(page.locator('.day-aside')).toContainText(say('shift.sales', { count: of.sales }));
  await expect(page.locator('.day-seal')).toHaveText(of.seal);
  /** A row of a table, its cells as they stand. */
  const row = async (table: Locator, label: string): Promise<readonly string[]> =>
    table
      .locator('tr')
      .filter({ has: page.locator(`th:text-is("${label}")`) })
      .locator('td')
      .allTextContents();
  const byVat = page.getByRole('table', { name: say('day.byVat') });
  await expect(byVat.locator('tbody tr')).toHaveCount(of.vat.length + 1);
  for (const { rate, total, vat } of of.vat) {
    expect(await row(byVat, say('vat.rate', { rate: rateText(rate) }))).toEqual([lei(total), lei(vat)]);
  }
  const vat = of.vat.reduce((sum, line) => sum + line.vat, 0);
  expect(await row(byVat, say('day.total'))).toEqual([lei(of.total), lei(vat)]);
  const identity = page.getByRole('table', { name: say('day.pointsFormula') });
  for (const [label, by] of [
    [say('day.points.opening'), pointsOf(of.opening)],
    [say('day.points.issued'), signedPoints(points(of.issued))],
    [say('day.points.redeemed'), signedPoints(points(of.redeemed))],
    [say('day.points.returned'), signedPoints(points(of.returned))],
    [say('day.points.adjusted'), signedPoints(points(of.adjusted))],
    [say('day.points.closing'), pointsOf(of.closing)],
  ] as const) {
    expect(await row(identity, label), label).toEqual([by]);
  }
  const shifts = page.getByRole('table', { name: say('day.cash') });
  expect(await row(shifts, say('day.total'))).toEqual([lei(of.expected), lei(of.counted), signed(bani(of.variance))]);
  const shown = await Promise.all(
    (await shifts.locator('tbody tr').all()).map(async (one) => {
      const [sales, total, expected, counted, variance] = (await one.locator('td').allTextContents()).slice(2);
      const till = /\d+/.exec((await one.locator('th').textContent()) ?? '')?.[0];
      return [till, sales, total, expected, counted, variance].join('|');
    }),
  );
  const booked = of.shifts.map(({ till, sales, total, expected, counted, variance }) =>
    [till, formatCount(sales), lei(total), lei(expected), lei(counted), signed(bani(variance))].join('|'),
  );
  expect(shown.sort()).toEqual(booked.sort());
}

/** Saves the PDF and the book of the page that stands open by their keys, and reads both. */
export async function expectFiles(page: Page, of: DayFigures): Promise<void> {
  const saved = async (key: string): Promise<Buffer> => {
    const downloaded = page.waitForEvent('download');
    await page.keyboard.press(key);
    return readFileSync(await (await downloaded).path());
  };
  const texts = pdfTexts(await saved('1'));
  const book = await saved('2');
  const sheet = async (name: 'day' | 'points' | 'vat' | 'shifts') =>
    (await readSheet(new Uint8Array(book).buffer, file[`dayfile.sheet.${name}`])).slice(1);
  const inPdf = (label: string, text: string): void => {
    expect(valuesAfter(label, texts), `${label} in the PDF`).toContain(squeezed(text));
  };

  const day = new Map((await sheet('day')).map((row) => [row[0], row[1]]));
  expect(day.get(file['dayfile.day.seal'])).toBe(of.seal);
  inPdf(file['dayfile.day.seal'], of.seal);
  for (const [word, sum, text] of [
    ['sales', of.sales, formatCount(of.sales)],
    ['total', of.total, lei(of.total)],
    ['cashExpected', of.expected, lei(of.expected)],
    ['cashCounted', of.counted, lei(of.counted)],
    ['cashVariance', of.variance, lei(of.variance)],
  ] as const) {
    const label = file[`dayfile.day.${word}`];
    const cell = day.get(label);
    expect(word === 'sales' ? cell : Math.round(Number(cell) * 100), `${label} in the book`).toBe(sum);
    inPdf(label, text);
  }
  const moved = new Map((await sheet('points')).map((row) => [row[0], row[3]]));
  for (const [label, by] of [
    [file['dayfile.points.opening'], of.opening],
    [file['dayfile.group.issued'], of.issued],
    [file['dayfile.group.redeemed'], of.redeemed],
    [file['dayfile.group.returned'], of.returned],
    [file['dayfile.group.adjusted'], of.adjusted],
    [file['dayfile.points.closing'], of.closing],
  ] as const) {
    expect(moved.get(label), `${label} in the book`).toBe(by);
    expect(texts.map(squeezed), `${label} in the PDF`).toContain(squeezed(formatPoints(points(by))));
  }
  const rates = of.vat.map(({ rate, gross, discount, total, vat }) => [rate, gross, 0 - discount, total, vat]);
  const inBook = (await sheet('vat')).slice(0, -1).map((row) => row.map((cell) => Math.round(Number(cell) * 100)));
  expect(inBook).toEqual(rates);
  for (const [rate = 0, ...sums] of rates) {
    const row = [`${rateText(rate)} %`, ...sums.map(lei)].map(squeezed).join('|');
    expect(texts.map(squeezed).join('|'), 'VAT in the PDF').toContain(row);
  }
  const drawers = (await sheet('shifts'))
    .filter((row) => row[7] === file['dayfile.cash'] && row[0] !== file['dayfile.sum'])
    .map((row) => [row[0], row[5], ...[6, 8, 9, 10].map((at) => Math.round(Number(row[at]) * 100))].join('|'));
  const booked = of.shifts.map(({ till, sales, total, expected, counted, variance }) =>
    [till, sales, total, expected, counted, variance].join('|'),
  );
  expect(drawers.sort()).toEqual(booked.sort());
  for (const { total, expected, counted, variance } of of.shifts) {
    for (const sum of [total, expected, counted, variance]) expect(texts.map(squeezed)).toContain(squeezed(lei(sum)));
  }
}

/** What stands right after a label in the texts of a PDF, without spaces: a label is put on the page in as many pieces as fonts have its letters. */
function valuesAfter(label: string, texts: readonly string[]): readonly string[] {
  const wanted = squeezed(label);
  return texts.flatMap((_, from) => {
    let said = '';
    for (let at = from; at < texts.length && said.length < wanted.length; at++) {
      said += squeezed(texts[at] ?? '');
      if (said === wanted) return [squeezed(texts[at + 1] ?? '')];
    }
    return [];
  });
}
