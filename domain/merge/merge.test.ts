import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { points } from '../amount/points.ts';
import { addDays, type CivilDate, civilDate } from '../calendar/civil.ts';
import { lotOf, type MemberId, memberId, recordId, uuid7 } from '../identity/ids.ts';
import { EMPTY_STANDING, foldMovement, spendingOrder } from '../ledger/fold.ts';
import type { Standing } from '../ledger/standing.ts';
import { sumOf, tallyKey } from '../ledger/tally.ts';
import { combined, mergePair } from './merge.ts';

const TODAY = civilDate('2026-11-21');
const uuid = (n: number): string => uuid7(n, new Uint8Array(10));
const on = (days: number): CivilDate => addDays(TODAY, days);
const ids = [1, 2, 3].map((n) => memberId(uuid(n)));

interface Had {
  readonly lots: readonly { readonly amount: number; readonly days: number | null; readonly idle: boolean }[];
  readonly owes: number;
  readonly visits: readonly number[];
  readonly coupon: boolean;
}
const had: fc.Arbitrary<Had> = fc.record({
  lots: fc.array(
    fc.record({
      amount: fc.integer({ min: 1, max: 50 }),
      days: fc.option(fc.integer({ min: -5, max: 40 }), { nil: null }),
      idle: fc.boolean(),
    }),
    { maxLength: 4 },
  ),
  owes: fc.nat(80),
  visits: fc.array(fc.integer({ min: -30, max: 0 }), { maxLength: 3 }),
  coupon: fc.boolean(),
});

/** Where somebody stands; `n` tells the lots and coupons of several people apart. */
function standing(member: MemberId, n: number, { lots, owes, visits, coupon }: Had): Standing {
  return foldMovement(EMPTY_STANDING, member, {
    entries: [
      ...lots.map(({ amount, days, idle }, i) => ({
        member,
        points: points(amount),
        contra: 'earn' as const,
        lot: lotOf(recordId(uuid(1000 * n + i)), 0),
        expires: idle ? on(0) : days === null ? null : on(days),
        ...(idle ? { earned: on(-30), idleDays: 30 } : {}),
      })),
      ...(owes === 0 ? [] : [{ member, points: points(-owes), contra: 'redeem' as const, lot: null, expires: null }]),
    ],
    counts: visits.flatMap((days) => [
      { member, key: tallyKey.visits, day: on(days), by: 1, line: null, whole: true },
      { member, key: tallyKey.spend, day: on(days), by: 500, line: null, whole: false },
    ]),
    issued: coupon ? [{ code: `C${n}`, offer: 'c', until: on(9), member }] : [],
    usedCodes: [],
    recalled: [],
  });
}
const people = fc.tuple(had, had, had).map((all) => all.map((one, i) => standing(ids[i] ?? expect.fail(), i + 1, one)));

describe('two members who are one person', () => {
  test('are the one with the smaller id, whoever asks', () => {
    fc.assert(
      fc.property(fc.nat(1e9), fc.nat(1e9), (x, y) => {
        fc.pre(x !== y);
        const [a, b] = [memberId(uuid(x)), memberId(uuid(y))];
        const pair = mergePair(a, b);
        expect(mergePair(b, a)).toEqual(pair);
        expect(pair.kept < pair.alias).toBe(true);
        expect(new Set([pair.kept, pair.alias])).toEqual(new Set([a, b]));
      }),
    );
    expect(() => mergePair(ids[0] ?? expect.fail(), ids[0] ?? expect.fail())).toThrow();
  });

  test('have what both had: points, counts, coupons; lots keep what they were made with', () => {
    fc.assert(
      fc.property(people, ([a, b]) => {
        if (a === undefined || b === undefined) return;
        const both = combined(a, b);
        expect(both.balance).toBe(a.balance + b.balance);
        expect(both.debt).toBe(Math.max(0, -both.balance));
        for (const key of [tallyKey.visits, tallyKey.spend]) {
          const sum = sumOf(a.tally ?? [], key) + sumOf(b.tally ?? [], key);
          expect(sumOf(both.tally ?? [], key)).toBe(sum);
        }
        expect(both.coupons ?? []).toEqual([...(a.coupons ?? []), ...(b.coupons ?? [])]);
        const before = new Map([...a.lots, ...b.lots].map((lot) => [lot.id, lot]));
        for (const lot of both.lots) {
          const { points: left, expires, ...terms } = before.get(lot.id) ?? expect.fail('a lot of one of them');
          expect(lot).toMatchObject(terms);
          expect(lot.points).toBeLessThanOrEqual(left);
          if (lot.idleDays === undefined) expect(lot.expires).toBe(expires);
        }
      }),
    );
  });

  test('stand the same whoever is merged into whom, and in whatever order three are', () => {
    fc.assert(
      fc.property(people, ([a, b, c]) => {
        if (a === undefined || b === undefined || c === undefined) return;
        expect(combined(a, b)).toEqual(combined(b, a));
        const [one, other] = [combined(combined(a, b), c), combined(a, combined(b, c))];
        expect([one.balance, one.debt, one.tally, one.coupons]).toEqual([
          other.balance,
          other.debt,
          other.tally,
          other.coupons,
        ]);
        // Without debts the lots too: what is owed takes the soonest end among those that are there.
        if ([a, b, c].every(({ debt }) => debt === 0)) expect(one).toEqual(other);
      }),
    );
  });

  test('stand as any later movement would find them: ends are those of both people’s purchases, lots in the order of spending', () => {
    fc.assert(
      fc.property(people, ([a, b]) => {
        if (a === undefined || b === undefined) return;
        const both = combined(a, b);
        expect(both.lots).toEqual(both.lots.toSorted(spendingOrder));
        const nothing = { entries: [], counts: [], issued: [], usedCodes: [], recalled: [] };
        expect(foldMovement(both, ids[0] ?? expect.fail(), nothing)).toEqual(both);
      }),
    );
  });
});
