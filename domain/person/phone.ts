// biome-ignore lint/style/noRestrictedImports: pure data about the world's numbering plans; nowhere else in domain.
import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import { done, type Outcome, refused } from '../refusal/refusal.ts';

/** Digits, the marks that people put between them, and a plus in front. */
const TYPED = /^\+?[\d\s().\-/\u00A0\u2010-\u2015]+$/u;

/**
 * Reads a phone as it is typed, in any national or international form, into E.164. Only Moldovan numbers (+373 and 8
 * digits) are taken; a valid one of another country is refused as foreign, anything else as invalid.
 */
export function readPhone(text: string): Outcome<string> {
  const typed = text.trim();
  if (!TYPED.test(typed)) return refused('phone.invalid', { phone: text });
  const digits = typed.replace(/\D/g, '');
  const parsed = parsePhoneNumberFromString(international(digits, typed.startsWith('+')));
  if (parsed === undefined || !parsed.isValid()) return refused('phone.invalid', { phone: text });
  if (parsed.countryCallingCode !== '373') return refused('phone.foreign', { phone: text });
  return done(parsed.number);
}

/** Plus and digits, from `00373…`, `373…`, `069…` or `69…`. */
function international(digits: string, plus: boolean): string {
  if (plus) return `+${digits}`;
  if (digits.startsWith('00')) return `+${digits.slice(2)}`;
  if (digits.startsWith('373') && digits.length === 11) return `+${digits}`;
  return `+373${digits.startsWith('0') ? digits.slice(1) : digits}`;
}
