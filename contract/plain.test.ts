import { expect, test } from 'vitest';
import * as z from 'zod';
import { bani } from '../domain/amount/bani.ts';
import { branded, plainTogether } from './plain.ts';

const TAGGED = z.discriminatedUnion('kind', [z.object({ kind: z.literal('x') })]);
/** The check of one form, as that of a field. */
function plain(form: z.ZodType): (raw: unknown) => boolean {
  const check = plainTogether(z.object({ raw: form }), TAGGED);
  return (raw) => check({ kind: 'x', raw });
}

test('the first form of a union that takes a value decides: what it would leave out is not plain', () => {
  const form = z.union([z.object({ a: z.number() }), z.object({ a: z.number(), b: z.number() }), z.string()]);
  const isPlain = plain(form);
  expect(form.parse({ a: 1, b: 2 })).toEqual({ a: 1 });
  expect([{ a: 1, b: 2 }, { a: 1 }, 'x', 5].map(isPlain)).toEqual([false, true, true, false]);
});

test('bounds are those of the form, to the last', () => {
  const forms = [
    z.number().min(3).max(5),
    z.number().gt(3).lt(5),
    z.string().min(3).max(5),
    z.array(z.number()).min(3).max(5),
    z.array(z.number()).max(0),
  ];
  for (const form of forms) {
    for (let n = 0; n < 8; n++) {
      for (const raw of [n, 'x'.repeat(n), Array.from({ length: n }, () => 1)]) {
        expect(plain(form)(raw), JSON.stringify(raw)).toBe(form.safeParse(raw).success);
      }
    }
  }
});

test('a dictionary has no key that a form drops', () => {
  const isPlain = plain(z.record(z.string().max(3), z.number()));
  const raws = ['{"a":1}', '{"long":1}', '{"__proto__":1}', '{"a":"1"}', '[]', 'null'];
  expect(raws.map((raw) => isPlain(JSON.parse(raw)))).toEqual([true, false, false, false, false, false]);
});

test('what brands a -0 makes a 0 of it: it is not plain', () => {
  const form = branded(z.number().int(), bani);
  expect(Object.is(form.parse(-0), 0)).toBe(true);
  expect([0, -0, 1.5, 7].map(plain(form))).toEqual([true, false, false, true]);
});

test('a form that makes something else of a value cannot be read so', () => {
  const made = z.object({ text: z.string().transform((text) => text.length) });
  expect(() => plain(made)({ text: 'x' })).toThrow('a pipe cannot be read as it is');
  expect(() => plain(z.object({ text: z.string().trim() }))({ text: 'x' })).toThrow('overwrite');
  expect(() => plain(z.object({ day: z.date() }))({})).toThrow('a date');
});
