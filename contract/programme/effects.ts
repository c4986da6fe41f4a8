import * as z from 'zod';
import {
  baniForm,
  daysForm,
  idForm,
  MOST_NAMES,
  nameForm,
  pointsForm,
  shareForm,
  wholeForm,
  wordForm,
} from './fields.ts';
import { filterForm } from './filter.ts';

const unitsForm = wholeForm(1, 10_000);
const mostForm = unitsForm.nullable().prefault(null);
const of = filterForm.exactOptional().describe('Left out: all goods that the programme does not exclude.');
const which = z
  .enum(['cheapest', 'dearest', 'asEntered'])
  .default('cheapest')
  .describe('Which units are taken where not all are, by the price of one before any offer.');

const reductionForm = z
  .union([
    z.strictObject({ percent: shareForm(1) }),
    z.strictObject({ amount: baniForm(1) }),
    z.strictObject({ price: baniForm(0) }),
  ])
  .meta({
    id: 'Reduction',
    description: 'A share off (hundredths of a per cent), an amount off (bani), or one price (bani); never raises it.',
  });

const partsForm = z
  .array(z.strictObject({ of, units: unitsForm.default(1) }))
  .min(1)
  .max(20);

/** What an offer does; see domain/programme/offer. */
export const effectForm = z
  .discriminatedUnion('type', [
    z
      .strictObject({
        type: z.literal('amountOff'),
        amount: baniForm(1),
        per: z.enum(['order', 'line', 'unit']).default('order'),
        of,
        mostUnits: mostForm.describe('Only so many units; only with per "unit".'),
        which,
      })
      .describe('An amount off the goods together, off each line, or off each unit.'),
    z
      .strictObject({
        type: z.literal('percentOff'),
        percent: shareForm(1),
        of,
        mostUnits: mostForm,
        which,
        cap: baniForm(1).nullable().prefault(null).describe('At most so many bani off; null: no cap.'),
      })
      .describe('A share off.'),
    z
      .strictObject({ type: z.literal('priceEach'), price: baniForm(0), of, mostUnits: mostForm, which })
      .describe('Each unit for this price, where that is less.'),
    z
      .strictObject({
        type: z.literal('bundle'),
        parts: partsForm,
        reduction: reductionForm,
        which,
        most: mostForm.describe('Sets a receipt; null: as many as there are.'),
      })
      .describe('Whenever all parts are there, the set of them costs less.'),
    z
      .strictObject({
        type: z.literal('buyGet'),
        buy: partsForm,
        get: z.strictObject({
          of: filterForm.exactOptional().describe('Left out: of what is bought.'),
          units: unitsForm.default(1),
          reduction: reductionForm,
        }),
        which,
        most: mostForm.describe('Times a receipt; null: as often as there are goods for.'),
      })
      .describe('For what is bought, other units cost less. A unit is either bought or got.'),
    z
      .strictObject({
        type: z.literal('freeProduct'),
        skus: z.array(wordForm).min(1).max(MOST_NAMES),
        units: unitsForm.default(1),
      })
      .describe('Units of one of these products free.'),
    z.strictObject({ type: z.literal('pointsValue'), of }).describe('What the points chosen are worth (perPoint).'),
    z
      .strictObject({ type: z.literal('coupon'), offer: idForm, days: daysForm })
      .describe('A code of its own for a later sale, good for so many days after today.'),
    z.strictObject({ type: z.literal('wallet'), amount: baniForm(1) }).describe('Money on the e-wallet.'),
    z.strictObject({ type: z.literal('points'), points: pointsForm(1) }).describe('Extra points.'),
    z.strictObject({ type: z.literal('service'), text: nameForm }).describe('No money: what the cashier says.'),
  ])
  .meta({ id: 'Effect', description: 'What an offer takes off or gives.' });
