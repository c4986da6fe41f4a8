import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CodeMeaning, type CodeRules, checkDigitHolds, gs1CheckDigit, readCode } from './codes.ts';
import { readReceiptNumber, receiptNumber } from './receiptNumber.ts';

const RULES: CodeRules = {
  cardPrefixes: ['290', 'VIP-'],
  weighed: [
    { prefix: '22', skuDigits: 5, value: 'grams' },
    { prefix: '23', skuDigits: 4, value: 'bani' },
  ],
};
const whole = (digits: string): string => `${digits}${gs1CheckDigit(digits)}`;
const read = (text: string): CodeMeaning => readCode(text, RULES);
const refusal = (text: string): string => {
  const meaning = read(text);
  return meaning.kind === 'refused' ? meaning.refusal.code : meaning.kind;
};
const CARD = whole('290000000001');
const MILK = whole('484000000001');
const digits = (length: number) =>
  fc.array(fc.nat(9), { minLength: length, maxLength: length }).map((all) => all.join(''));

describe('check digits', () => {
  test('known codes hold', () => {
    for (const code of ['4006381333931', '96385074', '036000291452', '10012345678902', '5901234123457']) {
      expect(checkDigitHolds(code)).toBe(true);
    }
    for (const code of ['', '1', '4006381333932', 'abc', '40063813339３1']) expect(checkDigitHolds(code)).toBe(false);
  });
  test('one wrong digit is always seen', () => {
    fc.assert(
      fc.property(digits(12), fc.nat(12), fc.integer({ min: 1, max: 9 }), (body, at, by) => {
        const code = [...whole(body)];
        code[at] = String((Number(code[at]) + by) % 10);
        expect(checkDigitHolds(code.join(''))).toBe(false);
      }),
    );
  });
});

describe('what a code means', () => {
  test.each([
    [CARD, { kind: 'card', code: CARD }],
    [`]E0${CARD}\r\n`, { kind: 'card', code: CARD }],
    [` ${CARD} `, { kind: 'card', code: CARD }],
    [`LOIAL:${CARD}`, { kind: 'card', code: CARD }],
    [']Q1LOIAL:AB-12/cd', { kind: 'card', code: 'AB-12/cd' }],
    ['VIP-0001', { kind: 'card', code: 'VIP-0001' }],
    [MILK, { kind: 'product', ean: MILK }],
    [`]E0${MILK}`, { kind: 'product', ean: MILK }],
    [`]E4${whole('4840001')}`, { kind: 'product', ean: whole('4840001') }],
    ['036000291452', { kind: 'product', ean: '0036000291452' }],
    [`0${MILK}`, { kind: 'product', ean: MILK }],
    ['10012345678902', { kind: 'product', ean: '10012345678902' }],
    [`]C101${`0${MILK}`}10LOT\u001D3103`, { kind: 'product', ean: MILK }],
    [`]C1\u001D01${`0${MILK}`}`, { kind: 'product', ean: MILK }],
    ['1234', { kind: 'product', ean: '1234' }],
    ['0001234', { kind: 'product', ean: '0001234' }],
    [whole('220001200385'), { kind: 'weighed', sku: '00012', value: 385, unit: 'grams' }],
    [whole('230012012345'), { kind: 'weighed', sku: '0012', value: 12_345, unit: 'bani' }],
    [receiptNumber(1, 1, 7), { kind: 'receipt', number: receiptNumber(1, 1, 7) }],
    [`]C0${receiptNumber(12, 3, 456).toLowerCase()}`, { kind: 'receipt', number: receiptNumber(12, 3, 456) }],
  ] as const)('%j', (text, meaning) => {
    expect(read(text)).toEqual(meaning);
  });
  test.each([
    ['2900000000010', 'code.checkDigit'],
    ['LOIAL:2900000000010', 'code.checkDigit'],
    ['4840000000010', 'code.checkDigit'],
    ['2200012003850', 'code.checkDigit'],
    [whole('220001200000'), 'code.weighedNoPrice'],
    ['R0001010000070', 'receipt.checkDigit'],
    ['', 'code.unknown'],
    ['123', 'code.unknown'],
    ['123456789', 'code.unknown'],
    ['12345678901', 'code.unknown'],
    ['1'.repeat(60), 'code.unknown'],
    ['%%NoRead', 'code.unknown'],
    ['hello', 'code.unknown'],
    ['LOIAL:', 'code.unknown'],
    ['LOIAL:карта', 'code.unknown'],
    ['https://example.org/x', 'code.unknown'],
    ['R12', 'code.unknown'],
  ])('%j is refused: %s', (text, code) => {
    expect(refusal(text)).toBe(code);
  });
  test('a card is never taken for a product, whatever its digits', () => {
    fc.assert(
      fc.property(digits(9), (rest) => {
        expect(read(whole(`290${rest}`)).kind).toBe('card');
      }),
    );
    const colliding: CodeRules = { cardPrefixes: ['22'], weighed: RULES.weighed };
    expect(readCode(whole('220001200385'), colliding).kind).toBe('card');
  });
  test('a short or long code that only begins like a card is still a product', () => {
    expect(read('2901').kind).toBe('product');
    expect(read(whole('2901234')).kind).toBe('product');
  });
  test('no text throws, and what is shown of it is bounded', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
        const meaning = read(text);
        if (meaning.kind === 'refused') expect(String(meaning.refusal.params['code'] ?? '').length).toBeLessThan(50);
      }),
    );
  });
});

describe('receipt numbers', () => {
  const parts = fc.tuple(
    fc.integer({ min: 1, max: 9999 }),
    fc.integer({ min: 1, max: 99 }),
    fc.oneof(fc.integer({ min: 1, max: 999_999 }), fc.integer({ min: 1_000_000, max: 9_999_999_999 })),
  );
  test('are read back, and are 14 characters up to a million records', () => {
    fc.assert(
      fc.property(parts, ([till, ordinal, seq]) => {
        const number = receiptNumber(till, ordinal, seq);
        expect(readReceiptNumber(number)).toEqual({ ok: true, value: { till, ordinal, seq, number } });
        if (seq < 1_000_000) expect(number).toHaveLength(14);
        expect(read(number)).toEqual({ kind: 'receipt', number });
      }),
    );
  });
  test('one wrong digit is always seen', () => {
    fc.assert(
      fc.property(parts, fc.nat(20), fc.integer({ min: 1, max: 9 }), ([till, ordinal, seq], at, by) => {
        const number = [...receiptNumber(till, ordinal, seq)];
        const i = 1 + (at % (number.length - 1));
        number[i] = String((Number(number[i]) + by) % 10);
        expect(readReceiptNumber(number.join(''))).toMatchObject({ refusal: { code: 'receipt.checkDigit' } });
      }),
    );
  });
  test('are read as typed, and refused where they are none', () => {
    const number = receiptNumber(1, 2, 3);
    expect(readReceiptNumber(` ${number.toLowerCase().slice(0, 5)} ${number.slice(5)} `)).toMatchObject({
      value: { number },
    });
    for (const text of ['', 'R', '12345678901234', `${number}000`, 'R00010100000７0']) {
      expect(readReceiptNumber(text)).toMatchObject({ ok: false });
    }
    expect(() => receiptNumber(0, 1, 1)).toThrow();
    expect(() => receiptNumber(1, 100, 1)).toThrow();
  });
});
