import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { points } from '../amount/points.ts';
import { addDays, type CivilDate, civilDate } from '../calendar/civil.ts';
import { type LotId, lotOf, memberId, recordId, uuid7 } from '../identity/ids.ts';
import { CONTRA_ACCOUNTS, type Entry } from './entry.ts';
import { EMPTY_STANDING, fold, spendable, spendingOrder, takeFromLots } from './fold.ts';
import type { Standing } from './standing.ts';

const TODAY = civilDate('2026-11-21');
const member = memberId(uuid7(0, new Uint8Array(10)));
const lot = (n: number): LotId => lotOf(recordId(uuid7(n, new Uint8Array(10))), 0);

function given(n: number, amount: number, expires: CivilDate | null = null): Entry {
  return { member, points: points(amount), contra: 'earn', lot: lot(n), expires };
}
function taken(n: number | null, amount: number): Entry {
  return { member, points: points(-amount), contra: 'redeem', lot: n === null ? null : lot(n) };
}

/** A lot ends on one day, the same in every entry: where it stands is decided when it is made. */
const ends = (n: number): CivilDate | null => (n % 3 === 0 ? null : addDays(TODAY, n - 4));
const entry = fc
  .record({
    n: fc.nat(7),
    amount: fc.integer({ min: 1, max: 60 }),
    sign: fc.constantFrom(1, -1),
    nameless: fc.boolean(),
    contra: fc.constantFrom(...CONTRA_ACCOUNTS),
  })
  .map(({ n, amount, sign, nameless, contra }): Entry => {
    const none = sign < 0 && nameless;
    return { member, points: points(sign * amount), contra, lot: none ? null : lot(n), expires: none ? null : ends(n) };
  });
const entries = fc.array(entry, { maxLength: 40 });
const sum = (all: readonly { readonly points: number }[]): number => all.reduce((a, b) => a + b.points, 0);

function holds(standing: Standing): void {
  expect(standing.balance).toBe(sum(standing.lots) - standing.debt);
  expect(standing.debt).toBeGreaterThanOrEqual(0);
  expect(standing.debt === 0 || standing.lots.length === 0).toBe(true);
  expect(standing.lots.every((one) => one.points > 0)).toBe(true);
  expect(standing.lots.toSorted(spendingOrder)).toEqual(standing.lots);
  expect(new Set(standing.lots.map((one) => one.id)).size).toBe(standing.lots.length);
}

describe('fold', () => {
  test('a balance is the sum of its entries, lots less debt, whatever comes', () => {
    fc.assert(
      fc.property(entries, (all) => {
        const standing = fold(EMPTY_STANDING, all);
        holds(standing);
        expect(standing.balance).toBe(sum(all));
      }),
    );
  });
  test('folding in parts is folding at once: a pulled standing and the tail are one ledger', () => {
    fc.assert(
      fc.property(entries, fc.nat(40), (all, at) => {
        const parts = fold(fold(EMPTY_STANDING, all.slice(0, at)), all.slice(at));
        expect(parts).toEqual(fold(EMPTY_STANDING, all));
      }),
    );
  });
  test('two tills apart: whatever the interleaving, the balance and the truths are the same', () => {
    fc.assert(
      fc.property(entries, entries, fc.array(fc.boolean(), { maxLength: 80 }), (a, b, turns) => {
        const [left, right] = [[...a], [...b]];
        const mixed: Entry[] = [];
        for (const turn of turns) {
          const next = turn ? left.shift() : right.shift();
          if (next !== undefined) mixed.push(next);
        }
        const standing = fold(EMPTY_STANDING, [...mixed, ...left, ...right]);
        holds(standing);
        expect(standing.balance).toBe(fold(EMPTY_STANDING, [...a, ...b]).balance);
      }),
    );
  });
  test('points only given: any order makes the same lots', () => {
    const gifts = fc.array(entry.filter((one) => one.points > 0));
    fc.assert(
      fc.property(
        gifts.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        ([all, mixed]) => {
          expect(fold(EMPTY_STANDING, mixed)).toEqual(fold(EMPTY_STANDING, all));
        },
      ),
    );
  });
  test('takes from the lot that is named, then the soonest end, then owes', () => {
    const start = fold(EMPTY_STANDING, [given(1, 10), given(2, 10, TODAY), given(3, 10, addDays(TODAY, 1))]);
    expect(start.lots.map((one) => one.id)).toEqual([lot(2), lot(3), lot(1)]);
    const after = fold(start, [taken(1, 12)]);
    expect(after.lots.map(({ id, points: left }) => [id, left])).toEqual([
      [lot(2), 8],
      [lot(3), 10],
    ]);
    expect(fold(after, [taken(null, 19), taken(9, 3)])).toEqual({ balance: -4, debt: 4, lots: [] });
  });
  test('points that come repay the debt first, and only the rest lies in a lot', () => {
    const owing = fold(EMPTY_STANDING, [taken(null, 7)]);
    expect(fold(owing, [given(1, 5, TODAY)])).toEqual({ balance: -2, debt: 2, lots: [] });
    expect(fold(owing, [given(1, 10, TODAY)]).lots).toEqual([{ id: lot(1), points: 3, expires: TODAY }]);
  });
  test('giving back makes an emptied lot again, with its end', () => {
    const emptied = fold(EMPTY_STANDING, [given(1, 5, TODAY), taken(1, 5)]);
    expect(emptied).toEqual(EMPTY_STANDING);
    expect(fold(emptied, [given(1, 2, TODAY)]).lots).toEqual([{ id: lot(1), points: 2, expires: TODAY }]);
  });
  test('a lot keeps the end it was made with', () => {
    const all = [given(1, 5, TODAY), { ...given(1, 5), expires: null }];
    expect(fold(EMPTY_STANDING, all).lots).toEqual([{ id: lot(1), points: 10, expires: TODAY }]);
  });
  test('stops at points given to no lot, and at a standing that does not hold', () => {
    expect(() => fold(EMPTY_STANDING, [{ ...given(1, 5), lot: null }])).toThrow();
    expect(() => fold({ ...EMPTY_STANDING, balance: points(1) }, [given(1, 5)])).toThrow();
    expect(() => fold(EMPTY_STANDING, [{ ...given(1, 5), points: points(0) }])).toThrow();
  });
});

describe('spending', () => {
  test('takes no more than there is spendable, soonest end first, and says what is missing', () => {
    fc.assert(
      fc.property(entries, fc.nat(200), (all, amount) => {
        const standing = fold(EMPTY_STANDING, all);
        const parts = takeFromLots(standing, points(amount), TODAY);
        expect(sum(parts)).toBe(amount);
        const missing = sum(parts.filter((part) => part.lot === null));
        expect(missing).toBe(Math.max(0, amount - spendable(standing, TODAY)));
        for (const part of parts) expect(part.expires === null || part.expires >= TODAY).toBe(true);
        const after = fold(
          standing,
          parts.map((part): Entry => ({ member, points: points(-part.points), contra: 'redeem', lot: part.lot })),
        );
        holds(after);
      }),
    );
  });
  test('the last day counts, the day after does not', () => {
    const standing = fold(EMPTY_STANDING, [given(1, 10, TODAY)]);
    expect(spendable(standing, TODAY)).toBe(10);
    expect(spendable(standing, addDays(TODAY, 1))).toBe(0);
    expect(takeFromLots(standing, points(4), addDays(TODAY, 1))).toEqual([{ lot: null, points: 4, expires: null }]);
  });
});
