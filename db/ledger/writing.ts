import { hash } from 'node:crypto';
import { assert } from '../../domain/assert.ts';
import type { MemberId } from '../../domain/identity/ids.ts';
import { EMPTY_STANDING, foldMovement, type Movement } from '../../domain/ledger/fold.ts';
import type { Standing } from '../../domain/ledger/standing.ts';
import { movementOf, movesMore } from '../../domain/record/movement.ts';
import {
  type Beside,
  besideDigest,
  NO_HASH,
  type RecordBody,
  type RecordDraft,
  type SealedRecord,
} from '../../domain/record/record.ts';
import { type ChainHead, seal } from '../../domain/record/seal.ts';
import { movedOfAll } from '../../domain/sale/askedOfAll.ts';
import { command, int, intOrNull, query, type Sqlite, text } from '../sqlite.ts';
import { expiresCell, standingFrom } from './accounts.ts';
import { MOST_RECORDS_IN_A_LIFE, place } from './file.ts';
import type { Beginning } from './ledger.ts';
import { type MoneyWriting, moneyWriting } from './money.ts';
import { brokenTruths, columnsOf } from './truths.ts';

/** SHA-256 of a text's UTF-8 bytes, in hex. */
export const sha256 = (bytes: string): string => hash('sha256', bytes, 'hex');

/** Where the log stands in memory; replaced only after a commit. */
export interface Stand {
  readonly head: ChainHead;
  readonly ordinal: number;
  readonly alone: boolean;
}

export interface Written {
  readonly record: RecordBody;
  readonly sealed: SealedRecord;
  readonly stand: Stand;
}

/** The statements that write the log. Each function runs inside its caller's transaction and changes no memory. */
export interface LogWriting {
  life(beginning: Beginning, alone: boolean): Stand;
  record(stand: Stand, draft: RecordDraft, beside: Beside | null): Written;
  /** Appends the live records after a place again, in a new life, and leaves their old copies behind. */
  again(stand: Stand, afterN: number): { readonly stand: Stand; readonly count: number };
  counter(json: string | null): void;
  setting(key: string, json: string): void;
  /** Deletes the texts beside records about members; returns how many. */
  forgetTexts(members: readonly MemberId[]): number;
}

