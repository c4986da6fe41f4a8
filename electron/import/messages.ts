import * as z from 'zod';
import {
  cardCodeField,
  civilDateField,
  instantField,
  languageField,
  personField,
  pointsField,
} from '../../contract/fields.ts';
import { listForm, listMeaning } from '../../contract/till/import.ts';
import type { ImportedMember } from '../../domain/import/row.ts';

/** What goes between the till's main thread and the thread that reads a list; checked on arrival. */

/** Handed to the thread when it is started. */
export const importTask = z.object({
  list: z.string(),
  membersFile: z.string(),
  form: listForm,
  columns: listMeaning.shape.columns,
  language: languageField,
  pointsUntil: civilDateField.nullable(),
  consented: z.boolean(),
  today: civilDateField,
  codes: z.object({
    cardPrefixes: z.array(z.string()),
    weighed: z.array(z.object({ prefix: z.string(), skuDigits: z.number(), value: z.enum(['grams', 'bani']) })),
  }),
  /** Null: only looks. Else tells the members of the good rows, a batch for each `more`; see ids.ts. */
  taking: z.object({ digest: z.string(), startedAt: instantField }).nullable(),
});
export type ImportTask = z.infer<typeof importTask>;

const importedMember = z.object({
  person: personField,
  card: cardCodeField.nullable(),
  points: pointsField,
  pointsUntil: civilDateField.nullable(),
}) satisfies z.ZodType<ImportedMember>;

const checked = z.object({
  rows: z.number(),
  good: z.number(),
  points: z.number(),
  samePhone: z.number(),
  faulty: z.number(),
  faults: z.array(z.object({ line: z.number(), field: z.string().nullable(), fault: z.string(), value: z.string() })),
});

/** Thread -> main thread. */
export const fromImport = z.discriminatedUnion('type', [
  /** How far the list was read: 0 to 1. */
  z.object({ type: z.literal('share'), share: z.number() }),
  z.object({
    type: z.literal('batch'),
    members: z.array(z.object({ line: z.number(), member: importedMember })),
  }),
  z.object({ type: z.literal('done'), digest: z.string(), checked }),
  z.object({ type: z.literal('broken'), line: z.number(), why: z.string() }),
]);
export type FromImport = z.infer<typeof fromImport>;
export type ImportBatch = Extract<FromImport, { type: 'batch' }>['members'];
