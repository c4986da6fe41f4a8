import { readBody } from '../../contract/record.ts';
import { standingField } from '../../contract/standing.ts';
import { points } from '../../domain/amount/points.ts';
import { assert } from '../../domain/assert.ts';
import { type CivilDate, civilDate } from '../../domain/calendar/civil.ts';
import { lotId, type MemberId, memberId } from '../../domain/identity/ids.ts';
import { CONTRA_ACCOUNTS, type Contra, type Entry } from '../../domain/ledger/entry.ts';
import type { Movement } from '../../domain/ledger/fold.ts';
import type { Standing } from '../../domain/ledger/standing.ts';
import { movementOf } from '../../domain/record/movement.ts';
import { int, intOrNull, query, type Row, type Sqlite, text, textOrNull } from '../sqlite.ts';
import { LIVE, ordinalOf, seqOf } from './file.ts';
import type { LedgerReader } from './ledger.ts';
import type { Log } from './log.ts';

type Accounts = Pick<
  LedgerReader,
  | 'entriesAfter'
  | 'movementsAfter'
  | 'movedHere'
  | 'standingAlone'
  | 'everyStanding'
  | 'countedOfAll'
  | 'countedAfter'
  | 'spentOffline'
>;

/** Columns of an entry, in the order that `entryOf` reads. */
export const ENTRY_COLUMNS = 'member, points, contra, lot, expires';

/** Members' accounts as the own log has them. */
export function accountsOf(db: Sqlite, log: Log): Accounts {
  const after = query(
    db,
    `SELECT ${ENTRY_COLUMNS} FROM entry WHERE member = ? AND n > ? AND ${LIVE} ORDER BY n, i`,
    entryOf,
  );
  const moved = query(
    db,
    `SELECT one.value FROM json_each(?) one WHERE EXISTS (SELECT 1 FROM entry WHERE member = one.value)
       OR EXISTS (SELECT 1 FROM moved WHERE member = one.value)`,
    (row) => memberId(text(row, 0)),
  );
  const bodies = query(
    db,
    `SELECT body FROM record WHERE n IN (
       SELECT n FROM entry WHERE member = ? AND n > ? UNION SELECT n FROM moved WHERE member = ? AND n > ?)
     AND ${LIVE} ORDER BY n`,
    (row) => text(row, 0),
  );
  const every = query(db, 'SELECT member, standing FROM standing ORDER BY member', (row) => ({
    member: memberId(text(row, 0)),
    standing: standingFrom(text(row, 1)),
  }));
  const ofAll = query(db, 'SELECT key, n FROM counted_of_all ORDER BY key', (row) => ({
    key: text(row, 0),
    day: null,
    n: int(row, 1),
  }));
  const tail = query(db, `SELECT sum(by) FROM counted WHERE key = ? AND n > ? AND ${LIVE}`, (row) => intOrNull(row, 0));
  const stored = query(db, 'SELECT n, standing FROM standing WHERE member = ?', (row) => ({
    n: int(row, 0),
    standing: standingFrom(text(row, 1)),
  }));
  const offline = query(
    db,
    `SELECT coalesce(sum(-e.points), 0) FROM entry e JOIN record r ON r.n = e.n
     WHERE e.member = ? AND e.contra = 'redeem' AND r.kind = 'sale' AND r.business_day = ?
       AND r.body ->> '$.member.redeemed' = 'offline'
       AND NOT EXISTS (SELECT 1 FROM abandoned WHERE r.n BETWEEN first AND last)
       AND NOT EXISTS (
         SELECT 1 FROM record v INDEXED BY record_of
         WHERE v.body ->> '$.of' = r.id AND v.kind IN ('return', 'void', 'fiscalNumber') AND v.kind = 'void')`,
    (row) => points(int(row, 0)),
  );

  return {
    entriesAfter: (member: MemberId, counted) => after.all(member, log.after(counted)),
    movementsAfter: (member: MemberId, counted) => {
      const n = log.after(counted);
      return bodies.all(member, n, member, n).flatMap((body): Movement[] => {
        const read = readBody(body);
        return read.known ? [movementOf(read.record)] : [];
      });
    },
    everyStanding: () => every.all(),
    countedOfAll: () => ofAll.all(),
    countedAfter: (key, counted) => tail.one(key, log.after(counted)) ?? 0,
    movedHere: (members) => new Set(moved.all(JSON.stringify(members))),
    standingAlone(member: MemberId) {
      const row = stored.one(member);
      if (row === null) return null;
      const life = log.lives().find((one) => one.ordinal === ordinalOf(row.n));
      assert(life !== undefined, 'a standing names a record of a life that is known');
      return { standing: row.standing, at: { incarnation: life.incarnation, seq: seqOf(row.n) } };
    },
    spentOffline: (member: MemberId, businessDay: CivilDate) => offline.one(member, businessDay) ?? points(0),
  };
}

/** An entry from its row; `expires`: NULL makes no lot, '' a lot that never ends. */
export function entryOf(row: Row): Entry {
  const lot = textOrNull(row, 3);
  const entry: Entry = {
    member: memberId(text(row, 0)),
    points: points(int(row, 1)),
    contra: contraOf(text(row, 2)),
    lot: lot === null ? null : lotId(lot),
  };
  const expires = textOrNull(row, 4);
  return expires === null ? entry : { ...entry, expires: expires === '' ? null : civilDate(expires) };
}

/** How an entry's `expires` stands in its row. */
export function expiresCell(entry: Entry): string | null {
  return entry.expires === undefined ? null : (entry.expires ?? '');
}

function contraOf(cell: string): Contra {
  const contra = CONTRA_ACCOUNTS.find((one) => one === cell);
  assert(contra !== undefined, `no contra account ${cell}`);
  return contra;
}

/** So many members stand at counters, or are looked at, within a breath. */
const MOST_READ = 16;
const lastRead = new Map<string, Standing>();

/**
 * A standing from its JSON. The last few texts are remembered: a sale asks several times where its member stands, and
 * checking years of lots and counts cost it more than anything else but its commit.
 */
export function standingFrom(json: string): Standing {
  const known = lastRead.get(json);
  if (known !== undefined) return known;
  const standing = standingField.parse(JSON.parse(json));
  const [oldest] = lastRead.keys();
  if (lastRead.size >= MOST_READ && oldest !== undefined) lastRead.delete(oldest);
  lastRead.set(json, standing);
  return standing;
}
