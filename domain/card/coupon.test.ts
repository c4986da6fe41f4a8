import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { issuedReadings, meantCoupon } from './coupon.ts';

describe('a coupon’s code is found', () => {
  test('in upper or lower case, in groups, for any code of a sale', () => {
    const sign = fc.constantFrom(...'23456789ABCDEFGHJKLMNPQRSTUVWXYZ');
    const code = fc.array(sign, { minLength: 12, maxLength: 12 }).map((signs) => signs.join(''));
    fc.assert(
      fc.property(code, fc.array(fc.nat(12)), fc.constantFrom(' ', '-', '.', ' - '), (kept, cuts, between) => {
        const typed = [...kept].map((letter, i) => (cuts.includes(i) ? between : '') + letter).join('');
        expect(meantCoupon(typed.toLowerCase(), ['OTHER', kept])).toBe(kept);
        if (/[A-Z]/.test(kept)) expect(issuedReadings(typed)).toContain(kept);
      }),
    );
  });

  test.each([
    ['typed as it looks, with Russian letters', 'КАВАМ2', 'KABAM2'],
    ['typed by its keys, with the Russian layout', 'тщм10', 'NOV10'],
    ['kept in Russian letters', 'лето', 'ЛЕТО'],
    ['kept in Russian letters that look Latin', 'MOCT', 'МОСТ'],
    ['kept with a hyphen', 'dec 20', 'DEC-20'],
  ])('%s', (_, typed, kept) => {
    expect(meantCoupon(typed, [kept, 'XX'])).toBe(kept);
  });

  test('and never another’s: what two codes could be is none, the exact one comes first', () => {
    expect(meantCoupon('ab1', ['A-B1', 'AB-1'])).toBe(null);
    expect(meantCoupon('ab-1', ['A-B1', 'AB-1'])).toBe('AB-1');
    expect(meantCoupon('---', ['A'])).toBe(null);
  });
});
