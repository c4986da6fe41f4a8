import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { points } from '../amount/points.ts';
import { addDays, type CivilDate, civilDate } from '../calendar/civil.ts';
import { lotOf, memberId, type RecordId, recordId, uuid7 } from '../identity/ids.ts';
import type { Entry } from '../ledger/entry.ts';
import { EMPTY_STANDING, foldMovement, spendable } from '../ledger/fold.ts';
import type { Standing } from '../ledger/standing.ts';
import { type Count, tallyKey } from '../ledger/tally.ts';
import { programme } from '../offers/testing/basket.ts';
import type { Programme } from '../programme/programme.ts';
import { reckonTransfer, type TransferMovement } from './transfer.ts';

const TODAY = civilDate('2026-11-21');
const uuid = (n: number): string => uuid7(n, new Uint8Array(10));
const record = (n: number): RecordId => recordId(uuid(n));
const [ANA, ION] = [memberId(uuid(1)), memberId(uuid(2))];
const on = (days: number): CivilDate => addDays(TODAY, days);

type Limits = NonNullable<Programme['transfers']>;
const family = (over: Partial<Limits> = {}): Programme =>
  programme([], {}, { transfers: { least: points(1), mostPerDay: null, mostPerMonth: null, ...over } });

function moved(standing: Standing, member: typeof ANA, movement: TransferMovement): Standing {
  return foldMovement(standing, member, { ...movement, issued: [], usedCodes: [], recalled: [] });
}
const having = (member: typeof ANA, entries: readonly Entry[], counts: readonly Count[] = []): Standing =>
  moved(EMPTY_STANDING, member, { entries, counts });
const visit = (member: typeof ANA, day: CivilDate): Count => ({
  member,
  key: tallyKey.visits,
  day,
  by: 1,
  line: null,
  whole: true,
});

function give(of: Programme, standing: Standing, amount: number, day = TODAY, n = 500) {
  return reckonTransfer({
    programme: of,
    record: record(n),
    from: ANA,
    to: ION,
    standing,
    points: points(amount),
    day,
  });
}
function given(of: Programme, standing: Standing, amount: number, day = TODAY): TransferMovement {
  const found = give(of, standing, amount, day);
  return found.ok ? found.value : expect.fail(found.refusal.code);
}

/** Lots of every kind: without an end, ended, ending, not confirmed yet, prolonged by purchases. */
const entry = fc.tuple(fc.integer({ min: 1, max: 50 }), fc.nat(4), fc.integer({ min: 1, max: 40 }));
const giver = fc.array(entry, { minLength: 1, maxLength: 6 }).map((all) =>
  having(
    ANA,
    all.map(([amount, kind, days], n): Entry => {
      const base: Entry = { member: ANA, points: points(amount), contra: 'earn', lot: lotOf(record(100 + n), 0) };
      switch (kind) {
        case 0:
          return { ...base, expires: null };
        case 1:
          return { ...base, expires: on(-days), earned: on(-60) };
        case 2:
          return { ...base, expires: on(days), from: on(days - 20), earned: on(-30) };
        case 3:
          return { ...base, expires: on(-60 + 30), earned: on(-60), idleDays: 30 };
        default:
          return { ...base, expires: on(days), earned: on(-10) };
      }
    }),
    // Purchases every 20 days keep what they prolong alive.
    [-60, -40, -20].map((days) => visit(ANA, on(days))),
  ),
);

