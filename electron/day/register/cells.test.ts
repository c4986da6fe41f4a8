import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bani } from '../../../domain/amount/bani.ts';
import { formatBani } from '../../../domain/amount/text.ts';
import { civilDateAt, civilTimeAt } from '../../../domain/calendar/civil.ts';
import { amountOf, clockOf, markOf, momentOf } from './cells.ts';

describe('an amount', () => {
  test.each([
    ['12', 1200],
    ['12,5', 1250],
    ['12.50', 1250],
    ['1 234,50', 123_450],
    ['1\u00a0234,50', 123_450],
    ['1\u202f234.50', 123_450],
    ['1.234,50', 123_450],
    ['1,234.50', 123_450],
    ["1'234.50", 123_450],
    ['12 345 678,90', 1_234_567_890],
    ['-12,00', -1200],
    ['\u221212,00', -1200],
    ['12,00-', -1200],
    ['(12,00)', -1200],
    ['+12,00', 1200],
    ['235,31 lei', 23_531],
    ['MDL 235.31', 23_531],
    ['0', 0],
    ['-0,00', 0],
  ])('%s', (text, value) => {
    // What is above the largest amount is none.
    expect(amountOf(text, null)).toBe(value > 1_000_000_000 ? null : value);
  });

  test.each([
    '',
    ' ',
    'abc',
    '1.234',
    '1,234',
    '12,345',
    '1,2,3',
    '1.2.3',
    '12 50',
    '1 23,00',
    '--5',
    '(5',
    '5)',
    '(-5)',
    '-5-',
    '1,234,50',
    '21.11.2026',
    '14:07',
    '12a',
    '1e5',
    '99999999999',
  ])('%s is none, and nothing is guessed', (text) => {
    expect(amountOf(text, null)).toBeNull();
  });

  test('what one amount cannot say, its column can', () => {
    expect(markOf(['1.234', '235,31', '7'])).toBe(',');
    expect(markOf(['1.234', '1,000'])).toBeNull();
    expect(markOf(['1,50', '1.50'])).toBeNull();
    expect(amountOf('1.234', ',')).toBe(123_400);
    expect(amountOf('1,234', '.')).toBe(123_400);
    expect(amountOf('1.234', '.')).toBeNull();
    expect(amountOf('1.234.567,00', ',')).toBe(123_456_700);
  });

  test('a spreadsheet’s number, with or without its binary tail; what is no whole ban is none', () => {
    expect(amountOf({ number: '235.31' }, null)).toBe(23_531);
    expect(amountOf({ number: '235.31000000000003' }, null)).toBe(23_531);
    expect(amountOf({ number: '-1.2E2' }, null)).toBe(-12_000);
    expect(amountOf({ number: '0.125' }, null)).toBeNull();
    expect(amountOf({ number: '1e300' }, null)).toBeNull();
    expect(amountOf({ wallMs: 0 }, null)).toBeNull();
  });

  test('for any amount, each way of writing it is read back', () => {
    fc.assert(
      fc.property(fc.integer({ min: -999_999_999, max: 999_999_999 }), (value) => {
        const shown = formatBani(bani(value));
        const plain = (value / 100).toFixed(2);
        const thousands = shown.replace(/[\u00a0\u2212]/g, (sign) => (sign === '\u2212' ? '-' : '.'));
        for (const text of [shown, plain, plain.replace('.', ','), thousands, shown.replace(/\u2212/, '-')]) {
          expect(amountOf(text, null), text).toBe(value);
        }
        expect(amountOf({ number: String(value / 100) }, null)).toBe(value);
      }),
    );
  });
});

describe('a moment', () => {
  test('of Chișinău’s clock, in summer and in winter; of the world’s where it says so', () => {
    const at = Date.UTC(2026, 10, 21, 12, 7);
    for (const text of [
      '21.11.2026 14:07',
      '21/11/2026 14:07:00',
      '21-11-2026, 14:07',
      '2026-11-21T14:07',
      '21.11.26 14:07',
      '2026-11-21 12:07Z',
      '2026-11-21T14:07:00+02:00',
      '2026-11-21T09:37:00-0230',
    ])
      expect(momentOf(text), text).toEqual({ at });
    expect(momentOf('21.07.2026 14:07')).toEqual({ at: Date.UTC(2026, 6, 21, 11, 7) });
    expect(momentOf({ wallMs: Date.UTC(2026, 10, 21, 14, 7) })).toEqual({ at });
    expect(momentOf('21.11.2026')).toEqual({ day: '2026-11-21' });
    for (const text of ['31.02.2026 10:00', '21.13.2026', '21.11.2026 25:00', '14:07', '21112026', 'x', '']) {
      expect(momentOf(text), text).toBeNull();
    }
    expect(clockOf('14:07:30')).toBe(50_850);
    expect(clockOf('24:00')).toBeNull();
  });

  test('for any instant but of the hour that autumn has twice, its wall clock is read back', () => {
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(2020, 0, 1) / 60_000, max: Date.UTC(2040, 0, 1) / 60_000 }), (minute) => {
        const at = minute * 60_000;
        const read = momentOf(`${civilDateAt(at).split('-').reverse().join('.')} ${civilTimeAt(at)}`);
        if (read === null || !('at' in read)) throw new Error('it was written as a moment');
        expect([0, 3_600_000]).toContain(at - read.at);
        if (at !== read.at) expect(civilTimeAt(at)).toMatch(/^03:/);
      }),
    );
  });
});
