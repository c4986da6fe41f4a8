import fc from 'fast-check';
import { expect, test } from 'vitest';
import { at, type Json, moved, type Path, pathText, put, readPath, same, without } from './json.ts';

const key = fc.stringMatching(/^[a-z][A-Za-z]{0,8}$/);
const step = fc.oneof(key, fc.nat({ max: 4 }));
const path: fc.Arbitrary<Path> = fc.array(step, { minLength: 1, maxLength: 5 });
const json = fc.letrec<{ any: Json }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 3 },
    fc.constant(null),
    fc.boolean(),
    fc.integer(),
    fc.string(),
    fc.array(tie('any'), { maxLength: 4 }),
    fc.dictionary(key, tie('any'), { maxKeys: 4 }),
  ),
})).any;

test('what is put at a path stands there, and the way to it is made', () => {
  fc.assert(
    fc.property(json, path, json, (whole, where, value) => {
      expect(at(put(whole, where, value), where)).toEqual(value);
    }),
  );
});

test('what is put beside leaves all else as it was', () => {
  const whole = { offers: [{ id: 'a' }, { id: 'b' }], name: 'x' };
  const next = put(whole, ['offers', 1, 'name'], 'Bun');
  expect(next).toEqual({ offers: [{ id: 'a' }, { id: 'b', name: 'Bun' }], name: 'x' });
  expect(whole).toEqual({ offers: [{ id: 'a' }, { id: 'b' }], name: 'x' });
  expect(without(next, ['offers', 0])).toEqual({ offers: [{ id: 'b', name: 'Bun' }], name: 'x' });
  expect(without(next, ['name'])).toEqual({ offers: [{ id: 'a' }, { id: 'b', name: 'Bun' }] });
  expect(without(next, ['stores', 2])).toEqual(next);
});

test('a path is read as it was written, brackets or dots', () => {
  fc.assert(
    fc.property(path, (where) => {
      expect(readPath(pathText(where))).toEqual(where);
    }),
  );
  expect(pathText(['offers', 2, 'effect', 'parts', 0, 'units'])).toBe('offers[2].effect.parts[0].units');
  expect(readPath('offers.2.effect')).toEqual(['offers', 2, 'effect']);
  expect(readPath('')).toEqual([]);
});

test('the same is the same whatever the order of keys', () => {
  expect(same({ a: 1, b: [1, 2] }, { b: [1, 2], a: 1 })).toBe(true);
  expect(same({ a: 1 }, { a: 1, b: null })).toBe(false);
  expect(same([1, 2], [2, 1])).toBe(false);
});

test('a thing moves by one place and no other is lost', () => {
  expect(moved(['a', 'b', 'c'], 2, 1)).toEqual(['a', 'c', 'b']);
  expect(moved(['a', 'b'], 0, -1)).toEqual(['a', 'b']);
  expect(moved(['a', 'b'], 1, 2)).toEqual(['a', 'b']);
});
