import * as z from 'zod';
import { PROOFS } from '../../domain/programme/programme.ts';
import { baniForm, daysForm, idForm, MOST_POINTS, MOST_RULES, nameForm, pointsForm, wholeForm } from './fields.ts';

/** What members have besides points: levels, cards of stamps, friends, transfers, proofs. */

const levelForm = z
  .strictObject({
    id: idForm,
    name: nameForm.exactOptional(),
    from: wholeForm(0, 1_000_000_000_000).describe('Bani of spend, points earned, or visits.'),
    benefits: z
      .union([nameForm, z.literal('')])
      .default('')
      .describe('Said to the member: what the level brings.'),
  })
  .transform((level) => ({ ...level, name: level.name ?? level.id }))
  .meta({ id: 'TierLevel' });

export const tiersForm = z
  .strictObject({
    by: z.enum(['spend', 'points', 'visits']),
    window: z.discriminatedUnion('type', [
      z.strictObject({ type: z.literal('ever') }),
      z.strictObject({ type: z.literal('rolling'), days: daysForm }).describe('The last so many days, with today.'),
      z
        .strictObject({ type: z.literal('calendar'), unit: z.enum(['month', 'quarter', 'year']) })
        .describe('From the first day of the running one.'),
    ]),
    grace: z
      .union([wholeForm(0, 3660), z.literal('nextPeriod')])
      .default(0)
      .describe('Days that a level is kept after the window no longer reaches it, or to the end of the next period.'),
    levels: z.array(levelForm).min(1).max(MOST_RULES).describe('From the lowest.'),
  })
  .meta({ id: 'Tiers', description: 'Levels that members reach by what they did within a window.' });

export const stampCardForm = z
  .strictObject({ id: idForm, name: nameForm.exactOptional() })
  .transform((card) => ({ ...card, name: card.name ?? card.id }))
  .meta({ id: 'StampCard', description: 'Stamps come by earning rules and pay for offers.' });

export const referralForm = z
  .strictObject({
    referrerPoints: wholeForm(0, MOST_POINTS),
    friendPoints: wholeForm(0, MOST_POINTS),
    spendFrom: baniForm(0).prefault(0).describe('Bani that the friend’s first purchase must reach.'),
    withinDays: daysForm.nullable().prefault(null).describe('Days after joining; null: any.'),
    most: wholeForm(1, 1_000_000).nullable().prefault(null).describe('Friends of one member; null: any number.'),
  })
  .meta({ id: 'Referral', description: 'Bonus to both when a friend who was brought buys for the first time.' });

export const transfersForm = z
  .strictObject({
    least: wholeForm(1, MOST_POINTS).default(1),
    mostPerDay: wholeForm(1, MOST_POINTS).nullable().prefault(null),
    mostPerMonth: wholeForm(1, MOST_POINTS).nullable().prefault(null),
  })
  .meta({ id: 'Transfers', description: 'Points given by one member to another.' });

export const proofForm = z
  .strictObject({
    upTo: pointsForm(1).nullable().prefault(null).describe('Points at once; null: any number.'),
    by: z.array(z.enum(PROOFS)).min(1).max(PROOFS.length).describe('Any of these will do.'),
  })
  .meta({ id: 'ProofLine' });
