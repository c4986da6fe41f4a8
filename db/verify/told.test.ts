import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { MemberState } from '../../contract/sync/states.ts';
import { points } from '../../domain/amount/points.ts';
import { civilDate } from '../../domain/calendar/civil.ts';
import { lotOf } from '../../domain/identity/ids.ts';
import { openLedger } from '../ledger/ledger.ts';
import { openReplica } from '../replica/replica.ts';
import { packCounted, unpackCounted } from '../replica/tallies.ts';
import { incarnationOf, memberOf, person, recordOf, STORE, TILL, timeOf } from '../samples.ts';
import { verifyTill } from '../verify.ts';

let dir: string;
let files: { ledgerFile: string; membersFile: string };

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'loial-told-'));
  files = { ledgerFile: join(dir, 'ledger.db'), membersFile: join(dir, 'members.db') };
  const ledger = openLedger(files.ledgerFile);
  const life = { store: STORE, till: TILL, incarnation: incarnationOf(1), ordinal: 1, previous: null };
  ledger.begin({ ...life, id: recordOf(0), occurredAt: timeOf(0), alone: false });
  ledger.close();
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const earned = civilDate('2026-01-01');
const LOTS = [
  { id: lotOf(recordOf(1), 0), points: points(100), expires: civilDate('2026-04-01'), earned, idleDays: 30 },
  { id: lotOf(recordOf(2), 0), points: points(20), expires: null },
];
const TALLY = [
  { key: 'sales', day: null, n: 3 },
  { key: 'visits', day: civilDate('2026-01-20'), n: 1 },
  { key: 'visits', day: civilDate('2026-02-10'), n: 1 },
  { key: 'visits', day: civilDate('2026-03-02'), n: 1 },
];
const COUPONS = [{ code: 'K7', offer: 'next', until: civilDate('2027-01-01') }];

function told(more: Partial<MemberState> = {}): void {
  const replica = openReplica(files.membersFile);
  const state: MemberState = {
    kind: 'member',
    id: memberOf(1),
    aliasOf: null,
    person: person('Ana Lupu', '+37369123456'),
    joined: civilDate('2025-01-31'),
    balance: points(120),
    debt: points(0),
    lots: LOTS,
    tally: TALLY,
    coupons: COUPONS,
    counted: { incarnation: incarnationOf(1), seq: 1 },
    ...more,
  };
  replica.applyPull({ epoch: 'e1', cursor: 'c1', heardAt: 1, nowMs: 1, states: [state] });
  replica.close();
}
const found = (): string[] =>
  verifyTill(files).findings.map(({ truth, where, detail }) => `${truth} ${where}: ${detail}`);
const NOT_TOLD = `2 member ${memberOf(1)}: what was told of them is not what stands in members.db`;

test('a sound one is no finding, nor is one that was written before there were check sums', () => {
  told();
  expect(found()).toEqual([]);
  const db = new Database(files.membersFile);
  db.exec('UPDATE member SET check_sum = NULL');
  db.close();
  expect(found()).toEqual([]);
});

describe('damage in the file is found', () => {
  test.each([
    ['one count', (all: typeof TALLY) => all.map((row) => (row.key === 'sales' ? { ...row, n: 4 } : row)), COUPONS],
    [
      'a day',
      (all: typeof TALLY) => all.map((row, i) => (i === 3 ? { ...row, day: civilDate('2026-03-01') } : row)),
      COUPONS,
    ],
    ['a count that is gone', (all: typeof TALLY) => all.slice(1), COUPONS],
    ['a coupon that is gone', (all: typeof TALLY) => all, []],
    ['a coupon that lasts longer', (all: typeof TALLY) => all, [{ ...COUPONS[0], until: civilDate('2028-01-01') }]],
  ])('%s', (_, change, coupons) => {
    told();
    const db = new Database(files.membersFile);
    const bytes = db.prepare('SELECT counted FROM member').pluck().get() as Buffer;
    const before = unpackCounted(bytes);
    const after = packCounted({ tally: change(before.tally as typeof TALLY), coupons: coupons as typeof COUPONS });
    db.prepare('UPDATE member SET counted = ?').run(after);
    db.close();
    expect(found()).toContain(NOT_TOLD);
  });

  test.each([
    [
      "UPDATE member SET data = replace(data, ',100,', ',99,'), check_sum = check_sum",
      /told balance 120 is not its lots 119/,
    ],
    ["UPDATE member SET data = replace(data, '2026-04-01', '2026-04-02')", /ends of lots are not where the purchases/],
    ["UPDATE member SET data = replace(data, 'idleDays', 'idle')", /what was told of them is not/],
    ['UPDATE member SET counted = substr(counted, 1, 9)', /what was told of them is not/],
    ['UPDATE member SET counted = zeroblob(4)', /what was told of them is not/],
    ['UPDATE member SET counted = NULL', /what was told of them is not/],
    ["UPDATE member SET data = '[]'", /what was told of them is not/],
    ["UPDATE member SET data = 'x'", /what was told of them is not/],
    ['UPDATE member SET phone = phone + 1', /what was told of them is not/],
    ["UPDATE member SET name = 'ion'", /what was told of them is not/],
  ])('%s', (sql, expected) => {
    told();
    const db = new Database(files.membersFile);
    db.exec(sql);
    db.close();
    expect(
      found().some((one) => expected.test(one)),
      found().join('\n'),
    ).toBe(true);
  });

  test('any byte of the packed counts', () => {
    told();
    const db = new Database(files.membersFile);
    const bytes = db.prepare('SELECT counted FROM member').pluck().get() as Buffer;
    for (let at = 0; at < bytes.length; at++) {
      const damaged = Buffer.from(bytes);
      damaged[at] = (damaged[at] ?? 0) ^ (1 << (at % 8));
      db.prepare('UPDATE member SET counted = ?').run(damaged);
      expect(found(), `byte ${at}`).toContain(NOT_TOLD);
    }
    db.close();
  });
});

describe('a told standing that no fold gives', () => {
  test.each<[string, Partial<MemberState>, RegExp]>([
    ['lots out of order', { lots: LOTS.toReversed() }, /not in the order of spending/],
    [
      'an empty lot',
      { lots: [...LOTS, { id: lotOf(recordOf(3), 0), points: points(0), expires: null }] },
      /hold nothing/,
    ],
    ['an end that purchases do not give', { tally: TALLY.slice(0, 2) }, /ends of lots/],
    ['a count of zero', { tally: [{ key: 'sales', day: null, n: 0 }, ...TALLY.slice(1)] }, /none of zero/],
    ['a count twice', { tally: [...TALLY.slice(0, 1), ...TALLY] }, /each once/],
    ['counts out of order', { tally: TALLY.toReversed() }, /in order/],
    ['a coupon that is used', { tally: [{ key: 'code:K7', day: null, n: 1 }, ...TALLY] }, /coupons are used up/],
  ])('%s', (_, more, expected) => {
    told(more);
    expect(
      found().some((one) => expected.test(one)),
      found().join('\n'),
    ).toBe(true);
  });
});
