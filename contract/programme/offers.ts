import * as z from 'zod';
import { conditionsForm } from './conditions.ts';
import { effectForm } from './effects.ts';
import { baniForm, codeForm, idForm, MOST_NAMES, nameForm, pointsForm, shareForm, wholeForm } from './fields.ts';

const triggerForm = z
  .discriminatedUnion('type', [
    z.strictObject({ type: z.literal('automatic') }).describe('Comes by itself.'),
    z
      .strictObject({
        type: z.literal('code'),
        codes: z.array(codeForm).max(MOST_NAMES).prefault([]).describe('Codes that anybody may use.'),
        issued: z.boolean().default(false).describe('Also single codes that a "coupon" effect issued.'),
      })
      .describe('A coupon.'),
    z.strictObject({ type: z.literal('points'), points: pointsForm(1) }).describe('For so many points each time.'),
    z
      .strictObject({ type: z.literal('stamps'), card: idForm, stamps: wholeForm(1, 10_000) })
      .describe('For stamps of a card.'),
    z
      .strictObject({
        type: z.literal('perPoint'),
        points: pointsForm(1),
        value: baniForm(1).describe('What so many points are worth, in bani.'),
        least: pointsForm(1).prefault(1).describe('The fewest at once.'),
        step: pointsForm(1).prefault(1),
        largestShare: shareForm(1).default(10_000).describe('Of the goods that points may pay.'),
        most: pointsForm(1).nullable().prefault(null).describe('At once; null: any number.'),
      })
      .describe('As many points as the member chooses; with the effect "pointsValue".'),
  ])
  .meta({ id: 'Trigger', description: 'What makes an offer apply: itself, a coupon, points or stamps.' });

const limit = wholeForm(1, 1_000_000_000).nullable().prefault(null);

const limitsForm = z
  .strictObject({
    perReceipt: limit.describe('Times in one receipt.'),
    perMember: limit,
    perMemberDay: limit,
    perMemberMonth: limit,
    total: limit.describe('By everybody together, as far as the till knows.'),
  })
  .describe('How often; null: no limit. Those of a member need one.');

/** A promotion, a coupon or a reward; see domain/programme/offer. The name, left out, is the id. */
export const offerForm = z
  .strictObject({
    id: idForm,
    name: nameForm.exactOptional(),
    active: z.boolean().default(true),
    trigger: triggerForm,
    when: conditionsForm.prefault({}),
    effect: effectForm,
    priority: wholeForm(-1_000_000, 1_000_000).default(0).describe('Smaller first.'),
    group: idForm.nullable().prefault(null).describe('Of one group only one applies.'),
    exclusive: z.boolean().default(false).describe('Applies only alone.'),
    last: z.boolean().default(false).describe('Nothing later is tried after it applied.'),
    notOnReduced: z
      .boolean()
      .exactOptional()
      .describe('Takes nothing off units that an offer before it reduced; left out: false.'),
    limits: limitsForm.prefault({}),
  })
  .transform((offer) => ({ ...offer, name: offer.name ?? offer.id }))
  .meta({ id: 'Offer', description: 'Something that takes money off or gives something.' });
