import * as z from 'zod';
import { civilDateField, incarnationIdField, pointsField } from '../../contract/fields.ts';
import { bani } from '../../domain/amount/bani.ts';
import { type MonthFigures, monthOf } from '../../domain/report/months.ts';

/** What goes between the till's main thread and the thread that adds up its months; checked on arrival. */

/** Handed to the thread when it is started. */
export const reportTask = z.object({
  ledgerFile: z.string(),
  /** The last record that counts; null: there is none yet. */
  upTo: z.object({ incarnation: incarnationIdField, seq: z.number().int() }).nullable(),
});
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

/** Thread -> main thread. */
export const fromReport = z.discriminatedUnion('type', [
  /** How much is read: 0 to 1. */
  z.object({ type: z.literal('share'), share: z.number() }),
  z.object({ type: z.literal('done'), months: z.array(monthFigures) }),
]);
export type FromReport = z.input<typeof fromReport>;
