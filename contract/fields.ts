import * as z from 'zod';
import { alarmId, isAlarmId } from '../domain/alarm/alarm.ts';
import { bani, LARGEST_BANI } from '../domain/amount/bani.ts';
import { points } from '../domain/amount/points.ts';
import { thousandths, vatRate } from '../domain/amount/quantity.ts';
import { civilDate, isCivilDate } from '../domain/calendar/civil.ts';
import {
  giftCardId,
  incarnationId,
  isUuid7,
  lotId,
  memberId,
  recordId,
  shiftId,
  staffId,
  storeId,
  tillId,
} from '../domain/identity/ids.ts';
import { LANGUAGES, LONGEST_NAME } from '../domain/person/person.ts';
import { ROLES } from '../domain/roles/permissions.ts';

/** The fields that messages and records are made of: checked on arrival, branded ever after. */

const integer = z.number().int();
const uuid = z.string().refine(isUuid7, 'not a UUIDv7');

export const baniField = integer
  .min(-LARGEST_BANI * 1000)
  .max(LARGEST_BANI * 1000)
  .transform(bani);
export const pointsField = integer.min(-1_000_000_000_000).max(1_000_000_000_000).transform(points);
export const thousandthsField = integer.min(0).max(1_000_000_000).transform(thousandths);
export const vatRateField = integer.min(0).max(10_000).transform(vatRate);
export const civilDateField = z.string().refine(isCivilDate, 'not a day').transform(civilDate);
export const instantField = integer.min(0).max(8_640_000_000_000_000);
export const seqField = integer.min(0).max(Number.MAX_SAFE_INTEGER);
export const hashField = z.string().regex(/^[0-9a-f]{64}$/);

export const recordIdField = uuid.transform(recordId);
export const memberIdField = uuid.transform(memberId);
export const staffIdField = uuid.transform(staffId);
export const storeIdField = uuid.transform(storeId);
export const tillIdField = uuid.transform(tillId);
export const incarnationIdField = uuid.transform(incarnationId);
export const shiftIdField = uuid.transform(shiftId);
export const alarmIdField = z.string().refine(isAlarmId, 'not an alarm').transform(alarmId);
export const giftCardIdField = uuid.transform(giftCardId);
export const lotIdField = z
  .string()
  .regex(/^[0-9a-f-]{36}\.\d{1,3}$/)
  .transform(lotId);

/** Card codes are ASCII (a scanner may recode anything else). */
export const cardCodeField = z.string().regex(/^[\x21-\x7e]{4,64}$/);
export const languageField = z.enum(LANGUAGES);
export const roleField = z.enum(ROLES);

export const pinField = z.object({
  salt: z.string().regex(/^[0-9a-f]{32}$/),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  cost: z
    .number()
    .int()
    .min(1024)
    .max(1 << 20),
});

export const personField = z.object({
  name: z.string().min(1).max(LONGEST_NAME),
  callName: z.string().max(LONGEST_NAME),
  phone: z
    .string()
    .regex(/^\+\d{6,15}$/)
    .nullable(),
  language: languageField,
  birthday: civilDateField.nullable(),
  marketing: z.boolean(),
  pin: pinField.nullable().exactOptional(),
});
