import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CivilDate } from '../calendar/civil.ts';
import { addDays } from '../calendar/civil.ts';
import { NO_HASH, type RecordBody } from '../record/record.ts';
import { shiftFigures } from '../shift/figures.ts';
import type { Fault, TillAccount } from './account.ts';
import { type FoundRecord, TillGathering } from './gather.ts';
import { addedPoints, addedSums, netPoints, sumsOf } from './sums.ts';
import { FIRST_DAY, type LivedTill, liveTill, planOf } from './testing/tills.ts';

const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

const rows = fc.array(fc.array(fc.nat(), { maxLength: 120 }), { minLength: 1, maxLength: 4 });
const plan = rows.map(planOf);

interface Gathered {
  readonly account: TillAccount;
  readonly faults: readonly Fault[];
  readonly taken: readonly FoundRecord[];
}

/** Gathers a day of a till from the place after so many records of its log. */
function gather(
  { till, number, found }: Pick<LivedTill, 'till' | 'number' | 'found'>,
  day: CivilDate,
  of: { readonly from?: number; readonly closedUpTo?: CivilDate | null; readonly retired?: boolean } = {},
): Gathered {
  const { from = 0, closedUpTo = null, retired = false } = of;
  const taken: FoundRecord[] = [];
  const gathering = new TillGathering({
    till,
    number,
    day,
    closedUpTo,
    retired,
    heardAt: null,
    sha256,
    saleOf: () => null,
    taken: (one) => taken.push(one),
  });
  const before = found[from - 1];
  const first = found[0];
  if (first !== undefined) {
    gathering.begin(first.incarnation, { seq: before?.seq ?? 0, hash: before?.hash ?? NO_HASH });
  }
  for (const one of found.slice(from)) {
    if (gathering.isOver) break;
    gathering.add(one);
  }
  return { account: gathering.account(), faults: gathering.faults, taken };
}

const records = (taken: readonly FoundRecord[]): RecordBody[] => taken.flatMap(({ read }) => read?.record ?? []);
const sumOf = (some: readonly RecordBody[]): ReturnType<typeof sumsOf> =>
  sumsOf(shiftFigures(some.map((record) => ({ head: record, hash: '', record }))));
const allSums = ({ sums, late }: TillAccount): ReturnType<typeof sumsOf> =>
  addedSums([sums, ...late.map((one) => one.sums)]);

describe('the days of any till, closed one after the other', () => {
  test('list each record once, in order, and leave an open shift and later days to the next', () => {
    fc.assert(
      fc.property(plan, fc.boolean(), fc.array(fc.boolean(), { maxLength: 8 }), (shifts, lastOpen, skips) => {
        const lived = liveTill(1, shifts, sha256, lastOpen);
        const last = lived.days.at(-1) ?? FIRST_DAY;
        let from = 0;
        let closedUpTo: CivilDate | null = null;
        let net = 0;
        for (let [day, i] = [FIRST_DAY, 0]; day <= last; day = addDays(day, 1), i++) {
          // Some days nobody closed: what they were comes late.
          if (day !== last && skips[i] === true) continue;
          const { account, faults, taken } = gather(lived, day, { from, closedUpTo });
          expect(faults).toEqual([]);
          expect(taken).toEqual(lived.found.slice(from, from + taken.length));
          expect(account.records).toBe(taken.length);
          const range = account.ranges.at(-1);
          expect(account.ranges.length).toBe(taken.length === 0 ? 0 : 1);
          if (taken.length > 0) {
            expect([range?.first, range?.last, range?.hash]).toEqual([
              taken[0]?.seq,
              taken.at(-1)?.seq,
              taken.at(-1)?.hash,
            ]);
          }
          const listed = records(taken);
          expect(allSums(account)).toEqual(sumOf(listed));
          expect(listed.every(({ businessDay }) => businessDay === null || businessDay <= day)).toBe(true);
          const dayBefore = listed.some(({ businessDay }) => businessDay !== null && businessDay < day);
          expect(account.late.length > 0).toBe(dayBefore);
          for (const late of account.late) {
            expect(late.day < day).toBe(true);
            expect(late.closed).toBe(closedUpTo !== null && late.day <= closedUpTo);
            expect(late.records).toBe(listed.filter(({ businessDay }) => businessDay === late.day).length);
          }
          const opened = listed.filter(({ kind }) => kind === 'shiftOpened').length;
          expect(account.shifts.length).toBe(opened);
          expect(account.outside).toBe(listed.filter(({ shift }) => shift === null).length);
          expect(account.state).toBe(
            lastOpen && day === last
              ? 'open'
              : account.shifts.some((shift) => shift.businessDay === day)
                ? 'closed'
                : 'silent',
          );
          net += netPoints(allSums(account).points);
          from += taken.length;
          closedUpTo = day;
        }
        const left = lived.found.slice(from);
        expect(left[0]?.read?.record?.kind).toBe(lastOpen ? 'shiftOpened' : undefined);
        // Nothing counted twice, nothing missed: what the closes moved is what the records moved.
        const entries = records(lived.found.slice(0, from)).flatMap((record) => record.entries);
        expect(net).toBe(entries.reduce((sum, entry) => sum + entry.points, 0));
      }),
      { numRuns: 60 },
    );
  });

  test('of a till that will not come back are taken whole, its open shift too', () => {
    fc.assert(
      fc.property(plan, (shifts) => {
        const lived = liveTill(1, shifts, sha256, true);
        const { account, taken, faults } = gather(lived, lived.days.at(-1) ?? FIRST_DAY, { retired: true });
        expect(faults).toEqual([]);
        expect(taken).toEqual(lived.found);
        expect(account).toMatchObject({ state: 'retired', records: lived.found.length });
      }),
      { numRuns: 20 },
    );
  });
});

