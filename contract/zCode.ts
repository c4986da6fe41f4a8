import * as z from 'zod';
import type { PaperZ } from '../domain/day/paper.ts';
import { CONTRA_ACCOUNTS } from '../domain/ledger/entry.ts';
import { TENDER_KINDS } from '../domain/record/tender.ts';
import { COUNTED_TENDERS } from '../domain/shift/recorded.ts';
import { daySums } from './day.ts';
import {
  baniField,
  civilDateField,
  instantField,
  shiftIdField,
  staffIdField,
  storeIdField,
  tillIdField,
} from './fields.ts';
import { logRange } from './shift.ts';

/**
 * The code on a Z form: what a closing till needs of another whose records the centre cannot give. Letters and digits only, in upper case:
 * no keyboard layout of a scanner recodes them, and a QR code packs them best.
 *
 *     LZ1 base32( form, fields ..., CRC-32 )
 *
 * Numbers are 7 bits a byte, the lowest first; signed ones are folded (0, -1, 1, -2 ...); ids are 16 bytes, hashes 32.
 */
const PREFIX = 'LZ1';
/** More than this no scanner reads off receipt paper; a shift of so many lives of a till has no code. */
export const LONGEST_Z_CODE = 700;
const FORM = 1;
const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

const count = z.number().int();
const cashForm = { expected: baniField, counted: baniField, variance: baniField };
const paper = z.object({
  store: storeIdField,
  till: tillIdField,
  number: count.min(1),
  z: count.min(1),
  shift: shiftIdField,
  day: civilDateField,
  staff: staffIdField.nullable(),
  openedAt: instantField,
  closedAt: instantField,
  ranges: z.array(logRange),
  sums: daySums,
  cash: z.object(cashForm).nullable(),
  slips: z.array(z.object({ kind: z.enum(COUNTED_TENDERS), ...cashForm })),
  turns: count.min(0),
}) satisfies z.ZodType<PaperZ>;

/** Whether a text that was read is meant as the code of a Z; what it says is `readZCode`'s to tell. */
export function isZCode(text: string): boolean {
  return /^LZ\d[A-Z2-7]{60,}$/i.test(text.trim());
}

/** The code of a Z; null: it would be too long to be read from paper. */
export function zCode(of: PaperZ): string | null {
  const out = new Writer();
  out.whole(FORM);
  for (const id of [of.store, of.till, of.shift]) out.hex(id.replaceAll('-', ''));
  out.whole(of.number);
  out.whole(of.z);
  out.whole(Number(of.day.replaceAll('-', '')));
  out.whole(of.staff === null ? 0 : 1);
  if (of.staff !== null) out.hex(of.staff.replaceAll('-', ''));
  out.whole(of.openedAt);
  out.signed(of.closedAt - of.openedAt);
  out.list(of.ranges, ({ incarnation, first, last, hash }) => {
    out.hex(incarnation.replaceAll('-', ''));
    out.whole(first);
    out.whole(last - first);
    out.hex(hash);
  });
  writeSums(out, of.sums);
  out.list(of.cash === null ? [] : [of.cash], ({ expected, counted }) => out.signedAll(expected, counted));
  out.list(of.slips, ({ kind, expected, counted }) => {
    out.whole(COUNTED_TENDERS.indexOf(kind));
    out.signedAll(expected, counted);
  });
  out.whole(of.turns);
  const bytes = out.bytes;
  const check = crc32(bytes);
  const code = PREFIX + base32([...bytes, check >>> 24, (check >>> 16) & 255, (check >>> 8) & 255, check & 255]);
  return code.length > LONGEST_Z_CODE ? null : code;
}

/** What the code of a Z says; null: it is none, was read wrongly, or is of a later form. */
export function readZCode(text: string): PaperZ | null {
  const code = text.trim().toUpperCase();
  if (!isZCode(code) || !code.startsWith(PREFIX)) return null;
  const bytes = unbase32(code.slice(PREFIX.length));
  const body = bytes.slice(0, -4);
  const [a = 0, b = 0, c = 0, d = 0] = bytes.slice(-4);
  if (crc32(body) !== ((a << 24) | (b << 16) | (c << 8) | d) >>> 0) return null;
  const from = new Reader(body);
  if (from.whole() !== FORM) return null;
  const [store, till, shift] = [from.id(), from.id(), from.id()];
  const number = from.whole();
  const z = from.whole();
  const day = String(from.whole()).padStart(8, '0');
  const staff = from.whole() === 0 ? null : from.id();
  const openedAt = from.whole();
  const closedAt = openedAt + from.signed();
  const ranges = from.list(() => {
    const incarnation = from.id();
    const first = from.whole();
    return { incarnation, first, last: first + from.whole(), hash: from.hex(32) };
  });
  const sums = readSums(from);
  const [cash = null] = from.list(() => counted(from));
  const slips = from.list(() => ({ kind: COUNTED_TENDERS[from.whole()], ...counted(from) }));
  const turns = from.whole();
  if (!from.isWhole) return null;
  const read = paper.safeParse({
    store,
    till,
    number,
    z,
    shift,
    day: `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}`,
    staff,
    openedAt,
    closedAt,
    ranges,
    sums,
    cash,
    slips,
    turns,
  });
  return read.success ? read.data : null;
}

