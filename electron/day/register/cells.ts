import { type Bani, bani, LARGEST_BANI } from '../../../domain/amount/bani.ts';
import { type CivilDate, chisinauInstant, civilDate, isCivilDate } from '../../../domain/calendar/civil.ts';

/** A cell of a register's file: text as it stands, or what a spreadsheet says is a number (its exact digits) or a moment (of the wall clock). */
export type Cell = string | { readonly number: string } | { readonly wallMs: number };

/** A row that has something in it. */
export interface FileRow {
  /** In the file, from 1. */
  readonly row: number;
  readonly cells: readonly Cell[];
}

/** A cell as a person would read it. */
export function cellText(cell: Cell | undefined): string {
  if (cell === undefined) return '';
  if (typeof cell === 'string') return cell.trim();
  if ('number' in cell) return cell.number;
  const text = new Date(cell.wallMs).toISOString();
  const day = text.slice(0, 10).split('-').reverse().join('.');
  return text.slice(11, 19) === '00:00:00' ? day : `${day} ${text.slice(11, 19)}`;
}

export type Mark = ',' | '.';

/** Signs that a register may put beside an amount. */
const AROUND = /^\s*(?:(?:lei|mdl|l)\b\.?)?\s*|\s*(?:lei|mdl|l)?\.?\s*$/giu;
const SPACES = /[\s\u00A0\u2009\u202F'’]/gu;

/** Digits of an amount without its sign and currency; null: no amount. */
function bare(text: string): { readonly negative: boolean; readonly digits: string } | null {
  const trimmed = text.replace(AROUND, '').trim();
  const found = /^(\()?([-\u2212+])?([\d\s\u00A0\u2009\u202F'’.,]*\d)([-\u2212])?(\))?$/u.exec(trimmed);
  if (found === null) return null;
  const [, open, before, digits = '', after, close] = found;
  if ((open === undefined) !== (close === undefined)) return null;
  const signs = [open, before === '+' ? undefined : before, after].filter((sign) => sign !== undefined);
  return signs.length > 1 ? null : { negative: signs.length === 1, digits: digits.trim() };
}

/** Groups of three set apart: by spaces, or by the sign that is not the mark. */
function isGrouped(whole: string): boolean {
  return /^\d+$/.test(whole) || /^\d{1,3}(?:([\s\u00A0\u2009\u202F'’.,])\d{3})(?:\1\d{3})*$/u.test(whole);
}

/**
 * What stands before bani in a column of amounts, by the amounts in which it is plain (`12,5`, `1.234,50`); null: in none of them, or they
 * contradict each other.
 */
export function markOf(cells: readonly Cell[]): Mark | null {
  const marks = new Set<Mark>();
  for (const cell of cells) {
    const read = typeof cell === 'string' ? bare(cell) : null;
    if (read === null) continue;
    const found = /[.,](?=\d{1,2}$)/.exec(read.digits)?.[0];
    if (found === ',' || found === '.') marks.add(found);
  }
  const [one] = marks;
  return marks.size === 1 ? (one ?? null) : null;
}

/**
 * An amount of lei in bani, below zero for what was given back (`-12,50`, `12,50-`, `(12,50)`); null where it cannot be told, or is no
 * whole number of bani. `1.234` is told only where `mark` says which sign stands before bani.
 */
export function amountOf(cell: Cell, mark: Mark | null): Bani | null {
  if (typeof cell !== 'string') return 'number' in cell ? exactBani(cell.number) : null;
  const read = bare(cell);
  if (read === null) return null;
  const { negative, digits } = read;
  const decimals = /^(.*)([.,])(\d{1,2})$/u.exec(digits);
  const whole = decimals === null || (mark !== null && decimals[2] !== mark) ? digits : (decimals[1] ?? '');
  const parts = whole === digits ? '' : (decimals?.[3] ?? '');
  if (!isGrouped(whole)) return null;
  const apart = /[.,]/.exec(whole)?.[0];
  // A sign that stands before bani sets no thousands apart; a lone `1.234` says nothing by itself.
  if (apart !== undefined && (apart === decimals?.[2] || apart === mark)) return null;
  if (apart !== undefined && parts === '' && mark === null) return null;
  const value = Number(whole.replace(SPACES, '').replace(/[.,]/g, '') + parts.padEnd(2, '0'));
  return value > LARGEST_BANI ? null : bani(negative && value !== 0 ? -value : value);
}

/** A spreadsheet's number, whose binary tail (`235.31000000000003`) is not meant. */
function exactBani(text: string): Bani | null {
  const value = Number(text) * 100;
  const whole = Math.round(value);
  if (!Number.isFinite(value) || Math.abs(whole) > LARGEST_BANI || Math.abs(value - whole) > 1e-4) return null;
  return bani(whole === 0 ? 0 : whole);
}

const CLOCK = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?$/;

/** Seconds since midnight of a time of the day alone; null: it is none. */
export function clockOf(cell: Cell): number | null {
  if (typeof cell !== 'string') {
    // A spreadsheet's time without a day lies on its day 0.
    if (!('wallMs' in cell) || cell.wallMs >= 0) return null;
    return Math.round((((cell.wallMs % DAY_MS) + DAY_MS) % DAY_MS) / 1000);
  }
  const found = CLOCK.exec(cell.trim());
  if (found === null) return null;
  const [hours, minutes, seconds] = [Number(found[1]), Number(found[2]), Number(found[3] ?? 0)];
  return hours > 23 || minutes > 59 || seconds > 59 ? null : (hours * 60 + minutes) * 60 + seconds;
}

const DAY_MS = 86_400_000;

export type Moment =
  /** UTC ms. */
  | { readonly at: number }
  /** Only a day is told. */
  | { readonly day: CivilDate };

/** A moment of Chișinău's clock (`21.11.2026 14:07`, `2026-11-21T14:07:30`), or of the world's (`...Z`, `...+02:00`); null: it is none. */
export function momentOf(cell: Cell): Moment | null {
  if (typeof cell !== 'string') {
    if (!('wallMs' in cell) || cell.wallMs < 0) return null;
    const seconds = Math.round((cell.wallMs % DAY_MS) / 1000);
    const day = civilDate(new Date(cell.wallMs).toISOString().slice(0, 10));
    return seconds === 0 ? { day } : { at: chisinauInstant(day, seconds) };
  }
  const found = /^(\d{1,4})[./-](\d{1,2})[./-](\d{1,4})(?:[T\s,]+(\S+?)(Z|[+-]\d{2}:?\d{2})?)?\.?$/iu.exec(cell.trim());
  if (found === null) return null;
  const [, first = '', month = '', last = '', clock, zone] = found;
  const isIso = first.length === 4;
  const year = isIso ? first : last.length === 2 ? `20${last}` : last;
  const text = `${year}-${month.padStart(2, '0')}-${(isIso ? last : first).padStart(2, '0')}`;
  if (!isCivilDate(text)) return null;
  const day = civilDate(text);
  if (clock === undefined) return { day };
  const seconds = clockOf(clock);
  if (seconds === null) return null;
  if (zone === undefined) return { at: chisinauInstant(day, seconds) };
  const ahead = /^([+-])(\d{2}):?(\d{2})$/.exec(zone);
  const aheadMin = ahead === null ? 0 : (Number(ahead[2]) * 60 + Number(ahead[3])) * (ahead[1] === '-' ? -1 : 1);
  return { at: Date.parse(`${text}T00:00:00Z`) + seconds * 1000 - aheadMin * 60_000 };
}
