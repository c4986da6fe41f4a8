import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { incarnationId, uuid7 } from '../../../domain/identity/ids.ts';
import { NO_HASH, type SealedRecord } from '../../../domain/record/record.ts';
import { LINK_FIELDS, linkPlan } from './links.ts';
import { apart, gapsOf } from './pieces.ts';
import { compactPush, unpackPush } from './push.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const INCARNATION = incarnationId(uuid7(1_763_700_000_000, new Uint8Array(10)));

/** What unpacking tells of bodies that were packed, and what their JSON says. */
function toldAndSaid(bodies: readonly string[]): { readonly told: unknown; readonly said: unknown }[] {
  const records: SealedRecord[] = bodies.map((body, i) => ({ seq: i + 1, hash: sha256(body), body, beside: null }));
  const compact = compactPush({ incarnation: INCARNATION, records }, sha256);
  if (compact === null) return [];
  return unpackPush(compact, sha256).links.map((told, i) => ({ told, said: saidIn(bodies[i] ?? '') }));
}

function saidIn(body: string): unknown {
  try {
    const raw: unknown = JSON.parse(body);
    if (typeof raw !== 'object' || raw === null) return 'no object';
    return Object.fromEntries(
      LINK_FIELDS.map((field) => [field, Object.hasOwn(raw, field) ? Reflect.get(raw, field) : undefined]),
    );
  } catch {
    return 'no JSON';
  }
}

const planOf = (body: string) => linkPlan(gapsOf(apart(body)?.pattern ?? ''));
const id = (n: number): string => uuid7(1_763_700_000_000 + n, new Uint8Array(10).fill(n));

describe('the link of a record, by its pattern', () => {
  test('is told for what a till writes, and is what its JSON says', () => {
    const body = (n: number, before: string): string =>
      JSON.stringify({
        formatVersion: 3,
        id: id(n),
        till: id(100),
        incarnation: id(101),
        seq: n,
        prevHash: before,
        businessDay: '2026-11-05',
        beside: null,
        kind: 'sale',
        lines: [{ kind: 'cash', sku: '00435', name: `Pâine ${n}`, seq: n * 2 }],
        rules: { time: '10:00', id: id(n + 50) },
      });
    const bodies: string[] = [];
    for (let n = 1; n < 40; n++) bodies.push(body(n, bodies.length === 0 ? NO_HASH : sha256(bodies.at(-1) ?? '')));
    for (const { told, said } of toldAndSaid(bodies)) expect(told).toEqual(said);
    expect(planOf(bodies[3] ?? '')).not.toBeNull();
  });

  test.each([
    ['a key that depends on a gap', '{"seq":1,"x7":2}'],
    ['what is escaped', '{"seq":1,"s\\u0065q":2}'],
    ['an escape that a gap ends', '{"seq":1,"x":["\\u00"]}'],
    ['a number that is not the whole value', '{"seq":-1}'],
    ['a text that a gap is a part of', '{"id":"2026-01"}'],
    ['a field that is more than a value', '{"id":{"a":"b"}}'],
    ['a number that JSON does not know', '{"seq":00}'],
    ['what is no object', '[1]'],
    ['what is no JSON', '{"seq":1'],
  ])('is not told where it cannot be: %s', (_what, body) => {
    expect(planOf(body)).toBeNull();
  });

  test('whatever the bodies are: what is told is what their JSON says', () => {
    const odd = fc.constantFrom(
      '00',
      '7',
      '-1',
      '1.50',
      '1e5',
      'null',
      '"word"',
      '"a\\"b"',
      '"\\u0041"',
      '"2026-11-05"',
      '{"id":1}',
      '[1,"x"]',
      `"${id(7)}"`,
      `"${NO_HASH}"`,
      '"a\u0001b"',
      '"x\\',
    );
    const key = fc.constantFrom(
      '"id"',
      '"seq"',
      '"kind"',
      '"prevHash"',
      '"s\\u0065q"',
      '"k7"',
      '"kind" ',
      'id',
      '"beside"',
    );
    const bodies = fc.array(
      fc.array(fc.tuple(key, odd)).map((fields) => `{${fields.map(([name, value]) => `${name}:${value}`).join()}}`),
      { minLength: 1, maxLength: 12 },
    );
    fc.assert(
      fc.property(bodies, (some) => {
        for (const { told, said } of toldAndSaid(some)) if (told !== null) expect(told).toEqual(said);
      }),
      { numRuns: 500 },
    );
  });
});
