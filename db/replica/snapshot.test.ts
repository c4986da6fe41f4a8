import { hash } from 'node:crypto';
import { copyFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { State } from '../../contract/sync/states.ts';
import { bani } from '../../domain/amount/bani.ts';
import { points } from '../../domain/amount/points.ts';
import { vatRate } from '../../domain/amount/quantity.ts';
import { civilDate } from '../../domain/calendar/civil.ts';
import { giftCardId, lotOf } from '../../domain/identity/ids.ts';
import { DataProblem } from '../problem.ts';
import { incarnationOf, memberOf, person, recordOf, STAFF, STORE, uuidOf } from '../samples.ts';
import { FOLDING } from './file.ts';
import { currentReplica, dropFormerReplicas, nextReplica } from './place.ts';
import { openReplica, readLasting, readReplica } from './replica.ts';
import { ANY_LIFE, makeSnapshot, openSnapshot, SNAPSHOT_CLASS } from './snapshot.ts';

let dir: string;
let base: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'loial-snapshot-'));
  base = join(dir, 'members.db');
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const anyLife = { incarnation: ANY_LIFE, seq: 0 };
const STATES: readonly State[] = [
  {
    kind: 'member',
    id: memberOf(1),
    aliasOf: null,
    person: { ...person('Ștefan Munteanu', '+37369123456'), birthday: civilDate('1980-02-29'), callName: 'nea Fane' },
    joined: civilDate('2025-01-31'),
    balance: points(70),
    debt: points(0),
    lots: [{ id: lotOf(recordOf(1), 0), points: points(70), expires: civilDate('2027-01-31'), idleDays: 90 }],
    tally: [{ key: 'stamps:cafea', day: null, n: 4 }],
    coupons: [{ code: 'K1', offer: 'next', until: civilDate('2026-12-31') }],
    counted: anyLife,
  },
  {
    kind: 'member',
    id: memberOf(2),
    aliasOf: memberOf(1),
    person: person('Наталья Чебан'),
    joined: civilDate('2025-03-01'),
    balance: points(0),
    debt: points(0),
    lots: [],
    counted: anyLife,
  },
  { kind: 'card', code: '2900000000018', member: memberOf(1), blocked: false },
  {
    kind: 'giftCard',
    id: giftCardId(uuidOf(77)),
    code: '2910000000017',
    member: null,
    balance: bani(5000),
    expires: null,
    counted: anyLife,
  },
  { kind: 'totals', id: 'used:a', n: 9, counted: anyLife },
  {
    kind: 'product',
    sku: '10001',
    ean: '4840000000016',
    name: 'Pâine albă 500',
    category: 'bread',
    price: bani(1250),
    vat: vatRate(800),
    unit: 'piece',
    active: true,
  },
];

function made(counted: Parameters<ReturnType<typeof makeSnapshot>['finish']>[1] = []): string {
  const file = join(dir, 'snapshot');
  const making = makeSnapshot(file);
  making.take(STATES);
  expect(making.finish({ epoch: 'e1', cursor: '2:7:0', madeAt: 5000 }, counted)).toBe(2);
  making.close();
  return file;
}
const troubleWith = (work: () => unknown): string | null => {
  try {
    work();
    return null;
  } catch (error) {
    return error instanceof DataProblem ? error.kind : String(error);
  }
};
const CURRENT = incarnationOf(3);
const lives = [CURRENT, incarnationOf(2), incarnationOf(1)];

test('a snapshot is one whole file: no log beside it, no free page, one index, and it says what it is of', () => {
  const file = made();
  expect(existsSync(`${file}-wal`)).toBe(false);
  const db = new Database(file);
  expect(db.pragma('freelist_count', { simple: true })).toBe(0);
  expect(db.pragma('journal_mode', { simple: true })).toBe('delete');
  expect(db.prepare('SELECT count(DISTINCT segid) FROM member_search_idx').pluck().get()).toBe(1);
  db.close();
  const { inside, replica } = openSnapshot(file);
  expect(inside).toEqual({ epoch: 'e1', cursor: '2:7:0', madeAt: 5000, class: SNAPSHOT_CLASS, folding: FOLDING });
  replica.close();
});

