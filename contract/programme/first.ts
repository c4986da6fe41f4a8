import * as z from 'zod';
import { baniField, instantField, pointsField } from '../fields.ts';

/** Format 1, exactly as it was stored and sent; read for ever and lifted into the form of today. */
export const firstProgrammeForm = z.object({
  format: z.literal(1),
  version: z.number().int().min(1),
  name: z.string(),
  startsAtMs: instantField,
  earning: z.object({ points: pointsField, perBani: baniField }),
  redemption: z.object({
    pointValue: baniField,
    leastPoints: pointsField,
    largestShare: z.number().int().min(0).max(10_000),
  }),
  expiryDays: z.number().int().min(1).max(36_500).nullable(),
  excludedCategories: z.array(z.string()),
  offline: z.object({
    mostPointsPerDay: pointsField,
    oldestWordHours: z.number().int().min(0),
    phoneIsProof: z.boolean(),
  }),
});
