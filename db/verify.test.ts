import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { points } from '../domain/amount/points.ts';
import { civilDate } from '../domain/calendar/civil.ts';
import { lotOf } from '../domain/identity/ids.ts';
import { type Ledger, openLedger } from './ledger/ledger.ts';
import { sha256 } from './ledger/writing.ts';
import { openReplica } from './replica/replica.ts';
import {
  besideOf,
  enrolment,
  incarnationOf,
  memberOf,
  person,
  recordOf,
  STORE,
  sale,
  shiftOpened,
  TILL,
  timeOf,
} from './samples.ts';
import { type Verification, verifyTill } from './verify.ts';

let dir: string;
let files: { ledgerFile: string; membersFile: string };

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'loial-verify-'));
  files = { ledgerFile: join(dir, 'ledger.db'), membersFile: join(dir, 'members.db') };
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** A small life: a shift, an enrolment, sales that earn and spend. */
function populate(alone: boolean): void {
  const ledger = openLedger(files.ledgerFile);
  ledger.begin({
    store: STORE,
    till: TILL,
    incarnation: incarnationOf(1),
    ordinal: 1,
    previous: null,
    id: recordOf(0),
    occurredAt: timeOf(0),
    alone,
  });
  ledger.append(shiftOpened(1));
  ledger.append(enrolment(2, memberOf(1)), {
    beside: besideOf(2, { person: person('Ana Lupu'), card: '2900000000018' }),
  });
  ledger.append(sale(3, { member: memberOf(1), earned: 100 }));
  ledger.append(sale(4, { member: memberOf(1), earned: 3, spent: 40, from: lotOf(recordOf(3), 0) }));
  ledger.append(sale(5, { member: memberOf(2), earned: 9 }));
  foldAll(ledger);
  ledger.close();
}

function foldAll(ledger: Ledger): void {
  const replica = openReplica(files.membersFile);
  replica.foldLocal(ledger.liveAfter(replica.syncState().folded, 1000));
  replica.close();
}

/** Someone with a raw connection who knows how to drop a trigger. */
function tamper(sql: string, ...cells: unknown[]): void {
  const raw = new Database(files.ledgerFile);
  for (const name of raw.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'").pluck().all()) {
    raw.exec(`DROP TRIGGER ${String(name)}`);
  }
  raw.pragma('foreign_keys = OFF');
  raw.prepare(sql).run(...cells);
  raw.close();
}

const truths = (verification: Verification): readonly string[] =>
  verification.findings.map(({ truth, where, detail }) => `${truth} ${where}: ${detail}`);

describe('a sound till', () => {
  test('of a shop alone: everything is counted, nothing is found', () => {
    populate(true);
    expect(verifyTill(files)).toEqual({
      findings: [],
      untried: [],
      checked: { records: 6, entries: 4, besides: 1, balances: 2, uncounted: 0 },
    });
  });

  test('of a chain: told balances and the entries not counted in them', () => {
    populate(false);
    expect(verifyTill(files)).toEqual({
      findings: [],
      untried: [],
      checked: { records: 6, entries: 4, besides: 1, balances: 1, uncounted: 4 },
    });
  });

  test('after a fork: abandoned copies are walked but count nowhere', () => {
    populate(false);
    const ledger = openLedger(files.ledgerFile);
    const at = { incarnation: incarnationOf(1), seq: 3 };
    ledger.reincarnate({
      store: STORE,
      till: TILL,
      incarnation: incarnationOf(2),
      ordinal: 2,
      previous: { ...at, hash: ledger.hashAt(at) ?? '' },
      id: recordOf(50),
      occurredAt: timeOf(50),
    });
    foldAll(ledger);
    ledger.close();
    expect(verifyTill(files)).toEqual({
      findings: [],
      untried: [],
      checked: { records: 10, entries: 8, besides: 1, balances: 1, uncounted: 4 },
    });
  });

  test('an erased text is no finding', () => {
    populate(true);
    tamper('DELETE FROM beside');
    expect(verifyTill(files).findings).toEqual([]);
  });
});

