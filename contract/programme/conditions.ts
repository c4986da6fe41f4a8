import * as z from 'zod';
import {
  baniForm,
  codeForm,
  dayForm,
  idForm,
  MOST_DAYS,
  MOST_NAMES,
  MOST_RULES,
  timeForm,
  wholeForm,
  wordsForm,
} from './fields.ts';
import { filterForm } from './filter.ts';

const MOST_UNITS = 1_000_000;
/** Half a year: a longer window would open again before it closed. */
const MOST_WINDOW = 183;

const windowForm = z
  .strictObject({
    before: wholeForm(0, MOST_WINDOW).default(0).describe('Days before.'),
    after: wholeForm(0, MOST_WINDOW).default(0).describe('Days after.'),
  })
  .describe('Days around the day itself, which is always in it. 29 February counts as 28 in other years.');

const basketForm = z
  .strictObject({
    of: filterForm.exactOptional().describe('Left out: all goods that the programme does not exclude.'),
    spendFrom: baniForm(0).exactOptional().describe('Bani; of which prices, policies.minimumBase says.'),
    spendTo: baniForm(0).exactOptional().describe('Bani, this amount included.'),
    withoutVat: z.boolean().exactOptional().describe('The two sums are without the VAT contained; left out: with it.'),
    unitsFrom: wholeForm(1, MOST_UNITS).exactOptional().describe('Pieces; a weighed line counts as one.'),
    unitsTo: wholeForm(0, MOST_UNITS).exactOptional().describe('Pieces, this number included.'),
    differentFrom: wholeForm(1, MOST_UNITS).exactOptional().describe('Different products.'),
  })
  .describe('A demand on the goods in the basket; both ends included.');

/** When a rule holds; see domain/programme/conditions. */
export const conditionsForm = z
  .strictObject({
    from: dayForm.exactOptional().describe('The first day.'),
    until: dayForm.exactOptional().describe('The last day.'),
    weekdays: z.array(wholeForm(1, 7)).min(1).max(7).exactOptional().describe('1 Monday … 7 Sunday.'),
    hours: z
      .array(z.strictObject({ from: timeForm, to: timeForm }))
      .min(1)
      .max(50)
      .exactOptional()
      .describe('Any of these stretches; the end is not included. From after to goes over midnight.'),
    stores: wordsForm.exactOptional().describe('Ids of stores.'),
    who: z
      .enum(['member', 'none', 'any'])
      .exactOptional()
      .describe('Only with a member, only without, or both. Left out: as the kind of rule needs it.'),
    tiers: z
      .array(idForm.nullable())
      .min(1)
      .max(MOST_RULES)
      .exactOptional()
      .describe('The member is on one of these levels; null is "no level".'),
    birthday: windowForm.exactOptional(),
    anniversary: windowForm.exactOptional().describe('The same of the day of joining, from the first year on.'),
    purchase: z
      .strictObject({
        from: wholeForm(1, MOST_UNITS).exactOptional(),
        to: wholeForm(1, MOST_UNITS).exactOptional(),
        every: wholeForm(1, MOST_UNITS).exactOptional(),
      })
      .exactOptional()
      .describe('Which purchase of the member this is, from 1; "every" 5: the fifth, tenth …'),
    joinedDays: z
      .strictObject({
        from: wholeForm(0, MOST_DAYS).exactOptional(),
        to: wholeForm(0, MOST_DAYS).exactOptional(),
      })
      .exactOptional()
      .describe('Days since the member joined.'),
    basket: z.array(basketForm).min(1).max(50).exactOptional().describe('All of these.'),
    codes: z
      .array(codeForm)
      .min(1)
      .max(MOST_NAMES)
      .exactOptional()
      .describe('One of these coupon codes was presented in this sale.'),
    tenders: wordsForm
      .exactOptional()
      .describe('Something is paid in one of these ways (cash, card …); holds only when that is known.'),
  })
  .meta({ id: 'Conditions', description: 'All that is named must hold; {} always holds. Days and hours of Chișinău.' });
