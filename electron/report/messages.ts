import * as z from 'zod';
import { baniField, civilDateField, incarnationIdField, pointsField, staffIdField } from '../../contract/fields.ts';
import { personWeek } from '../../contract/staff.ts';
import type { DayWorked, WeekRead } from '../../db/ledger/weeks.ts';
import { bani } from '../../domain/amount/bani.ts';
import { type MonthFigures, monthOf } from '../../domain/report/months.ts';

/** What goes between the till's main thread and the thread that reads its log; checked on arrival. */

const ledgerFile = z.string();

/** Handed to the thread when it is started. */
export const reportTask = z.discriminatedUnion('what', [
  /** The months of the whole log. */
  z.object({
    what: z.literal('months'),
    ledgerFile,
    /** The last record that counts; null: there is none yet. */
    upTo: z.object({ incarnation: incarnationIdField, seq: z.number().int() }).nullable(),
  }),
  /** What each of the staff did in the week from a Monday. */
  z.object({ what: z.literal('week'), ledgerFile, monday: civilDateField }),
  /** The days on which anything was sold. */
  z.object({ what: z.literal('days'), ledgerFile, from: civilDateField, to: civilDateField }),
]);
export type ReportTask = z.infer<typeof reportTask>;

const count = z.number().int();
/** The first day stands for the month. */
const monthFigures = z.object({
  month: z
    .string()
    .transform((month) => `${month}-01`)
    .pipe(civilDateField)
    .transform(monthOf),
  sales: count,
  withMember: count,
  turnover: count.transform(bani),
  issued: pointsField,
  redeemed: pointsField,
  returned: pointsField,
  expired: pointsField,
  adjusted: pointsField,
}) satisfies z.ZodType<MonthFigures>;

const staff = staffIdField;
const recognition = z.discriminatedUnion('of', [
  z.object({ staff, of: z.literal('exactInARow'), times: count }),
  z.object({ staff, of: z.enum(['mostEnrolled', 'enrolled']), members: count }),
  z.object({ staff, of: z.enum(['mostScanned', 'scanned']), percent: count, sales: count }),
  z.object({ staff, of: z.enum(['enrolledToo', 'scannedToo']) }),
  z.object({ staff, of: z.literal('served'), moreThan: count }),
]);
const weekRead = z.object({
  people: z.array(personWeek),
  recognitions: z.array(recognition),
}) satisfies z.ZodType<WeekRead>;
const dayWorked = z.object({
  day: civilDateField,
  shifts: count,
  sales: count,
  total: baniField,
}) satisfies z.ZodType<DayWorked>;

/** Thread -> main thread. */
export const fromReport = z.discriminatedUnion('type', [
  /** How much is read: 0 to 1. */
  z.object({ type: z.literal('share'), share: z.number() }),
  z.object({ type: z.literal('months'), months: z.array(monthFigures) }),
  z.object({ type: z.literal('week'), week: weekRead }),
  z.object({ type: z.literal('days'), days: z.array(dayWorked) }),
]);
export type FromReport = z.input<typeof fromReport>;
