import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Count } from '../domain/ledger/tally.ts';
import type { RecordDraft } from '../domain/record/record.ts';
import { type Ledger, openLedger } from './ledger/ledger.ts';
import { openReplica, type ReplicaWriter } from './replica/replica.ts';
import { draftOf, incarnationOf, memberOf, recordOf, STORE, sale, TILL, timeOf } from './samples.ts';
import { countedOfAll } from './totals.ts';
import { verifyTill } from './verify.ts';

let dir: string;
let files: { ledgerFile: string; membersFile: string };
let ledger: Ledger;
let replica: ReplicaWriter;

function open(): void {
  ledger = openLedger(files.ledgerFile);
  replica = openReplica(files.membersFile);
}
function close(): void {
  replica.close();
  ledger.close();
}
function begin(alone: boolean): void {
  const life = { store: STORE, till: TILL, incarnation: incarnationOf(1), ordinal: 1, previous: null };
  ledger.begin({ ...life, id: recordOf(0), occurredAt: timeOf(0), alone });
}

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'loial-totals-'));
  files = { ledgerFile: join(dir, 'ledger.db'), membersFile: join(dir, 'members.db') };
  open();
});
afterEach(() => {
  close();
  rmSync(dir, { recursive: true, force: true });
});

const ofAll = (key: string, by: number): Count => ({ member: null, key, day: null, by, line: null, whole: true });
/** A record that counts of everybody, and of its member, who matters to nobody here. */
function uses(n: number, counted: readonly (readonly [key: string, by: number])[]): RecordDraft {
  const member = memberOf(1);
  const counts = counted.flatMap(([key, by]) => [ofAll(key, by), { ...ofAll(key, by), member }]);
  return draftOf(n, { kind: 'event', member, event: 'used', trace: [], entries: [], counts });
}
const told = (id: string, n: number, seq: number, life = 1) => ({
  kind: 'totals',
  id,
  n,
  counted: { incarnation: incarnationOf(life), seq },
});
function pull(...states: unknown[]): void {
  replica.applyPull({ epoch: 'e1', cursor: 'c1', heardAt: 1, nowMs: 1, states });
}
function known(...keys: string[]): Record<string, number> {
  return Object.fromEntries(countedOfAll(ledger, replica, keys).map(({ key, n }) => [key, n]));
}
/** What the files alone prove wrong. */
function found(): string[] {
  close();
  const { findings } = verifyTill(files);
  open();
  return findings.map(({ where, detail }) => `${where}: ${detail}`);
}
/** Someone with a raw connection who knows how to drop a trigger. */
function tamper(sql: string): void {
  close();
  const raw = new Database(files.ledgerFile);
  for (const name of raw.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'").pluck().all()) {
    raw.exec(`DROP TRIGGER ${String(name)}`);
  }
  raw.pragma('foreign_keys = OFF');
  raw.exec(sql);
  raw.close();
  open();
}

describe('what everybody counted, at a till of a chain', () => {
  test('is the centre’s sum and what follows it here, also after a reopen; a repeated answer changes nothing', () => {
    begin(false);
    ledger.append(uses(1, [['used:a', 2]]));
    ledger.append(uses(2, [['used:a', 1]]));
    ledger.append(uses(3, [['used:b', 5]]));
    expect(known('used:a', 'used:b', 'used:c')).toEqual({ 'used:a': 3, 'used:b': 5 });
    // The centre has counted the first two records (the beginning is one), and forty of other tills.
    pull(told('used:a', 42, 2));
    pull(told('used:a', 42, 2));
    expect(known('used:a', 'used:b')).toEqual({ 'used:a': 43, 'used:b': 5 });
    close();
    open();
    expect(known('used:a')).toEqual({ 'used:a': 43 });
    pull(told('used:a', 43, 3), told('used:b', 5, 4));
    expect(known('used:a', 'used:b')).toEqual({ 'used:a': 43, 'used:b': 5 });
    expect(found()).toEqual([]);
  });

  test('goes back with what is undone; a sum of zero is nothing; single codes are nobody’s question', () => {
    begin(false);
    ledger.append(
      uses(1, [
        ['used:a', 2],
        ['code:X', 1],
      ]),
    );
    ledger.append(uses(2, [['used:a', -2]]));
    expect(known('used:a', 'code:X')).toEqual({});
    pull(told('used:a', 7, 2));
    expect(known('used:a')).toEqual({ 'used:a': 5 });
    expect(found()).toEqual([]);
  });

  test('after a fork counts what was appended again once, and no copy', () => {
    begin(false);
    ledger.append(uses(1, [['used:a', 1]]));
    ledger.append(uses(2, [['used:a', 10]]));
    pull(told('used:a', 1, 2));
    const at = { incarnation: incarnationOf(1), seq: 2 };
    const life = { store: STORE, till: TILL, incarnation: incarnationOf(2), ordinal: 2 };
    const previous = { ...at, hash: ledger.hashAt(at) ?? '' };
    ledger.reincarnate({ ...life, previous, id: recordOf(50), occurredAt: timeOf(50) });
    expect(known('used:a')).toEqual({ 'used:a': 11 });
    pull(told('used:a', 11, 2, 2));
    expect(known('used:a')).toEqual({ 'used:a': 11 });
    expect(found()).toEqual([]);
  });

  test('of any records, whatever of them the centre has counted: the sum of all', () => {
    begin(false);
    const keys = ['used:a', 'used:b'];
    let n = 1;
    const sums: Record<string, number> = {};
    const elsewhere: Record<string, number> = {};
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            fc.constantFrom(...keys),
            fc.integer({ min: -3, max: 9 }).filter((by) => by !== 0),
          ),
          {
            maxLength: 4,
          },
        ),
        fc.constantFrom(...keys),
        fc.nat(5),
        fc.nat(),
        (counted, key, others, upTo) => {
          for (const one of counted) {
            ledger.append(uses(n++, [one]));
            sums[one[0]] = (sums[one[0]] ?? 0) + one[1];
          }
          elsewhere[key] = (elsewhere[key] ?? 0) + others;
          const seq = upTo % ((ledger.head()?.seq ?? 0) + 1);
          const later = ledger.countedAfter(key, { incarnation: incarnationOf(1), seq });
          pull(told(key, (elsewhere[key] ?? 0) + (sums[key] ?? 0) - later, seq));
          expect(known(key)[key] ?? 0).toBe((sums[key] ?? 0) + (elsewhere[key] ?? 0));
        },
      ),
      { numRuns: 60 },
    );
    expect(found()).toEqual([]);
  });
});

