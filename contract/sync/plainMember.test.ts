import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { uuid7 } from '../../domain/identity/ids.ts';
import { isPlainMember } from './plainMember.ts';
import { memberState } from './states.ts';

const id = fc
  .tuple(fc.integer({ min: 0, max: 2 ** 48 - 1 }), fc.uint8Array({ minLength: 10, maxLength: 10 }))
  .map(([time, chance]) => uuid7(time, chance));
const day = fc
  .tuple(fc.integer({ min: 0, max: 9999 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 28 }))
  .map(([y, m, d]) => [String(y).padStart(4, '0'), String(m).padStart(2, '0'), String(d).padStart(2, '0')].join('-'));
const orNull = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(of, { nil: null });
const text = (minLength: number, maxLength: number) => fc.string({ unit: 'binary', minLength, maxLength });
const amount = fc.integer({ min: -1_000_000_000_000, max: 1_000_000_000_000 });

const OBJECT = { noNullPrototype: true };
const person = fc.record(
  {
    name: text(1, 40),
    callName: text(0, 40),
    phone: orNull(fc.stringMatching(/^\+\d{6,15}$/)),
    language: fc.constantFrom('ro', 'ru', 'en'),
    birthday: orNull(day),
    marketing: fc.boolean(),
  },
  OBJECT,
);
const lot = fc.record(
  {
    id: fc.tuple(id, fc.integer({ min: 0, max: 999 })).map(([record, n]) => `${record}.${n}`),
    points: amount,
    expires: orNull(day),
    from: day,
    earned: day,
    idleDays: fc.integer({ min: 1, max: 1000 }),
  },
  { noNullPrototype: true, requiredKeys: ['id', 'points', 'expires'] },
);
const plain = fc.record(
  {
    kind: fc.constant('member'),
    id,
    aliasOf: orNull(id),
    person: orNull(person),
    erased: fc.constant(true),
    edited: fc.maxSafeNat(),
    joined: day,
    balance: amount,
    debt: amount,
    lots: fc.array(lot, { maxLength: 3 }),
    tally: fc.array(fc.record({ key: text(1, 60), day: orNull(day), n: fc.maxSafeInteger() }, OBJECT), {
      maxLength: 3,
    }),
    coupons: fc.array(fc.record({ code: text(1, 32), offer: text(0, 20), until: day }, OBJECT), { maxLength: 2 }),
    counted: fc.record({ incarnation: id, seq: fc.maxSafeNat() }, OBJECT),
  },
  {
    noNullPrototype: true,
    requiredKeys: ['kind', 'id', 'aliasOf', 'person', 'joined', 'balance', 'debt', 'lots', 'counted'],
  },
);

/** What a broken or later centre may put in any place. */
const strange = fc.constantFrom<unknown[]>(
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
);

/** Puts something strange in one place, takes the place away, or adds one. */
function damaged(value: unknown, path: readonly number[], put: unknown, how: 'put' | 'drop' | 'add'): unknown {
  if (typeof value !== 'object' || value === null) return put;
  const entries = Object.entries(value);
  const [at = 0, ...rest] = path;
  const chosen = entries[at % Math.max(1, entries.length)];
  const again = (changed: [string, unknown][]): unknown =>
    Array.isArray(value) ? changed.map(([, one]) => one) : Object.fromEntries(changed);
  if (chosen === undefined || (rest.length === 0 && how === 'add')) return again([...entries, ['later', put]]);
  const [key, inside] = chosen;
  if (rest.length === 0 && how === 'drop') return again(entries.filter(([name]) => name !== key));
  const next = rest.length === 0 ? put : damaged(inside, rest, put, how);
  return again(entries.map(([name, one]) => [name, name === key ? next : one]));
}

describe('a member in its plain form', () => {
  test('is told from the others, and the schema gives back the same', () => {
    fc.assert(
      fc.property(plain, (member) => {
        expect(isPlainMember(member)).toBe(true);
        expect(memberState.parse(member)).toStrictEqual(member);
      }),
      { numRuns: 300 },
    );
  });

  test('is never seen in what the schema refuses or changes, wherever it is damaged', () => {
    const path = fc.array(fc.nat({ max: 12 }), { minLength: 1, maxLength: 3 });
    const how = fc.constantFrom('put' as const, 'drop' as const, 'add' as const);
    let taken = 0;
    fc.assert(
      fc.property(plain, path, strange, how, (member, places, put, what) => {
        const raw = damaged(member, places, put, what);
        if (!isPlainMember(raw)) return;
        taken += 1;
        const read = memberState.safeParse(raw);
        expect(read.success && read.data).toStrictEqual(raw);
      }),
      { numRuns: 20_000 },
    );
    expect(taken).toBeGreaterThan(100);
  });

  test('has no lot of what is no record', () => {
    const lotOf = (id: string) =>
      fc.sample(plain, { numRuns: 1, seed: 1 }).map((one) => ({ ...one, lots: [{ id, points: 1, expires: null }] }));
    const uuid = '0193d9a0-0000-7000-8000-000000000001';
    expect(lotOf(`${uuid}.12`).map(isPlainMember)).toEqual([true]);
    for (const wrong of [uuid.replace('7000', '4000'), uuid.toUpperCase(), `${uuid}1`, uuid.slice(1)]) {
      expect(lotOf(`${wrong}.12`).map(isPlainMember)).toEqual([false]);
    }
  });
});
