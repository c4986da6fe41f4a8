import * as z from 'zod';
import { baniField, instantField } from '../../../contract/fields.ts';

/** What goes between the till's main thread and the thread that reads a cash register's file; checked on arrival. */

/** A store's day has a few thousand receipts; a file of more is no day's. */
export const MOST_REGISTER_ROWS = 200_000;
export const MOST_REGISTER_COLUMNS = 200;

const column = z.number().int().min(0);
export const registerColumns = z.object({ fiscal: column, total: column, at: column.nullable() });
/** Columns that a person chose for files of the same headings, the latest first. */
export const rememberedColumns = z.array(z.object({ of: z.string(), columns: registerColumns }));
export type RememberedColumns = z.infer<typeof rememberedColumns>;

/** Handed to the thread when it is started. */
export const registerTask = z.object({
  file: z.string(),
  /** As a person said; null: as remembered, or guessed. */
  columns: registerColumns.nullable(),
  remembered: rememberedColumns,
});
export type RegisterTask = z.infer<typeof registerTask>;

const rowNumber = z.number().int().min(1);
/** Thread -> main thread, once. */
export const fromRegister = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('read'),
    head: z.array(z.array(z.string())),
    /** Under which name columns of such a file are remembered, and how many there are. */
    of: z.string(),
    width: z.number().int(),
    columns: registerColumns.nullable(),
    receipts: z.array(z.object({ fiscal: z.string(), total: baniField, at: instantField.nullable(), row: rowNumber })),
    apart: z.array(rowNumber),
    faulty: z.array(rowNumber),
  }),
  z.object({ type: z.literal('broken'), why: z.enum(['unreadable', 'tooMuch']) }),
]);
export type FromRegister = z.infer<typeof fromRegister>;