describe('what of the own log is in the balances', () => {
  test.each([
    [
      'the life that is lived now',
      [
        [CURRENT, 12],
        [incarnationOf(1), 40],
      ] as const,
      { incarnation: CURRENT, seq: 12 },
    ],
    [
      'an earlier one, where the centre knew no later',
      [[incarnationOf(1), 40]] as const,
      { incarnation: incarnationOf(1), seq: 40 },
    ],
    [
      'the last of the earlier ones',
      [
        [incarnationOf(2), 0],
        [incarnationOf(1), 40],
      ] as const,
      { incarnation: incarnationOf(2), seq: 0 },
    ],
    ['nothing, where it knew none', [[incarnationOf(9), 3]] as const, { incarnation: incarnationOf(1), seq: 0 }],
  ])('%s', (_, counted, expected) => {
    openReplica(base).close();
    const file = made(counted.map(([incarnation, seq]) => ({ incarnation, seq })));
    const snapshot = openSnapshot(file);
    expect(snapshot.adopt({ lives, clockSkewMs: 300, former: base })).toEqual(expected);
    const { replica } = snapshot;
    expect(replica.member(memberOf(1))?.counted).toEqual(expected);
    expect(replica.giftCardByCode('2910000000017')?.counted).toEqual(expected);
    expect(replica.total('used:a')).toEqual({ key: 'used:a', n: 9, counted: expected });
    const acked = expected.incarnation === CURRENT ? expected : null;
    expect(replica.syncState()).toMatchObject({ epoch: 'e1', cursor: '2:7:0', acked, folded: null, heardAt: 4700 });
    replica.close();
    // Nothing about other tills stays.
    const db = new Database(file);
    expect(db.prepare('SELECT count(*) FROM snapshot_counted').pluck().get()).toBe(0);
    db.close();
    const reopened = openSnapshot(file).replica;
    expect(reopened.member(memberOf(2))?.counted).toEqual(expected);
    // What is told from now on says itself what it contains.
    const [first] = STATES;
    reopened.applyPull({
      epoch: 'e1',
      cursor: '1:8',
      heardAt: 1,
      nowMs: 1,
      states: [{ ...first, counted: { incarnation: CURRENT, seq: 50 } }],
    });
    expect(reopened.member(memberOf(1))?.counted).toEqual({ incarnation: CURRENT, seq: 50 });
    reopened.close();
  });
});

test('what of the store a snapshot cannot have is carried over from the file before', () => {
  const staff: State = {
    kind: 'staff',
    id: STAFF,
    store: STORE,
    name: 'Ana',
    role: 'cashier',
    language: 'ro',
    pin: { salt: '0'.repeat(32), hash: '0'.repeat(64), cost: 1 << 14 },
    active: true,
  };
  const before = openReplica(base);
  before.applyPull({ epoch: 'e0', cursor: '1:3', heardAt: 1, nowMs: 1, states: [staff, ...STATES.slice(0, 1)] });
  const snapshot = openSnapshot(made());
  snapshot.adopt({ lives, clockSkewMs: 0, former: base });
  expect(snapshot.replica.staff(STORE)).toMatchObject([{ name: 'Ana', active: true }]);
  snapshot.replica.close();
  before.close();
});

describe('a file that is not to be taken', () => {
  test('another kind of file, a damaged one, one of a later version', () => {
    const ordinary = join(dir, 'ordinary');
    openReplica(ordinary).close();
    expect(troubleWith(() => openSnapshot(ordinary))).toBe('notOurs');
    writeFileSync(join(dir, 'none'), 'no database'.repeat(100));
    expect(troubleWith(() => openSnapshot(join(dir, 'none')))).toBe('corrupt');
    const later = join(dir, 'later');
    copyFileSync(made(), later);
    const db = new Database(later);
    db.pragma('user_version = 999');
    db.close();
    expect(troubleWith(() => openSnapshot(later))).toBe('future');
  });
});

