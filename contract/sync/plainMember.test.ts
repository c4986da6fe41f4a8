import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { uuid7 } from '../../domain/identity/ids.ts';
import { type Damage, damaged, STRANGE } from '../testing/damage.ts';
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
    const how = fc.constantFrom<Damage[]>('put', 'drop', 'add');
    let taken = 0;
    fc.assert(
      fc.property(plain, path, fc.constantFrom(...STRANGE), how, (member, places, put, what) => {
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
