import * as z from 'zod';
import { civilDateField, lotIdField, pointsField } from './fields.ts';

/** Where a member stands, as it is stored and sent; what came with format 2 of records may be left out. */
export const lotField = z.object({
  id: lotIdField,
  points: pointsField,
  expires: civilDateField.nullable(),
  from: civilDateField.exactOptional(),
  earned: civilDateField.exactOptional(),
  idleDays: z.number().int().min(1).exactOptional(),
});
export const tallyField = z.array(
  z.object({ key: z.string().min(1).max(120), day: civilDateField.nullable(), n: z.number().int() }),
);
export const couponsField = z.array(
  z.object({ code: z.string().min(1).max(64), offer: z.string(), until: civilDateField }),
);
export const standingField = z.object({
  balance: pointsField,
  debt: pointsField,
  lots: z.array(lotField),
  tally: tallyField.exactOptional(),
  coupons: couponsField.exactOptional(),
});
