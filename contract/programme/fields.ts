import * as z from 'zod';
import { bani, LARGEST_BANI } from '../../domain/amount/bani.ts';
import { points } from '../../domain/amount/points.ts';
import { civilDate, isCivilDate } from '../../domain/calendar/civil.ts';

/** The small parts that a programme's JSON is made of; each with its bounds, each saying what it is. */

/** The most points that a programme may name in one place. */
export const MOST_POINTS = 1_000_000_000;
/** A hundred years: the longest stretch of days. */
export const MOST_DAYS = 36_500;
/** The most of anything that is listed and numbered: offers, rules, levels. */
export const MOST_RULES = 1000;
/** The most names (skus, codes) in one list. */
export const MOST_NAMES = 10_000;

export const wholeForm = (least: number, most: number) => z.int().min(least).max(most);
export const baniForm = (least: number) => wholeForm(least, LARGEST_BANI).transform(bani);
export const pointsForm = (least: number, most = MOST_POINTS) => wholeForm(least, most).transform(points);

/** Days; at least one. */
export const daysForm = wholeForm(1, MOST_DAYS);
/** Hundredths of a per cent: 1000 is 10 %. */
export const shareForm = (least: number) => wholeForm(least, 10_000);

export const idForm = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$/)
  .meta({
    id: 'Id',
    description:
      'A name that other parts of the programme and the records use; never shown to a member. It is not changed from one version to the next as long as the same thing is meant.',
  });

export const codeForm = z
  .string()
  .regex(/^[A-Za-z0-9_-]{2,40}$/)
  .transform((code) => code.toUpperCase())
  .meta({
    id: 'Code',
    description:
      'A coupon code: letters, digits, dashes and underscores. Capital or not is the same; it is kept in capitals.',
  });

/** Text that names something outside the programme: a sku, a store, a way of paying. */
export const wordForm = z.string().min(1).max(120);
export const wordsForm = z.array(wordForm).min(1).max(MOST_NAMES);

const textForm = z.string().min(1).max(400);
export const nameForm = z
  .union([textForm, z.strictObject({ ro: textForm, ru: textForm, en: textForm })])
  .meta({ id: 'Name', description: 'A text as people see it: one for all, or one a language.' });

export const dayForm = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/)
  .refine(isCivilDate, { message: 'form', abort: true })
  .transform(civilDate)
  .meta({ id: 'Day', description: 'A day of the calendar in Chișinău, as 2026-11-21.' });

/** `HH:MM`; `24:00` only as an end. */
export const timeForm = z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/);
