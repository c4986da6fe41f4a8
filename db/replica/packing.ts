import { crc32 } from 'node:zlib';
import * as z from 'zod';
import { pinField } from '../../contract/fields.ts';
import { couponsField, lotField, tallyField } from '../../contract/standing.ts';
import { points } from '../../domain/amount/points.ts';
import { assert } from '../../domain/assert.ts';
import { type CivilDate, civilDate } from '../../domain/calendar/civil.ts';
import { type IncarnationId, type LotId, lotId, type MemberId, memberId } from '../../domain/identity/ids.ts';
import { LANGUAGES, type Language } from '../../domain/person/person.ts';
import { int, type Row, text, textOrNull } from '../sqlite.ts';
import type { LogPlace, ReplicaMember } from './replica.ts';
import { type Counted, hasPacked, packCounted, unpackCounted } from './tallies.ts';

/**
 * A member's row: everything but id and phone in one JSON array, which is a third of the size of named fields and one
 * column to fetch. What was written here was checked when it came; reading checks types and brands, cell by cell,
 * since a search reads twenty of them within its millisecond.
 *
 * Last, where there is any, one object: `l` the terms of lots by their place, `p` the person's PIN, `e` the version that edits made. What is counted and coupons stand
 * apart, as bytes (tallies.ts); in rows that were written before they did, they stand in that object too: `t` (key, day, n), `c` (code,
 * offer, until).
 *
 * Order: told, alias, name, call name, language, birthday, marketing, joined, balance, debt, incarnation's number,
 * counted number, then three cells for each lot. An erased person has null for a name.
 */
const LOTS_FROM = 12;

/** The incarnations of a file by their short numbers. */
export interface Incarnations {
  number(id: IncarnationId): number;
  /** What a row says was counted: its own number of a life, or that of the life for which the row's stands (snapshot.ts). */
  place(number: number, seq: number): LogPlace;
}

/** A member's row without its keys. */
export interface MemberCells {
  readonly phone: number | null;
  readonly name: string;
  readonly data: string;
  readonly counted: Uint8Array | null;
}

/** The check sum of a member's row: whatever else changes one of its cells, this tells. */
export function checkSum({ phone, name, data, counted }: MemberCells): number {
  const sum = crc32(`${phone ?? ''}\n${name}\n${data}`);
  return counted === null ? sum : crc32(counted, sum);
}

/** A member as the columns hold them; `name` is the folded one. */
export function packMember(member: ReplicaMember, name: string, incarnations: Incarnations): MemberCells {
  const { tally = [], coupons = [] } = member;
  return {
    phone: phoneNumber(member.person?.phone ?? null),
    name,
    data: packData(member, incarnations),
    counted: packCounted({ tally, coupons }),
  };
}

function packData(member: ReplicaMember, incarnations: Incarnations): string {
  const { person, counted } = member;
  const cells: (string | number | null)[] = [
    member.told ? 1 : 0,
    member.aliasOf,
    person?.name ?? null,
    person?.callName ?? '',
    person?.language ?? null,
    person?.birthday ?? null,
    person?.marketing === true ? 1 : 0,
    member.joined,
    member.balance,
    member.debt,
    incarnations.number(counted.incarnation),
    counted.seq,
  ];
  for (const lot of member.lots) cells.push(packLot(lot.id), lot.points, lot.expires);
  const more = packMore(member);
  return JSON.stringify(more === null ? cells : [...cells, more]);
}

/** The member of a row. */
export function unpackMember(
  id: MemberId,
  { phone, data, counted }: Omit<MemberCells, 'name'>,
  incarnations: Incarnations,
): ReplicaMember {
  const cells: unknown = JSON.parse(data);
  assert(Array.isArray(cells), 'a member is packed as an array');
  const row: Row = cells;
  const alias = textOrNull(row, 1);
  const name = textOrNull(row, 2);
  let lots: ReplicaMember['lots'] | null = null;
  let more: More | null = null;
  const rest = (): More => {
    more ??= unpackMore(row);
    return more;
  };
  const member: ReplicaMember = {
    kind: 'member',
    id,
    told: int(row, 0) === 1,
    aliasOf: alias === null ? null : memberId(alias),
    person:
      name === null
        ? null
        : {
            name,
            callName: text(row, 3),
            phone: phone === null ? null : `+${phone}`,
            language: languageOf(row, 4),
            birthday: dayOrNull(row, 5),
            marketing: int(row, 6) === 1,
            ...(hasCell(row, 'p') && rest().p !== null ? { pin: rest().p } : {}),
          },
    ...(hasCell(row, 'e') ? { edited: rest().e ?? 0 } : {}),
    joined: dayOf(text(row, 7)),
    balance: points(int(row, 8)),
    debt: points(int(row, 9)),
    // Unpacked when somebody looks: a search shows twenty balances and no lot, and lots are most of a row's work.
    get lots() {
      lots ??= unpackLots(row, rest());
      return lots;
    },
    counted: incarnations.place(int(row, 10), int(row, 11)),
  };
  if (counted === null) return Object.assign(member, hasCell(row, 't', 'c') ? countedIn(rest()) : {});
  let found: Counted | null = null;
  return withCounted(member, hasPacked(counted), () => {
    found ??= unpackCounted(counted);
    return found;
  });
}

