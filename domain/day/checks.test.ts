import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bani } from '../amount/bani.ts';
import { points } from '../amount/points.ts';
import { vatRate } from '../amount/quantity.ts';
import { addDays } from '../calendar/civil.ts';
import { incarnationId, recordId, shiftId, staffId, uuid7 } from '../identity/ids.ts';
import { NO_HASH, type RecordHead } from '../record/record.ts';
import type { DayAccount, Fault, ShiftOfDay, TillAccount } from './account.ts';
import { type CheckedWith, checksOf } from './checks.ts';
import { drawnDay } from './draw.ts';
import type { Without } from './recorded.ts';
import type { RegisterZ } from './register.ts';
import { dayClosed, hindrances, type Said } from './signing.ts';
import { addedSums, byGroup, NO_SUMS, netPoints, POINT_GROUPS } from './sums.ts';
import { FIRST_DAY, STORE, tillOf } from './testing/tills.ts';
import { brokenDay } from './truths.ts';

const id = (n: number): string => uuid7(1_790_000_000_000 + n, new Uint8Array(10).fill(n % 256));
const BY = staffId(id(9));
const HEAD: RecordHead = {
  formatVersion: 4,
  id: recordId(id(1)),
  store: STORE,
  till: tillOf(1),
  incarnation: incarnationId(id(2)),
  seq: 1,
  prevHash: NO_HASH,
  shift: null,
  businessDay: null,
  staff: BY,
  programmeVersion: null,
  reverses: null,
  occurredAt: 1,
  beside: null,
};
const money = fc.integer({ min: -1_000_000, max: 1_000_000 }).map(bani);
const shift: fc.Arbitrary<ShiftOfDay> = fc
  .record({ n: fc.integer({ min: 100, max: 1_000_000 }), expected: money, off: fc.integer({ min: -500, max: 500 }) })
  .map(({ n, expected, off }) => ({
    shift: shiftId(id(n)),
    z: n,
    businessDay: FIRST_DAY,
    staff: BY,
    openedAt: 1,
    closedAt: 2,
    sales: 1,
    total: bani(100),
    cash: { expected, counted: bani(expected + off), variance: bani(off) },
    slips: [],
    turns: 1,
  }));
const tills: fc.Arbitrary<readonly TillAccount[]> = fc
  .array(
    fc.record({
      state: fc.constantFrom('closed', 'open', 'silent', 'retired'),
      shifts: fc.uniqueArray(shift, { maxLength: 3, selector: (one) => one.z }),
      given: fc.nat(5000),
      taken: fc.nat(5000),
      total: fc.nat(1_000_000),
    }),
    { minLength: 1, maxLength: 4 },
  )
  .map((all) =>
    all.map(
      ({ state, shifts, given, taken, total }, i): TillAccount => ({
        till: tillOf(i + 1),
        number: i + 1,
        state,
        by: 'log',
        heardAt: null,
        ranges: [],
        records: 1 + shifts.length,
        outside: 0,
        shifts,
        sums: {
          ...NO_SUMS,
          total: bani(total),
          vat: [{ rate: vatRate(2000), gross: bani(total), discount: bani(0), total: bani(total), vat: bani(0) }],
          tenders: [{ kind: 'cash', in: bani(total), out: bani(0) }],
          points: [
            { contra: 'earn', given: points(given), taken: points(0) },
            { contra: 'redeem', given: points(0), taken: points(taken) },
          ],
        },
        late: [],
      }),
    ),
  );

function accountOf(all: readonly TillAccount[], of: Partial<DayAccount> & { readonly kept?: number } = {}): DayAccount {
  const { kept = 0, ...over } = of;
  const drawn = drawnDay({
    store: STORE,
    day: FIRST_DAY,
    previous: null,
    by: 'log',
    asOf: 5,
    tills: all,
    faults: [],
    entries: 3,
    closing: points(netPoints(all.flatMap(({ sums }) => sums.points)) + kept),
    booked: [],
    looks: [],
    fiscalTwice: [],
  });
  return { ...drawn, ...over };
}
const ALONE: CheckedWith = { register: null, receipts: null, alone: true, own: null };
const silence = (all: readonly TillAccount[]): ReadonlyMap<TillAccount['till'], Without> =>
  new Map(all.flatMap(({ till, state }) => (state === 'open' || state === 'silent' ? [[till, 'later' as const]] : [])));

