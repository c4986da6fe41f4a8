/** Every way of spoiling one place of some JSON, with the path that a refusal must name. */

export interface Damage {
  readonly what: 'type' | 'null' | 'range' | 'unknown key' | 'misspelt' | 'removed';
  /** Path of what was spoiled, in the form of faults. */
  readonly path: string;
  /** The same for any place in a list: `offers[].effect`. */
  readonly pattern: string;
  readonly json: unknown;
}

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** All damages of a JSON text, each done to a fresh copy. */
export function damages(text: string): Damage[] {
  const found: Damage[] = [];
  const visit = (value: Json, path: string, put: (changed: Json) => Json): void => {
    const add = (what: Damage['what'], changed: Json, at = path): void => {
      found.push({ what, path: at, pattern: at.replace(/\[\d+\]/g, '[]'), json: put(changed) });
    };
    add('null', null);
    for (const other of otherKinds(value)) add('type', other);
    for (const beyond of beyondRange(value)) add('range', beyond);
    if (isList(value)) {
      for (const [i, item] of value.entries()) visit(item, `${path}[${i}]`, (changed) => put(value.with(i, changed)));
    } else if (typeof value === 'object' && value !== null) {
      const below = (key: string): string => (path === '' ? key : `${path}.${key}`);
      add('unknown key', { ...value, zzz: 1 }, below('zzz'));
      for (const [key, inner] of Object.entries(value)) {
        const { [key]: _, ...rest } = value;
        add('removed', rest, below(key));
        add('misspelt', { ...rest, [`${key}s`]: inner }, below(`${key}s`));
        visit(inner, below(key), (changed) => put({ ...value, [key]: changed }));
      }
    }
  };
  visit(JSON.parse(text), '', (changed) => changed);
  return found;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function otherKinds(value: Json): Json[] {
  if (isList(value)) return [{}, 'x', 5];
  switch (typeof value) {
    case 'number':
      return ['5', true, [5], {}];
    case 'boolean':
      return ['true', 1, [], {}];
    case 'string':
      return [0.5, true, [value], {}];
    default:
      return value === null ? [true, []] : [[], 'long'.repeat(200), 0.5, true];
  }
}

function beyondRange(value: Json): Json[] {
  if (typeof value === 'number') return [1.5, -1e14, 1e17, Number.MAX_VALUE];
  return typeof value === 'string' ? ['', '\u0000'.repeat(500)] : [];
}
