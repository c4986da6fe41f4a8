import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { points } from '../amount/points.ts';
import { addDays, type CivilDate, civilDate } from '../calendar/civil.ts';
import { type LotId, lotOf, memberId, recordId, uuid7 } from '../identity/ids.ts';
import type { IssuedCoupon } from '../record/record.ts';
import type { Entry } from './entry.ts';
import { EMPTY_STANDING, fold, foldMovement, type Movement, spendable, spendingOrder, takeFromLots } from './fold.ts';
import type { Standing } from './standing.ts';
import type { Count } from './tally.ts';

const TODAY = civilDate('2026-11-21');
const on = (days: number): CivilDate => addDays(TODAY, days);
const ANA = memberId(uuid7(1, new Uint8Array(10)));
const ION = memberId(uuid7(2, new Uint8Array(10)));
const lot = (n: number): LotId => lotOf(recordId(uuid7(n, new Uint8Array(10))), 0);
const NOTHING: Movement = { entries: [], counts: [], issued: [], usedCodes: [], recalled: [] };

function given(n: number, amount: number, over: Partial<Entry> = {}): Entry {
  return { member: ANA, points: points(amount), contra: 'earn', lot: lot(n), expires: null, ...over };
}
function count(key: string, by: number, day: CivilDate | null = null, over: Partial<Count> = {}): Count {
  return { member: ANA, key, day, by, line: null, whole: false, ...over };
}
function coupon(code: string, until = on(30), member: IssuedCoupon['member'] = ANA): IssuedCoupon {
  return { code, offer: 'next', until, member };
}
function standingAfter(start: Standing, ...movements: readonly Partial<Movement>[]): Standing {
  return movements.reduce<Standing>((standing, one) => foldMovement(standing, ANA, { ...NOTHING, ...one }), start);
}

describe('a movement', () => {
  test('moves what is of this member, and nothing of others or of everybody', () => {
    const standing = standingAfter(EMPTY_STANDING, {
      entries: [given(1, 5), given(2, 7, { member: ION })],
      counts: [count('sales', 1), count('sales', 3, null, { member: ION }), count('code:X', 1, null, { member: null })],
      issued: [coupon('B'), coupon('A'), coupon('C', on(1), ION), coupon('D', on(1), null)],
    });
    expect(standing).toEqual({
      balance: 5,
      debt: 0,
      lots: [{ id: lot(1), points: 5, expires: null }],
      tally: [{ key: 'sales', day: null, n: 1 }],
      coupons: [
        { code: 'A', offer: 'next', until: on(30) },
        { code: 'B', offer: 'next', until: on(30) },
      ],
    });
  });
  test('of the first format makes the standing that it always made, to the byte', () => {
    const entries = [given(1, 5, { expires: TODAY }), given(2, 7), given(1, -3, { contra: 'redeem' })];
    expect(JSON.stringify(standingAfter(EMPTY_STANDING, { entries }))).toBe(
      JSON.stringify(fold(EMPTY_STANDING, entries)),
    );
    expect(JSON.stringify(fold(EMPTY_STANDING, entries))).toBe(
      JSON.stringify({
        balance: 9,
        debt: 0,
        lots: [
          { id: lot(1), points: 2, expires: TODAY },
          { id: lot(2), points: 7, expires: null },
        ],
      }),
    );
  });
  test('of points alone keeps the tally and the coupons', () => {
    const start = standingAfter(EMPTY_STANDING, { counts: [count('sales', 1)], issued: [coupon('A')] });
    expect(fold(start, [given(1, 5)])).toEqual({
      ...start,
      balance: 5,
      lots: [{ id: lot(1), points: 5, expires: null }],
    });
  });
  test('and the one that undoes it leave nothing', () => {
    const standing = standingAfter(
      EMPTY_STANDING,
      { entries: [given(1, 5)], counts: [count('visits', 1, TODAY)], issued: [coupon('A')] },
      { entries: [given(1, -5)], counts: [count('visits', -1, TODAY)], recalled: ['A'] },
    );
    expect(standing).toEqual(EMPTY_STANDING);
  });
});