function counted(from: Reader): { expected: number; counted: number; variance: number } {
  const [expected, found] = [from.signed(), from.signed()];
  return { expected, counted: found, variance: found - expected };
}

function writeSums(out: Writer, { counts, sold, voided, returned, withheld, total, ...rest }: PaperZ['sums']): void {
  const { sales, withMember, returns, voids, enrolments, giftCards } = counts;
  out.signedAll(sales, withMember, returns, voids, enrolments, giftCards);
  out.signedAll(sold.gross, sold.byOffers, sold.byPoints, sold.total, voided, returned, withheld, total);
  out.list(rest.vat, ({ rate, gross, discount, vat }) => {
    out.whole(rate);
    out.signedAll(gross, discount, vat);
  });
  out.signedAll(rest.giftCards.sold, rest.giftCards.undone);
  out.list(rest.points, ({ contra, given, taken }) => {
    out.whole(CONTRA_ACCOUNTS.indexOf(contra));
    out.signedAll(given, taken);
  });
  out.list(rest.tenders, (one) => {
    out.whole(TENDER_KINDS.indexOf(one.kind));
    out.signedAll(one.in, one.out);
  });
}

function readSums(from: Reader): unknown {
  const [sales, withMember, returns, voids, enrolments, giftCards] = from.signedAll(6);
  const [gross, byOffers, byPoints, soldTotal, voided, returned, withheld, total] = from.signedAll(8);
  const vat = from.list(() => {
    const rate = from.whole();
    const [of = 0, discount = 0, within = 0] = from.signedAll(3);
    return { rate, gross: of, discount, total: of - discount, vat: within };
  });
  const [giftSold, giftUndone] = from.signedAll(2);
  const points = from.list(() => ({
    contra: CONTRA_ACCOUNTS[from.whole()],
    given: from.signed(),
    taken: from.signed(),
  }));
  const tenders = from.list(() => ({ kind: TENDER_KINDS[from.whole()], in: from.signed(), out: from.signed() }));
  return {
    counts: { sales, withMember, returns, voids, enrolments, giftCards },
    sold: { gross, byOffers, byPoints, total: soldTotal },
    voided,
    returned,
    withheld,
    total,
    vat,
    giftCards: { sold: giftSold, undone: giftUndone },
    points,
    tenders,
  };
}

class Writer {
  readonly bytes: number[] = [];

  /** 0 or above. */
  whole(value: number): void {
    let left = value;
    while (left >= 128) {
      this.bytes.push((left % 128) + 128);
      left = Math.floor(left / 128);
    }
    this.bytes.push(left);
  }

  signed(value: number): void {
    this.whole(value < 0 ? -2 * value - 1 : 2 * value);
  }

  signedAll(...values: readonly number[]): void {
    for (const value of values) this.signed(value);
  }

  hex(text: string): void {
    for (let i = 0; i < text.length; i += 2) this.bytes.push(Number.parseInt(text.slice(i, i + 2), 16));
  }

  list<T>(all: readonly T[], write: (one: T) => void): void {
    this.whole(all.length);
    for (const one of all) write(one);
  }
}

/** Reads what a writer wrote; beyond the end it reads zeros, and says so. */
class Reader {
  readonly #bytes: readonly number[];
  #at = 0;

  constructor(bytes: readonly number[]) {
    this.#bytes = bytes;
  }

  /** Everything was read, and nothing beyond. */
  get isWhole(): boolean {
    return this.#at === this.#bytes.length;
  }

  whole(): number {
    let value = 0;
    for (let scale = 1; scale <= 2 ** 49; scale *= 128) {
      const byte = this.#bytes[this.#at++] ?? 0;
      value += (byte % 128) * scale;
      if (byte < 128) break;
    }
    return value;
  }

  signed(): number {
    const folded = this.whole();
    return folded % 2 === 1 ? -(folded + 1) / 2 : folded / 2;
  }

  signedAll(many: number): number[] {
    return Array.from({ length: many }, () => this.signed());
  }

  hex(bytes: number): string {
    const some = this.#bytes.slice(this.#at, this.#at + bytes);
    this.#at += bytes;
    return some.map((byte) => byte.toString(16).padStart(2, '0')).join('');
  }

  id(): string {
    return this.hex(16).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  }

  /** No list of a Z is longer than a hundred. */
  list<T>(read: () => T): T[] {
    return Array.from({ length: Math.min(100, this.whole()) }, read);
  }
}

function base32(bytes: readonly number[]): string {
  let text = '';
  let held = 0;
  let bits = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += DIGITS[(held >> bits) & 31];
    }
    held &= (1 << bits) - 1;
  }
  return bits === 0 ? text : text + DIGITS[(held << (5 - bits)) & 31];
}

function unbase32(text: string): number[] {
  const bytes: number[] = [];
  let held = 0;
  let bits = 0;
  for (const digit of text) {
    held = (held << 5) | DIGITS.indexOf(digit);
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((held >> bits) & 255);
    held &= (1 << bits) - 1;
  }
  return bytes;
}

/** CRC-32 (ISO 3309): what a misread character changes, it finds. */
function crc32(bytes: readonly number[]): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}