describe('a damaged till', () => {
  test('any changed character of a body, a hash or a text beside is found and its record named', () => {
    populate(true);
    const raw = new Database(files.ledgerFile);
    const rows = raw
      .prepare<[], { n: number; body: string; hash: string; salt: string | null; text: string | null }>(
        'SELECT r.n, r.body, r.hash, b.salt, b.text FROM record r LEFT JOIN beside b ON b.id = r.id ORDER BY r.n',
      )
      .all();
    for (const name of raw.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'").pluck().all()) {
      raw.exec(`DROP TRIGGER ${String(name)}`);
    }
    const places = rows.flatMap((row) =>
      (['body', 'hash', 'salt', 'text'] as const)
        .map((column) => ({ row, column, value: row[column] }))
        .filter((one): one is typeof one & { value: string } => one.value !== null),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...places),
        fc.nat(),
        fc.integer({ min: 1, max: 127 }),
        ({ row, column, value }, at, flip) => {
          const bytes = Buffer.from(value, 'utf8');
          const place = at % bytes.length;
          bytes[place] = (bytes[place] ?? 0) ^ flip;
          const beside = column === 'salt' || column === 'text';
          const write = raw.prepare(
            beside
              ? `UPDATE beside SET ${column} = CAST(? AS TEXT) WHERE id = (SELECT id FROM record WHERE n = ?)`
              : `UPDATE record SET ${column} = CAST(? AS TEXT) WHERE n = ?`,
          );
          write.run(bytes, row.n);
          try {
            const found = truths(verifyTill(files));
            expect(found.some((one) => one.includes(`record ${row.n % 1_000_000_000} of life 1:`))).toBe(true);
          } finally {
            write.run(Buffer.from(value, 'utf8'), row.n);
          }
        },
      ),
      { numRuns: 60 },
    );
    raw.close();
    expect(verifyTill(files).findings).toEqual([]);
  });

  test.each([
    ['UPDATE entry SET points = points + 1 WHERE points = 100', /2 record 4 of life 1: the rows of its entries/],
    ["UPDATE entry SET contra = 'bonus' WHERE points = 100", /2 record 4 of life 1/],
    ['UPDATE entry SET lot = NULL WHERE points = -40', /2 record 5 of life 1/],
    ["UPDATE entry SET expires = '2027-01-01' WHERE points = 100", /2 record 4 of life 1/],
    [`UPDATE entry SET member = '${memberOf(9)}' WHERE points = 9`, /2 record 6 of life 1/],
    ['DELETE FROM entry WHERE points = 9', /2 entries: 3 rows stand for the 4/],
    [
      `INSERT INTO entry SELECT '${memberOf(8)}', n, 7, 5, contra, lot, expires FROM entry WHERE points = 9`,
      /2 entries: 5 rows/,
    ],
    ['UPDATE record SET total = 1 WHERE n = 1000000004', /2 record 4 of life 1: column total/],
    ["UPDATE record SET kind = 'void' WHERE n = 1000000004", /2 record 4 of life 1: column kind/],
    [`UPDATE record SET member = '${memberOf(7)}' WHERE n = 1000000004`, /2 record 4 of life 1: column member/],
    ['DELETE FROM record WHERE n = 1000000003', /7 record 4 of life 1: number 3 is missing/],
    ['UPDATE record SET n = 1000000009 WHERE n = 1000000006', /7 record 9 of life 1: its body says number 6/],
    [`UPDATE standing SET standing = replace(standing, '63', '64')`, /2 member .*the stored balance/],
    ['DELETE FROM standing', /2 member .*no stored balance/],
    ["INSERT INTO beside VALUES ('x', 'y', 'z')", /11 texts beside: 1 belong to no record/],
  ])('%s is found', (sql, expected) => {
    populate(true);
    tamper(sql);
    expect(
      truths(verifyTill(files)).some((one) => expected.test(one)),
      truths(verifyTill(files)).join('\n'),
    ).toBe(true);
  });

  test('a chain rehashed by someone clever still has to agree with the record after it', () => {
    populate(true);
    const raw = new Database(files.ledgerFile);
    const body = String(raw.prepare('SELECT body FROM record WHERE n = 1000000004').pluck().get());
    raw.close();
    const forged = body.replace('"occurredAt":', '"occurredAt":1');
    tamper('UPDATE record SET body = ?, hash = ? WHERE n = 1000000004', forged, sha256(forged));
    expect(truths(verifyTill(files)).some((one) => /7 record 5 of life 1: does not carry the hash/.test(one))).toBe(
      true,
    );
  });

  test('a log whose end was cut off is known by what was folded and acknowledged', () => {
    populate(false);
    tamper('DELETE FROM entry WHERE n = 1000000006');
    tamper('DELETE FROM record WHERE n = 1000000006');
    expect(truths(verifyTill(files))).toEqual([
      '3 the end of the log: members.db has folded numbers up to 6, the log ends at 5',
    ]);
  });

  test('a told state that does not hold by itself', () => {
    populate(false);
    const replica = openReplica(files.membersFile);
    replica.applyPull({
      epoch: 'e',
      cursor: 'c',
      heardAt: 1,
      nowMs: 1,
      states: [
        {
          kind: 'member',
          id: memberOf(3),
          aliasOf: null,
          person: person('Ion'),
          joined: civilDate('2025-01-01'),
          balance: points(5),
          debt: points(0),
          lots: [],
          counted: { incarnation: incarnationOf(1), seq: 40 },
        },
      ],
    });
    replica.close();
    expect(truths(verifyTill(files))).toEqual([
      `2 member ${memberOf(3)}: the told balance 5 is not its lots 0 less its debt 0`,
      `7 member ${memberOf(3)}: the centre has counted up to 40, the log ends at 6`,
    ]);
  });
});
