import { brotliDecompressSync } from 'node:zlib';
import { assert } from '../../../domain/assert.ts';

/**
 * Unpacks a web font (WOFF2, W3C Recommendation of 2022) into the plain TrueType file that a PDF can take glyphs from: the fonts of the window
 * are the fonts of the paper, and no second copy of them lies anywhere.
 */
export function unpackWoff2(packed: Uint8Array): Buffer {
  const head = new Bytes(packed);
  assert(head.u32() === 0x774f4632, 'a web font begins with wOF2');
  const flavor = head.u32();
  head.skip(4);
  const count = head.u16();
  head.skip(6);
  const compressed = head.u32();
  head.skip(24);
  const entries = Array.from({ length: count }, () => entryOf(head));
  const data = brotliDecompressSync(packed.subarray(head.at, head.at + compressed));
  const raw = new Map<string, Uint8Array>();
  let at = 0;
  for (const { tag, length } of entries) {
    raw.set(tag, data.subarray(at, at + length));
    at += length;
  }
  const changed = (tag: string): boolean => entries.some((entry) => entry.tag === tag && entry.changed);
  const tables = new Map(raw);
  if (changed('glyf')) {
    const { glyf, loca, xMins } = outlines(tableOf(raw, 'glyf'));
    tables.set('glyf', glyf);
    tables.set('loca', loca);
    const own = Buffer.from(tableOf(raw, 'head'));
    own.writeInt16BE(1, LOCA_FORMAT);
    tables.set('head', own);
    if (changed('hmtx')) tables.set('hmtx', widths(tableOf(raw, 'hmtx'), tableOf(raw, 'hhea'), xMins));
  }
  for (const tag of LEFT_OUT) tables.delete(tag);
  const substitutions = tables.get('GSUB');
  if (substitutions !== undefined) tables.set('GSUB', digitsOnly(substitutions));
  return sfnt(flavor, tables);
}

/**
 * What makes a font variable is left out: it stays at its usual weight. So is what moves letters together: to try all its rules on each word
 * is most of the work of a page, and at this size nobody sees it.
 */
const LEFT_OUT = ['fvar', 'gvar', 'avar', 'HVAR', 'MVAR', 'STAT', 'cvar', 'VVAR', 'GPOS', 'GDEF', 'kern'];

/** Of the features only digits of one width: the others get a name that nobody asks for. */
function digitsOnly(table: Uint8Array): Buffer {
  const bytes = Buffer.from(table);
  const list = bytes.readUInt16BE(6);
  for (let feature = bytes.readUInt16BE(list) - 1; feature >= 0; feature--) {
    const at = list + 2 + 6 * feature;
    if (bytes.toString('latin1', at, at + 4) !== 'tnum') bytes.write('none', at, 'latin1');
  }
  return bytes;
}

/** Where `head` says how wide the numbers of `loca` are. */
const LOCA_FORMAT = 50;

/** Tags by their number in a directory; `_` is a space. */
const TAGS =
  'cmap head hhea hmtx maxp name OS/2 post cvt_ fpgm glyf loca prep CFF_ VORG EBDT EBLC gasp hdmx kern LTSH PCLT VDMX vhea vmtx BASE GDEF GPOS GSUB EBSC JSTF MATH CBDT CBLC COLR CPAL SVG_ sbix acnt avar bdat bloc bsln cvar fdsc feat fmtx fvar gvar hsty just lcar mort morx opbd prop trak Zapf Silf Glat Gloc Feat Sill'
    .replaceAll('_', ' ')
    .match(/.{4}(?= |$)/g) ?? [];

interface Entry {
  readonly tag: string;
  /** Of what lies in the packed data. */
  readonly length: number;
  /** It is stored in a form of its own. */
  readonly changed: boolean;
}

function entryOf(from: Bytes): Entry {
  const flags = from.u8();
  const known = TAGS[flags & 0x3f];
  const tag = (flags & 0x3f) === 0x3f ? from.text(4) : known;
  assert(tag !== undefined, 'a table has a tag');
  const version = flags >> 6;
  const isOutlines = tag === 'glyf' || tag === 'loca';
  const changed = isOutlines ? version === 0 : version !== 0;
  const plain = from.base128();
  return { tag, length: changed ? from.base128() : plain, changed };
}

function tableOf(tables: ReadonlyMap<string, Uint8Array>, tag: string): Uint8Array {
  const table = tables.get(tag);
  assert(table !== undefined, `a font has ${tag}`);
  return table;
}

