/** Values damaged in one place, to try what tells right ones from others. */

/** What a broken or later program may put in any place. */
export const STRANGE: readonly unknown[] = [
  null,
  undefined,
  true,
  false,
  0,
  -1,
  -0,
  1.5,
  1e13,
  2 ** 53,
  Number.NaN,
  '',
  'x',
  'member',
  '2025-02-29',
  '2024-02-29',
  '2025-1-1',
  '+37369',
  '+3736900000\n',
  'de',
  'y'.repeat(200),
  '0193D9A0-0000-7000-8000-000000000001',
  '0193d9a0-0000-4000-8000-000000000001',
  '0193d9a0-0000-7000-8000-000000000001.1000',
  '0193d9a0-0000-4000-8000-000000000001.1',
  '0193d9a0-0000-7000-8000-0000000000011.1',
  [],
  [null],
  {},
  [{}],
  { salt: '0'.repeat(32), hash: '0'.repeat(64), cost: 16384 },
];

export type Damage = 'put' | 'drop' | 'add';

/** Puts something strange in one place, takes the place away, or adds one. `places`: which of its parts, which of that one's, and so on. */
export function damaged(value: unknown, places: readonly number[], put: unknown, how: Damage): unknown {
  if (typeof value !== 'object' || value === null) return put;
  const entries = Object.entries(value);
  const [at = 0, ...rest] = places;
  const chosen = entries[at % Math.max(1, entries.length)];
  const again = (changed: [string, unknown][]): unknown =>
    Array.isArray(value) ? changed.map(([, one]) => one) : Object.fromEntries(changed);
  if (chosen === undefined || (rest.length === 0 && how === 'add')) return again([...entries, ['later', put]]);
  const [key, inside] = chosen;
  if (rest.length === 0 && how === 'drop') return again(entries.filter(([name]) => name !== key));
  const next = rest.length === 0 ? put : damaged(inside, rest, put, how);
  return again(entries.map(([name, one]) => [name, name === key ? next : one]));
}