describe('the checks of any day', () => {
  test('give each difference a name of its own, the same each time; each but the looks must be explained, and then it can be signed', () => {
    fc.assert(
      fc.property(tills, fc.integer({ min: -3, max: 3 }), (all, kept) => {
        const account = accountOf(all, { kept });
        const checks = checksOf(account, ALONE);
        expect(checksOf(account, ALONE)).toEqual(checks);
        const keys = checks.flatMap(({ differences }) => differences.map(({ key }) => key));
        expect(new Set(keys).size).toBe(keys.length);
        const off = all.flatMap(({ shifts }) => shifts).filter((one) => one.cash?.variance !== 0);
        expect(keys.filter((key) => key.startsWith('cashVariance'))).toHaveLength(off.length);
        expect(keys.includes('points')).toBe(kept !== 0);
        const waiting = all.filter(({ state }) => state === 'open' || state === 'silent');

        const nothing: Said = { explained: new Map(), without: new Map(), isRegisterOpen: false };
        expect(hindrances(account, checks, nothing)).toHaveLength(off.length + (kept === 0 ? 0 : 1) + waiting.length);
        const explained = { why: 'seen', by: BY, mended: null } as const;
        const said: Said = {
          explained: new Map(keys.map((key) => [key, explained])),
          without: silence(all),
          isRegisterOpen: false,
        };
        expect(hindrances(account, checks, said)).toEqual([]);
        // Each word by itself is needed.
        const needed = keys.find((key) => !/^(notHeard|shiftOpen)/.test(key));
        if (needed !== undefined) {
          const less = new Map(said.explained);
          less.delete(needed);
          expect(hindrances(account, checks, { ...said, explained: less })).toEqual([{ code: 'explain', key: needed }]);
          expect(() => dayClosed(account, checks, { ...said, explained: less }, BY)).toThrow('explained');
        }
        const closed = dayClosed(account, checks, said, BY);
        expect(closed).toMatchObject({
          number: 1,
          sums: addedSums(all.map(({ sums }) => sums)),
          points: account.points,
        });
        expect(closed.checks.flatMap(({ differences }) => differences.map(({ key }) => key))).toEqual(keys);
        expect(brokenDay({ ...HEAD, ...closed })).toEqual([]);
      }),
    );
  });

  test('hold the register’s word against ours: to the ban, and only what it says', () => {
    fc.assert(
      fc.property(tills, fc.integer({ min: -2, max: 2 }), fc.integer({ min: -2, max: 2 }), (all, off, cash) => {
        const { total, vat } = addedSums(all.map(({ sums }) => sums));
        const z: RegisterZ = {
          total: bani(total + off),
          vat: vat.map((line) => ({ rate: line.rate, total: bani(line.total - off) })),
          tenders: [{ kind: 'cash', total: bani(total + cash) }],
          receipts: null,
        };
        const differences = (register: RegisterZ): unknown[] =>
          checksOf(accountOf(all), { ...ALONE, register })[2]?.differences.flatMap(({ code, amount }) =>
            code.startsWith('register') ? [[code, amount?.by]] : [],
          ) ?? [];
        expect(differences(z)).toEqual([
          ...(off === 0 ? [] : [['registerTotal', -off], ...vat.map(() => ['registerVat', off])]),
          ...(cash === 0 ? [] : [['registerTender', -cash]]),
        ]);
        expect(differences({ total: null, vat: null, tenders: null, receipts: null })).toEqual([]);
      }),
    );
  });

  test('are undone where nothing was there to try them by, and bad for each fault', () => {
    fc.assert(
      fc.property(tills, (all) => {
        const quiet = all.map((till) => ({ ...till, state: 'closed' as const, shifts: [] }));
        const papers = accountOf(quiet, { by: 'papers' });
        const states = (account: DayAccount, by: CheckedWith = ALONE): string[] =>
          checksOf(account, by).map(({ state }) => state);
        expect(states(accountOf(quiet))).toEqual(['good', 'good', 'undone', 'good', 'good']);
        const unknown = { ...papers, points: { ...papers.points, closing: null } };
        expect(states(unknown)).toEqual(['good', 'undone', 'undone', 'undone', 'good']);
        const fault: Fault = {
          code: 'hashDiffers',
          till: tillOf(1),
          incarnation: null,
          seq: 7,
          record: null,
          member: null,
          detail: 'x'.repeat(900),
        };
        const bad = accountOf(quiet, { faults: [fault, { ...fault, seq: 8 }] });
        expect(states(bad)[0]).toBe('bad');
        expect(checksOf(bad, ALONE)[0]?.differences.map(({ params }) => params['seq'])).toEqual([7, 8]);
        const own = { till: tillOf(1), agrees: false };
        expect(states(accountOf(quiet), { ...ALONE, alone: false, own })[3]).toBe('bad');
      }),
      { numRuns: 20 },
    );
  });
});

test('sums of any tills stand each in one group of the identity', () => {
  fc.assert(
    fc.property(tills, (all) => {
      const { moved, opening, closing } = accountOf(all).points;
      const groups = byGroup(moved);
      expect(POINT_GROUPS.reduce((sum, group) => sum + groups[group], 0)).toBe(netPoints(moved));
      expect(closing).toBe(opening + netPoints(moved));
    }),
  );
});

test('a close that cannot be true is not written', () => {
  const [all = []] = fc.sample(tills, { numRuns: 1, seed: 3 });
  const account = accountOf(all.map((till) => ({ ...till, state: 'closed', shifts: [] })));
  const closed = dayClosed(
    account,
    checksOf(account, ALONE),
    { explained: new Map(), without: new Map(), isRegisterOpen: false },
    BY,
  );
  const broken = (over: Partial<typeof closed>): readonly string[] => brokenDay({ ...HEAD, ...closed, ...over });
  expect(broken({})).toEqual([]);
  expect(broken({ number: 2 })).not.toEqual([]);
  expect(broken({ cash: { ...closed.cash, variance: bani(1) } })).not.toEqual([]);
  expect(broken({ tills: [...closed.tills, ...closed.tills] })).not.toEqual([]);
  const seal = { day: addDays(FIRST_DAY, 1), number: 1, record: recordId(id(1)), seal: 'x', closing: points(0) };
  expect(broken({ number: 2, previous: seal })).not.toEqual([]);
  const before = { ...seal, day: addDays(FIRST_DAY, -1) };
  expect(broken({ number: 2, previous: before })).toEqual([]);
  expect(broken({ number: 2, previous: { ...before, closing: points(4) } })).not.toEqual([]);
});
