import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { incarnationId, uuid7 } from '../../../domain/identity/ids.ts';
import { type Beside, besideDigest, NO_HASH, type SealedRecord } from '../../../domain/record/record.ts';
import { BrokenBytes, ByteReader, ByteWriter } from './bytes.ts';
import { apart, gapsOf, valuesIn } from './pieces.ts';
import { compactPush, plainPush } from './push.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const INCARNATION = incarnationId(uuid7(1_763_700_000_000, new Uint8Array(10)));

/** Seals bodies that are made of the hash before and the digest beside. */
function sealed(
  bodies: readonly ((prevHash: string, beside: string | null) => string)[],
  besides: readonly (Beside | null)[] = [],
  first = 1,
): SealedRecord[] {
  let hash = NO_HASH;
  return bodies.map((make, i) => {
    const beside = besides[i] ?? null;
    const body = make(hash, beside === null ? null : besideDigest(beside, sha256));
    hash = sha256(body);
    return { seq: first + i, hash, body, beside };
  });
}
/** There and back. */
function again(records: readonly SealedRecord[]) {
  const compact = compactPush({ incarnation: INCARNATION, records: [...records] }, sha256);
  expect(compact).not.toBeNull();
  return compact === null ? null : plainPush({ text: compact.text, bytes: compact.bytes }, sha256);
}

const hex = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: length, maxLength: length });
const id = fc
  .tuple(fc.integer({ min: 0, max: 2 ** 48 - 1 }), fc.uint8Array({ minLength: 10, maxLength: 10 }))
  .map(([time, chance]) => uuid7(time, chance));
const number = fc.oneof(
  fc.integer({ min: -1000, max: 1000 }),
  fc.maxSafeInteger(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom(
    '007',
    '0',
    '-0',
    '12e5',
    '2026-09-05',
    '10:00',
    'Pâine 2,5% "albă"',
    '\ue001',
    '\ue003\\',
    'Хлеб',
    ':"',
    '":"x',
  ),
  hex(64),
  id,
  id.map((one) => `${one}/0`),
);
const value = fc.letrec((tie) => ({
  any: fc.oneof({ maxDepth: 3 }, text, number, fc.boolean(), fc.constant(null), tie('list'), tie('fields')),
  list: fc.array(tie('any'), { maxLength: 4 }),
  fields: fc.dictionary(fc.constantFrom('kind', 'id', 'member', 'points', 'name', 'lot'), tie('any'), { maxKeys: 6 }),
})).any;

describe('the compact form of a push', () => {
  test('gives every body back to the last byte: of records, of JSON of any kind and spacing, and of what is no JSON', () => {
    const record = fc
      .tuple(value, fc.constantFrom(0, 1, '\t'), fc.boolean(), fc.option(fc.tuple(hex(32), text)))
      .map(([content, space, isLinked, beside]) => ({
        beside: beside === null ? null : { salt: beside[0], text: beside[1] },
        make: (prevHash: string, digest: string | null) =>
          JSON.stringify(isLinked ? { prevHash, beside: digest, content, seq: 7 } : content, null, space),
      }));
    const raw = fc.string({ unit: 'grapheme' }).map((one) => ({ beside: null, make: () => one }));
    fc.assert(
      fc.property(fc.array(fc.oneof({ weight: 6, arbitrary: record }, raw), { minLength: 1, maxLength: 12 }), (all) => {
        const records = sealed(
          all.map(({ make }) => make),
          all.map(({ beside }) => beside),
          5,
        );
        expect(again(records)).toEqual({ incarnation: INCARNATION, records });
      }),
      { numRuns: 400 },
    );
  });

  test('is far smaller where records are alike, and sends no hash but the last', () => {
    const records = sealed(
      Array.from({ length: 200 }, (_, i) => (prevHash: string) => {
        const own = uuid7(
          1_763_700_000_000 + i * 5000,
          Uint8Array.from({ length: 10 }, (_b, at) => (i * 31 + at * 7) % 251),
        );
        return JSON.stringify({
          id: own,
          seq: 1 + i,
          prevHash,
          kind: 'sale',
          lot: `${own}/0`,
          name: 'Pâine albă',
          total: 1250 * (i % 7),
        });
      }),
    );
    const compact = compactPush({ incarnation: INCARNATION, records }, sha256);
    if (compact === null) throw new Error('they follow each other');
    for (const { hash } of records.slice(0, -1)) expect(compact.text).not.toContain(hash);
    expect(compact.bytes.length).toBeLessThan(200 * 20);
    expect(plainPush(compact, sha256).records).toEqual(records);
  });

  test('is not used where the numbers do not follow each other', () => {
    const records = sealed([() => '{}', () => '{"a":1}']).map((one) => ({ ...one, seq: one.seq * 2 }));
    expect(compactPush({ incarnation: INCARNATION, records }, sha256)).toBeNull();
    expect(compactPush({ incarnation: INCARNATION, records: [] }, sha256)).toBeNull();
  });

  test('whatever is changed in it is found: nothing comes out, or the very same', () => {
    const records = sealed(
      Array.from(
        { length: 5 },
        (_, i) => (prevHash: string) => JSON.stringify({ seq: i, prevHash, n: i * i, kind: `k${i % 2}` }),
      ),
    );
    const compact = compactPush({ incarnation: INCARNATION, records }, sha256);
    if (compact === null) throw new Error('they follow each other');
    const { text: words, bytes } = compact;
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 0, max: 255 }), fc.boolean(), (at, byte, isCut) => {
        const changed = isCut ? bytes.slice(0, at) : bytes.with(at, byte);
        try {
          expect(plainPush({ text: words, bytes: changed }, sha256).records).toEqual(records);
        } catch (error) {
          expect(error).toBeInstanceOf(BrokenBytes);
        }
      }),
    );
    for (const broken of [
      '',
      '{}',
      words.replace('"of":[0', '"of":[9'),
      words.replace('"lastHash":"', '"lastHash":"0'),
    ]) {
      expect(() => plainPush({ text: broken, bytes }, sha256)).toThrow(BrokenBytes);
    }
  });
});

