import { done, type Outcome, refused } from '../refusal/refusal.ts';
import { type Bani, bani, LARGEST_BANI } from './bani.ts';
import { type Points, points } from './points.ts';
import { LARGEST_QUANTITY, type Thousandths, thousandths } from './quantity.ts';

/** U+00A0: groups thousands; every font and every printer's code page has it. */
const SPACE = '\u00A0';
/** U+2212: the minus sign as wide as the digits. */
const MINUS = '\u2212';

/** Thousands may be set apart by a space of any width, in groups of three: "12 50" is no 1250. */
const NUMBER = /^([-\u2212]?)(\d+|\d{1,3}(?:[ \u00A0\u2009\u202F]\d{3})+)(?:[.,](\d*))?$/u;

interface Read {
  readonly negative: boolean;
  readonly whole: string;
  /** Digits after the mark, as many as were typed. */
  readonly decimals: string;
}

function readNumber(text: string): Read | null {
  const found = NUMBER.exec(text.trim());
  if (found === null) return null;
  const [, sign = '', whole = '', decimals = ''] = found;
  return { negative: sign !== '', whole: whole.replace(/\D/g, ''), decimals };
}

/** An integer out of digits, scaled by a power of ten; null where it is far beyond anything a counter has. */
function scaled({ whole, decimals }: Read, places: number): number | null {
  const value = Number(whole + decimals.padEnd(places, '0').slice(0, places));
  return Number.isSafeInteger(value) ? value : null;
}

/**
 * Reads an amount of lei as it is typed ("12", "12,5", "12.50", "1 234,50") into bani. Above zero, at most
 * LARGEST_BANI, at most 2 decimals: "1.234" is refused, since nobody knows whether it means one leu or a thousand.
 */
export function parseBani(text: string): Outcome<Bani> {
  const read = readNumber(text);
  if (read === null || read.decimals.length > 2) return refused('amount.notANumber', { text });
  const value = scaled(read, 2);
  if (value === 0 || read.negative) return refused('amount.notPositive');
  if (value === null || value > LARGEST_BANI) return refused('amount.tooLarge', { most: LARGEST_BANI });
  return done(bani(value));
}

/** Reads an amount of lei as parseBani does, 0 and below zero too: a sum of a day, in which more may have come back than was sold. */
export function parseSum(text: string): Outcome<Bani> {
  const read = readNumber(text);
  if (read === null || read.decimals.length > 2) return refused('amount.notANumber', { text });
  const value = scaled(read, 2);
  if (value === null || value > LARGEST_BANI) return refused('amount.tooLarge', { most: LARGEST_BANI });
  return done(bani(read.negative && value > 0 ? -value : value));
}

/** Reads a whole number of points, 0 or above ("0" chooses none). */
export function parsePoints(text: string): Outcome<Points> {
  const read = readNumber(text);
  const value = read === null || read.decimals.length > 0 ? null : scaled(read, 0);
  if (read === null || value === null || value > LARGEST_BANI) return refused('amount.notANumber', { text });
  if (read.negative && value > 0) return refused('amount.notPositive');
  return done(points(value));
}

/**
 * Reads a quantity into thousandths: whole pieces, or kilograms with up to 3 decimals. `product` names the product in
 * the refusal of a part of a piece.
 */
export function parseQuantity(text: string, unit: 'piece' | 'kg', product = ''): Outcome<Thousandths> {
  const read = readNumber(text);
  if (read === null || read.decimals.length > 3) return refused('amount.notANumber', { text });
  if (unit === 'piece' && /[1-9]/.test(read.decimals)) return refused('quantity.wholePiecesOnly', { product });
  const value = scaled(read, 3);
  if (value === 0 || read.negative) return refused('quantity.notPositive');
  if (value === null || value > LARGEST_QUANTITY) return refused('quantity.tooLarge', { most: LARGEST_QUANTITY });
  return done(thousandths(value));
}

function grouped(digits: string): string {
  return digits.replace(/\B(?=(?:\d{3})+$)/g, SPACE);
}

function fixed(value: number, places: number): string {
  const digits = String(Math.abs(value)).padStart(places + 1, '0');
  const whole = grouped(digits.slice(0, digits.length - places));
  const sign = value < 0 ? MINUS : '';
  return places === 0 ? sign + whole : `${sign}${whole},${digits.slice(-places)}`;
}

/** Lei and bani without the currency: `1 234,50`, `−0,05`; the same in all three languages. */
export function formatBani(amount: Bani): string {
  return fixed(amount, 2);
}

/** Points: `1 234`, `−12`. */
export function formatPoints(amount: Points): string {
  return fixed(amount, 0);
}

/** How many of something: `1 234`. */
export function formatCount(count: number): string {
  return fixed(count, 0);
}

/** Pieces as `2`, kilograms as `0,385`; without the unit, whose word depends on the language. */
export function formatQuantity(quantity: Thousandths, unit: 'piece' | 'kg'): string {
  if (unit === 'piece' && quantity % 1000 === 0) return fixed(quantity / 1000, 0);
  return fixed(quantity, 3);
}
