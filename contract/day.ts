import * as z from 'zod';
import { LOOKS } from '../domain/day/account.ts';
import type { DayFigure, Part } from '../domain/day/parts.ts';
import { CHECK_STATES, CHECKS, EXPLANATIONS, WITHOUT } from '../domain/day/recorded.ts';
import { POINT_GROUPS } from '../domain/day/sums.ts';
import { CONTRA_ACCOUNTS } from '../domain/ledger/entry.ts';
import { TENDER_KINDS } from '../domain/record/tender.ts';
import { COUNTED_TENDERS } from '../domain/shift/recorded.ts';
import { entries } from './entry.ts';
import {
  baniField,
  civilDateField,
  hashField,
  incarnationIdField,
  instantField,
  memberIdField,
  pointsField,
  recordIdField,
  seqField,
  shiftIdField,
  staffIdField,
  storeIdField,
  tillIdField,
  vatRateField,
} from './fields.ts';
import { logRange, pointsSum, sums, tenderSum } from './shift.ts';

/** The close of a store's day: the account of it as it is drawn up, and the records that sign it and pass the closing right on. */

const count = z.number().int();
const state = z.enum(['closed', 'open', 'silent', 'retired']);
const by = z.enum(['log', 'centre', 'papers']);
export const daySums = z.object({ ...sums, tenders: z.array(tenderSum) });
/** Values for words. */
const values = z.record(z.string().max(40), z.union([z.string().max(300), z.number()]));
const variance = { expected: baniField, counted: baniField, variance: baniField };

export const sealedDay = z.object({
  day: civilDateField,
  number: count.min(1),
  record: recordIdField,
  seal: hashField,
  closing: pointsField,
});
const pointsAccount = z.object({
  opening: pointsField,
  moved: z.array(pointsSum),
  centre: z.array(pointsSum).exactOptional(),
  closing: pointsField.nullable(),
});
/** A record behind a figure. */
export const behind = z.object({
  record: recordIdField,
  till: tillIdField,
  seq: seqField,
  kind: z.string(),
  at: instantField,
  staff: staffIdField.nullable(),
  member: memberIdField.nullable(),
  number: z.string().nullable(),
  fiscal: z.string().nullable(),
  total: baniField.nullable(),
  points: pointsField.nullable(),
});
/** A figure of a close as a door (domain/day/parts), and a part of it. */
export const dayFigure = z.discriminatedUnion('of', [
  z.object({ of: z.literal('vat'), rate: vatRateField.nullable() }),
  z.object({ of: z.literal('tender'), kind: z.enum(TENDER_KINDS) }),
  z.object({ of: z.literal('points'), contra: z.enum(CONTRA_ACCOUNTS), way: z.enum(['given', 'taken']) }),
  z.object({ of: z.literal('moved'), group: z.enum(POINT_GROUPS).nullable() }),
  z.object({ of: z.enum(['sold', 'drawer']), shift: shiftIdField }),
]) satisfies z.ZodType<DayFigure>;
export const dayPart = behind.extend({ contra: z.enum(CONTRA_ACCOUNTS).nullable() }) satisfies z.ZodType<Part>;
const shiftOfDay = z.object({
  shift: shiftIdField,
  z: count,
  businessDay: civilDateField,
  staff: staffIdField.nullable(),
  openedAt: instantField,
  closedAt: instantField,
  sales: count,
  total: baniField,
  cash: z.object(variance).nullable(),
  slips: z.array(z.object({ kind: z.enum(COUNTED_TENDERS), ...variance })),
  turns: count,
});
export const tillAccount = z.object({
  till: tillIdField,
  number: count,
  state,
  by: z.enum(['log', 'paper']),
  heardAt: instantField.nullable(),
  ranges: z.array(logRange),
  records: count,
  outside: count,
  shifts: z.array(shiftOfDay),
  sums: daySums,
  late: z.array(z.object({ day: civilDateField, closed: z.boolean(), records: count, sums: daySums })),
});
/** A store's day as it is found (domain/day/account). */
export const dayAccount = z.object({
  store: storeIdField,
  day: civilDateField,
  number: count.min(1),
  previous: sealedDay.nullable(),
  by,
  asOf: instantField,
  tills: z.array(tillAccount),
  points: pointsAccount,
  faults: z.array(
    z.object({
      code: z.enum([
        'hashDiffers',
        'linkBroken',
        'numberMissing',
        'unreadable',
        'fromFuture',
        'entriesDiffer',
        'balanceDiffers',
        'zDiffers',
        'damaged',
      ]),
      till: tillIdField.nullable(),
      incarnation: incarnationIdField.nullable(),
      seq: seqField.nullable(),
      record: recordIdField.nullable(),
      member: memberIdField.nullable(),
      detail: z.string(),
    }),
  ),
  entries: count,
  looks: z.array(
    z.object({
      code: z.enum(LOOKS),
      staff: staffIdField.nullable(),
      member: memberIdField.nullable(),
      at: instantField,
      many: count,
      points: pointsField.nullable(),
      total: baniField.nullable(),
      of: count.nullable(),
      behind: z.array(behind),
    }),
  ),
  fiscalTwice: z.array(z.object({ fiscal: z.string(), behind: z.array(behind) })),
});

export const dayClosed = z.object({
  kind: z.literal('dayClosed'),
  day: civilDateField,
  number: count.min(1),
  previous: sealedDay.nullable(),
  by,
  asOf: instantField,
  tills: z
    .array(
      z.object({
        till: tillIdField,
        number: count,
        state,
        by: z.enum(['log', 'paper']),
        ranges: z.array(logRange).max(99),
        shifts: z.array(shiftOfDay).max(99),
        without: z.enum(WITHOUT).nullable(),
        late: z
          .array(z.object({ day: civilDateField, records: count, total: baniField, points: pointsField }))
          .max(999),
      }),
    )
    .max(999),
  sums: daySums,
  points: pointsAccount,
  cash: z.object(variance),
  checks: z.array(
    z.object({
      check: z.enum(CHECKS),
      state: z.enum(CHECK_STATES),
      figure: values,
      differences: z.array(
        z.object({
          key: z.string().max(200),
          code: z.string().max(40),
          params: values,
          amount: z
            .union([
              z.object({ unit: z.literal('bani'), by: baniField }),
              z.object({ unit: z.literal('points'), by: pointsField }),
            ])
            .nullable(),
          at: instantField.nullable(),
          explained: z
            .object({ why: z.enum(EXPLANATIONS), by: staffIdField, mended: recordIdField.nullable() })
            .nullable(),
        }),
      ),
    }),
  ),
  signedBy: staffIdField,
  entries,
});

export const closingPassed = z.object({
  kind: z.literal('closingPassed'),
  to: tillIdField,
  after: sealedDay.nullable(),
  by: staffIdField,
  entries,
});

/** What stands beside a close: notes in one's own words, by the key of the difference or the id of the till. */
export const dayNotes = z.object({ notes: z.record(z.string(), z.string().max(500)) });
