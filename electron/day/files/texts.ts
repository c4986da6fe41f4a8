import { bani } from '../../../domain/amount/bani.ts';
import { formatBani, formatCount, formatPoints } from '../../../domain/amount/text.ts';
import { never } from '../../../domain/assert.ts';
import { type CivilDate, civilDateAt, civilTimeAt } from '../../../domain/calendar/civil.ts';
import type { Value } from './model.ts';

export function dayText(day: CivilDate): string {
  return day.split('-').reverse().join('.');
}

/** `21.11.2026 21:14`, by Chișinău's clock. */
export function momentText(atMs: number): string {
  return `${dayText(civilDateAt(atMs))} ${civilTimeAt(atMs)}`;
}

/** A value as a person reads it on paper. */
export function shownText(value: Value): string {
  if (value === null) return '';
  if ('text' in value) return value.text;
  if ('bani' in value) return formatBani(value.bani);
  if ('points' in value) return formatPoints(value.points);
  if ('count' in value) return formatCount(value.count);
  if ('rate' in value) return `${formatBani(bani(value.rate)).replace(/,00$|(?<=,\d)0$/, '')} %`;
  if ('day' in value) return dayText(value.day);
  if ('at' in value) return momentText(value.at);
  return never(value);
}

/** A value as programs read it: a comma before bani, nothing between thousands, a plain minus. */
export function plainText(value: Value): string {
  if (value === null) return '';
  if ('bani' in value) return decimals(value.bani);
  if ('points' in value) return String(value.points);
  if ('count' in value) return String(value.count);
  if ('rate' in value) return decimals(value.rate).replace(/,00$|(?<=,\d)0$/, '');
  return shownText(value);
}

function decimals(hundredths: number): string {
  const digits = String(Math.abs(hundredths)).padStart(3, '0');
  return `${hundredths < 0 ? '-' : ''}${digits.slice(0, -2)},${digits.slice(-2)}`;
}
