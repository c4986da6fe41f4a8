import { isCivilDate } from '../../domain/calendar/civil.ts';
import { isUuid7 } from '../../domain/identity/ids.ts';
import { LANGUAGES, LONGEST_NAME } from '../../domain/person/person.ts';
import type { MemberState } from './states.ts';

/**
 * Whether something is a member's state in its plain form: `memberState` takes it and gives back the same. It says no more: what is not
 * plain (a PIN, a field from the future, anything wrong) is the schema's to judge. Members come by the hundred thousand, and the schema
 * takes five times as long; plainMember.test.ts draws states and damages them, and both must agree.
 */
export function isPlainMember(raw: unknown): raw is MemberState {
  if (!isFields(raw) || raw['kind'] !== 'member') return false;
  const { id, aliasOf, person, erased, edited, joined, balance, debt, lots, tally, coupons, counted } = raw;
  let fields = 9;
  if (erased !== undefined) {
    if (erased !== true) return false;
    fields += 1;
  }
  if (edited !== undefined) {
    if (!isWhole(edited, 0, Number.MAX_SAFE_INTEGER)) return false;
    fields += 1;
  }
  if (tally !== undefined) {
    if (!isListOf(tally, isTallyRow)) return false;
    fields += 1;
  }
  if (coupons !== undefined) {
    if (!isListOf(coupons, isCoupon)) return false;
    fields += 1;
  }
  return (
    Object.keys(raw).length === fields &&
    isId(id) &&
    (aliasOf === null || isId(aliasOf)) &&
    (person === null || isPerson(person)) &&
    isDay(joined) &&
    isPoints(balance) &&
    isPoints(debt) &&
    isListOf(lots, isLot) &&
    isCounted(counted)
  );
}

const PHONE = /^\+\d{6,15}$/;
const LOT_END = /^\.\d{1,3}$/;
const MOST_POINTS = 1_000_000_000_000;
const ID_LENGTH = 36;

type Fields = Readonly<Record<string, unknown>>;

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isListOf(value: unknown, is: (one: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(is);
}

function isText(value: unknown, least: number, most: number): value is string {
  return typeof value === 'string' && value.length >= least && value.length <= most;
}

function isWhole(value: unknown, least: number, most: number): boolean {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < least || value > most) return false;
  // The schema makes a 0 of -0.
  return value !== 0 || Object.is(value, 0);
}

const isPoints = (value: unknown): boolean => isWhole(value, -MOST_POINTS, MOST_POINTS);
const isId = (value: unknown): boolean => typeof value === 'string' && isUuid7(value);

/** Days repeat from member to member: each is looked at once. */
const DAYS = new Set<string>();
const MOST_DAYS = 20_000;

function isDay(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  if (DAYS.has(value)) return true;
  if (!isCivilDate(value)) return false;
  if (DAYS.size >= MOST_DAYS) DAYS.clear();
  DAYS.add(value);
  return true;
}

function isPerson(value: unknown): boolean {
  if (!isFields(value) || Object.keys(value).length !== 6) return false;
  const { name, callName, phone, language, birthday, marketing } = value;
  return (
    isText(name, 1, LONGEST_NAME) &&
    isText(callName, 0, LONGEST_NAME) &&
    (phone === null || (typeof phone === 'string' && PHONE.test(phone))) &&
    LANGUAGES.some((one) => one === language) &&
    (birthday === null || isDay(birthday)) &&
    typeof marketing === 'boolean'
  );
}

function isLot(value: unknown): boolean {
  if (!isFields(value)) return false;
  const { id, points, expires, from, earned, idleDays } = value;
  let fields = 3;
  if (from !== undefined) {
    if (!isDay(from)) return false;
    fields += 1;
  }
  if (earned !== undefined) {
    if (!isDay(earned)) return false;
    fields += 1;
  }
  if (idleDays !== undefined) {
    if (!isWhole(idleDays, 1, Number.MAX_SAFE_INTEGER)) return false;
    fields += 1;
  }
  return (
    Object.keys(value).length === fields &&
    typeof id === 'string' &&
    isUuid7(id.slice(0, ID_LENGTH)) &&
    LOT_END.test(id.slice(ID_LENGTH)) &&
    isPoints(points) &&
    (expires === null || isDay(expires))
  );
}

function isTallyRow(value: unknown): boolean {
  if (!isFields(value) || Object.keys(value).length !== 3) return false;
  const { key, day, n } = value;
  return (
    isText(key, 1, 120) && (day === null || isDay(day)) && isWhole(n, -Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)
  );
}

function isCoupon(value: unknown): boolean {
  if (!isFields(value) || Object.keys(value).length !== 3) return false;
  const { code, offer, until } = value;
  return isText(code, 1, 64) && typeof offer === 'string' && isDay(until);
}

function isCounted(value: unknown): boolean {
  if (!isFields(value) || Object.keys(value).length !== 2) return false;
  const { incarnation, seq } = value;
  return isId(incarnation) && isWhole(seq, 0, Number.MAX_SAFE_INTEGER);
}
