import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays, civilDate, civilDateAt, civilTimeAt, daysBetween, isCivilDate } from './civil.ts';

const HOUR = 3_600_000;
const instant = fc.integer({ min: Date.UTC(1998, 0), max: Date.UTC(2090, 0) });
const day = instant.map(civilDateAt);
const shown = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'Europe/Chisinau',
  dateStyle: 'short',
});

describe('civil dates of Chișinău', () => {
  test('are what the time zone database says', () => {
    fc.assert(
      fc.property(instant, (ms) => {
        expect(civilDateAt(ms)).toBe(shown.format(ms));
      }),
      { numRuns: 400 },
    );
  });
  test('change at local midnight in winter, in summer, and on the two days of the changes', () => {
    for (const [utc, date, time] of [
      ['2026-01-10T21:59:59Z', '2026-01-10', '23:59'],
      ['2026-01-10T22:00:00Z', '2026-01-11', '00:00'],
      ['2026-07-10T20:59:59Z', '2026-07-10', '23:59'],
      ['2026-07-10T21:00:00Z', '2026-07-11', '00:00'],
      ['2026-03-28T22:00:00Z', '2026-03-29', '00:00'],
      ['2026-03-29T00:59:59Z', '2026-03-29', '02:59'],
      ['2026-03-29T01:00:00Z', '2026-03-29', '04:00'],
      ['2026-03-29T20:59:59Z', '2026-03-29', '23:59'],
      ['2026-03-29T21:00:00Z', '2026-03-30', '00:00'],
      ['2026-10-24T20:59:59Z', '2026-10-24', '23:59'],
      ['2026-10-25T00:59:59Z', '2026-10-25', '03:59'],
      ['2026-10-25T01:00:00Z', '2026-10-25', '03:00'],
      ['2026-10-25T21:59:59Z', '2026-10-25', '23:59'],
      ['2026-10-25T22:00:00Z', '2026-10-26', '00:00'],
    ] as const) {
      expect([civilDateAt(Date.parse(utc)), civilTimeAt(Date.parse(utc))]).toEqual([date, time]);
    }
  });
  test('do not depend on the hour in which the clock changes', () => {
    for (let year = 2020; year < 2040; year++) {
      for (const month of [2, 9]) {
        const last = new Date(Date.UTC(year, month + 1, 0));
        const sunday = Date.UTC(year, month, last.getUTCDate() - last.getUTCDay());
        for (let hour = 0; hour < 4; hour++) {
          expect(civilDateAt(sunday + hour * HOUR)).toBe(new Date(sunday).toISOString().slice(0, 10));
        }
      }
    }
  });
  test('every day from 1900 to 2101 and no other is a day, each one after the other', () => {
    const wrong: string[] = [];
    let before: ReturnType<typeof civilDate> | null = null;
    for (let year = 1900; year <= 2101; year++) {
      for (let month = 1; month <= 12; month++) {
        const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
        for (let of = 0; of <= 32; of++) {
          const text = `${year}-${String(month).padStart(2, '0')}-${String(of).padStart(2, '0')}`;
          const isDay = of >= 1 && of <= last;
          if (isCivilDate(text) !== isDay) wrong.push(text);
          if (!isDay) continue;
          if (before !== null && daysBetween(before, civilDate(text)) !== 1) wrong.push(`before ${text}`);
          before = civilDate(text);
        }
      }
    }
    expect(wrong).toEqual([]);
  });
  test('a text that is no day, or in another form, is none', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'0123456789-/ ९'), minLength: 8, maxLength: 11 }), (text) => {
        const parsed = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(text) ? new Date(`${text}T00:00:00Z`) : null;
        const isDay = parsed !== null && !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(text);
        expect(isCivilDate(text)).toBe(isDay);
      }),
      { numRuns: 2000 },
    );
    for (const text of [
      '2026-00-10',
      '2026-13-01',
      '2026-02-29',
      '2024-02-30',
      '1900-02-29',
      '2026-1-01',
      '2026-11-2९',
      '',
    ])
      expect(isCivilDate(text), text).toBe(false);
    for (const text of ['2000-02-29', '2024-02-29', '0000-01-01', '9999-12-31'])
      expect(isCivilDate(text), text).toBe(true);
  });
  test('days are added and counted without losing one across a change', () => {
    fc.assert(
      fc.property(day, fc.integer({ min: -10_000, max: 10_000 }), (from, days) => {
        const to = addDays(from, days);
        expect(daysBetween(from, to)).toBe(days);
        expect(addDays(to, -days)).toBe(from);
        expect(days > 0 ? to > from : days === 0 ? to === from : to < from).toBe(true);
      }),
    );
  });
  test('are real days only', () => {
    for (const text of ['2026-02-29', '2026-13-01', '2026-00-10', '2026-1-1', '26-01-01', '', '2026-01-01T00:00']) {
      expect(isCivilDate(text)).toBe(false);
    }
    expect(isCivilDate('2028-02-29')).toBe(true);
    expect(() => civilDate('2026-02-30')).toThrow();
  });
});
