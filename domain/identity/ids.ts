import { assert } from '../assert.ts';

/** Ids are UUIDv7 text (lower case); each kind has its own type so that one cannot stand for another. */
type Id<Kind extends string> = string & { readonly id: Kind };

export type RecordId = Id<'record'>;
export type MemberId = Id<'member'>;
export type StaffId = Id<'staff'>;
export type StoreId = Id<'store'>;
export type TillId = Id<'till'>;
export type IncarnationId = Id<'incarnation'>;
export type ShiftId = Id<'shift'>;
/** Of a gift card; of an e-wallet, the id of the member whose it is (walletOf). */
export type GiftCardId = Id<'giftCard'>;
/** `<record id>.<n>`: the record that made the lot and its place there, so making it twice is making it once. */
export type LotId = Id<'lot'>;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** True for the text of a UUIDv7 in lower case. */
export function isUuid7(text: string): boolean {
  return UUID.test(text);
}

function id<Kind extends string>(text: string): Id<Kind> {
  assert(isUuid7(text), `not a UUIDv7: ${text}`);
  return text as Id<Kind>;
}

export const recordId = (text: string): RecordId => id(text);
export const memberId = (text: string): MemberId => id(text);
export const staffId = (text: string): StaffId => id(text);
export const storeId = (text: string): StoreId => id(text);
export const tillId = (text: string): TillId => id(text);
export const incarnationId = (text: string): IncarnationId => id(text);
export const shiftId = (text: string): ShiftId => id(text);
export const giftCardId = (text: string): GiftCardId => id(text);

/** A member has one e-wallet, and its id is theirs: making it at two tills apart is making it once. */
export const walletOf = (member: MemberId): GiftCardId => giftCardId(member);
/** Whose e-wallet it is. */
export const walletsMember = (wallet: GiftCardId): MemberId => memberId(wallet);

const LOT = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\.\d{1,3}$/;

/** The n-th lot that a record makes. */
export function lotOf(record: RecordId, n: number): LotId {
  assert(Number.isInteger(n) && n >= 0 && n < 1000, `a record makes at most 1000 lots, not number ${n}`);
  return `${record}.${n}` as LotId;
}

/** True for the text of a lot's id. */
export function isLotId(text: string): boolean {
  return LOT.test(text);
}

/** Brands the text of a lot's id. */
export function lotId(text: string): LotId {
  assert(isLotId(text), `not a lot: ${text}`);
  return text as LotId;
}

/** Makes a fresh UUIDv7; time and chance are handed in by the composition roots. */
export type NewUuid = () => string;

/**
 * UUIDv7 (RFC 9562 §5.7) from a time in Unix ms and 10 random bytes. Order within one ms is by chance.
 */
export function uuid7(unixMs: number, random: Uint8Array): string {
  assert(random.length >= 10 && Number.isSafeInteger(unixMs) && unixMs >= 0, 'uuid7 takes a time and 10 random bytes');
  const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');
  const byte = (i: number): number => random[i] ?? 0;
  const time = hex(unixMs, 12);
  const a = hex(0x7000 | ((byte(0) << 4) & 0x0f00) | byte(1), 4);
  const b = hex(0x8000 | ((byte(2) & 0x3f) << 8) | byte(3), 4);
  let tail = '';
  for (let i = 4; i < 10; i++) tail += hex(byte(i), 2);
  return `${time.slice(0, 8)}-${time.slice(8)}-${a}-${b}-${tail}`;
}

/** The time that an id carries (UUIDv7), Unix ms. */
export const madeAt = (uuid: string): number => Number.parseInt(uuid.slice(0, 8) + uuid.slice(9, 13), 16);
