import type { Expect } from './form.ts';

/** What came of a step, as plain values: whole numbers, texts, null, lists and objects of these. */
export type Came = number | string | boolean | null | undefined | readonly Came[] | { readonly [key: string]: Came };

/** The first place where a step came out otherwise than expected. */
export interface Difference {
  readonly key: string;
  readonly expected: string;
  readonly came: string;
}

/**
 * Compares the keys that are expected and no others. In a list of objects that have a `sku`, a `rate` or an `offer`, each
 * expected one is looked for by it; `lots` must be the same ones in any order; other lists are compared from the first to the last
 * and must be as long.
 */
export function difference(expected: Expect, came: { readonly [key: string]: Came }): Difference | null {
  for (const [key, value] of Object.entries(expected)) {
    const found = differs(value, came[key], key);
    if (found !== null) return found;
  }
  return null;
}

type Json = Expect[string];
const NAMES = ['sku', 'rate', 'offer', 'reward', 'rule'] as const;
/** By which a text alone may mean an object: `"applied": ["ten"]`, `"coupons": ["next"]`, `"services": ["a tasting"]`. */
const CALLED = [...NAMES, 'code', 'text', 'ro', 'ru', 'en'] as const;

function differs(expected: Json, came: Came, key: string): Difference | null {
  if (Array.isArray(expected)) return listDiffers(expected, came, key);
  if (typeof expected === 'object' && expected !== null) {
    if (!isObject(came)) return told(key, expected, came);
    for (const [name, value] of Object.entries(expected)) {
      const found = differs(value, came[name], `${key}.${name}`);
      if (found !== null) return found;
    }
    return null;
  }
  if (typeof expected === 'string' && isObject(came) && CALLED.some((one) => came[one] === expected)) return null;
  if (typeof expected === 'number' && isObject(came) && isOnly(expected, came)) return null;
  return expected === came ? null : told(key, expected, came);
}

/** A number alone where there is one thing only to count: `"stamps": 3` with one card. */
function isOnly(expected: number, came: { readonly [key: string]: Came }): boolean {
  const [only, ...others] = Object.values(came);
  return others.length === 0 && only === expected;
}

function listDiffers(expected: readonly Json[], came: Came, key: string): Difference | null {
  if (!isList(came)) return told(key, expected, came);
  const name = NAMES.find((one) => expected.length > 0 && expected.every((each) => nameOf(each, one) !== undefined));
  if (name === undefined) {
    if (expected.length !== came.length) return told(key, expected, came);
    if (key === 'lots') return sameInAnyOrder(expected, came) ? null : told(key, expected, came);
    return firstOf(expected, (each, i) => differs(each, came[i], `${key}[${i}]`));
  }
  const left = [...came];
  return firstOf(expected, (each, i) => {
    const wanted = nameOf(each, name);
    const candidates = left.filter((one) => isObject(one) && one[name] === wanted);
    const same = candidates.find((one) => differs(each, one, '') === null);
    const found = same ?? candidates[0];
    if (found === undefined) return told(`${key}[${i}]`, each, came);
    left.splice(left.indexOf(found), 1);
    return differs(each, found, `${key}[${i}]`);
  });
}

function sameInAnyOrder(expected: readonly Json[], came: readonly Came[]): boolean {
  const left = [...came];
  return expected.every((each) => {
    const at = left.findIndex((one) => differs(each, one, '') === null);
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  });
}

function firstOf<T>(list: readonly T[], look: (one: T, i: number) => Difference | null): Difference | null {
  for (const [i, one] of list.entries()) {
    const found = look(one, i);
    if (found !== null) return found;
  }
  return null;
}

function nameOf(value: Json, name: string): Json | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value[name] : undefined;
}

function isList(came: Came): came is readonly Came[] {
  return Array.isArray(came);
}

function isObject(came: Came): came is { readonly [key: string]: Came } {
  return typeof came === 'object' && came !== null && !Array.isArray(came);
}

function told(key: string, expected: Json | readonly Json[], came: Came): Difference {
  return { key, expected: JSON.stringify(expected), came: came === undefined ? 'nothing' : JSON.stringify(came) };
}
