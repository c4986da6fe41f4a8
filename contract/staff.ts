import * as z from 'zod';
import type { PersonWeek } from '../domain/staff/week.ts';
import {
  baniField,
  civilDateField,
  incarnationIdField,
  instantField,
  seqField,
  staffIdField,
  tillIdField,
} from './fields.ts';

/** What each of the staff did in a week, as it crosses between threads and between till and centre. */

const count = z.number().int();

export const personWeek = z.object({
  staff: staffIdField,
  sales: count,
  withMember: count,
  enrolments: count,
  pace: z.object({ sales: count, lines: count, ms: count }),
  closings: z.object({ exact: count, varied: count, variance: baniField }),
}) satisfies z.ZodType<PersonWeek>;

/** Many more than work at one store in a week. */
const MOST_PEOPLE = 10_000;

/** A store's week as the centre finds it in what it has counted of the logs of the store's tills. */
export const storeWeek = z.object({
  monday: civilDateField,
  people: z
    .array(
      personWeek.extend({
        /** Blind counts in a row that were exact at the first, up to the end of the week, at whichever of the tills. */
        exactInARow: count.min(0),
      }),
    )
    .max(MOST_PEOPLE),
  /** The tills of the store that are in use, by number: each log is in it from its beginning up to a record. */
  tills: z
    .array(
      z.object({
        till: tillIdField,
        number: z.number().int(),
        /** The last record that is in it, and when it was written by the till's clock; null: nothing came from this till yet. */
        upTo: z.object({ incarnation: incarnationIdField, seq: seqField, at: instantField }).nullable(),
      }),
    )
    .max(9999),
});
export type StoreWeek = z.infer<typeof storeWeek>;
