import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bani } from '../amount/bani.ts';
import { points } from '../amount/points.ts';
import { addDays, civilDate } from '../calendar/civil.ts';
import { lotOf, type MemberId, memberId, recordId, uuid7 } from '../identity/ids.ts';
import type { Entry } from '../ledger/entry.ts';
import { EMPTY_STANDING, foldMovement, type Movement, takeFromLots } from '../ledger/fold.ts';
import type { Standing } from '../ledger/standing.ts';
import { type Count, sumOf, tallyKey } from '../ledger/tally.ts';
import type { ByHand, Void } from '../record/record.ts';
import { attributed, type GroupPart } from './attributed.ts';
import { combined } from './merge.ts';
import { type Merge, Merges } from './merges.ts';

const TODAY = civilDate('2026-11-21');
const uuid = (n: number): string => uuid7(n, new Uint8Array(10));
const IDS: readonly MemberId[] = [1, 2, 3, 4, 5].map((n) => memberId(uuid(n)));
const id = (n: number): MemberId => IDS[n % IDS.length] ?? expect.fail('an id');
const NOTHING: Movement = { entries: [], counts: [], issued: [], usedCodes: [], recalled: [] };

/** What a till said of merges: a merge under its record's number, or the end of one that may not have been heard of yet. */
const said = fc.record({
  record: fc.nat(7),
  a: fc.nat(4),
  b: fc.nat(4),
  undone: fc.boolean(),
});

/** The same record is always of the same two: its number decides. */
function mergeOf({ record, undone }: { readonly record: number; readonly undone: boolean }): Merge {
  const [a, b] = [id(record), id(record + 1 + (record % 3))];
  return { record: recordId(uuid(100 + record)), member: a < b ? a : b, alias: a < b ? b : a, undone };
}

const groupsAfter = (merges: readonly Merge[]): readonly (readonly MemberId[])[] => {
  const all = new Merges();
  for (const one of merges) all.add(one);
  return IDS.map((one) => all.group(one));
};

describe('merges', () => {
  test('come to the same persons in whatever order, and however often, they are heard of', () => {
    fc.assert(
      fc.property(fc.array(said, { maxLength: 12 }), fc.infiniteStream(fc.nat()), (list, chance) => {
        const merges = list.map(mergeOf);
        const first = groupsAfter(merges);
        const shuffled = [...merges, ...merges.slice(0, 3)]
          .map((one) => ({ one, at: chance.next().value ?? 0 }))
          .sort((x, y) => x.at - y.at)
          .map(({ one }) => one);
        expect(groupsAfter(shuffled)).toEqual(first);
      }),
    );
  });

  test('make of each member one person, who goes by the smallest id, also through chains and rings', () => {
    fc.assert(
      fc.property(fc.array(said, { maxLength: 12 }), (list) => {
        const groups = groupsAfter(list.map(mergeOf));
        for (const [i, group] of groups.entries()) {
          expect(group).toContain(IDS[i]);
          expect(group).toEqual([...group].sort());
          for (const member of group) expect(groups[IDS.indexOf(member)]).toEqual(group);
        }
      }),
    );
    const ring = [
      [0, 1],
      [1, 2],
      [2, 0],
    ].map(([a, b], i) => ({ record: recordId(uuid(i + 1)), member: id(a ?? 0), alias: id(b ?? 0), undone: false }));
    expect(groupsAfter(ring)[2]).toEqual(IDS.slice(0, 3));
    // A ring held by two sides is one person still; by one, not.
    const [one, two, three] = ring;
    if (one === undefined || two === undefined || three === undefined) return;
    expect(groupsAfter([{ ...one, undone: true }, two, three])[0]).toEqual(IDS.slice(0, 3));
    expect(groupsAfter([{ ...one, undone: true }, two, { ...three, undone: true }])[0]).toEqual([IDS[0]]);
  });

  test('taken back before they are heard of stay so', () => {
    const merge = mergeOf({ record: 0, undone: false });
    expect(groupsAfter([{ ...merge, undone: true }, merge])[0]).toEqual([IDS[0]]);
  });
});

/** What somebody has: lots by their size, and whether they owe. */
const had = fc.record({
  lots: fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 4 }),
  coupon: fc.boolean(),
});

function standingOf(member: MemberId, n: number, { lots, coupon }: { lots: number[]; coupon: boolean }): Standing {
  const entries = lots.map(
    (amount, i): Entry => ({
      member,
      points: points(amount),
      contra: 'earn',
      lot: lotOf(recordId(uuid(1000 * n + i)), 0),
      expires: addDays(TODAY, (7 * i + 3 * n) % 40),
    }),
  );
  const issued = coupon ? [{ code: `C${n}`, offer: 'c', until: addDays(TODAY, 9), member }] : [];
  return foldMovement(EMPTY_STANDING, member, { ...NOTHING, entries, issued });
}

const fold = (parts: readonly GroupPart[], movement: Movement): GroupPart[] =>
  parts.map(({ member, standing }) => ({ member, standing: foldMovement(standing, member, movement) }));

