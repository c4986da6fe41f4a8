import * as z from 'zod';
import {
  hashField,
  incarnationIdField,
  instantField,
  seqField,
  storeIdField,
  tillIdField,
} from '../../contract/fields.ts';
import type { SyncReport, TillIdentity } from '../till/links.ts';

/** What goes between the till's main thread and its sync worker; checked on arrival on both sides. */

const identity = z.object({
  till: tillIdField,
  store: storeIdField,
  incarnation: incarnationIdField,
  ordinal: z.number().int().min(1).max(99),
  number: z.number().int().min(1).max(9999),
  centre: z.object({ url: z.url(), key: z.string().min(1) }).nullable(),
}) satisfies z.ZodType<TillIdentity>;

/** Main thread -> worker. */
export const toWorker = z.discriminatedUnion('type', [
  /** Sent once, first. */
  z.object({ type: z.literal('start'), identity, ledgerFile: z.string(), membersFile: z.string() }),
  z.object({ type: z.literal('appended'), seq: seqField }),
  /** Something was done at the counter; told while a snapshot is taken. */
  z.object({ type: z.literal('deed') }),
  /** The main thread reads the file that was installed; the former one may go. */
  z.object({ type: z.literal('reopened') }),
  /** Close both files and end. */
  z.object({ type: z.literal('stop') }),
]);
export type ToWorker = z.infer<typeof toWorker>;

const report = z.object({
  state: z.enum(['alone', 'connected', 'offline', 'syncing', 'refused']),
  heardAt: instantField.nullable(),
  acked: z.object({ incarnation: incarnationIdField, seq: seqField }).nullable(),
  loaded: z.number().int().min(0).nullable(),
  snapshot: z
    .object({
      phase: z.enum(['download', 'unpack', 'check', 'fold']),
      bytes: z.number().int().min(0),
      of: z.number().int().min(0),
      leftMs: z.number().min(0).nullable(),
      cut: z.boolean(),
    })
    .exactOptional(),
  clockSkewMs: z.number().nullable(),
  refusal: z.string().nullable(),
  restored: z.boolean(),
  fork: z.object({ seq: seqField, expectedPrevHash: hashField }).nullable(),
  revision: z.number().int().min(0),
}) satisfies z.ZodType<SyncReport>;

/** Worker -> main thread. */
export const fromWorker = z.discriminatedUnion('type', [
  z.object({ type: z.literal('report'), report }),
  /** members.db has folded the own records of this incarnation up to here. */
  z.object({ type: z.literal('folded'), seq: seqField }),
  /** Another members.db was installed: read that from now on, and say so. Comes before any word on what it has folded. */
  z.object({ type: z.literal('installed') }),
  /** Something went wrong and was got round: for the log. */
  z.object({ type: z.literal('trouble'), detail: z.string() }),
]);
export type FromWorker = z.infer<typeof fromWorker>;
