import { assert } from '../../domain/assert.ts';
import { addDays, type CivilDate, civilDate, daysBetween } from '../../domain/calendar/civil.ts';
import type { HeldCoupon } from '../../domain/ledger/standing.ts';
import type { TallyRow } from '../../domain/ledger/tally.ts';

/**
 * What is counted of a member, and their coupons, as bytes: a member who comes every day for three years has thousands of rows, which
 * are sent and stored whole at each change. A row of JSON is 40 bytes and more, here it is two or three; nobody unpacks them who does
 * not look.
 *
 * Form 1: the byte 1; a byte that says what follows (1 counts, 2 coupons); the number of runs of one key; of each run the key, the number of its rows, and for each row its day and its
 * count; then the number of coupons, and of each its code, its offer and its last day. Texts are their length and UTF-8. Numbers are
 * groups of seven bits, the lowest first, the eighth bit set where another follows; signed ones have the sign in the lowest bit. A day is
 * 0 for none, else 1 more than the zigzag of its distance from the day before it (the first: from 2024-01-01).
 */
const FORM = 1;
const [TALLY, COUPONS] = [1, 2];
const EPOCH = civilDate('2024-01-01');

/** What of a standing is packed as bytes. */
export interface Counted {
  readonly tally: readonly TallyRow[];
  readonly coupons: readonly HeldCoupon[];
}

/** Packs them; null where there is nothing to pack. */
export function packCounted({ tally, coupons }: Counted): Buffer | null {
  if (tally.length === 0 && coupons.length === 0) return null;
  const out = new Writing();
  out.byte(FORM);
  out.byte((tally.length > 0 ? TALLY : 0) + (coupons.length > 0 ? COUPONS : 0));
  const runs = runsOf(tally);
  out.number(runs.length);
  let day = 0;
  for (const rows of runs) {
    out.text(rows[0]?.key ?? '');
    out.number(rows.length);
    for (const row of rows) {
      if (row.day === null) out.number(0);
      else {
        const at = numberOf(row.day);
        out.number(zigzag(at - day) + 1);
        day = at;
      }
      out.signed(row.n);
    }
  }
  out.number(coupons.length);
  for (const { code, offer, until } of coupons) {
    out.text(code);
    out.text(offer);
    out.signed(numberOf(until));
  }
  return out.done();
}

/** Unpacks them. Throws where the bytes are none that were packed here. */
export function unpackCounted(bytes: Uint8Array): Counted {
  const from = new Reading(bytes);
  assert(from.byte() === FORM, 'counts are packed in a form that is known here');
  const has = from.byte();
  const tally: TallyRow[] = [];
  let day = 0;
  for (let runs = from.number(); runs > 0; runs--) {
    const key = from.text();
    for (let rows = from.number(); rows > 0; rows--) {
      const step = from.number();
      if (step !== 0) day += unzigzag(step - 1);
      tally.push({ key, day: step === 0 ? null : dayOf(day), n: from.signed() });
    }
  }
  const coupons: HeldCoupon[] = [];
  for (let left = from.number(); left > 0; left--) {
    coupons.push({ code: from.text(), offer: from.text(), until: dayOf(from.signed()) });
  }
  assert(from.ended(), 'counts end where their bytes end');
  assert(has === (tally.length > 0 ? TALLY : 0) + (coupons.length > 0 ? COUPONS : 0), 'there is what was said');
  return { tally, coupons };
}

/** What there is among packed counts, without unpacking them. */
export function hasPacked(bytes: Uint8Array): { readonly tally: boolean; readonly coupons: boolean } {
  const has = bytes[1] ?? 0;
  return { tally: has === TALLY || has === TALLY + COUPONS, coupons: has >= COUPONS };
}

function runsOf(tally: readonly TallyRow[]): TallyRow[][] {
  const runs: TallyRow[][] = [];
  for (const row of tally) {
    const last = runs.at(-1);
    if (last?.[0]?.key === row.key) last.push(row);
    else runs.push([row]);
  }
  return runs;
}

const zigzag = (n: number): number => (n >= 0 ? n * 2 : -n * 2 - 1);
const unzigzag = (n: number): number => (n % 2 === 0 ? n / 2 : -(n + 1) / 2);

/** Days repeat, from row to row and from member to member: each is reckoned once. */
const MOST_DAYS = 20_000;
const NUMBERS = new Map<CivilDate, number>();
const DAYS = new Map<number, CivilDate>();

function numberOf(day: CivilDate): number {
  const known = NUMBERS.get(day);
  if (known !== undefined) return known;
  if (NUMBERS.size >= MOST_DAYS) NUMBERS.clear();
  const number = daysBetween(EPOCH, day);
  NUMBERS.set(day, number);
  return number;
}

function dayOf(number: number): CivilDate {
  const known = DAYS.get(number);
  if (known !== undefined) return known;
  if (DAYS.size >= MOST_DAYS) DAYS.clear();
  const day = addDays(EPOCH, number);
  DAYS.set(number, day);
  return day;
}

class Writing {
  #bytes = Buffer.allocUnsafe(256);
  #length = 0;

  byte(value: number): void {
    if (this.#length === this.#bytes.length) this.#grow(1);
    this.#bytes[this.#length++] = value;
  }

  /** From 0. */
  number(value: number): void {
    assert(Number.isSafeInteger(value) && value >= 0, 'whole numbers are packed');
    let left = value;
    while (left >= 128) {
      this.byte((left % 128) + 128);
      left = Math.floor(left / 128);
    }
    this.byte(left);
  }

  signed(value: number): void {
    assert(Number.isSafeInteger(value), 'whole numbers are packed');
    // The sign takes the lowest bit of the first group; doubling the number could leave what is exact.
    const size = Math.abs(value);
    const rest = Math.floor(size / 64);
    this.byte((size % 64) * 2 + (value < 0 ? 1 : 0) + (rest > 0 ? 128 : 0));
    if (rest > 0) this.number(rest);
  }

  text(value: string): void {
    const bytes = Buffer.byteLength(value, 'utf8');
    this.number(bytes);
    if (this.#length + bytes > this.#bytes.length) this.#grow(bytes);
    this.#length += this.#bytes.write(value, this.#length, 'utf8');
  }

  done(): Buffer {
    return Buffer.from(this.#bytes.subarray(0, this.#length));
  }

  #grow(by: number): void {
    const bytes = Buffer.allocUnsafe((this.#bytes.length + by) * 2);
    this.#bytes.copy(bytes, 0, 0, this.#length);
    this.#bytes = bytes;
  }
}

class Reading {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  byte(): number {
    const byte = this.#bytes[this.#at++];
    assert(byte !== undefined, 'counts end before their bytes do');
    return byte;
  }

  number(): number {
    let [value, scale] = [0, 1];
    for (;;) {
      const byte = this.byte();
      value += (byte % 128) * scale;
      assert(Number.isSafeInteger(value), 'a packed number is a whole one');
      if (byte < 128) return value;
      scale *= 128;
    }
  }

  signed(): number {
    const first = this.byte();
    const size = Math.floor((first % 128) / 2) + (first < 128 ? 0 : this.number() * 64);
    assert(Number.isSafeInteger(size), 'a packed number is a whole one');
    return first % 2 === 0 ? size : -size;
  }

  text(): string {
    const length = this.number();
    assert(this.#at + length <= this.#bytes.length, 'a text ends where its bytes end');
    const text = this.#bytes.toString('utf8', this.#at, this.#at + length);
    this.#at += length;
    return text;
  }

  ended(): boolean {
    return this.#at === this.#bytes.length;
  }
}
