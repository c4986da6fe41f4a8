import * as z from 'zod';
import { MONEY_CONTRAS } from '../domain/giftcard/giftcard.ts';
import { MOST_IN_GROUP } from '../domain/merge/merges.ts';
import { PROOFS } from '../domain/programme/programme.ts';
import {
  ERASURE_REASONS,
  RECORD_FORMAT,
  type RecordBody,
  type RecordHead,
  TENDER_KINDS,
  TRACE_CODES,
} from '../domain/record/record.ts';
import { closingPassed, dayClosed } from './day.ts';
import { entries, vatLine } from './entry.ts';
import {
  alarmIdField,
  baniField,
  civilDateField,
  giftCardIdField,
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
  thousandthsField,
  tillIdField,
  vatRateField,
} from './fields.ts';
import { plainTogether } from './plain.ts';
import { cashMoved, drawerCount, shiftClosed, shiftOpened } from './shift.ts';

/** The head that every record has, of whatever format and kind: enough to chain it. */
export const recordHead = z.object({
  formatVersion: z.number().int().min(1),
  id: recordIdField,
  store: storeIdField,
  till: tillIdField,
  incarnation: incarnationIdField,
  seq: seqField.min(1),
  prevHash: hashField,
  shift: shiftIdField.nullable(),
  businessDay: civilDateField.nullable(),
  staff: staffIdField.nullable(),
  programmeVersion: z.number().int().nullable(),
  reverses: recordIdField.nullable(),
  occurredAt: instantField,
  beside: hashField.nullable(),
  group: z.array(memberIdField).min(1).max(MOST_IN_GROUP).exactOptional(),
});

export const tenderForm = z.object({
  kind: z.enum(TENDER_KINDS),
  amount: baniField,
  card: giftCardIdField.exactOptional(),
});
const moneyEntry = z
  .object({
    card: giftCardIdField,
    member: memberIdField.exactOptional(),
    amount: baniField,
    contra: z.enum(MONEY_CONTRAS),
    expires: civilDateField.nullable().exactOptional(),
  })
  // What the fold relies on.
  .refine((one) => one.amount !== 0, 'moves nothing');
const moneyEntries = z.array(moneyEntry).max(100);
const money = moneyEntries.exactOptional();
const trace = z.array(
  z.object({
    code: z.enum(TRACE_CODES),
    params: z.record(z.string(), z.union([z.string(), z.number()])),
  }),
);
const memberInputs = z.object({
  member: memberIdField,
  balanceBefore: pointsField,
  foundBy: z.enum(['card', 'phone', 'name', 'enrolled', 'receipt']),
  civilDate: civilDateField,
  redeemed: z.enum(['online', 'offline']).nullable(),
  offline: z
    .object({
      wordAgeMs: z.number().int().nullable(),
      spentToday: pointsField,
      proofs: z.array(z.enum(PROOFS)).max(PROOFS.length).exactOptional(),
    })
    .exactOptional(),
});
const lineAmounts = {
  sku: z.string().nullable(),
  name: z.string(),
  quantity: thousandthsField,
  price: baniField,
  vat: vatRateField,
  gross: baniField,
  discount: baniField,
  earned: pointsField,
  spent: pointsField,
};

const count = z.object({
  member: memberIdField.nullable(),
  key: z.string().min(1).max(120),
  day: civilDateField.nullable(),
  by: z.number().int(),
  line: z.number().int().min(0).nullable(),
  whole: z.boolean(),
});
export const countsForm = z.array(count).max(2000);
const counts = countsForm.exactOptional();
const heldCoupon = { code: z.string().min(1).max(64), offer: z.string(), until: civilDateField };
export const issuedForm = z.array(z.object({ ...heldCoupon, member: memberIdField.nullable() })).max(50);
const issued = issuedForm.exactOptional();
const recalled = z.array(z.string()).max(50).exactOptional();
const rules = z.object({
  time: z.string(),
  choices: z.object({
    codes: z.array(z.string()).max(50),
    rewards: z
      .array(
        z.object({
          offer: z.string(),
          points: pointsField.nullable(),
          times: z.number().int().min(1),
          sku: z.string().nullable(),
        }),
      )
      .max(50),
    proof: z.enum(PROOFS).nullable(),
    proofs: z.array(z.enum(PROOFS)).max(PROOFS.length).exactOptional(),
  }),
  facts: z
    .object({
      member: memberIdField,
      balance: pointsField,
      spendable: pointsField,
      tier: z.string().nullable(),
      tierSum: z.number().int(),
      joinedDays: z.number().int(),
      near: z.array(z.string()),
      counters: z.record(z.string(), z.number().int()),
      coupons: z.array(z.object(heldCoupon)),
      referrer: memberIdField.nullable(),
    })
    .nullable(),
  ofAll: z.record(z.string(), z.number().int()).exactOptional(),
});
const appliedOffer = z.object({
  offer: z.string(),
  code: z.string().nullable(),
  times: z.number().int().min(0),
  lines: z.array(z.object({ line: z.number().int().min(0), discount: baniField })),
  discount: baniField,
  points: pointsField,
  stamps: z.number().int().min(0),
});

