import * as z from 'zod';
import { CONTRA_ACCOUNTS } from '../domain/ledger/entry.ts';
import { baniField, civilDateField, lotIdField, memberIdField, pointsField, vatRateField } from './fields.ts';

const entry = z
  .object({
    member: memberIdField,
    points: pointsField,
    contra: z.enum(CONTRA_ACCOUNTS),
    lot: lotIdField.nullable(),
    expires: civilDateField.nullable().exactOptional(),
    from: civilDateField.exactOptional(),
    earned: civilDateField.exactOptional(),
    idleDays: z.number().int().min(1).exactOptional(),
  })
  // What the fold relies on: an entry moves points, and points that are given lie in a lot.
  .refine((one) => one.points < 0 || (one.points > 0 && one.lot !== null), 'moves nothing, or gives to no lot');
/** The movements of points in a record. */
export const entries = z.array(entry).max(1000);

/** The sums of one VAT rate. */
export const vatLine = z.object({
  rate: vatRateField,
  gross: baniField,
  discount: baniField,
  total: baniField,
  vat: baniField,
});