describe('any movements', () => {
  const entry = fc
    .record({
      n: fc.nat(5),
      amount: fc.integer({ min: -40, max: 40 }).filter((n) => n !== 0),
      waits: fc.nat(3),
      idle: fc.nat(3),
    })
    .map(({ n, amount, waits, idle }) =>
      given(n, amount, {
        ...(waits === 0 ? {} : { from: on(waits) }),
        ...(idle === 0 ? {} : { idleDays: idle * 10, earned: TODAY, expires: on(idle * 10) }),
        member: n === 5 ? ION : ANA,
      }),
    );
  const counts = fc
    .record({ key: fc.constantFrom('visits', 'spend', 'sales'), day: fc.nat(40), by: fc.constantFrom(-2, -1, 1, 2, 3) })
    .map(({ key, day, by }) => count(key, by, key === 'sales' ? null : on(day), { member: day === 40 ? ION : ANA }));
  const movement = fc.record({
    entries: fc.array(entry, { maxLength: 4 }),
    counts: fc.array(counts, { maxLength: 4 }),
  });
  const sum = (all: readonly number[]): number => all.reduce((a, b) => a + b, 0);
  test('leave a balance that is its lots less its debt, and the sum of entries and of counts', () => {
    fc.assert(
      fc.property(fc.array(movement, { maxLength: 12 }), (all) => {
        const standing = standingAfter(EMPTY_STANDING, ...all);
        const mine = all.flatMap((one) => one.entries).filter((one) => one.member === ANA);
        expect(standing.balance).toBe(sum(mine.map((one) => one.points)));
        expect(standing.balance).toBe(sum(standing.lots.map((one) => one.points)) - standing.debt);
        expect(standing.debt === 0 || standing.lots.length === 0).toBe(true);
        expect(standing.lots.toSorted(spendingOrder)).toEqual(standing.lots);
        const moved = all.flatMap((one) => one.counts).filter((one) => one.member === ANA);
        expect(sum((standing.tally ?? []).map((row) => row.n))).toBe(sum(moved.map((one) => one.by)));
      }),
    );
  });
  test('are folded purely: the same goes in, the same bytes come out, and what went in is as it was', () => {
    fc.assert(
      fc.property(fc.array(movement, { maxLength: 6 }), movement, (all, last) => {
        const start = standingAfter(EMPTY_STANDING, ...all);
        const before = JSON.stringify([start, last]);
        const once = JSON.stringify(standingAfter(start, last));
        expect(JSON.stringify(standingAfter(start, last))).toBe(once);
        expect(JSON.stringify([start, last])).toBe(before);
      }),
    );
  });
});

describe('coupons', () => {
  test('go when they are used or recalled', () => {
    const start = standingAfter(EMPTY_STANDING, { issued: [coupon('A'), coupon('B'), coupon('C')] });
    expect(standingAfter(start, { usedCodes: ['A'], recalled: ['C', 'Z'] }).coupons?.map(({ code }) => code)).toEqual([
      'B',
    ]);
  });
  test('issue and use come to the same in either order, and one that is given back is there again', () => {
    const issue = { issued: [coupon('A')] };
    const use = { usedCodes: ['A'], counts: [count('code:A', 1)] };
    expect(standingAfter(EMPTY_STANDING, use, issue)).toEqual(standingAfter(EMPTY_STANDING, issue, use));
    expect(standingAfter(EMPTY_STANDING, issue, use).coupons).toBeUndefined();
    const back = { issued: [coupon('A')], counts: [count('code:A', -1)] };
    expect(standingAfter(EMPTY_STANDING, issue, use, back)).toEqual(standingAfter(EMPTY_STANDING, issue));
  });
});

