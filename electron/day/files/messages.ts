import * as z from 'zod';
import { dayClosed, dayNotes } from '../../../contract/day.ts';
import { baniField, civilDateField, instantField, languageField, pointsField } from '../../../contract/fields.ts';
import { type ClosedDay, DAY_FILES } from '../../../contract/till/day.ts';

/** What goes between the till's main thread and the thread that makes a day's files; checked on arrival. */

const count = z.number().int();
const names = z.record(z.string(), z.string());
const closedDay = z.object({
  number: count,
  day: civilDateField,
  signedAt: instantField,
  signedByName: z.string().nullable(),
  till: count,
  sales: count,
  withMember: count,
  total: baniField,
  variance: baniField,
  groups: z.object({
    issued: pointsField,
    redeemed: pointsField,
    returned: pointsField,
    expired: pointsField,
    adjusted: pointsField,
  }),
  opening: pointsField,
  closing: pointsField,
  differences: count,
  explained: count,
  without: count,
  seal: z.string(),
  closed: dayClosed,
  notes: dayNotes.shape.notes,
  storeName: z.string(),
  names: z.object({ staff: names, members: names }),
}) satisfies z.ZodType<ClosedDay>;

/** Handed to the thread when it is started. */
export const dayFileTask = z.object({ closed: closedDay, as: z.enum(DAY_FILES), language: languageField });
export type DayFileTask = z.input<typeof dayFileTask>;

/** Thread -> main thread, once. */
export const fromDayFile = z.object({ name: z.string(), type: z.string(), bytes: z.instanceof(Uint8Array) });