describe('what does not hold in a log', () => {
  /** Any place of a log of some shifts; records of a shift that is closed. */
  const somewhere = fc.record({ shifts: plan, at: fc.nat(), char: fc.nat() });

  test('is named: one byte of any record changed', () => {
    fc.assert(
      fc.property(somewhere, ({ shifts, at, char }) => {
        const lived = liveTill(1, shifts, sha256);
        const which = at % lived.found.length;
        const one = lived.found[which];
        if (one === undefined) return;
        const place = char % one.body.length;
        const other = one.body[place] === 'x' ? 'y' : 'x';
        const body = one.body.slice(0, place) + other + one.body.slice(place + 1);
        const found = lived.found.with(which, { ...one, body });
        const { faults } = gather({ ...lived, found }, lived.days.at(-1) ?? FIRST_DAY);
        expect(faults).toMatchObject([
          { code: 'hashDiffers', till: lived.till, seq: one.seq, record: one.read?.head.id },
        ]);
      }),
      { numRuns: 30 },
    );
  });

  test('is named: a record taken out, two exchanged, one hashed anew', () => {
    fc.assert(
      fc.property(somewhere, ({ shifts, at }) => {
        const lived = liveTill(1, shifts, sha256);
        const last = lived.days.at(-1) ?? FIRST_DAY;
        const which = 1 + (at % (lived.found.length - 2));
        const [one, next] = [lived.found[which], lived.found[which + 1]];
        if (one === undefined || next === undefined) return;
        const codes = (found: readonly FoundRecord[]): unknown[] =>
          gather({ ...lived, found }, last).faults.map(({ code, seq }) => `${code} ${seq}`);
        expect(codes(lived.found.toSpliced(which, 1))).toContain(`numberMissing ${next.seq}`);
        expect(codes(lived.found.with(which, next).with(which + 1, one))).not.toEqual([]);
        // Forged, and hashed again: the next one still carries the hash of what was there.
        const forged = { ...one, body: `${one.body} `, hash: sha256(`${one.body} `) };
        expect(codes(lived.found.with(which, forged))).toContain(`linkBroken ${next.seq}`);
      }),
      { numRuns: 30 },
    );
  });

  test('is named: bytes that are no record, a kind from the future, a body of another place', () => {
    const lived = liveTill(1, [{ later: 0, laid: null, happenings: [{ does: 'enrol' }], outside: 0 }], sha256);
    const [begun, opened, enrolled] = lived.found;
    if (begun === undefined || opened === undefined || enrolled?.read == null) throw new Error('three records');
    const codes = (one: Partial<FoundRecord>): string[] =>
      gather({ ...lived, found: lived.found.with(2, { ...enrolled, ...one }) }, FIRST_DAY).faults.map(
        ({ code }) => code,
      );
    expect(codes({ read: null })).toContain('unreadable');
    expect(codes({ read: { head: enrolled.read.head, record: null } })).toContain('fromFuture');
    expect(codes({ read: { ...enrolled.read, head: { ...enrolled.read.head, seq: 77 } } })).toContain('linkBroken');
    expect(codes({ read: { ...enrolled.read, head: { ...enrolled.read.head, prevHash: NO_HASH } } })).toContain(
      'linkBroken',
    );
  });

  test('is named: where the changed bytes say that a later day begins', () => {
    const shifts = [0, 1].map((later) => ({ later, laid: null, happenings: [], outside: 0 }));
    const lived = liveTill(1, shifts, sha256);
    const at = lived.found.findLastIndex(({ read }) => read?.record?.kind === 'shiftOpened');
    const opened = lived.found[at];
    if (opened?.read?.record == null) throw new Error('a shift was opened');
    const record = { ...opened.read.record, businessDay: addDays(FIRST_DAY, 300) };
    const changed = { ...opened, body: JSON.stringify(record), read: { head: record, record } };
    const { account, faults } = gather({ ...lived, found: lived.found.with(at, changed) }, addDays(FIRST_DAY, 1));
    expect(account.state).toBe('silent');
    expect(faults).toMatchObject([{ code: 'hashDiffers', seq: opened.seq }]);
  });

  test('is named: a Z that says other than its records', () => {
    fc.assert(
      fc.property(plan, (shifts) => {
        const lived = liveTill(1, shifts, sha256);
        const at = lived.found.findIndex(({ read }) => read?.record?.kind === 'shiftClosed');
        const end = lived.found[at];
        if (end?.read?.record?.kind !== 'shiftClosed' || end.read.record.z === undefined) return;
        const z = { ...end.read.record.z, counts: { ...end.read.record.z.counts, enrolments: 4711 } };
        const record: RecordBody = { ...end.read.record, z };
        const found = lived.found.with(at, { ...end, read: { head: record, record } });
        const { faults } = gather({ ...lived, found }, lived.days.at(-1) ?? FIRST_DAY);
        expect(faults).toMatchObject([{ code: 'zDiffers', seq: end.seq }]);
      }),
      { numRuns: 20 },
    );
  });
});

test('a copy that counts elsewhere is listed and chained, and moves nothing', () => {
  fc.assert(
    fc.property(plan, (shifts) => {
      const lived = liveTill(1, shifts, sha256);
      const copies = lived.found.map((one) => ({ ...one, counted: false }));
      const { account, faults, taken } = gather({ ...lived, found: copies }, lived.days.at(-1) ?? FIRST_DAY);
      expect(faults).toEqual([]);
      expect(taken.length).toBe(copies.length);
      expect(account).toMatchObject({ records: copies.length, shifts: [], late: [], state: 'silent' });
      expect(addedPoints(account.sums.points)).toEqual([]);
    }),
    { numRuns: 20 },
  );
});