/** The member with what is counted of them, unpacked when somebody looks. What there is none of is left out, as it was told. */
function withCounted(member: ReplicaMember, has: ReturnType<typeof hasPacked>, counted: () => Counted): ReplicaMember {
  const { tally, coupons } = has;
  if (tally) Object.defineProperty(member, 'tally', { enumerable: true, get: () => counted().tally });
  if (coupons) Object.defineProperty(member, 'coupons', { enumerable: true, get: () => counted().coupons });
  return member;
}

/** Of a row that was written when they stood in it. */
function countedIn({ t, c }: More): Pick<ReplicaMember, 'tally' | 'coupons'> {
  return {
    ...(t.length === 0 ? {} : { tally: t }),
    ...(c.length === 0 ? {} : { coupons: c }),
  };
}

function unpackLots(row: Row, { l }: More): ReplicaMember['lots'] {
  const lots: ReplicaMember['lots'] = [];
  for (let i = LOTS_FROM; i + 2 < row.length; i += 3) {
    const lot = { id: unpackLot(text(row, i)), points: points(int(row, i + 1)), expires: dayOrNull(row, i + 2) };
    lots.push({ ...lot, ...l[String(lots.length)] });
  }
  return lots;
}

const terms = lotField.pick({ from: true, earned: true, idleDays: true });
const moreForm = z.object({
  t: tallyField.default([]),
  c: couponsField.default([]),
  l: z.record(z.string(), terms).default({}),
  p: pinField.nullable().default(null),
  e: z.number().int().nullable().default(null),
});
type More = z.infer<typeof moreForm>;
const NO_MORE: More = { t: [], c: [], l: {}, p: null, e: null };

/** The terms of lots, a PIN and a version, which most have none of; null: none. */
function packMore({ lots, person, edited }: ReplicaMember): Pick<Partial<More>, 'l' | 'p' | 'e'> | null {
  const l: More['l'] = {};
  for (const [i, { from, earned, idleDays }] of lots.entries()) {
    if (from === undefined && earned === undefined && idleDays === undefined) continue;
    l[String(i)] = {
      ...(from === undefined ? {} : { from }),
      ...(earned === undefined ? {} : { earned }),
      ...(idleDays === undefined ? {} : { idleDays }),
    };
  }
  const more = {
    ...(Object.keys(l).length === 0 ? {} : { l }),
    ...(person?.pin == null ? {} : { p: person.pin }),
    ...(edited === undefined ? {} : { e: edited }),
  };
  return Object.keys(more).length === 0 ? null : more;
}

/** Whether the last object has one of these: asked of every row, and answered without checking what else is in it. */
function hasCell(row: Row, ...names: readonly (keyof More)[]): boolean {
  const last = row.at(-1);
  return typeof last === 'object' && last !== null && names.some((name) => name in last);
}

function unpackMore(row: Row): More {
  const last = row.at(-1);
  return typeof last === 'object' && last !== null ? moreForm.parse(last) : NO_MORE;
}

function dayOrNull(row: Row, i: number): CivilDate | null {
  const day = textOrNull(row, i);
  return day === null ? null : dayOf(day);
}

/** Days repeat from member to member (lots end on the same ones): each is checked once. */
const DAYS = new Map<string, CivilDate>();
const MOST_DAYS = 20_000;

function dayOf(cell: string): CivilDate {
  const known = DAYS.get(cell);
  if (known !== undefined) return known;
  const day = civilDate(cell);
  if (DAYS.size >= MOST_DAYS) DAYS.clear();
  DAYS.set(cell, day);
  return day;
}

function languageOf(row: Row, i: number): Language {
  const cell = row[i];
  const language = LANGUAGES.find((one) => one === cell);
  assert(language !== undefined, 'a language is one of ours');
  return language;
}

/** A lot's id with its record's UUID as 22 characters of base64url in place of 36. */
function packLot(lot: LotId): string {
  const dot = lot.indexOf('.');
  return idBytes(lot.slice(0, dot)).toString('base64url') + lot.slice(dot);
}

function unpackLot(packed: string): LotId {
  const dot = packed.indexOf('.');
  return lotId(uuidText(Buffer.from(packed.slice(0, dot), 'base64url')) + packed.slice(dot));
}

/** A UUID as its 16 bytes. */
export function idBytes(id: string): Buffer {
  const bytes = Buffer.allocUnsafe(ID_BYTES);
  let at = 0;
  for (let i = 0; i + 1 < id.length; i += 2) {
    // Groups have an even length each, so a dash stands only where a byte would begin.
    if (id.charCodeAt(i) === DASH) i += 1;
    bytes[at++] = nibble(id.charCodeAt(i)) * 16 + nibble(id.charCodeAt(i + 1));
  }
  assert(at === ID_BYTES, 'an id has 16 bytes');
  return bytes;
}
const ID_BYTES = 16;
const DASH = 45;

/** What a hexadecimal digit in lower case is worth, by its character code. */
function nibble(code: number): number {
  return code < 58 ? code - 48 : code - 87;
}

/** The member's id from its 16 bytes. */
export function memberIdOf(cell: Uint8Array): MemberId {
  return memberId(uuidText(Buffer.from(cell.buffer, cell.byteOffset, cell.length)));
}

function uuidText(id: Buffer): string {
  assert(id.length === ID_BYTES, 'an id has 16 bytes');
  const hex = id.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** A phone (E.164) as an integer; null where there is none. */
export function phoneNumber(phone: string | null): number | null {
  if (phone === null) return null;
  const digits = Number(phone.slice(1));
  assert(Number.isSafeInteger(digits) && `+${digits}` === phone, `not a phone in E.164: ${phone}`);
  return digits;
}
