import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { readProgramme } from '../../contract/programme/form.ts';
import { type Damage, damages } from './damage.ts';

/** A programme with every construct, nothing left out. */
const whole = readFileSync(new URL('./whole.json', import.meta.url), 'utf8');
const all = damages(whole);

/**
 * What may be null in the whole programme, what must not be left out, and what other parts of this programme rely on: by
 * pattern, sorted.
 */
const lists = z
  .object({ mayBeNull: z.array(z.string()), needed: z.array(z.string()), reliedOn: z.array(z.string()) })
  .parse(JSON.parse(readFileSync(new URL('./freedoms.json', import.meta.url), 'utf8')));

function pathsOf(json: unknown): readonly string[] {
  const read = readProgramme(json);
  return read.ok ? [] : read.faults.map(({ path }) => path);
}

/**
 * Whether a damage is named: exactly where it was done. Two kinds cannot be: a `type` under another name is missing
 * (without it nobody can tell which keys are known), and {} in place of a text may be a name in three languages.
 */
function named({ what, path, json }: Damage): boolean {
  const paths = pathsOf(json);
  const meant = what === 'misspelt' && path.endsWith('.types') ? path.slice(0, -1) : path;
  return paths.includes(meant) || (what === 'type' && paths.join() === languages.map((l) => `${path}.${l}`).join());
}

const languages = ['en', 'ro', 'ru'];

/** Damages that nothing named, and what was said of them instead. */
function missed(of: readonly Damage[]): (readonly [string, readonly string[]])[] {
  return of.filter((damage) => !named(damage)).map(({ path, json }) => [path, pathsOf(json)]);
}

test('the whole programme is well, and uses every construct', () => {
  expect(readProgramme(JSON.parse(whole))).toMatchObject({ ok: true });
  expect(all.length).toBeGreaterThan(3000);
});

describe('a malformed programme is refused with its path', () => {
  test.each(['type', 'range', 'unknown key', 'misspelt'] as const)('%s', (what) => {
    expect(missed(all.filter((damage) => damage.what === what))).toEqual([]);
  });

  test('null, where something must be; elsewhere it is the same as "none"', () => {
    const nulls = all.filter(({ what }) => what === 'null');
    const allowed = nulls.filter(({ json }) => pathsOf(json).length === 0);
    expect([...new Set(allowed.map(({ pattern }) => pattern))].sort()).toEqual(lists.mayBeNull);
    expect(missed(nulls.filter(({ pattern }) => ![...lists.mayBeNull, ...lists.reliedOn].includes(pattern)))).toEqual(
      [],
    );
  });

  test('left out, where it is needed; elsewhere a default stands in, or what relied on it is named', () => {
    const removed = all.filter(({ what, json }) => what === 'removed' && pathsOf(json).length > 0);
    const patterns = (of: readonly Damage[]): string[] => [...new Set(of.map(({ pattern }) => pattern))].sort();
    // What is left of a choice of one key is nothing: the choice is what is missing.
    const choice = (path: string): string => path.replace(/(\.reduction)\.\w+$/, '$1');
    const refused = removed.filter(({ path, json }) => pathsOf(json).includes(choice(path)));
    expect(patterns(refused)).toEqual(lists.needed);
    const elsewhere = removed.filter((damage) => !refused.includes(damage));
    expect(patterns(elsewhere)).toEqual(lists.reliedOn);
  });
});

test('any JSON is read or refused, and never throws', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (json) => {
      expect(readProgramme(json).ok).toBe(false);
    }),
  );
});

test('any JSON in any place is read or refused, and never throws', () => {
  const keys = Object.keys(JSON.parse(whole));
  fc.assert(
    fc.property(fc.constantFrom(...keys), fc.jsonValue(), (key, value) => {
      expect(() => readProgramme({ ...JSON.parse(whole), [key]: value })).not.toThrow();
    }),
  );
});

test('JSON that never ends its nesting is refused, not followed', () => {
  const bottom = `${'{"except":'.repeat(5000)}{}${'}'.repeat(5000)}`;
  const read = readProgramme(JSON.parse(whole.replace(/"excluded": \{[^}]*\}/, `"excluded": ${bottom}`)));
  expect(read).toMatchObject({ ok: false, faults: [{ fault: 'deep' }] });
});