function outlines(table: Uint8Array): { readonly glyf: Buffer; readonly loca: Buffer; readonly xMins: number[] } {
  const head = new Bytes(table);
  head.skip(4);
  const count = head.u16();
  head.skip(2);
  const sizes = Array.from({ length: 7 }, () => head.u32());
  let at = head.at;
  const next = (size: number | undefined): Bytes => {
    assert(size !== undefined, 'outlines are stored in seven streams');
    at += size;
    return new Bytes(table.subarray(at - size, at));
  };
  const contours = next(sizes[0]);
  const points = next(sizes[1]);
  const flags = next(sizes[2]);
  const glyphs = next(sizes[3]);
  const composites = next(sizes[4]);
  const boxes = next(sizes[5]);
  const instructions = next(sizes[6]);
  const given = boxes.take(4 * ((count + 31) >> 5));
  const loca = Buffer.alloc(4 * (count + 1));
  const parts: Buffer[] = [];
  const xMins: number[] = [];
  let end = 0;
  for (let glyph = 0; glyph < count; glyph++) {
    const many = contours.i16();
    const box = ((given[glyph >> 3] ?? 0) & (0x80 >> (glyph & 7))) === 0 ? null : boxes.take(8);
    const from = { points, flags, glyphs, instructions };
    const part = many === 0 ? Buffer.alloc(0) : many < 0 ? composite(composites, from, box) : simple(many, from, box);
    xMins.push(part.length === 0 ? 0 : part.readInt16BE(2));
    parts.push(part);
    end += part.length;
    loca.writeUInt32BE(end, 4 * (glyph + 1));
  }
  return { glyf: Buffer.concat(parts), loca, xMins };
}

interface Streams {
  readonly points: Bytes;
  readonly flags: Bytes;
  readonly glyphs: Bytes;
  readonly instructions: Bytes;
}

function simple(contours: number, from: Streams, box: Uint8Array | null): Buffer {
  const ends: number[] = [];
  let count = 0;
  for (let contour = 0; contour < contours; contour++) {
    count += from.points.u255();
    ends.push(count - 1);
  }
  const steps: { readonly dx: number; readonly dy: number; readonly on: boolean }[] = [];
  for (let point = 0; point < count; point++) {
    const flag = from.flags.u8();
    steps.push({ ...stepOf(flag & 0x7f, from.glyphs), on: flag >> 7 === 0 });
  }
  const program = from.instructions.take(from.glyphs.u255());
  const bytes = Buffer.alloc(10 + 2 * contours + 2 + program.length + 5 * count + 3);
  bytes.writeInt16BE(contours, 0);
  if (box !== null) bytes.set(box, 2);
  else for (const [i, edge] of boxOf(steps).entries()) bytes.writeInt16BE(edge, 2 + 2 * i);
  let at = 10;
  for (const end of ends) at = bytes.writeUInt16BE(end, at);
  at = bytes.writeUInt16BE(program.length, at);
  bytes.set(program, at);
  at += program.length;
  for (const { on } of steps) at = bytes.writeUInt8(on ? 1 : 0, at);
  for (const { dx } of steps) at = bytes.writeInt16BE(dx, at);
  for (const { dy } of steps) at = bytes.writeInt16BE(dy, at);
  return bytes.subarray(0, (at + 3) & ~3);
}

/** xMin, yMin, xMax, yMax. */
function boxOf(steps: readonly { readonly dx: number; readonly dy: number }[]): readonly number[] {
  const box = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  let [x, y] = [0, 0];
  for (const { dx, dy } of steps) {
    x += dx;
    y += dy;
    for (const [i, edge] of [Math.min, Math.min, Math.max, Math.max].entries()) {
      box[i] = edge(box[i] ?? 0, i % 2 === 0 ? x : y);
    }
  }
  return box;
}

/** One step along an outline: how many bytes it takes, and what they mean, goes by its flag (W3C WOFF2, 5.2). */
function stepOf(flag: number, from: Bytes): { readonly dx: number; readonly dy: number } {
  const x = (size: number): number => ((flag & 1) === 1 ? size : -size);
  const y = (size: number): number => ((flag & 2) === 2 ? size : -size);
  if (flag < 10) return { dx: 0, dy: x(((flag & 14) << 7) + from.u8()) };
  if (flag < 20) return { dx: x((((flag - 10) & 14) << 7) + from.u8()), dy: 0 };
  if (flag < 84) {
    const [of, byte] = [flag - 20, from.u8()];
    return { dx: x(1 + (of & 0x30) + (byte >> 4)), dy: y(1 + ((of & 0x0c) << 2) + (byte & 0x0f)) };
  }
  if (flag < 120) {
    const of = flag - 84;
    const [first, second] = [from.u8(), from.u8()];
    return { dx: x(1 + (Math.floor(of / 12) << 8) + first), dy: y(1 + (((of % 12) >> 2) << 8) + second) };
  }
  const [a, b, c] = [from.u8(), from.u8(), from.u8()];
  if (flag < 124) return { dx: x((a << 4) + (b >> 4)), dy: y(((b & 0x0f) << 8) + c) };
  return { dx: x((a << 8) + b), dy: y((c << 8) + from.u8()) };
}

