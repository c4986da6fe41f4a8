import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type TillId, tillId, uuid7 } from '../identity/ids.ts';
import { type EditedPerson, editClock, mergeEdit, type PersonEdit } from './edit.ts';
import type { Person } from './person.ts';

const till = (n: number): TillId => tillId(uuid7(n, new Uint8Array(10)));
const ANA: Person = { name: 'Ana', callName: '', phone: null, language: 'ro', birthday: null, marketing: true };
const fresh = (person: Person = ANA): EditedPerson => ({ person, clocks: {}, version: 0, withdrawn: {} });
const NOW = 1_000_000;

const merged = (edits: readonly PersonEdit[], from = fresh(), nowMs = NOW): EditedPerson =>
  edits.reduce((now, edit) => mergeEdit(now, edit, nowMs), from);

/** Edits of three tills that know nothing of each other, each till's own with clocks that go on. */
const apart: fc.Arbitrary<PersonEdit[]> = fc
  .array(
    fc.record({
      n: fc.nat(2),
      step: fc.integer({ min: 1, max: 50 }),
      changes: fc.record(
        {
          name: fc.constantFrom('Ana', 'Anna', 'Ania'),
          phone: fc.constantFrom(null, '+37369000001'),
          marketing: fc.boolean(),
        },
        { requiredKeys: [] },
      ),
    }),
    { maxLength: 8 },
  )
  .map((all) => {
    const clocks = [0, 0, 0];
    return all.map(({ n, step, changes }) => {
      const at = (clocks[n] ?? 0) + step;
      clocks[n] = at;
      return { till: till(n), at, seen: 0, changes };
    });
  });

/** Some other order in which each till's own still stand one after the other. */
function interleaved(edits: readonly PersonEdit[], chance: Iterator<number>): PersonEdit[] {
  const queues = new Map<TillId, PersonEdit[]>();
  for (const edit of edits) queues.set(edit.till, [...(queues.get(edit.till) ?? []), edit]);
  const order: PersonEdit[] = [];
  while (order.length < edits.length) {
    const waiting = [...queues.values()].filter((queue) => queue.length > 0);
    const next = waiting[(chance.next().value ?? 0) % waiting.length]?.shift();
    if (next !== undefined) order.push(next);
  }
  return order;
}

describe('edits made apart', () => {
  test('come to the same person in whatever order they arrive', () => {
    fc.assert(
      fc.property(apart, fc.boolean(), fc.infiniteStream(fc.nat()), (edits, marketing, chance) => {
        const from = fresh({ ...ANA, marketing });
        expect(merged(interleaved(edits, chance), from).person).toEqual(merged(edits, from).person);
      }),
    );
  });

  test('are merged field by field, the later of each', () => {
    const edits: PersonEdit[] = [
      { till: till(1), at: 10, seen: 0, changes: { name: 'Ana Rusu', phone: '+37369000001' } },
      { till: till(2), at: 20, seen: 0, changes: { name: 'Ana Ceban' } },
    ];
    expect(merged(edits).person).toMatchObject({ name: 'Ana Ceban', phone: '+37369000001' });
  });

  test('cannot win by a clock that runs ahead: it is cut to the centre’s, and who edits later wins', () => {
    const ahead = merged([{ till: till(1), at: NOW + 86_400_000, seen: 0, changes: { name: 'Viitor' } }]);
    expect(ahead.clocks.name?.at).toBe(NOW);
    expect(
      merged([{ till: till(2), at: NOW + 5, seen: 0, changes: { name: 'Ana' } }], ahead, NOW + 10).person.name,
    ).toBe('Ana');
    // Two of that till in one batch: the later stands, though both are cut to the same instant.
    const two = [1, 2].map(
      (n): PersonEdit => ({ till: till(1), at: NOW + n * 1000, seen: 0, changes: { name: `Zoe ${3 - n}` } }),
    );
    expect(merged(two).person.name).toBe('Zoe 1');
    expect(merged(two.map((one, n) => ({ ...one, changes: { name: `Zoe ${n + 1}` } }))).person.name).toBe('Zoe 2');
  });

  test('of a till whose clock is behind win over what it was told', () => {
    const told = merged([{ till: till(1), at: NOW, seen: 0, changes: { name: 'Ana Rusu' } }]);
    const at = editClock(500, told.version, 0);
    const after = merged([{ till: till(2), at, seen: told.version, changes: { name: 'Ana Ceban' } }], told);
    expect(after.person.name).toBe('Ana Ceban');
    expect(editClock(500, 0, 900)).toBe(901);
  });
});

describe('consent', () => {
  const grant = (n: number, at: number, seen: number): PersonEdit => ({
    till: till(n),
    at,
    seen,
    changes: { marketing: true },
  });
  const withdraw = (n: number, at: number): PersonEdit => ({
    till: till(n),
    at,
    seen: 0,
    changes: { marketing: false },
  });

  test('that is withdrawn wins over a grant made apart, whichever arrives first and whoever’s clock is later', () => {
    for (const edits of [
      [withdraw(1, 10), grant(2, 99, 0)],
      [grant(2, 99, 0), withdraw(1, 10)],
    ]) {
      expect(merged(edits).person.marketing).toBe(false);
    }
  });

  test('is given again by who had been told of the withdrawal, and stays', () => {
    const withdrawn = merged([withdraw(1, 10)]);
    const again = merged([grant(2, 20, withdrawn.version)], withdrawn, NOW + 100);
    expect(again.person.marketing).toBe(true);
    // A grant that comes late and had seen nothing changes nothing; another withdrawal does.
    expect(merged([grant(3, 5, 0)], again, NOW + 200).person.marketing).toBe(true);
    expect(merged([withdraw(3, 5)], again, NOW + 200).person.marketing).toBe(false);
  });

  test('is its own till’s to give and take, one after the other', () => {
    expect(merged([withdraw(1, 10), grant(1, 11, 0)]).person.marketing).toBe(true);
    expect(merged([withdraw(1, 10), grant(1, 11, 0), withdraw(1, 12)]).person.marketing).toBe(false);
  });
});
