import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readPhone } from './phone.ts';
import { formatPhone } from './phoneText.ts';

const code = (text: string): string => {
  const read = readPhone(text);
  return read.ok ? read.value : read.refusal.code;
};

describe('phones', () => {
  test.each([
    '069123456',
    '69123456',
    '+373 69 123 456',
    '+37369123456',
    '0037369123456',
    '00 373 69 123 456',
    '373 69 123-456',
    '(069) 12-34-56',
    '069.12.34.56',
    '  069 123 456  ',
    '+373 (0) 69 123 456',
    '+373(69)123456',
    '069\u00A0123\u00A0456',
    '069–123–456',
  ])('%j is one and the same', (text) => {
    expect(code(text)).toBe('+37369123456');
  });
  test.each([
    ['022 123 456', '+37322123456'],
    ['22 12 34 56', '+37322123456'],
    ['+373 22 123456', '+37322123456'],
    ['079 555 111', '+37379555111'],
    ['060 000 001', '+37360000001'],
    ['0231 2 34 56', '+37323123456'],
  ])('%j is %s', (text, e164) => {
    expect(code(text)).toBe(e164);
  });
  test.each([
    '+40 721 234 567',
    '0040721234567',
    '+380 50 123 4567',
    '+7 916 123-45-67',
    '+1 202 456 1111',
  ])('%j is of another country', (text) => {
    expect(code(text)).toBe('phone.foreign');
    expect(readPhone(text)).toMatchObject({ refusal: { params: { phone: text } } });
  });
  test.each([
    '',
    'abc',
    '12',
    '06912345',
    '0691234567',
    '+373 69',
    '+',
    '00',
    '069x123456',
    '069123456 Ion',
    '+999 123',
  ])('%j is no phone', (text) => {
    expect(code(text)).toBe('phone.invalid');
  });
  test('what is written is read back', () => {
    const mobile = fc.tuple(fc.constantFrom(60, 68, 69, 71, 76, 78, 79), fc.nat(999_999));
    fc.assert(
      fc.property(mobile, ([range, rest]) => {
        const e164 = `+373${range}${String(rest).padStart(6, '0')}`;
        expect(code(e164)).toBe(e164);
        expect(code(formatPhone(e164))).toBe(e164);
      }),
    );
  });
  test('are written as people here write them', () => {
    expect(formatPhone('+37369123456')).toBe('069 123 456');
    expect(formatPhone('+37322123456')).toBe('022 123 456');
    expect(formatPhone('+40721234567')).toBe('+40 721 234 567');
  });
  test('no text throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'0123456789 +-()./373ax٣'), maxLength: 40 }), (text) => {
        const read = readPhone(text);
        if (read.ok) expect(read.value).toMatch(/^\+373\d{8}$/);
      }),
    );
  });
});
