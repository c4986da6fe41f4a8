import { assert } from '../assert.ts';
import { done, type Outcome, refused } from '../refusal/refusal.ts';

/** Where a receipt comes from, as its number says. */
export interface ReceiptNumber {
  readonly till: number;
  readonly ordinal: number;
  readonly seq: number;
  /** The number itself, upper case. */
  readonly number: string;
}

const FORM = /^R(\d{4})(\d{2})(\d{6,10})(\d)$/;

/** The Luhn (mod 10, ISO/IEC 7812-1) check digit of some digits: finds every wrong digit and most swaps. */
function luhnDigit(digits: string): number {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i]);
    const doubled = i % 2 === 0 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return (10 - (sum % 10)) % 10;
}

/**
 * A receipt's number: `R`, till (4 digits), incarnation's ordinal (2), record's number (6, more once it has grown
 * past a million), check digit. Unique in the chain without asking anyone; 14 characters, printed as Code 128.
 */
export function receiptNumber(till: number, ordinal: number, seq: number): string {
  assert(Number.isInteger(till) && till >= 1 && till <= 9999, `not a till's number: ${till}`);
  assert(Number.isInteger(ordinal) && ordinal >= 1 && ordinal <= 99, `not an incarnation's ordinal: ${ordinal}`);
  assert(Number.isInteger(seq) && seq >= 1 && seq <= 9_999_999_999, `not a record's number: ${seq}`);
  const digits = `${pad(till, 4)}${pad(ordinal, 2)}${pad(seq, 6)}`;
  return `R${digits}${luhnDigit(digits)}`;
}

function pad(value: number, digits: number): string {
  return String(value).padStart(digits, '0');
}

/** Reads a receipt's number as scanned or typed (any case, spaces do not matter). */
export function readReceiptNumber(text: string): Outcome<ReceiptNumber> {
  const number = text.replace(/\s/g, '').toUpperCase();
  const found = FORM.exec(number);
  if (found === null) return refused('receipt.unknown', { number });
  const [, till = '', ordinal = '', seq = '', check = ''] = found;
  if (luhnDigit(till + ordinal + seq) !== Number(check)) return refused('receipt.checkDigit', { number });
  return done({ till: Number(till), ordinal: Number(ordinal), seq: Number(seq), number });
}
