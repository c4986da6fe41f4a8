import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { bani } from '../../domain/amount/bani.ts';
import { points } from '../../domain/amount/points.ts';
import { lotOf } from '../../domain/identity/ids.ts';
import { EMPTY_STANDING, fold } from '../../domain/ledger/fold.ts';
import { NO_HASH } from '../../domain/record/record.ts';
import {
  besideOf,
  DAY,
  draftOf,
  enrolment,
  incarnationOf,
  memberOf,
  person,
  recordOf,
  SHIFT,
  STAFF,
  STORE,
  sale,
  shiftOpened,
  TILL,
  timeOf,
} from '../samples.ts';
import { type Ledger, openLedger, readLedger } from './ledger.ts';
import { sha256 } from './writing.ts';

let dir: string;
let file: string;
let ledger: Ledger;

function begin(alone: boolean): void {
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
}

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'loial-ledger-'));
  file = join(dir, 'ledger.db');
  ledger = openLedger(file);
});
afterEach(() => {
  ledger.close();
  rmSync(dir, { recursive: true, force: true });
});

describe('the log', () => {
  test('numbers from 1 without a gap, each carrying the hash of the one before, over exactly the stored bytes', () => {
    expect(ledger.head()).toBeNull();
    begin(false);
    for (let n = 1; n <= 5; n++) ledger.append(sale(n));

    const records = ledger.recordsAfter(0, 100);
    expect(records.map((one) => one.seq)).toEqual([1, 2, 3, 4, 5, 6]);
    let previous = NO_HASH;
    for (const one of records) {
      expect(one.hash).toBe(sha256(one.body));
      expect(JSON.parse(one.body)).toMatchObject({ seq: one.seq, prevHash: previous });
      previous = one.hash;
    }
    expect(ledger.head()).toMatchObject({ seq: 6, hash: previous, incarnation: incarnationOf(1) });
  });

  test('goes on after a reopen, for the writer and for a reader beside it', () => {
    begin(false);
    ledger.append(sale(1));
    ledger.close();
    ledger = openLedger(file);
    ledger.append(sale(2));
    const reader = readLedger(file);
    expect(reader.head()).toEqual(ledger.head());
    ledger.append(sale(3));
    expect(reader.head()?.seq).toBe(4);
    expect(reader.recordsAfter(2, 1)).toHaveLength(1);
    reader.close();
  });

  test('is synchronous FULL on every open, also after a reopen', () => {
    expect(ledger.synchronous()).toBe(2);
    ledger.close();
    ledger = openLedger(file);
    expect(ledger.synchronous()).toBe(2);
  });

  test('refuses UPDATE and DELETE of records and entries, from whatever connection', () => {
    begin(false);
    ledger.append(sale(1, { member: memberOf(1), earned: 10 }));
    const raw = new Database(file);
    raw.pragma('recursive_triggers = OFF');
    for (const sql of [
      "UPDATE record SET body = '{}' WHERE n = 1000000001",
      'DELETE FROM record',
      'INSERT OR REPLACE INTO record SELECT * FROM record',
      'INSERT OR REPLACE INTO record SELECT n + 50, id, hash, kind, occurred_at, business_day, shift, member, number, fiscal, total, body FROM record',
      'INSERT OR REPLACE INTO entry SELECT member, n, i, points + 1, contra, lot, expires FROM entry',
      'UPDATE entry SET points = 1000',
      'DELETE FROM entry',
      'DELETE FROM life',
      "UPDATE life SET incarnation = 'x'",
    ]) {
      expect(() => raw.exec(sql), sql).toThrow(/append-only/);
    }
    raw.close();
  });

  test('takes an id once, and nothing of a record that breaks a truth', () => {
    begin(false);
    ledger.append(sale(1));
    const head = ledger.head();
    expect(() => ledger.append(sale(1))).toThrow(/id is taken/);
    const wrong = { ...sale(2, { member: memberOf(1), earned: 10 }), entries: [] };
    expect(() => ledger.append(wrong)).toThrow(/entries are what was earned/);
    expect(ledger.head()).toEqual(head);
    ledger.append(sale(2));
    expect(ledger.head()?.seq).toBe(3);
  });

  test('a text beside is chained by its digest only, and may go', () => {
    begin(false);
    const beside = besideOf(1, { person: person('Ștefan Munteanu', '+37369123456'), card: null });
    const { record, sealed } = ledger.append(enrolment(1, memberOf(1)), { beside });
    expect(sealed.body).not.toContain('Munteanu');
    expect(record.beside).toBe(sha256(`${beside.salt}\n${beside.text}`));
    expect(ledger.personRecordsAfter(null, 10)).toMatchObject([{ beside, record: { id: recordOf(1) } }]);

    const raw = new Database(file);
    raw.exec('DELETE FROM beside');
    raw.close();
    expect(ledger.recordsAfter(1, 1)[0]?.beside).toBeNull();
  });
});