const sale = z.object({
  kind: z.literal('sale'),
  number: z.string(),
  member: memberInputs.nullable(),
  lines: z.array(
    z.object({
      ...lineAmounts,
      category: z.string().nullable(),
      unit: z.enum(['piece', 'kg']).exactOptional(),
      brand: z.string().exactOptional(),
      tags: z.array(z.string()).exactOptional(),
      minPrice: baniField.exactOptional(),
      added: z.string().exactOptional(),
    }),
  ),
  vat: z.array(vatLine),
  tenders: z.array(tenderForm),
  change: baniField,
  gross: baniField,
  discount: baniField,
  total: baniField,
  earned: pointsField,
  spent: pointsField,
  fiscalNumber: z.string().nullable(),
  trace,
  entries,
  rules: rules.exactOptional(),
  offers: z.array(appliedOffer).max(200).exactOptional(),
  counts,
  issued,
  money,
});
const returned = z.object({
  kind: z.literal('return'),
  number: z.string(),
  of: recordIdField.nullable(),
  ofNumber: z.string(),
  member: memberInputs.nullable(),
  lines: z.array(z.object({ ...lineAmounts, line: z.number().int().min(0).nullable() })),
  vat: z.array(vatLine),
  tenders: z.array(tenderForm),
  total: baniField,
  earnedBack: pointsField,
  spentBack: pointsField,
  trace,
  entries,
  counts,
  withheld: baniField.exactOptional(),
  issued,
  recalled,
  money,
});
const voided = z.object({
  kind: z.literal('void'),
  of: recordIdField,
  ofNumber: z.string(),
  member: memberIdField.nullable(),
  total: baniField,
  tenders: z.array(tenderForm),
  entries,
  counts,
  issued,
  recalled,
  money,
});
const mergedTwo = { member: memberIdField, alias: memberIdField };
const areTwo = ({ member, alias }: { readonly member: string; readonly alias: string }): boolean => member < alias;
/** What each kind of record carries beside its head. */
export const recordContent = z.discriminatedUnion('kind', [
  sale,
  returned,
  voided,
  z.object({
    kind: z.literal('giftCard'),
    action: z.enum(['issue', 'topUp', 'undo']),
    card: giftCardIdField,
    member: memberIdField.nullable(),
    of: recordIdField.nullable(),
    amount: baniField,
    tenders: z.array(tenderForm),
    change: baniField,
    money: moneyEntries,
    entries,
  }),
  z.object({ kind: z.literal('event'), member: memberIdField, event: z.string(), trace, entries, counts }),
  z.object({ kind: z.enum(['goodwill', 'adjust']), member: memberIdField, entries, counts }),
  z.object({
    kind: z.literal('transfer'),
    member: memberIdField,
    to: memberIdField,
    points: pointsField,
    entries,
    counts,
  }),
  z.object({
    kind: z.literal('claim'),
    of: recordIdField,
    member: memberIdField,
    trace,
    entries,
    counts,
    byLine: z.array(pointsField).exactOptional(),
  }),
  z.object({ kind: z.literal('referral'), member: memberIdField, referrer: memberIdField, entries, counts }),
  z.object({
    kind: z.literal('bonus'),
    of: recordIdField,
    member: memberIdField,
    referrer: memberIdField,
    entries,
    counts,
  }),
  z.object({ kind: z.literal('expiry'), day: civilDateField, entries }),
  z.object({
    kind: z.literal('enrolment'),
    member: memberIdField,
    consent: z.object({ programme: z.literal(true), marketing: z.boolean() }),
    entries,
  }),
  z.object({
    kind: z.literal('edit'),
    member: memberIdField,
    fields: z.array(z.string()),
    entries,
    at: instantField.exactOptional(),
    seen: z.number().int().min(0).exactOptional(),
  }),
  z.object({ kind: z.literal('merged'), ...mergedTwo, entries }).refine(areTwo, 'a member is merged with another'),
  z
    .object({ kind: z.literal('unmerged'), ...mergedTwo, merges: z.array(recordIdField).min(1).max(100), entries })
    .refine(areTwo, 'a member is merged with another'),
  z.object({
    kind: z.literal('erased'),
    member: memberIdField,
    members: z.array(memberIdField).min(1).max(MOST_IN_GROUP),
    reason: z.enum(ERASURE_REASONS),
    entries,
  }),
  z.object({ kind: z.enum(['cardBlocked', 'cardLinked']), member: memberIdField, entries }),
  shiftOpened,
  cashMoved,
  drawerCount,
  shiftClosed,
  dayClosed,
  closingPassed,
  z.object({ kind: z.literal('fiscalNumber'), of: recordIdField, fiscalNumber: z.string(), entries }),
  z.object({
    kind: z.literal('pinUsed'),
    by: staffIdField,
    action: z.string(),
    reason: z.string().max(40).exactOptional(),
    entries,
  }),
  z.object({ kind: z.literal('setting'), topic: z.string(), entries }),
  z.object({
    kind: z.literal('alarmSettled'),
    alarm: alarmIdField,
    of: z.string().min(1).max(40),
    by: staffIdField,
    entries,
  }),
  z.object({
    kind: z.literal('begun'),
    previous: z.object({ incarnation: incarnationIdField, seq: seqField, hash: hashField }).nullable(),
    ordinal: z.number().int().min(1).max(99),
    entries,
  }),
]);