function composite(parts: Bytes, from: Streams, box: Uint8Array | null): Buffer {
  assert(box !== null, 'a glyph of several has its box');
  const start = parts.at;
  let flags = 0;
  let hasProgram = false;
  do {
    flags = parts.u16();
    hasProgram ||= (flags & 0x100) !== 0;
    const scale = (flags & 0x8) !== 0 ? 2 : (flags & 0x40) !== 0 ? 4 : (flags & 0x80) !== 0 ? 8 : 0;
    parts.skip(2 + ((flags & 1) === 0 ? 2 : 4) + scale);
  } while ((flags & 0x20) !== 0);
  const bytes = [Buffer.from([0xff, 0xff]), Buffer.from(box), Buffer.from(parts.since(start))];
  if (hasProgram) {
    const program = from.instructions.take(from.glyphs.u255());
    const length = Buffer.alloc(2);
    length.writeUInt16BE(program.length, 0);
    bytes.push(length, Buffer.from(program));
  }
  const whole = Buffer.concat(bytes);
  return Buffer.concat([whole, Buffer.alloc((4 - (whole.length & 3)) & 3)]);
}

/** Widths of glyphs whose left side is the outline's own where it was left out. */
function widths(table: Uint8Array, hhea: Uint8Array, xMins: readonly number[]): Buffer {
  const from = new Bytes(table);
  const flags = from.u8();
  const long = new Bytes(hhea.subarray(34)).u16();
  const advances = Array.from({ length: long }, () => from.u16());
  const lefts = xMins.map((xMin, glyph) => ((flags & (glyph < long ? 1 : 2)) === 0 ? from.i16() : xMin));
  const bytes = Buffer.alloc(4 * long + 2 * (xMins.length - long));
  let at = 0;
  for (const [glyph, left] of lefts.entries()) {
    if (glyph < long) at = bytes.writeUInt16BE(advances[glyph] ?? 0, at);
    at = bytes.writeInt16BE(left, at);
  }
  return bytes;
}

function sfnt(flavor: number, tables: ReadonlyMap<string, Uint8Array>): Buffer {
  const named = [...tables].sort(([a], [b]) => (a < b ? -1 : 1));
  const head = Buffer.alloc(12 + 16 * named.length);
  head.writeUInt32BE(flavor, 0);
  head.writeUInt16BE(named.length, 4);
  const parts: Buffer[] = [head];
  let at = head.length;
  for (const [i, [tag, table]] of named.entries()) {
    const place = 12 + 16 * i;
    head.write(tag, place, 'latin1');
    head.writeUInt32BE(at, place + 8);
    head.writeUInt32BE(table.length, place + 12);
    const padded = Buffer.alloc((table.length + 3) & ~3);
    padded.set(table);
    parts.push(padded);
    at += padded.length;
  }
  return Buffer.concat(parts);
}

/** Reads on through bytes. */
class Bytes {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }
  skip(count: number): void {
    this.at += count;
  }
  u8(): number {
    return this.#view.getUint8(this.at++);
  }
  u16(): number {
    this.at += 2;
    return this.#view.getUint16(this.at - 2);
  }
  i16(): number {
    this.at += 2;
    return this.#view.getInt16(this.at - 2);
  }
  u32(): number {
    this.at += 4;
    return this.#view.getUint32(this.at - 4);
  }
  text(length: number): string {
    return String.fromCharCode(...this.take(length));
  }
  take(length: number): Uint8Array {
    this.at += length;
    return this.since(this.at - length);
  }
  since(start: number): Uint8Array {
    return this.#bytes.subarray(start, this.at);
  }
  /** A number in as few bytes as it needs, seven bits each. */
  base128(): number {
    let value = 0;
    for (;;) {
      const byte = this.u8();
      value = value * 128 + (byte & 0x7f);
      if (byte < 0x80) return value;
    }
  }
  /** A number in one to three bytes, most often one. */
  u255(): number {
    const byte = this.u8();
    if (byte === 253) return this.u16();
    if (byte === 254) return 506 + this.u8();
    return byte === 255 ? 253 + this.u8() : byte;
  }
}