describe('the counter', () => {
  test('its saved state goes in the sale’s own transaction, or stays with it', () => {
    begin(false);
    ledger.saveCounter('{"lines":[1]}');
    expect(ledger.draft()).toBe('{"lines":[1]}');
    ledger.append(sale(1));
    expect(ledger.draft()).toBe('{"lines":[1]}');
    expect(() => ledger.append(sale(1), { counter: null })).toThrow();
    expect(ledger.draft()).toBe('{"lines":[1]}');
    ledger.append(sale(2), { counter: null });
    expect(ledger.draft()).toBeNull();
  });

  test('settings are kept as they were set', () => {
    expect(ledger.setting('language')).toBeNull();
    ledger.set('language', 'ru');
    ledger.set('language', { a: [1] });
    expect(ledger.setting('language')).toEqual({ a: [1] });
  });
});

describe('receipts', () => {
  test('know their returns, their void and the fiscal number learnt later', () => {
    begin(false);
    ledger.append(shiftOpened(1));
    const sold = ledger.append(sale(2, { total: 5000 })).record;
    ledger.append(sale(3, { fiscalNumber: 'F-3' }));
    expect(ledger.fiscalNumberOf('F-3')).toBe(recordOf(3));
    ledger.append(draftOf(4, { kind: 'fiscalNumber', of: recordOf(2), fiscalNumber: 'F-2', entries: [] }));
    expect(ledger.fiscalNumberOf('F-2')).toBe(recordOf(2));
    ledger.append(
      draftOf(5, {
        kind: 'void',
        of: recordOf(3),
        ofNumber: 'R0000000000003',
        member: null,
        total: bani(1000),
        tenders: [{ kind: 'cash', amount: bani(1000) }],
        entries: [],
      }),
    );

    expect(ledger.receipt({ id: recordOf(2) })).toMatchObject({ record: sold, fiscalNumber: 'F-2', voided: false });
    expect(ledger.receipt({ number: 'R0000000000003' })).toMatchObject({ fiscalNumber: 'F-3', voided: true });
    expect(ledger.receipt({ number: 'R9' })).toBeNull();
    expect(ledger.recentReceipts(10).map((one) => one.record.id)).toEqual([recordOf(3), recordOf(2)]);
    expect(ledger.openShift()).toMatchObject({
      id: SHIFT,
      number: 1,
      businessDay: DAY,
      staff: STAFF,
      sales: 1,
      total: 5000,
    });
    ledger.append(draftOf(6, { kind: 'shiftClosed', sales: 1, total: bani(5000), entries: [] }));
    expect(ledger.openShift()).toBeNull();
    expect(ledger.nextShiftNumber()).toBe(2);
    expect(ledger.lastOccurredAt()).toBe(timeOf(6));
  });
});

describe('members’ accounts', () => {
  test('in a shop alone the sale’s own transaction keeps the standing', () => {
    begin(true);
    const member = memberOf(1);
    const first = ledger.append(sale(1, { member, earned: 100 })).record;
    const second = ledger.append(sale(2, { member, earned: 5, spent: 30, from: lotOf(recordOf(1), 0) })).record;
    expect(ledger.standingAlone(member)).toEqual({
      standing: fold(EMPTY_STANDING, [...first.entries, ...second.entries]),
      at: { incarnation: incarnationOf(1), seq: 3 },
    });
    expect(ledger.standingAlone(memberOf(2))).toBeNull();
  });

  test('with a centre only the entries are kept, and read after what was counted', () => {
    begin(false);
    const member = memberOf(1);
    ledger.append(sale(1, { member, earned: 100 }));
    ledger.append(sale(2, { member, earned: 7, spent: 30, redeemed: 'offline' }));
    ledger.append(sale(3, { member: memberOf(2), earned: 1 }));
    expect(ledger.standingAlone(member)).toBeNull();
    const all = ledger.entriesAfter(member, null);
    expect(all.map((entry) => entry.points)).toEqual([100, -30, 7]);
    expect(all[2]).toHaveProperty('expires', null);
    expect(all[1]).not.toHaveProperty('expires');
    expect(ledger.entriesAfter(member, { incarnation: incarnationOf(1), seq: 2 }).map((one) => one.points)).toEqual([
      -30, 7,
    ]);
    expect(ledger.entriesAfter(member, { incarnation: incarnationOf(1), seq: 3 })).toEqual([]);
    expect(ledger.entriesAfter(member, { incarnation: incarnationOf(9), seq: 3 })).toHaveLength(3);
    expect(ledger.spentOffline(member, DAY)).toBe(30);
    expect(ledger.memberRecords(member, 10).map((one) => one.record.id)).toEqual([recordOf(2), recordOf(1)]);
  });
});