describe('the name of the current file', () => {
  test('the highest holds; readers go over when they are told; former ones go', () => {
    openReplica(base).close();
    expect(currentReplica(base)).toBe(base);
    const reader = readLasting(base);
    expect(reader.syncState().epoch).toBeNull();
    const first = nextReplica(base);
    expect(first).toBe(join(dir, 'members.1.db'));
    copyFileSync(made(), first);
    openReplica(base).close();
    expect(currentReplica(base)).toBe(first);
    expect(reader.syncState().epoch).toBeNull();
    reader.reopen();
    expect(reader.syncState().epoch).toBe('e1');
    expect(readReplica(base).syncState().epoch).toBe('e1');
    expect(nextReplica(base)).toBe(join(dir, 'members.2.db'));
    dropFormerReplicas(base);
    expect(existsSync(base)).toBe(false);
    expect(existsSync(first)).toBe(true);
    expect(reader.searchMembers('stefan', 5)).toHaveLength(1);
    reader.close();
  });

  test('a reader’s version is another after each change of somebody else, and of what was installed', () => {
    const writer = openReplica(base);
    const reader = readLasting(base);
    const seen = [reader.version()];
    expect(reader.version()).toBe(seen[0]);
    writer.heard(1, 1);
    seen.push(reader.version());
    expect(reader.version()).toBe(seen[1]);
    copyFileSync(made(), join(dir, 'members.1.db'));
    reader.reopen();
    seen.push(reader.version());
    expect(new Set(seen).size).toBe(3);
    writer.close();
    reader.close();
  });

  test('nothing else in the folder is taken for it', () => {
    for (const name of [
      'members.db',
      'members.01.db',
      'members.x.db',
      'members.1.db-wal',
      'members.snapshot.part',
      'other.3.db',
    ]) {
      writeFileSync(join(dir, name), '');
    }
    expect(currentReplica(base)).toBe(base);
    for (let n = 2; n <= 10; n++) writeFileSync(join(dir, `members.${n}.db`), '');
    expect(currentReplica(base)).toBe(join(dir, 'members.10.db'));
  });
});

/** What each version of FOLDING gave for the states above: if a row becomes another one, the number is raised and a line is added. */
const FOLDED: Readonly<Record<number, string>> = { 1: '7ec8f5edd808efd4' };

test('the same states give the same rows, or FOLDING is another', () => {
  const db = new Database(made(), { readonly: true });
  const rows = (sql: string): unknown => db.prepare(sql).raw(true).all();
  // Not the tenth row, nor the upper bits of the others: how many pieces the index was written in (fts5_index.c, "fts5SegmentRowid").
  const words = (index: string): unknown =>
    rows(`SELECT id & 137438953471, hex(block) FROM ${index}_data WHERE id <> 10 ORDER BY id`);
  const all = [
    rows('SELECT n, hex(id), phone, name, data, hex(counted), check_sum FROM member ORDER BY n'),
    rows('SELECT record, hex(member), hex(alias), undone FROM member_merge'),
    rows('SELECT n, hex(member) FROM erased'),
    rows('SELECT code, hex(member), blocked FROM card'),
    rows('SELECT sku, ean, data FROM product'),
    rows('SELECT hex(id), code, balance, expires, incarnation, seq FROM gift_card'),
    rows('SELECT key, n FROM total'),
    rows('SELECT code, hex(member) FROM held'),
    words('member_search'),
    words('product_search'),
  ];
  db.close();
  expect(hash('sha256', JSON.stringify(all), 'hex').slice(0, 16)).toBe(FOLDED[FOLDING]);
});
