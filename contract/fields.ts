import * as z from 'zod';
import { alarmId, isAlarmId } from '../domain/alarm/alarm.ts';
import { bani, LARGEST_BANI } from '../domain/amount/bani.ts';
import { points } from '../domain/amount/points.ts';
import { thousandths, vatRate } from '../domain/amount/quantity.ts';
import { civilDate, isCivilDate } from '../domain/calendar/civil.ts';
import {
  giftCardId,
  incarnationId,
  isLotId,
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
import { branded } from './plain.ts';

/** The fields that messages and records are made of: checked on arrival, branded ever after. */

const integer = z.number().int();
const uuid = z.string().refine(isUuid7, 'not a UUIDv7');

export const baniField = branded(integer.min(-LARGEST_BANI * 1000).max(LARGEST_BANI * 1000), bani);
export const pointsField = branded(integer.min(-1_000_000_000_000).max(1_000_000_000_000), points);
export const thousandthsField = branded(integer.min(0).max(1_000_000_000), thousandths);
export const vatRateField = branded(integer.min(0).max(10_000), vatRate);
export const civilDateField = branded(z.string().refine(isCivilDate, 'not a day'), civilDate);
export const instantField = integer.min(0).max(8_640_000_000_000_000);
export const seqField = integer.min(0).max(Number.MAX_SAFE_INTEGER);
export const hashField = z.string().regex(/^[0-9a-f]{64}$/);

export const recordIdField = branded(uuid, recordId);
export const memberIdField = branded(uuid, memberId);
export const staffIdField = branded(uuid, staffId);
export const storeIdField = branded(uuid, storeId);
export const tillIdField = branded(uuid, tillId);
export const incarnationIdField = branded(uuid, incarnationId);
export const shiftIdField = branded(uuid, shiftId);
export const alarmIdField = branded(z.string().refine(isAlarmId, 'not an alarm'), alarmId);
export const giftCardIdField = branded(uuid, giftCardId);
export const lotIdField = branded(
  z
    .string()
    .regex(/^[0-9a-f-]{36}\.\d{1,3}$/)
    .refine(isLotId, 'not a lot'),
  lotId,
);

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