describe('points given to somebody', () => {
  test('are those taken, out of lots that may be spent; each keeps its end', () => {
    fc.assert(
      fc.property(
        giver,
        fc.integer({ min: 1, max: 300 }),
        fc.constantFrom('earliestExpiry', 'earliestEarned'),
        (standing, asked, lotOrder) => {
          const of = { ...family(), policies: { ...family().policies, lotOrder } } as Programme;
          const most = spendable(standing, TODAY);
          const found = give(of, standing, asked);
          if (asked > most) {
            expect(found).toMatchObject({
              ok: false,
              refusal: { code: 'redeem.aboveBalance', params: { available: most } },
            });
            return;
          }
          const movement = given(of, standing, asked);
          const [after, got] = [moved(standing, ANA, movement), moved(EMPTY_STANDING, ION, movement)];
          expect([standing.balance - after.balance, got.balance]).toEqual([asked, asked]);
          expect([after.debt, spendable(after, TODAY), spendable(got, TODAY)]).toEqual([0, most - asked, asked]);
          const ends = (lots: Standing['lots']): Record<string, number> => {
            const sums: Record<string, number> = {};
            for (const lot of lots) sums[`${lot.expires}`] = (sums[`${lot.expires}`] ?? 0) + lot.points;
            return sums;
          };
          const left = ends(after.lots);
          for (const [end, sum] of Object.entries(ends(got.lots))) left[end] = (left[end] ?? 0) + sum;
          expect(left).toEqual(ends(standing.lots));
        },
      ),
    );
  });

  test('of a lot that purchases prolong keep the end that they have, and the new owner’s purchases prolong it from there', () => {
    const lot = lotOf(record(100), 0);
    const base = {
      member: ANA,
      points: points(10),
      contra: 'earn',
      lot,
      expires: on(-30),
      earned: on(-60),
      idleDays: 30,
    } as const;
    const standing = having(
      ANA,
      [base],
      [-60, -40, -20].map((days) => visit(ANA, on(days))),
    );
    expect(standing.lots[0]?.expires).toBe(on(10));
    const movement = given(family(), standing, 10);
    const got = moved(EMPTY_STANDING, ION, movement);
    expect(got.lots.map(({ points: left, expires }) => [left, expires])).toEqual([[10, on(10)]]);
    const bought = moved(got, ION, { entries: [], counts: [visit(ION, on(8))] });
    expect(bought.lots[0]?.expires).toBe(on(38));
  });

  test('repay what the other owes first', () => {
    const standing = having(ANA, [
      { member: ANA, points: points(10), contra: 'earn', lot: lotOf(record(100), 0), expires: null },
    ]);
    const owing = having(ION, [{ member: ION, points: points(-4), contra: 'redeem', lot: null, expires: null }]);
    const got = moved(owing, ION, given(family(), standing, 10));
    expect([got.balance, got.debt, got.lots.map((one) => one.points)]).toEqual([6, 0, [6]]);
  });

  test('are none of somebody who owes', () => {
    const owing = having(ANA, [{ member: ANA, points: points(-4), contra: 'redeem', lot: null, expires: null }]);
    expect(give(family(), owing, 1)).toMatchObject({
      refusal: { code: 'redeem.aboveBalance', params: { available: 0 } },
    });
  });

  test('over days and months never exceed the limits, and what is refused says how much may still be', () => {
    const limits = family({ mostPerDay: points(50), mostPerMonth: points(120) });
    const asks = fc.array(fc.tuple(fc.nat(40), fc.integer({ min: 1, max: 70 })), { maxLength: 25 });
    fc.assert(
      fc.property(asks, (all) => {
        const lot = lotOf(record(100), 0);
        let standing = having(ANA, [{ member: ANA, points: points(5000), contra: 'earn', lot, expires: null }]);
        const sums = new Map<string, number>();
        const add = (key: string, by: number): number => sums.set(key, (sums.get(key) ?? 0) + by).get(key) ?? 0;
        for (const [days, amount] of all.toSorted(([a], [b]) => a - b)) {
          const day = on(days);
          const found = give(limits, standing, amount, day);
          const most = Math.min(50 - (sums.get(day) ?? 0), 120 - (sums.get(day.slice(0, 7)) ?? 0));
          if (!found.ok) {
            expect(found.refusal).toEqual({ code: 'transfer.limit', params: { most } });
            expect(amount).toBeGreaterThan(most);
            continue;
          }
          expect(add(day, amount)).toBeLessThanOrEqual(50);
          expect(add(day.slice(0, 7), amount)).toBeLessThanOrEqual(120);
          standing = moved(standing, ANA, found.value);
        }
      }),
    );
  });

  test.each([
    [programme([]), 'transfer.notAllowed', 10],
    [family({ least: points(5) }), 'transfer.tooFew', 4],
    [family(), 'transfer.tooFew', 0],
    [family(), 'transfer.tooFew', -3],
  ])('are refused: %#, %s', (of, code, amount) => {
    const standing = having(ANA, [
      { member: ANA, points: points(50), contra: 'earn', lot: lotOf(record(100), 0), expires: null },
    ]);
    expect(give(of, standing, amount)).toMatchObject({ ok: false, refusal: { code } });
  });

  test('are never one’s own', () => {
    const asked = { programme: family(), record: record(5), from: ANA, to: ANA, standing: EMPTY_STANDING, day: TODAY };
    expect(reckonTransfer({ ...asked, points: points(1) })).toMatchObject({ refusal: { code: 'transfer.self' } });
  });
});