describe('lots that wait', () => {
  const start = fold(EMPTY_STANDING, [
    given(1, 10, { from: on(14), earned: TODAY }),
    given(2, 5, { expires: on(60), earned: on(-1) }),
    given(3, 2, { expires: on(90) }),
  ]);
  test('are in the balance, and may be spent from their first day', () => {
    expect([start.balance, spendable(start, on(13)), spendable(start, on(14))]).toEqual([17, 7, 17]);
    expect(takeFromLots(start, points(9), on(13)).map((one) => [one.lot, one.points])).toEqual([
      [lot(2), 5],
      [lot(3), 2],
      [null, 2],
    ]);
  });
  test('are spent by their end, or as they were earned: those that do not say first', () => {
    const taken = (order: 'earliestExpiry' | 'earliestEarned') =>
      takeFromLots(start, points(8), on(14), order).map((one) => one.lot);
    expect(taken('earliestExpiry')).toEqual([lot(2), lot(3), lot(1)]);
    expect(taken('earliestEarned')).toEqual([lot(3), lot(2), lot(1)]);
  });
  test('that are gone are made again as they were by what was taken from them', () => {
    const all = takeFromLots(start, points(17), on(14));
    const moved = (sign: 1 | -1) =>
      all.map(
        ({ lot: id, points: n, ...as }): Entry => ({
          member: ANA,
          contra: 'redeem',
          points: points(sign * n),
          lot: id,
          ...as,
        }),
      );
    const empty = fold(start, moved(-1));
    expect(empty).toEqual(EMPTY_STANDING);
    expect(fold(empty, moved(1))).toEqual(start);
  });
});

describe('lots that activity prolongs', () => {
  const earned = { entries: [given(1, 10, { earned: TODAY, idleDays: 30, expires: on(30) })] };
  const visit = (days: number, by = 1) => ({ counts: [count('visits', by, on(days))] });
  const end = (...movements: readonly Partial<Movement>[]) =>
    standingAfter(EMPTY_STANDING, earned, ...movements).lots[0]?.expires;
  test('end so many days after the last purchase in time', () => {
    expect([end(), end(visit(0)), end(visit(20)), end(visit(20), visit(50)), end(visit(30))]).toEqual(
      [30, 30, 50, 80, 60].map(on),
    );
  });
  test('are not brought back by a purchase after their end', () => {
    expect([end(visit(31)), end(visit(20), visit(51))]).toEqual([30, 50].map(on));
  });
  test('are prolonged by no purchase that was undone, whatever the order', () => {
    expect(end(visit(20), visit(20, -1))).toBe(on(30));
    expect(end(visit(50), visit(20))).toBe(on(80));
    expect(end({ counts: [count('spend', 5, on(20))] })).toBe(on(30));
  });
  test('end no sooner than they begin', () => {
    const waiting = { entries: [given(1, 10, { earned: TODAY, idleDays: 5, from: on(14), expires: on(14) })] };
    expect(standingAfter(EMPTY_STANDING, waiting).lots[0]?.expires).toBe(on(14));
    expect(standingAfter(EMPTY_STANDING, waiting, visit(12)).lots[0]?.expires).toBe(on(17));
  });
  test('outlive what the tally knows day by day', () => {
    const years = Array.from({ length: 80 }, (_, i) => visit(20 * (i + 1)));
    expect(end(...years)).toBe(on(1630));
    expect(end(...years, visit(1700))).toBe(on(1630));
  });
  test('whose day of earning is not known only move on', () => {
    const old = { entries: [given(1, 10, { idleDays: 30, expires: on(10) })] };
    expect(standingAfter(EMPTY_STANDING, old, visit(5), visit(5, -1)).lots[0]?.expires).toBe(on(35));
  });
  test('end where walking from purchase to purchase ends', () => {
    const days = fc.array(fc.nat(400), { maxLength: 20 });
    fc.assert(
      fc.property(days, fc.integer({ min: 1, max: 60 }), fc.nat(80), (all, idleDays, from) => {
        let walked = Math.max(idleDays, from);
        for (const day of all.toSorted((a, b) => a - b)) {
          if (day > walked) break;
          walked = Math.max(walked, day + idleDays);
        }
        const entry = given(1, 10, {
          earned: TODAY,
          idleDays,
          expires: on(idleDays),
          ...(from > 0 ? { from: on(from) } : {}),
        });
        const visits = all.map((day) => visit(day));
        expect(standingAfter(EMPTY_STANDING, { entries: [entry] }, ...visits).lots[0]?.expires).toBe(on(walked));
      }),
    );
  });
});
