import { bareCode } from './codes.ts';

/**
 * Coupon codes as people give them: printed in groups, read aloud, typed in either case or with the Russian layout on. A code is compared by
 * its letters and digits alone.
 */

/** Cyrillic capitals that look like Latin ones: who types what they see under a Russian layout types these. */
const ALIKE: Readonly<Record<string, string>> = {
  А: 'A',
  В: 'B',
  Е: 'E',
  З: '3',
  І: 'I',
  К: 'K',
  М: 'M',
  Н: 'H',
  О: 'O',
  Р: 'P',
  С: 'C',
  Т: 'T',
  У: 'Y',
  Х: 'X',
  Ѕ: 'S',
  Ј: 'J',
};

/** The keys of the Russian layout by the Latin letters on them: who types without looking at the screen types these. */
const KEYS: Readonly<Record<string, string>> = Object.fromEntries(
  [...'ЙЦУКЕНГШЩЗФЫВАПРОЛДЯЧСМИТЬ'].map((key, i) => [key, 'QWERTYUIOPASDFGHJKLZXCVBNM'.charAt(i)]),
);

/** A code as it is kept and printed: what a scanner adds is off, upper case. */
export const couponCode = (text: string): string => bareCode(text).normalize('NFKC').toUpperCase();

/** Letters and digits only. */
const key = (text: string): string => couponCode(text).replace(/[^\p{L}\p{N}]/gu, '');

const turned = (text: string, letters: Readonly<Record<string, string>>): string =>
  [...text].map((letter) => letters[letter] ?? letter).join('');

/**
 * Which of the codes is meant, as it is kept; null: none. As written first, then as letters and digits, then by look, then by the keys of the
 * Russian layout; where two codes would do equally well, none is: nobody's coupon is taken for another's.
 */
export function meantCoupon(text: string, codes: readonly string[]): string | null {
  const kept = [...new Set(codes.map(couponCode))];
  const written = couponCode(text);
  if (kept.includes(written)) return written;
  const typed = key(text);
  if (typed === '') return null;
  const ways = [(code: string) => key(code), (code: string) => turned(key(code), ALIKE)];
  for (const way of ways) {
    const found = only(kept.filter((code) => way(code) === way(typed)));
    if (found !== null) return found;
  }
  return only(kept.filter((code) => key(code) === turned(typed, KEYS)));
}

function only(codes: readonly string[]): string | null {
  return codes.length === 1 ? (codes[0] ?? null) : null;
}

/** Every reading of a code that a sale may have issued: 12 signs of that alphabet. To ask who holds it. */
export function issuedReadings(text: string): readonly string[] {
  const typed = key(text);
  const readings = new Set([typed, turned(typed, ALIKE), turned(typed, KEYS)]);
  return [...readings].filter((code) => ISSUED.test(code) && /[A-Z]/.test(code));
}

/** As sale/content makes them. */
const ISSUED = /^[2-9A-HJ-NP-Z]{12}$/;