export function logWriting(db: Sqlite): LogWriting {
  const last = query(db, 'SELECT n, hash FROM record ORDER BY n DESC LIMIT 1', (row) => ({
    n: int(row, 0),
    hash: text(row, 1),
  }));
  const addLife = command(db, 'INSERT INTO life (ordinal, incarnation, store, till, alone) VALUES (?, ?, ?, ?, ?)');
  const addRecord = command(
    db,
    `INSERT INTO record (n, id, hash, kind, occurred_at, business_day, shift, member, number, fiscal, total, body)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const addEntry = command(
    db,
    'INSERT INTO entry (member, n, i, points, contra, lot, expires) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const addBeside = command(db, 'INSERT INTO beside (id, salt, text) VALUES (?, ?, ?)');
  const standingOf = query(db, 'SELECT standing FROM standing WHERE member = ?', (row) => standingFrom(text(row, 0)));
  const putStanding = command(
    db,
    `INSERT INTO standing (member, n, standing) VALUES (?, ?, ?)
     ON CONFLICT (member) DO UPDATE SET n = excluded.n, standing = excluded.standing`,
  );
  const putCounter = command(
    db,
    'INSERT INTO counter (one, json) VALUES (1, ?) ON CONFLICT (one) DO UPDATE SET json = excluded.json',
  );
  const clearCounter = command(db, 'DELETE FROM counter');
  const putSetting = command(
    db,
    'INSERT INTO setting (key, json) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET json = excluded.json',
  );
  const addMoved = command(db, 'INSERT INTO moved (member, n) VALUES (?, ?)');
  const countOfAll = command(
    db,
    `INSERT INTO counted_of_all (key, n) VALUES (?, ?)
     ON CONFLICT (key) DO UPDATE SET n = n + excluded.n`,
  );
  const addCounted = command(db, 'INSERT INTO counted (key, n, by) VALUES (?, ?, ?)');
  const forget = command(
    db,
    `DELETE FROM beside WHERE id IN (
       SELECT id FROM record WHERE member = ? AND kind IN ('enrolment', 'edit', 'cardLinked', 'cardBlocked')
       UNION SELECT r.id FROM entry e JOIN record r ON r.n = e.n WHERE e.member = ? AND r.kind IN ('goodwill', 'adjust'))`,
  );
  const money = moneyWriting(db);
  const again = againStatements(db, money);

  /** Truth 7, before the commit: the next number, after exactly this hash, whatever memory believes. */
  function assertContinues(stand: Stand): void {
    const row = last.one();
    if (stand.head.seq === 0) {
      assert(row === null || row.n < place(stand.ordinal, 0), 'a new life begins after all others');
      assert(stand.head.hash === NO_HASH, 'a new life begins without a hash before');
      return;
    }
    assert(row?.n === place(stand.ordinal, stand.head.seq), 'the log ends where memory says');
    assert(row.hash === stand.head.hash, 'the last hash is what memory says');
    assert(stand.head.seq < MOST_RECORDS_IN_A_LIFE, 'a life has room for one more number');
  }

  function keepStandings(n: number, movement: Movement, members: ReadonlySet<MemberId>): void {
    for (const member of members) {
      const standing: Standing = foldMovement(standingOf.one(member) ?? EMPTY_STANDING, member, movement);
      putStanding(member, n, JSON.stringify(standing));
    }
  }

  return {
    life({ ordinal, incarnation, store, till }, alone) {
      addLife(ordinal, incarnation, store, till, alone ? 1 : 0);
      return { ordinal, alone, head: { store, till, incarnation, seq: 0, hash: NO_HASH } };
    },

    record(stand, draft, beside) {
      const { sealed, record, head } = seal(stand.head, draft, beside, sha256);
      const broken = brokenTruths(record);
      assert(broken.length === 0, `record ${record.id} (${record.kind}): ${broken.join('; ')}`);
      assert(beside === null || record.beside === besideDigest(beside, sha256), 'the digest is of what stands beside');
      assertContinues(stand);

      const n = place(stand.ordinal, sealed.seq);
      const columns = columnsOf(record);
      addRecord(
        n,
        record.id,
        sealed.hash,
        record.kind,
        record.occurredAt,
        record.businessDay,
        record.shift,
        columns.member,
        columns.number,
        columns.fiscal,
        columns.total,
        sealed.body,
      );
      for (const [i, entry] of record.entries.entries()) {
        addEntry(entry.member, n, i, entry.points, entry.contra, entry.lot, expiresCell(entry));
      }
      if (beside !== null) addBeside(record.id, beside.salt, beside.text);
      const movement = movementOf(record);
      const members = membersOf(movement);
      if (movesMore(movement)) for (const member of members) addMoved(member, n);
      for (const { member, key, by } of movement.counts) if (member === null) countOfAll(key, by);
      for (const [key, by] of movedOfAll(movement.counts)) addCounted(key, n, by);
      if (stand.alone) keepStandings(n, movement, members);
      money.record(n, record, beside, stand.alone);
      return { record, sealed, stand: { ...stand, head } };
    },

    again(stand, afterN) {
      assertContinues(stand);
      return again(stand, afterN);
    },

    counter(json) {
      if (json === null) clearCounter();
      else putCounter(json);
    },
    forgetTexts: (members) => members.reduce((gone, member) => gone + forget(member, member), 0),
    setting: (key, json) => {
      putSetting(key, json);
    },
  };
}

/** Everybody of whom a movement moves anything. */
export function membersOf({ entries, counts, issued }: Movement): ReadonlySet<MemberId> {
  return new Set([...entries, ...counts, ...issued].flatMap(({ member }) => member ?? []));
}

/** Appending again after a fork: rare, and as large as what was not common. */
function againStatements(db: Sqlite, money: MoneyWriting): LogWriting['again'] {
  return ({ head: from, ordinal, alone }, afterN) => {
    const followed = query(
      db,
      `SELECT n, body FROM record WHERE n > ? AND n < ? AND kind <> 'begun'
       AND NOT EXISTS (SELECT 1 FROM abandoned WHERE n BETWEEN first AND last) ORDER BY n`,
      (row) => ({ n: int(row, 0), body: text(row, 1) }),
    ).all(afterN, place(ordinal, 0));
    const copy = command(
      db,
      `INSERT INTO record (n, id, hash, kind, occurred_at, business_day, shift, member, number, fiscal, total, body)
       SELECT ?, id, ?, kind, occurred_at, business_day, shift, member, number, fiscal, total, ? FROM record WHERE n = ?`,
    );
    const covered = query(db, 'SELECT max(last) FROM abandoned WHERE ? BETWEEN first AND last', (row) =>
      intOrNull(row, 0),
    );
    /** The first place from here on that no fork before has abandoned: after the same number it may fork again. */
    const stillLive = (n: number): number => {
      const last = covered.one(n);
      return last === null ? n : stillLive(last + 1);
    };
    db.exec('CREATE TEMP TABLE placed (old INTEGER PRIMARY KEY, new INTEGER NOT NULL)');
    const move = command(db, 'INSERT INTO temp.placed (old, new) VALUES (?, ?)');

    let head = from;
    for (const { n, body } of followed) {
      const raw: unknown = JSON.parse(body);
      assert(typeof raw === 'object' && raw !== null, 'a body is an object');
      // Everything stays as it was confirmed, also what this version cannot read; only the place in the chain is new.
      const moved = JSON.stringify({
        ...raw,
        incarnation: head.incarnation,
        seq: head.seq + 1,
        prevHash: head.hash,
      });
      head = { ...head, seq: head.seq + 1, hash: sha256(moved) };
      copy(place(ordinal, head.seq), head.hash, moved, n);
      move(n, place(ordinal, head.seq));
    }
    db.exec(`INSERT INTO entry (member, n, i, points, contra, lot, expires)
             SELECT e.member, m.new, e.i, e.points, e.contra, e.lot, e.expires
             FROM entry e JOIN temp.placed m ON m.old = e.n`);
    db.exec(`INSERT INTO moved (member, n)
             SELECT b.member, m.new FROM main.moved b JOIN temp.placed m ON m.old = b.n`);
    db.exec(`INSERT INTO counted (key, n, by)
             SELECT c.key, m.new, c.by FROM main.counted c JOIN temp.placed m ON m.old = c.n`);
    money.again();
    db.exec('DROP TABLE temp.placed');
    const first = stillLive(afterN + 1);
    if (first < place(ordinal, 0)) {
      command(db, 'INSERT INTO abandoned (first, last) VALUES (?, ?)')(first, place(ordinal, 0) - 1);
    }
    return { stand: { head, ordinal, alone }, count: followed.length };
  };
}