test('a log that was written before these rows were kept has them after the next opening, copies of a fork with them', () => {
  begin(false);
  ledger.append(
    uses(1, [
      ['used:a', 2],
      ['code:X', 1],
    ]),
  );
  ledger.append(
    uses(2, [
      ['used:a', 1],
      ['used:b', 4],
    ]),
  );
  const at = { incarnation: incarnationOf(1), seq: 2 };
  const life = { store: STORE, till: TILL, incarnation: incarnationOf(2), ordinal: 2 };
  const previous = { ...at, hash: ledger.hashAt(at) ?? '' };
  ledger.reincarnate({ ...life, previous, id: recordOf(50), occurredAt: timeOf(50) });
  tamper(
    'DROP TABLE counted; DROP TABLE money; DROP TABLE gift_card; DROP TABLE gift_code; ' +
      'DROP INDEX record_day; DROP INDEX record_audit; ' +
      'DELETE FROM migration WHERE version >= 4; PRAGMA user_version = 3',
  );
  expect(known('used:a', 'used:b', 'code:X')).toEqual({ 'used:a': 3, 'used:b': 4 });
  expect(ledger.countedAfter('used:a', at)).toBe(1);
  expect(found()).toEqual([]);
});

test('a shop alone knows all that it ever counted, and nobody else’s word', () => {
  begin(true);
  ledger.append(uses(1, [['used:a', 2]]));
  ledger.append(
    uses(2, [
      ['used:a', 1],
      ['used:b', 4],
    ]),
  );
  expect(known('used:a')).toEqual({ 'used:a': 3 });
  pull(told('used:a', 99, 0));
  expect(known('used:a', 'used:b')).toEqual({ 'used:a': 3, 'used:b': 4 });
});

describe('verify', () => {
  test.each([
    ["UPDATE counted SET by = 3 WHERE key = 'used:a'", /record 2 of life 1: it counts 2 of used:a, kept is 3/],
    ["UPDATE counted SET n = n + 1 WHERE key = 'used:a'", /record 2 of life 1: it counts 2 of used:a, kept is null/],
    ["DELETE FROM counted WHERE key = 'used:b'", /counted: 1 rows stand for the 2 counts/],
    ["INSERT INTO counted VALUES ('used:z', 1000000001, 1)", /counted: 3 rows stand for the 2/],
    ["UPDATE counted_of_all SET n = 8 WHERE key = 'used:b'", /count used:b: kept is 8, counted were 4/],
    ["DELETE FROM counted_of_all WHERE key = 'used:b'", /count used:b: counted were 4, nothing is kept/],
    ['DELETE FROM moved WHERE n = 1000000002', /record 2 of life 1: nothing leads to what it counts of/],
    [`INSERT INTO moved VALUES ('${memberOf(9)}', 1000000001)`, /moved: 3 rows lead to what 2 should/],
  ])('finds %s', (sql, expected) => {
    begin(true);
    ledger.append(uses(1, [['used:a', 2]]));
    ledger.append(uses(2, [['used:b', 4]]));
    ledger.append(sale(3));
    expect(found()).toEqual([]);
    tamper(sql);
    expect(
      found().some((one) => expected.test(one)),
      found().join('\n'),
    ).toBe(true);
  });

  test('finds a sum that contains more of this log than there is', () => {
    begin(false);
    pull(told('used:a', 9, 40));
    expect(found()).toEqual(['count used:a: the centre has counted up to 40, the log ends at 1']);
  });
});