describe('a new life after a fork', () => {
  test('appends again, with the same ids, what followed; old copies count nowhere', () => {
    begin(false);
    const member = memberOf(1);
    ledger.append(shiftOpened(1));
    ledger.append(sale(2, { member, earned: 10 }));
    const common = ledger.head();
    const beside = besideOf(3, { person: person('Ana'), card: null });
    ledger.append(enrolment(3, memberOf(2)), { beside });
    ledger.append(sale(4, { member, earned: 20, total: 700 }));
    ledger.append(sale(5, { member, spent: 5, redeemed: 'offline' }));
    expect(ledger.openShift()).toMatchObject({ sales: 3, total: 2700 });

    const again = ledger.reincarnate({
      store: STORE,
      till: TILL,
      incarnation: incarnationOf(2),
      ordinal: 2,
      previous: { incarnation: incarnationOf(1), seq: common?.seq ?? 0, hash: common?.hash ?? '' },
      id: recordOf(100),
      occurredAt: timeOf(100),
    });
    expect(again).toBe(3);

    const check = (one: typeof ledger | ReturnType<typeof readLedger>): void => {
      const ids = one.recordsAfter(0, 100).map((record) => JSON.parse(record.body).id);
      expect(ids).toEqual([recordOf(100), recordOf(3), recordOf(4), recordOf(5)]);
      expect(one.liveAfter(null, 100).map((record) => JSON.parse(record.body).id)).toEqual(
        [0, 1, 2, 100, 3, 4, 5].map(recordOf),
      );
      expect(one.recordsAfter(1, 1)[0]?.beside).toEqual(beside);
      expect(one.entriesAfter(member, null).map((entry) => entry.points)).toEqual([10, 20, -5]);
      expect(one.entriesAfter(member, { incarnation: incarnationOf(1), seq: 3 }).map((e) => e.points)).toEqual([
        20, -5,
      ]);
      expect(one.entriesAfter(member, { incarnation: incarnationOf(1), seq: 99 }).map((e) => e.points)).toEqual([
        20, -5,
      ]);
      expect(one.entriesAfter(member, { incarnation: incarnationOf(2), seq: 3 }).map((e) => e.points)).toEqual([-5]);
      expect(one.spentOffline(member, DAY)).toBe(5);
      expect(one.openShift()).toMatchObject({ sales: 3, total: 2700 });
      expect(one.recentReceipts(10)).toHaveLength(3);
      expect(one.memberRecords(member, 10)).toHaveLength(3);
      expect(one.head()).toMatchObject({ incarnation: incarnationOf(2), seq: 4 });
      expect(one.ordinal()).toBe(2);
    };
    check(ledger);
    const reader = readLedger(file);
    check(reader);
    reader.close();

    // Still with the old ids taken, and a chain that goes on.
    expect(() => ledger.append(sale(5))).toThrow(/id is taken/);
    ledger.append(sale(6, { member, earned: 1 }));
    expect(ledger.entriesAfter(member, null).map((entry) => entry.points)).toEqual([10, 20, -5, 1]);
    expect(points(26)).toBe(fold(EMPTY_STANDING, ledger.entriesAfter(member, null)).balance);

    // A second fork, from within the first life: everything since is appended again once more.
    const hash = ledger.hashAt({ incarnation: incarnationOf(1), seq: 1 });
    ledger.reincarnate({
      store: STORE,
      till: TILL,
      incarnation: incarnationOf(3),
      ordinal: 3,
      previous: { incarnation: incarnationOf(1), seq: 1, hash: hash ?? '' },
      id: recordOf(101),
      occurredAt: timeOf(101),
    });
    expect(ledger.liveAfter(null, 100).map((record) => JSON.parse(record.body).id)).toEqual(
      [0, 101, 1, 2, 3, 4, 5, 6].map(recordOf),
    );
    expect(ledger.entriesAfter(member, null).map((entry) => entry.points)).toEqual([10, 20, -5, 1]);
  });

  test('appends all again as often as nothing is common any more, and what followed one number as often as it forks there', () => {
    begin(false);
    const member = memberOf(1);
    ledger.append(shiftOpened(1));
    ledger.append(sale(2, { member, earned: 10 }));
    const fork = (ordinal: number, seq: number | null): number =>
      ledger.reincarnate({
        store: STORE,
        till: TILL,
        incarnation: incarnationOf(ordinal),
        ordinal,
        previous:
          seq === null
            ? null
            : {
                incarnation: incarnationOf(1),
                seq,
                hash: ledger.hashAt({ incarnation: incarnationOf(1), seq }) ?? '',
              },
        id: recordOf(100 + ordinal),
        occurredAt: timeOf(100 + ordinal),
      });
    // At 2 of the first life, from nothing, at 2 again, from nothing three times: all that was sold stands once.
    for (const [i, seq] of [2, null, 2, null, null, null].entries()) {
      const count = fork(i + 2, seq);
      if (seq === null) expect(count).toBe(i + 2);
      ledger.append(sale(10 + i, { member, earned: 1 }));
      const sold = ledger.liveAfter(null, 100).map((record) => JSON.parse(record.body).id);
      const sales = Array.from({ length: i + 1 }, (_, n) => recordOf(10 + n));
      expect(sold.filter((id) => !id.startsWith(recordOf(100).slice(0, -2)))).toEqual(expect.arrayContaining(sales));
      expect(ledger.entriesAfter(member, null).reduce((sum, { points: moved }) => sum + moved, 0)).toBe(10 + i + 1);
    }
  });
});