test('numbers come back from bytes', () => {
  fc.assert(
    fc.property(fc.array(fc.maxSafeInteger()), (all) => {
      const writer = new ByteWriter();
      for (const one of all) writer.signed(one);
      for (const one of all) writer.whole(Math.abs(one));
      const reader = new ByteReader(writer.done());
      expect(all.map(() => reader.signed() + 0)).toEqual(all.map((one) => one + 0));
      expect(all.map(() => reader.whole())).toEqual(all.map(Math.abs));
      expect(() => reader.whole()).toThrow(BrokenBytes);
    }),
  );
});

test('a body with what marks a gap does not come apart', () => {
  expect(apart('{"name":"\ue002"}')).toBeNull();
  expect(apart('{"n":17,"name":"Lapte 2,5%"}')).toEqual({
    pattern: '{"n":\ue003,"name":"\ue004"}',
    values: ['17', 'Lapte 2,5%'],
  });
});

test('a body looked at by another one’s pattern comes apart as when each of its characters is looked at, or not at all', () => {
  const body = value.map((one) => JSON.stringify(one));
  // Of one shape more often than not: other texts and numbers in the same places.
  const others = fc.record({
    texts: fc.array(text, { minLength: 1, maxLength: 6 }),
    numbers: fc.array(number, { minLength: 1, maxLength: 6 }),
  });
  const pair = fc.tuple(body, body, others).map(([one, other, { texts, numbers }]) => {
    let i = 0;
    const alike = one.replace(/"(?:[^"\\]|\\.)*"(?!:)|-?\d+/g, (was) => {
      const values = was.startsWith('"') ? texts : numbers;
      return JSON.stringify(values[i++ % values.length]);
    });
    return [one, alike, other] as const;
  });
  let alike = 0;
  fc.assert(
    fc.property(pair, (all) => {
      for (const one of all) {
        for (const other of all) {
          const [pattern, pieces] = [apart(one)?.pattern, apart(other)];
          if (pattern === undefined) continue;
          const values = valuesIn(other, gapsOf(pattern));
          expect(values).toEqual(pieces?.pattern === pattern ? pieces.values : null);
          if (one !== other && values !== null) alike++;
        }
      }
    }),
    { numRuns: 2000 },
  );
  expect(alike).toBeGreaterThan(100);
});
