import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { points } from '../amount/points.ts';
import { addDays, type CivilDate, civilDate } from '../calendar/civil.ts';
import { type LotId, lotOf, memberId, recordId, uuid7 } from '../identity/ids.ts';
import type { Entry } from './entry.ts';
import { endingSoon, expiryEntries, pendingPoints } from './expiry.ts';
import { EMPTY_STANDING, fold, spendable } from './fold.ts';

const TODAY = civilDate('2026-11-21');
const on = (days: number): CivilDate => addDays(TODAY, days);
const member = memberId(uuid7(0, new Uint8Array(10)));
const lot = (n: number): LotId => lotOf(recordId(uuid7(n, new Uint8Array(10))), 0);
const given = (n: number, amount: number, expires: CivilDate | null, from?: CivilDate): Entry => ({
  member,
  points: points(amount),
  contra: 'earn',
  lot: lot(n),
  expires,
  ...(from === undefined ? {} : { from }),
});
const standings = fc
  .array(
    fc.record({
      amount: fc.integer({ min: 1, max: 60 }),
      ends: fc.option(fc.integer({ min: -20, max: 20 }), { nil: null }),
      from: fc.option(fc.integer({ min: -20, max: 20 }), { nil: undefined }),
    }),
    { maxLength: 12 },
  )
  .map((all) =>
    fold(
      EMPTY_STANDING,
      all.map(({ amount, ends, from }, n) =>
        given(n, amount, ends === null ? null : on(ends), from === undefined ? undefined : on(from)),
      ),
    ),
  );

describe('expiry', () => {
  test('books what is left of each lot after its last day, once', () => {
    const standing = fold(EMPTY_STANDING, [given(1, 5, on(-1)), given(2, 7, TODAY), given(3, 9, null)]);
    const booked = expiryEntries(standing, member, TODAY);
    expect(booked).toEqual([{ member, points: -5, contra: 'expire', lot: lot(1), expires: on(-1) }]);
    expect(expiryEntries(fold(standing, booked), member, TODAY)).toEqual([]);
    expect(expiryEntries(standing, member, on(1)).map((entry) => entry.points)).toEqual([-5, -7]);
  });
  test('takes nothing that may be spent, and leaves what may be spent or waits', () => {
    fc.assert(
      fc.property(standings, (standing) => {
        const after = fold(standing, expiryEntries(standing, member, TODAY));
        expect(spendable(after, TODAY)).toBe(spendable(standing, TODAY));
        expect(after.debt).toBe(0);
        expect(after.balance).toBe(spendable(standing, TODAY) + pendingPoints(standing, TODAY));
      }),
    );
  });
});

describe('points that end soon', () => {
  const standing = fold(EMPTY_STANDING, [
    given(1, 5, on(10)),
    given(2, 7, on(10)),
    given(3, 9, on(11)),
    given(4, 1, on(-1)),
    given(5, 2, null),
  ]);
  test('are those of the soonest day, if it is near enough', () => {
    expect(endingSoon(standing, TODAY, 10)).toEqual({ points: 12, on: on(10) });
    expect(endingSoon(standing, TODAY, 9)).toBeNull();
    expect(endingSoon(standing, on(10), 0)).toEqual({ points: 12, on: on(10) });
    expect(endingSoon(standing, on(11), 30)).toEqual({ points: 9, on: on(11) });
    expect(endingSoon(EMPTY_STANDING, TODAY, 30)).toBeNull();
  });
});

test('points that wait are those of lots that begin later', () => {
  const standing = fold(EMPTY_STANDING, [given(1, 5, null, on(1)), given(2, 7, null, TODAY), given(3, 9, null)]);
  expect([pendingPoints(standing, TODAY), pendingPoints(standing, on(1))]).toEqual([5, 0]);
});
