import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { recordContent, recordHead } from '../../contract/record.ts';
import * as messages from '../../contract/sync/messages.ts';
import * as states from '../../contract/sync/states.ts';
import { RECORD_FORMAT } from '../../domain/record/record.ts';

/**
 * Tills and centres of different versions speak with each other for months. Every form that crosses is digested here,
 * by version: a change of a form needs a new version and a new entry in forms.json, next to the old ones.
 */
const digests = z.record(z.string(), z.string());
const forms = z
  .object({ protocol: z.record(z.string(), digests), record: z.record(z.string(), digests) })
  .parse(JSON.parse(readFileSync(new URL('./forms.json', import.meta.url), 'utf8')));

/** The same text for the same form, whatever order its fields or the words of a choice were written in. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => {
    if (Array.isArray(inner)) return inner.every((one) => typeof one === 'string') ? inner.toSorted() : inner;
    if (typeof inner !== 'object' || inner === null) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

function digest(schema: z.ZodType): string {
  const form = canonical(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }));
  return createHash('sha256').update(form).digest('hex').slice(0, 16);
}

function digestsOf(exported: Readonly<Record<string, unknown>>): Record<string, string> {
  const schemas = Object.entries(exported).flatMap(([name, value]) =>
    value instanceof z.ZodType ? [[name, value] as const] : [],
  );
  return Object.fromEntries(
    schemas.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, schema]) => [name, digest(schema)]),
  );
}

test('a sync message that changes its form raises PROTOCOL', () => {
  const now = digestsOf({ ...messages, ...states });
  expect(Object.keys(now)).toContain('pushRequest');
  expect(
    forms.protocol[messages.PROTOCOL],
    'A message between till and centre changed its form. Raise PROTOCOL in contract/sync/messages.ts, think of ' +
      'PROTOCOL_FLOOR, and add the new digests to tests/contract/forms.json under the new version.',
  ).toEqual(now);
});

test('a record that changes its form raises RECORD_FORMAT', () => {
  expect(
    forms.record[RECORD_FORMAT],
    'A record changed its form. Raise RECORD_FORMAT in domain/record/record.ts, keep reading the old one, and add the ' +
      'new digests to tests/contract/forms.json under the new version.',
  ).toEqual(digestsOf({ recordContent, recordHead }));
});

test('every version that is still spoken has its forms, and none is from the future', () => {
  const versions = Object.keys(forms.protocol).map(Number);
  expect(Math.max(...versions)).toBe(messages.PROTOCOL);
  expect(messages.PROTOCOL_FLOOR).toBeLessThanOrEqual(messages.PROTOCOL);
  for (let version = messages.PROTOCOL_FLOOR; version <= messages.PROTOCOL; version++)
    expect(versions).toContain(version);
  expect(Math.max(...Object.keys(forms.record).map(Number))).toBe(RECORD_FORMAT);
});

test('the digest sees a field, its type, a limit and an optional; not the order of fields', () => {
  const base = z.object({ a: z.string(), b: z.number() });
  const same = z.object({ b: z.number(), a: z.string() });
  expect(digest(same)).toBe(digest(base));
  for (const other of [
    z.object({ a: z.string() }),
    z.object({ a: z.string(), b: z.string() }),
    z.object({ a: z.string(), b: z.number().max(3) }),
    z.object({ a: z.string(), b: z.number().optional() }),
    z.object({ a: z.string(), c: z.number() }),
  ]) {
    expect(digest(other)).not.toBe(digest(base));
  }
});
