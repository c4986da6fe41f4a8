import { bani } from '../../domain/amount/bani.ts';
import { formatBani } from '../../domain/amount/text.ts';
import type { Json } from './json.ts';
import type { Scalar } from './shapes.ts';

/** How a value counts once it is known what the programme's tiers count. */
export type PlainScalar = Exclude<Scalar, 'tierSum'>;

/** Decimals of the whole number that stands in the programme: money, shares and factors are hundredths. */
const HUNDREDTHS: ReadonlySet<PlainScalar> = new Set(['money', 'share', 'factor']);
const WORDS: ReadonlySet<PlainScalar> = new Set(['text', 'code', 'day', 'time']);

/** A value as it is written in a field. What is no such value (a text where a number should be) stands as it is. */
export function scalarText(as: PlainScalar, value: Json | undefined): string {
  if (value === undefined || value === null) return '';
  if (typeof value !== 'number') return typeof value === 'string' ? value : JSON.stringify(value);
  if (WORDS.has(as) || !Number.isSafeInteger(value)) return String(value);
  if (!HUNDREDTHS.has(as)) return String(value);
  const text = formatBani(bani(value)).replace('−', '-').replace(/\s/g, '');
  return as === 'money' ? text : text.replace(/,00$|(?<=,\d)0$/, '');
}

/**
 * What is typed into a field, as it stands in the programme: bani, hundredths of a per cent, whole numbers. What cannot
 * be read stays the text that it is, so that nothing typed is lost and the till says what is wrong with it. Null: empty.
 */
export function readScalar(as: PlainScalar, typed: string): Json {
  const text = typed.trim();
  if (text === '') return null;
  if (WORDS.has(as)) return as === 'code' ? text : typed;
  const found = /^(-?)(\d{1,12})(?:[.,](\d{0,2}))?$/.exec(text.replace(/[\s\u00A0]/g, '').replace('−', '-'));
  if (found === null) return typed;
  const [, sign = '', whole = '', decimals = ''] = found;
  if (!HUNDREDTHS.has(as)) return decimals === '' ? Number(sign + whole) : typed;
  const value = Number(whole) * 100 + Number(decimals.padEnd(2, '0'));
  return sign === '-' && value > 0 ? -value : value;
}

/** Whether a value is of the kind that its field asks for; the till judges whether it is allowed. */
export function isScalar(as: PlainScalar, value: Json | undefined): boolean {
  if (as === 'day') return typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value);
  if (as === 'time') return typeof value === 'string' && /^([01]\d|2[0-3]):[0-5]\d$|^24:00$/.test(value);
  return WORDS.has(as) ? typeof value === 'string' : typeof value === 'number' && Number.isSafeInteger(value);
}
