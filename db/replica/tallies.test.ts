import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { MemberState } from '../../contract/sync/states.ts';
import { points } from '../../domain/amount/points.ts';
import { addDays, civilDate } from '../../domain/calendar/civil.ts';
import type { TallyRow } from '../../domain/ledger/tally.ts';
import { incarnationOf, memberOf, person } from '../samples.ts';
import { openReplica, readReplica } from './replica.ts';
import { type Counted, packCounted, unpackCounted } from './tallies.ts';

const day = fc.integer({ min: -40_000, max: 40_000 }).map((n) => addDays(civilDate('2026-11-21'), n));
const counted: fc.Arbitrary<Counted> = fc.record({
  tally: fc.array(
    fc.record({
      key: fc.oneof(
        fc.constantFrom('sales', 'visits', 'spend', 'stamps:cafea'),
        fc.string({ minLength: 1, unit: 'grapheme' }),
      ),
      day: fc.option(day),
      n: fc.oneof(fc.integer({ min: -200, max: 200 }), fc.maxSafeInteger()),
    }),
    { maxLength: 60 },
  ),
  coupons: fc.array(
    fc.record({ code: fc.string({ minLength: 1 }), offer: fc.string({ unit: 'grapheme' }), until: day }),
    {
      maxLength: 5,
    },
  ),
});

/** Somebody who came every day for so many days and paid some money each time. */
function daily(days: number): TallyRow[] {
  const all = Array.from({ length: days }, (_, i) => addDays(civilDate('2024-01-02'), i));
  return ['points', 'spend', 'visits'].flatMap((key) =>
    all.map((on, i) => ({ key, day: on, n: key === 'visits' ? 1 : key === 'points' ? 3 + (i % 30) : 3000 + i * 7 })),
  );
}

describe('counts as bytes', () => {
  test('come back exactly as they were, in their order', () => {
    fc.assert(
      fc.property(counted, (one) => {
        const packed = packCounted(one);
        if (packed === null) expect(one).toEqual({ tally: [], coupons: [] });
        else expect(unpackCounted(packed)).toEqual(one);
      }),
      { numRuns: 500 },
    );
  });

  test('of three years of days are two to four bytes a row, where JSON is forty', () => {
    const tally = daily(1096);
    const size = packCounted({ tally, coupons: [] })?.length ?? 0;
    expect(size / tally.length).toBeLessThan(3.2);
    expect(JSON.stringify(tally).length / size).toBeGreaterThan(12);
  });

  test('that were cut or lengthened, or are of another form, are none', () => {
    const packed = packCounted({
      tally: daily(40),
      coupons: [{ code: 'AB', offer: 'o', until: civilDate('2027-01-01') }],
    });
    if (packed === null) throw new Error('something was packed');
    for (let at = 0; at < packed.length; at++) expect(() => unpackCounted(packed.subarray(0, at))).toThrow();
    expect(() => unpackCounted(Buffer.concat([packed, Buffer.from([0])]))).toThrow();
    expect(() => unpackCounted(Buffer.concat([Buffer.from([2]), packed.subarray(1)]))).toThrow();
  });
});

describe('a member in the replica', () => {
  let dir: string;
  let file: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'loial-tallies-'));
    file = join(dir, 'members.db');
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  const told = (more: Partial<MemberState>): MemberState => ({
    kind: 'member',
    id: memberOf(1),
    aliasOf: null,
    person: person('Ana Lupu'),
    joined: civilDate('2025-01-31'),
    balance: points(0),
    debt: points(0),
    lots: [],
    counted: { incarnation: incarnationOf(1), seq: 7 },
    ...more,
  });
  const pull = (states: unknown[]): void => {
    const replica = openReplica(file);
    replica.applyPull({ epoch: 'e1', cursor: 'c1', heardAt: 1, nowMs: 1, states });
    replica.close();
  };

  test('has the counts and coupons that were told, those that were taken away no more, after a reopen', () => {
    const tally = daily(30);
    const coupons = [{ code: 'K7', offer: 'next', until: civilDate('2027-01-01') }];
    for (const more of [{ tally, coupons }, { tally }, { coupons }, {}]) {
      pull([told(more)]);
      const reader = readReplica(file);
      expect(reader.member(memberOf(1))).toEqual({ ...told(more), told: true });
      expect(reader.couponHolder('K7')).toBe('coupons' in more ? memberOf(1) : null);
      expect(reader.couponHolder('K')).toBeNull();
      expect(reader.searchMembers('lupu', 5)[0]?.tally).toEqual('tally' in more ? tally : undefined);
      reader.close();
    }
  });

  test('that was written when counts stood in the row is read the same, and packed when it is told again', () => {
    const tally = daily(3);
    const coupons = [{ code: 'K7', offer: 'next', until: civilDate('2027-01-01') }];
    pull([told({})]);
    const db = new Database(file);
    const data = JSON.parse(String(db.prepare('SELECT data FROM member').pluck().get())) as unknown[];
    const old = JSON.stringify([...data, { t: tally, c: coupons }]);
    db.prepare('UPDATE member SET data = ?').run(old);
    db.exec(
      'ALTER TABLE member DROP COLUMN counted; ALTER TABLE member DROP COLUMN check_sum; ' +
        'DROP TABLE held; DROP TABLE unheld; DROP TABLE gift_card; DROP TABLE stands_for; DROP TABLE snapshot; DROP TABLE snapshot_counted; DROP TABLE alarm; DROP TABLE own_alarm',
    );
    db.exec('DROP TABLE closed_day; DROP TABLE member_merge; DROP TABLE erased; CREATE TABLE alias (of BLOB)');
    db.exec('DELETE FROM migration WHERE version >= 4; PRAGMA user_version = 3');
    db.close();
    openReplica(file).close();
    const reader = readReplica(file);
    expect(reader.couponHolder('K7')).toBe(memberOf(1));
    expect(reader.member(memberOf(1))).toEqual({ ...told({ tally, coupons }), told: true });
    reader.close();
    pull([told({ tally, coupons })]);
    const after = new Database(file);
    expect(after.prepare('SELECT counted IS NOT NULL AND check_sum IS NOT NULL FROM member').pluck().get()).toBe(1);
    after.close();
  });

  test('whose coupons were packed before it was noted who holds them is found by a code after the next opening', () => {
    pull([told({ coupons: [{ code: 'K7', offer: 'next', until: civilDate('2027-01-01') }] })]);
    const db = new Database(file);
    db.exec(
      'DROP TABLE held; DROP TABLE unheld; DROP TABLE gift_card; DROP TABLE stands_for; DROP TABLE snapshot; DROP TABLE snapshot_counted; DROP TABLE alarm; DROP TABLE own_alarm',
    );
    db.exec('DROP TABLE closed_day; DROP TABLE member_merge; DROP TABLE erased; CREATE TABLE alias (of BLOB)');
    db.exec('DELETE FROM migration WHERE version >= 5; PRAGMA user_version = 4');
    db.close();
    openReplica(file).close();
    const reader = readReplica(file);
    expect(reader.couponHolder('K7')).toBe(memberOf(1));
    reader.close();
  });
});