describe('what a merged person spends', () => {
  const group = fc.array(had, { minLength: 2, maxLength: 4 });

  test('comes out of the lots where they lie: nobody owes for it, and all together have just so much less', () => {
    fc.assert(
      fc.property(group, fc.nat(), (all, wish) => {
        const parts = all.map((one, i): GroupPart => ({ member: id(i), standing: standingOf(id(i), i + 1, one) }));
        const joint = combined(...parts.map(({ standing }) => standing));
        const spent = points(joint.balance === 0 ? 0 : wish % (joint.balance + 1));
        const entries = takeFromLots(joint, spent, TODAY).map(
          ({ lot, points: taken, expires }): Entry => ({
            member: id(0),
            points: points(-taken),
            contra: 'redeem',
            lot,
            expires,
          }),
        );
        const reckoned: ByHand = { kind: 'adjust', member: id(0), entries };
        const { content, group: others } = attributed(reckoned, () => parts);
        const after = fold(parts, { ...NOTHING, entries: content.entries });
        for (const { standing } of after) expect(standing.debt).toBe(0);
        const now = combined(...after.map(({ standing }) => standing));
        expect(now).toEqual(foldMovement(joint, id(0), { ...NOTHING, entries }));
        expect(now.balance).toBe(joint.balance - spent);
        // Others are named only where their points moved, and never who the record names anyway.
        expect(others).toEqual(
          [...new Set(content.entries.map(({ member }) => member))].filter((one) => one !== id(0)).sort(),
        );
      }),
    );
  });

  test('is each one’s own again when they are apart: down to the lot, as if those records had been theirs alone', () => {
    fc.assert(
      fc.property(group, fc.nat(), (all, wish) => {
        const parts = all.map((one, i): GroupPart => ({ member: id(i), standing: standingOf(id(i), i + 1, one) }));
        const joint = combined(...parts.map(({ standing }) => standing));
        const spent = points(joint.balance === 0 ? 0 : wish % (joint.balance + 1));
        const entries = takeFromLots(joint, spent, TODAY).map(
          ({ lot, points: taken, expires }): Entry => ({
            member: id(0),
            points: points(-taken),
            contra: 'redeem',
            lot,
            expires,
          }),
        );
        const { content } = attributed<ByHand>({ kind: 'adjust', member: id(0), entries }, () => parts);
        for (const { member, standing } of fold(parts, { ...NOTHING, entries: content.entries })) {
          const before = parts.find((one) => one.member === member)?.standing ?? EMPTY_STANDING;
          // A lot that is there is their own; what is gone was spent of it.
          for (const lot of standing.lots)
            expect(before.lots.find((one) => one.id === lot.id)?.points).toBeGreaterThanOrEqual(lot.points);
          const gone = content.entries.filter((one) => one.member === member).reduce((sum, one) => sum - one.points, 0);
          expect(standing.balance).toBe(before.balance - gone);
        }
        // And without any movement a merge and its end leave everything as it was.
        expect(fold(parts, NOTHING)).toEqual(parts);
      }),
    );
  });

  test('uses up the coupon of who holds it', () => {
    const parts = [0, 1].map(
      (i): GroupPart => ({ member: id(i), standing: standingOf(id(i), i + 1, { lots: [], coupon: true }) }),
    );
    const counts: Count[] = [{ member: id(0), key: tallyKey.code('C2'), day: null, by: 1, line: null, whole: true }];
    const { content, group: others } = attributed<ByHand>(
      { kind: 'adjust', member: id(0), entries: [], counts },
      () => parts,
    );
    const after = fold(parts, { ...NOTHING, counts: content.counts ?? [], usedCodes: ['C2'] });
    expect(others).toEqual([id(1)]);
    expect(after.map(({ standing }) => (standing.coupons ?? []).map(({ code }) => code))).toEqual([['C1'], []]);
    expect(sumOf(combined(...after.map(({ standing }) => standing)).tally ?? [], tallyKey.code('C2'))).toBe(1);
  });
});

test('a coupon that comes back goes to whose use of it is taken back', () => {
  const parts = [0, 1].map((i): GroupPart => ({ member: id(i), standing: EMPTY_STANDING }));
  const count: Count = { member: id(1), key: tallyKey.code('C2'), day: null, by: -1, line: null, whole: true };
  const issued = [{ code: 'C2', offer: 'c', until: addDays(TODAY, 9), member: id(0) }];
  const back: Void = {
    kind: 'void',
    of: recordId(uuid(1)),
    ofNumber: '',
    member: id(0),
    total: bani(0),
    tenders: [],
    entries: [],
    counts: [count],
    issued,
  };
  const { content, group } = attributed(back, () => parts);
  expect([content.issued?.[0]?.member, group]).toEqual([id(1), [id(1)]]);
});

test('the sum over everybody is the same, whoever is merged with whom and in whatever order records come', () => {
  const earned = fc.record({ who: fc.nat(4), amount: fc.integer({ min: -40, max: 60 }).filter((n) => n !== 0) });
  fc.assert(
    fc.property(fc.array(earned, { maxLength: 20 }), fc.array(said, { maxLength: 10 }), (moves, list) => {
      const standings = new Map(IDS.map((one) => [one, EMPTY_STANDING]));
      for (const [i, { who, amount }] of moves.entries()) {
        const member = id(who);
        const lot = amount > 0 ? lotOf(recordId(uuid(5000 + i)), 0) : null;
        const entry: Entry = { member, points: points(amount), contra: 'adjust', lot, expires: null };
        standings.set(
          member,
          foldMovement(standings.get(member) ?? EMPTY_STANDING, member, { ...NOTHING, entries: [entry] }),
        );
      }
      const all = new Merges();
      for (const one of list.map(mergeOf)) all.add(one);
      const persons = new Map(IDS.map((one) => [all.group(one)[0], all.group(one)]));
      let sum = 0;
      for (const group of persons.values()) {
        sum += combined(...group.map((one) => standings.get(one) ?? EMPTY_STANDING)).balance;
      }
      expect(sum).toBe(moves.reduce((total, { amount }) => total + amount, 0));
    }),
  );
});
