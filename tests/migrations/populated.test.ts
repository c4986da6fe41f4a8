import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LEDGER_FILE, place } from '../../db/ledger/file.ts';
import { openLedger } from '../../db/ledger/ledger.ts';
import { columnsOf } from '../../db/ledger/truths.ts';
import { type FileKind, openForReading, openForWriting } from '../../db/open.ts';
import { openReplica } from '../../db/replica/replica.ts';
import {
  besideOf,
  draftOf,
  enrolment,
  incarnationOf,
  memberOf,
  person,
  recordOf,
  STORE,
  sale,
  shiftOpened,
  TILL,
} from '../../db/samples.ts';
import { pragmaInt } from '../../db/sqlite.ts';
import { verifyTill } from '../../db/verify.ts';
import { bani } from '../../domain/amount/bani.ts';
import { type Beside, NO_HASH, type RecordDraft } from '../../domain/record/record.ts';
import { type ChainHead, seal } from '../../domain/record/seal.ts';

let dir: string;
let file: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'loial-migrations-'));
  file = join(dir, 'ledger.db');
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const upTo = (version: number): FileKind => ({ ...LEDGER_FILE, migrations: LEDGER_FILE.migrations.slice(0, version) });

/** What a till had sold when version 1 was all there was: written with version 1's own columns, by hand. */
function sellWithVersion1(): void {
  const db = openForWriting(file, upTo(1));
  db.prepare('INSERT INTO life (ordinal, incarnation, store, till, alone) VALUES (1, ?, ?, ?, 0)').run(
    incarnationOf(1),
    STORE,
    TILL,
  );
  const record = db.prepare(
    `INSERT INTO record (n, id, hash, kind, occurred_at, business_day, shift, member, number, fiscal, total, body)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const entry = db.prepare(
    'INSERT INTO entry (member, n, i, points, contra, lot, expires) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const text = db.prepare('INSERT INTO beside (id, salt, text) VALUES (?, ?, ?)');
  let head: ChainHead = { store: STORE, till: TILL, incarnation: incarnationOf(1), seq: 0, hash: NO_HASH };
  const drafts: readonly (readonly [RecordDraft, Beside | null])[] = [
    [draftOf(0, { kind: 'begun', previous: null, ordinal: 1, entries: [] }, null), null],
    [shiftOpened(1), null],
    [enrolment(2, memberOf(1)), besideOf(2, { person: person('Ana Lupu'), card: '2900000000018' })],
    [sale(3, { member: memberOf(1), earned: 25, total: 2500 }), null],
    [sale(4), null],
    [draftOf(5, { kind: 'fiscalNumber', of: recordOf(3), fiscalNumber: 'F-3', entries: [] }), null],
    [
      draftOf(6, {
        kind: 'void',
        of: recordOf(4),
        ofNumber: 'R0000000000004',
        member: null,
        total: bani(1000),
        tenders: [{ kind: 'cash', amount: bani(1000) }],
        entries: [],
      }),
      null,
    ],
  ];
  for (const [draft, beside] of drafts) {
    const { sealed, record: body, head: next } = seal(head, draft, beside, sha256);
    const { member, number, fiscal, total } = columnsOf(body);
    const n = place(1, sealed.seq);
    const { id, kind, occurredAt, businessDay, shift } = body;
    record.run(n, id, sealed.hash, kind, occurredAt, businessDay, shift, member, number, fiscal, total, sealed.body);
    for (const [i, one] of body.entries.entries()) {
      entry.run(
        one.member,
        n,
        i,
        one.points,
        one.contra,
        one.lot,
        one.expires === undefined ? null : (one.expires ?? ''),
      );
    }
    if (beside !== null) text.run(id, beside.salt, beside.text);
    head = next;
  }
  db.close();
}

describe('a populated ledger of version 1', () => {
  test('is brought to today with every record as it was, and sells on', () => {
    sellWithVersion1();
    const ledger = openLedger(file);
    expect(ledger.head()?.seq).toBe(7);
    expect(ledger.receipt({ id: recordOf(3) })).toMatchObject({ fiscalNumber: 'F-3', voided: false });
    expect(ledger.receipt({ id: recordOf(4) })).toMatchObject({ voided: true });
    expect(ledger.openShift()).toMatchObject({ number: 1, sales: 1, total: 2500, float: null, turns: 0 });
    expect([ledger.lastZ(), ledger.closedShifts(null, 9), ledger.shiftRecords(null).length]).toEqual([0, [], 6]);
    expect(ledger.personRecordsAfter(null, 10)).toHaveLength(1);
    expect(ledger.memberRecords(memberOf(1), 10)).toHaveLength(2);
    ledger.append(sale(7));
    const membersFile = join(dir, 'members.db');
    const replica = openReplica(membersFile);
    replica.foldLocal(ledger.liveAfter(null, 100));
    replica.close();
    ledger.close();
    expect(verifyTill({ ledgerFile: file, membersFile }).findings).toEqual([]);
    const db = openForReading(file, LEDGER_FILE);
    expect(pragmaInt(db, 'user_version')).toBe(LEDGER_FILE.migrations.length);
    db.close();
  });

  test('keeps its version and all its data when a step fails: step and version row go together', () => {
    sellWithVersion1();
    const failing: FileKind = {
      ...LEDGER_FILE,
      migrations: [
        ...LEDGER_FILE.migrations.slice(0, 1),
        { version: 2, name: 'broken', sql: 'CREATE TABLE half (a INTEGER) STRICT; SELECT no_such_function();' },
      ],
    };
    expect(() => openForWriting(file, failing)).toThrow(/no_such_function/);
    const db = openForWriting(file, upTo(1));
    expect(pragmaInt(db, 'user_version')).toBe(1);
    expect(db.prepare('SELECT count(*) FROM migration').pluck().get()).toBe(1);
    expect(db.prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'half'").pluck().get()).toBe(0);
    expect(db.prepare('SELECT count(*) FROM record').pluck().get()).toBe(7);
    db.close();
  });
});