/** A body as read back: known whole, or from the future: its head is chained, its content kept unread. */
export type ReadBody =
  | { readonly known: true; readonly record: RecordBody }
  | { readonly known: false; readonly head: RecordHead; readonly kind: string };

const KNOWN_KINDS: ReadonlySet<string> = new Set<RecordBody['kind']>([
  'sale',
  'return',
  'void',
  'giftCard',
  'event',
  'goodwill',
  'adjust',
  'transfer',
  'claim',
  'referral',
  'bonus',
  'expiry',
  'enrolment',
  'edit',
  'merged',
  'unmerged',
  'erased',
  'cardBlocked',
  'cardLinked',
  'shiftOpened',
  'cashMoved',
  'count',
  'shiftClosed',
  'dayClosed',
  'closingPassed',
  'fiscalNumber',
  'pinUsed',
  'setting',
  'alarmSettled',
  'begun',
]);

const withKind = z.object({ kind: z.string() });

/**
 * Reads the stored bytes of a record. Throws where they are no record at all, or a known kind and format whose
 * content is not what the form says: such bytes were never written by Loial.
 */
export function readBody(body: string): ReadBody {
  return readRaw(JSON.parse(body));
}

const isPlainRecord = plainTogether(recordHead, recordContent);

/**
 * The same in a third of the time, for who takes fields by their names: they stand in the order in which they were written, not in the
 * form's, so nothing may be compared by how it is spelled as JSON.
 */
export function readBodyAsWritten(body: string): ReadBody {
  const raw: unknown = JSON.parse(body);
  return isPlainRecord(raw) && raw.formatVersion <= RECORD_FORMAT ? { known: true, record: raw } : readRaw(raw);
}

function readRaw(raw: unknown): ReadBody {
  const head: RecordHead = recordHead.parse(raw);
  const { kind } = withKind.parse(raw);
  if (head.formatVersion > RECORD_FORMAT || !KNOWN_KINDS.has(kind)) return { known: false, head, kind };
  return { known: true, record: { ...head, ...recordContent.parse(raw) } };
}
