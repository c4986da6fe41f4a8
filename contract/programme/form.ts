import * as z from 'zod';
import { type ProgrammeFault, programmeFaults } from '../../domain/programme/checks.ts';
import { lifted } from '../../domain/programme/lift.ts';
import { PROGRAMME_FORMAT, type Programme } from '../../domain/programme/programme.ts';
import { instantField } from '../fields.ts';
import { boostForm, earningForm, expiryForm } from './earning.ts';
import { formFaults, sortedFaults, tooDeep } from './faults.ts';
import { baniForm, daysForm, MOST_DAYS, MOST_RULES, pointsForm, shareForm, wholeForm } from './fields.ts';
import { filterForm } from './filter.ts';
import { firstProgrammeForm } from './first.ts';
import { proofForm, referralForm, stampCardForm, tiersForm, transfersForm } from './members.ts';
import { offerForm } from './offers.ts';
import { policiesForm } from './policies.ts';

/**
 * A programme as JSON, format 2. What may be left out is filled in; a key that is not known is refused. What a form
 * alone cannot say (references, orders) is in domain/programme/checks: `readProgramme` asks both.
 */
export const programmeForm = z
  .strictObject({
    format: z.literal(PROGRAMME_FORMAT).describe('The form of this data.'),
    version: wholeForm(1, 1_000_000_000).describe('Growing; a version that was used is never changed.'),
    name: z.string().min(1).max(120),
    startsAtMs: instantField.default(0).describe('The instant (UTC, ms) from which this version holds.'),
    excluded: filterForm.nullable().prefault(null).describe('Goods that neither earn nor take any reduction.'),
    earning: z.array(earningForm).max(MOST_RULES).prefault([]),
    boosts: z.array(boostForm).max(MOST_RULES).prefault([]),
    offers: z.array(offerForm).max(MOST_RULES).prefault([]),
    stampCards: z.array(stampCardForm).max(MOST_RULES).prefault([]),
    tiers: tiersForm.nullable().prefault(null),
    lots: z
      .strictObject({
        pendingDays: wholeForm(0, MOST_DAYS).default(0).describe('Days after earning until points may be spent.'),
        expiry: expiryForm.default({ type: 'never' }),
        warnDays: wholeForm(0, MOST_DAYS).default(30).describe('Days before their end from which the till warns.'),
      })
      .prefault({}),
    floors: z
      .array(
        z.strictObject({
          of: filterForm.exactOptional(),
          price: baniForm(0).exactOptional().describe('Bani for one piece or kilogram.'),
          share: shareForm(0).exactOptional().describe('Of the first price.'),
        }),
      )
      .max(MOST_RULES)
      .prefault([])
      .describe('The lowest price of goods; the highest of several counts.'),
    referral: referralForm.nullable().prefault(null),
    transfers: transfersForm.nullable().prefault(null),
    claims: z
      .strictObject({ days: daysForm })
      .nullable()
      .prefault(null)
      .describe('Points claimed later for a forgotten card, within so many days; null: not at all.'),
    proofs: z
      .array(proofForm)
      .max(20)
      .prefault([])
      .describe('What proves that one may redeem; the first line at or above the points counts. Empty: anything.'),
    giftCards: z
      .strictObject({
        days: daysForm.nullable().prefault(null).describe('After the last top-up; null: no end.'),
        offline: z.boolean().default(false).describe('May be spent while the centre cannot be asked.'),
      })
      .prefault({}),
    offline: z
      .strictObject({
        mostPointsPerDay: pointsForm(0).prefault(0).describe('Of one member in one business day on one till.'),
        oldestWordHours: wholeForm(0, 87_600).default(24).describe('How old the word of the centre may be.'),
        phoneIsProof: z.boolean().default(false).describe('False: the card must be read.'),
      })
      .prefault({})
      .describe('What may be redeemed while the centre cannot be asked.'),
    policies: policiesForm.prefault({}),
  })
  .meta({ title: 'Loyalty programme of Loial', description: 'Money in bani, shares in hundredths of a per cent.' });

/** A programme that may be used, or everything that is wrong with it, by path. */
export type ReadProgramme =
  | { readonly ok: true; readonly programme: Programme }
  | { readonly ok: false; readonly faults: ProgrammeFault[] };

/**
 * Reads a programme of any format that ever was; format 1 is lifted. `checks` is what the publisher adds (how many
 * combinations are too many). All faults, by path: never throws, whatever the JSON.
 */
export function readProgramme(json: unknown, checks: Parameters<typeof programmeFaults>[1] = {}): ReadProgramme {
  const deep = tooDeep(json);
  if (deep !== null) return { ok: false, faults: [{ path: deep, fault: 'deep' }] };
  // What was published as format 1 is read for ever, whatever today's checks would say of it.
  if (isFirst(json)) return readFirst(json);
  const read = readSecond(json);
  if (!read.ok) return read;
  const faults = sortedFaults(programmeFaults(read.programme, checks));
  return faults.length === 0 ? read : { ok: false, faults };
}

function isFirst(json: unknown): boolean {
  return typeof json === 'object' && json !== null && 'format' in json && json.format === 1;
}

function readFirst(json: unknown): ReadProgramme {
  const read = firstProgrammeForm.safeParse(json, { reportInput: true });
  return read.success
    ? { ok: true, programme: lifted(read.data) }
    : { ok: false, faults: formFaults(read.error.issues) };
}

function readSecond(json: unknown): ReadProgramme {
  const read = programmeForm.safeParse(json, { reportInput: true });
  return read.success ? { ok: true, programme: read.data } : { ok: false, faults: formFaults(read.error.issues) };
}
