import * as z from 'zod';
import { behind, dayAccount, dayFigure, dayPart, tillAccount } from '../../contract/day.ts';
import {
  baniField,
  civilDateField,
  incarnationIdField,
  pointsField,
  seqField,
  tillIdField,
} from '../../contract/fields.ts';
import { logRange } from '../../contract/shift.ts';
import type { ReadDay } from '../../db/ledger/day.ts';
import type { DayAccount } from '../../domain/day/account.ts';
import type { Part } from '../../domain/day/parts.ts';
import type { OurReceipt } from '../../domain/day/register.ts';

/** What goes between the till's main thread and the thread that reads its part of a day; checked on arrival. */

/** Handed to the thread when it is started: a part of a day is drawn up. */
const drawTask = z.object({
  read: z.literal('day'),
  ledgerFile: z.string(),
  till: tillIdField,
  number: z.number().int(),
  day: civilDateField,
  /** The last day that was signed; null: none. */
  closedUpTo: civilDateField.nullable(),
  /** The last record that is looked at; null: there is none. */
  upTo: z.object({ incarnation: incarnationIdField, seq: seqField }).nullable(),
  /** Where the closes of other tills of the store stand; null: a shop without a centre has none. */
  membersFile: z.string().nullable(),
});
export type DrawTask = z.infer<typeof drawTask>;

/** What makes up a figure of a close is read. */
const partsTask = z.object({
  read: z.literal('parts'),
  ledgerFile: z.string(),
  membersFile: z.string().nullable(),
  till: tillIdField,
  day: civilDateField,
  figure: dayFigure,
  /** What the close lists of this log, and its number. */
  ranges: z.array(logRange),
  number: z.number().int(),
});
export type PartsTask = z.infer<typeof partsTask>;

export const dayTask = z.discriminatedUnion('read', [drawTask, partsTask]);
export type DayTask = z.infer<typeof dayTask>;

/** A receipt as it is compared with the register's. */
export const ourReceipt = behind.extend({ total: baniField });

const ownDay = z.object({
  account: tillAccount,
  faults: dayAccount.shape.faults,
  entries: z.number().int(),
  closing: pointsField.nullable(),
  looks: dayAccount.shape.looks,
  fiscalTwice: dayAccount.shape.fiscalTwice,
}) satisfies z.ZodType<OwnDay>;
/** A till's part of a day as its own log has it. */
export type OwnDay = ReadDay & Pick<DayAccount, 'looks' | 'fiscalTwice'>;

/** Thread -> main thread. */
export const fromDay = z.discriminatedUnion('type', [
  /** How much is read: 0 to 1. */
  z.object({ type: z.literal('share'), share: z.number() }),
  /** Some of the receipts, in order: so few at once that nobody waits for them to be taken over. */
  z.object({ type: z.literal('receipts'), receipts: z.array(ourReceipt) }),
  z.object({ type: z.literal('done'), day: ownDay }),
  /** Some of the parts, in order, as few at once; and that these were all. */
  z.object({ type: z.literal('parts'), parts: z.array(dayPart) }),
  z.object({ type: z.literal('doneParts') }),
]);
export type FromDay =
  | { readonly type: 'share'; readonly share: number }
  | { readonly type: 'receipts'; readonly receipts: readonly OurReceipt[] }
  | { readonly type: 'done'; readonly day: OwnDay }
  | { readonly type: 'parts'; readonly parts: readonly Part[] }
  | { readonly type: 'doneParts' };
