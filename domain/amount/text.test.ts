import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Bani, bani, LARGEST_BANI } from './bani.ts';
import { points } from './points.ts';
import { LARGEST_QUANTITY, thousandths } from './quantity.ts';
import { formatBani, formatPoints, formatQuantity, parseBani, parsePoints, parseQuantity } from './text.ts';

/** The code of a refusal, or the value. */
function read(outcome: ReturnType<typeof parseBani | typeof parsePoints | typeof parseQuantity>): number | string {
  return outcome.ok ? outcome.value : outcome.refusal.code;
}

describe('amounts as they are typed', () => {
  test.each([
    ['12', 1200],
    ['12,5', 1250],
    ['12.50', 1250],
    ['12,', 1200],
    [' 12,05 ', 1205],
    ['1 234,50', 123_450],
    ['1\u00A0234,50', 123_450],
    ['1\u202F234\u202F567,50', 123_456_750],
    ['0,01', 1],
    ['10000000', LARGEST_BANI],
    ['', 'amount.notANumber'],
    ['abc', 'amount.notANumber'],
    ['12 50', 'amount.notANumber'],
    ['1.234', 'amount.notANumber'],
    ['1.234,50', 'amount.notANumber'],
    ['1e3', 'amount.notANumber'],
    ['Infinity', 'amount.notANumber'],
    ['0x10', 'amount.notANumber'],
    ['1,2,3', 'amount.notANumber'],
    ['٣', 'amount.notANumber'],
    ['-5', 'amount.notPositive'],
    ['−5', 'amount.notPositive'],
    ['0', 'amount.notPositive'],
    ['0,00', 'amount.notPositive'],
    ['10000000,01', 'amount.tooLarge'],
    ['1000000000000', 'amount.tooLarge'],
    ['9'.repeat(60), 'amount.tooLarge'],
  ])('%j is %s', (text, expected) => {
    expect(read(parseBani(text))).toBe(expected);
  });

  test('what is written is read back, to the ban', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: LARGEST_BANI }), (amount) => {
        expect(read(parseBani(formatBani(bani(amount))))).toBe(amount);
      }),
    );
  });
  test('no text throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'0123456789 ,.-−+ex\u00A0٣'), maxLength: 30 }), (text) => {
        for (const parse of [parseBani, parsePoints]) parse(text);
        parseQuantity(text, 'kg');
      }),
    );
  });
  test('are written with the sign and the spaces of print', () => {
    expect(formatBani(bani(123_450))).toBe('1\u00A0234,50');
    expect(formatBani(bani(-5))).toBe('\u22120,05');
    expect(formatBani(bani(0))).toBe('0,00');
    expect(formatBani(bani(100_000_000_000) as Bani)).toBe('1\u00A0000\u00A0000\u00A0000,00');
    expect(formatPoints(points(-12_345))).toBe('\u221212\u00A0345');
  });
});

describe('points as they are typed', () => {
  test.each([
    ['0', 0],
    ['150', 150],
    ['1 500', 1500],
    ['-1', 'amount.notPositive'],
    ['1,5', 'amount.notANumber'],
    ['', 'amount.notANumber'],
    ['99999999999999999999', 'amount.notANumber'],
  ])('%j is %s', (text, expected) => {
    expect(read(parsePoints(text))).toBe(expected);
  });
});

describe('quantities as they are typed', () => {
  test.each([
    ['2', 'piece', 2000],
    ['2,000', 'piece', 2000],
    ['2,5', 'piece', 'quantity.wholePiecesOnly'],
    ['0,385', 'kg', 385],
    ['1.5', 'kg', 1500],
    ['1,2345', 'kg', 'amount.notANumber'],
    ['0', 'kg', 'quantity.notPositive'],
    ['-1', 'piece', 'quantity.notPositive'],
    ['9999', 'piece', LARGEST_QUANTITY],
    ['10000', 'piece', 'quantity.tooLarge'],
    ['x', 'piece', 'amount.notANumber'],
  ] as const)('%j (%s) is %s', (text, unit, expected) => {
    expect(read(parseQuantity(text, unit))).toBe(expected);
  });
  test('name the product that is not sold in parts', () => {
    expect(parseQuantity('1,5', 'piece', 'Lapte')).toMatchObject({ refusal: { params: { product: 'Lapte' } } });
  });
  test('what is written is read back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: LARGEST_QUANTITY }), (quantity) => {
        expect(read(parseQuantity(formatQuantity(thousandths(quantity), 'kg'), 'kg'))).toBe(quantity);
      }),
    );
    expect(formatQuantity(thousandths(2000), 'piece')).toBe('2');
    expect(formatQuantity(thousandths(385), 'kg')).toBe('0,385');
  });
});
