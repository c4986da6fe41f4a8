import * as z from 'zod';
import { conditionsForm } from './conditions.ts';
import { baniForm, daysForm, idForm, MOST_DAYS, MOST_RULES, nameForm, pointsForm, wholeForm } from './fields.ts';
import { filterForm } from './filter.ts';

export const earningBaseForm = z
  .enum(['gross', 'afterOffers', 'afterRedemption'])
  .describe('Before everything; less promotions and coupons; or what is really paid.');

/** When points end; see domain/programme/earning. */
export const expiryForm = z
  .discriminatedUnion('type', [
    z.strictObject({ type: z.literal('never') }),
    z.strictObject({ type: z.literal('days'), days: daysForm }),
    z.strictObject({ type: z.literal('inactivity'), days: daysForm }).describe('After the last purchase.'),
    z
      .strictObject({
        type: z.literal('endOf'),
        unit: z.enum(['month', 'year']),
        after: wholeForm(0, 1200).default(0).describe('So many months or years later; 0: the running one.'),
      })
      .describe('With the end of a month or year.'),
  ])
  .meta({ id: 'Expiry', description: 'Counted from the day on which the points are confirmed (earning + pending).' });

const givesForm = z.discriminatedUnion('type', [
  z
    .strictObject({
      type: z.literal('perMoney'),
      points: pointsForm(1),
      per: baniForm(1),
      rounding: z
        .enum(['floor', 'halfUp', 'ceil', 'carry'])
        .default('floor')
        .describe('"carry": the exact rest waits for the next sale.'),
      wholeFirst: z
        .boolean()
        .exactOptional()
        .describe('Rounded before boosts multiply, and again after; left out: once, after. Not with "carry".'),
      above: baniForm(1).exactOptional().describe('Of the money of one sale only what is above this counts.'),
      upTo: baniForm(1).exactOptional().describe('Of the money of one sale only what is up to this counts.'),
    })
    .describe('Points for each so many bani.'),
  z
    .strictObject({ type: z.literal('perUnit'), points: pointsForm(1), units: wholeForm(1, 1_000_000).default(1) })
    .describe('Points for each so many pieces; a weighed line is one.'),
  z
    .strictObject({ type: z.literal('perOrder'), points: pointsForm(1) })
    .describe('Points once a sale or once an event.'),
  z
    .strictObject({
      type: z.literal('stamps'),
      card: idForm,
      stamps: wholeForm(1, 1000).default(1),
      units: wholeForm(1, 1_000_000)
        .nullable()
        .prefault(null)
        .describe('For each so many pieces; null: once a sale or event.'),
    })
    .describe('Stamps on a card.'),
]);

const cap = pointsForm(0).nullable().prefault(null);

/** One way of getting points or stamps; see domain/programme/earning. The name, left out, is the id. */
export const earningForm = z
  .strictObject({
    id: idForm,
    name: nameForm.exactOptional(),
    active: z.boolean().default(true),
    on: z
      .string()
      .regex(/^[A-Za-z][A-Za-z0-9._-]{0,59}$/)
      .default('sale')
      .describe('"sale", or an event: enrolment, birthday, anniversary, visit, review, survey, or a word of your own.'),
    when: conditionsForm.prefault({}),
    of: filterForm.exactOptional().describe('Which goods count; left out: all. Excluded goods never count.'),
    gives: givesForm,
    base: earningBaseForm.exactOptional().describe('On what money perMoney counts; left out: policies.earnOn.'),
    caps: z
      .strictObject({ receipt: cap, day: cap, month: cap, year: cap, ever: cap })
      .prefault({})
      .describe('The most points of this rule for one member; what is above is lost. Null: no cap.'),
    boosted: z.boolean().default(true).describe('Whether boosts multiply it.'),
    paidOnly: z
      .boolean()
      .exactOptional()
      .describe('Units that an offer made free do not count (perUnit, stamps for units); left out: they do.'),
    group: idForm.nullable().prefault(null).describe('Of one group only the rule that gives most counts.'),
    pendingDays: wholeForm(0, MOST_DAYS).exactOptional().describe('Left out: as lots says.'),
    expiry: expiryForm.exactOptional().describe('Left out: as lots says.'),
  })
  .transform((rule) => ({ ...rule, name: rule.name ?? rule.id }))
  .meta({ id: 'EarningRule', description: 'A way of getting points or stamps. All rules that hold give together.' });

/** What multiplies earning; see domain/programme/earning. */
export const boostForm = z
  .strictObject({
    id: idForm,
    name: nameForm.exactOptional(),
    active: z.boolean().default(true),
    when: conditionsForm.prefault({}),
    of: filterForm.exactOptional().describe('Only what these goods earn.'),
    rules: z
      .array(idForm)
      .min(1)
      .max(MOST_RULES)
      .exactOptional()
      .describe('Only what these earning rules give; left out: all that are boosted.'),
    factor: wholeForm(0, 10_000).describe('Hundredths: 200 doubles, 50 halves.'),
  })
  .transform((boost) => ({ ...boost, name: boost.name ?? boost.id }))
  .meta({ id: 'Boost', description: 'Makes earning more or less. Several together: policies.boosts.' });
