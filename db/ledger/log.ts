import { readBody } from '../../contract/record.ts';
import { assert } from '../../domain/assert.ts';
import { incarnationId, type MemberId, type RecordId, storeId, tillId } from '../../domain/identity/ids.ts';
import { type Beside, NO_HASH, type SealedRecord } from '../../domain/record/record.ts';
import type { ChainHead } from '../../domain/record/seal.ts';
import { int, query, type Row, type Sqlite, text, textOrNull } from '../sqlite.ts';
import { LIVE, MOST_RECORDS_IN_A_LIFE, ordinalOf, place, seqOf } from './file.ts';
import type { LedgerReader, MemberRecord, Position } from './ledger.ts';

/** One life of the till as it stands in the file. */
export interface Life {
  readonly ordinal: number;
  readonly incarnation: Position['incarnation'];
  readonly store: ChainHead['store'];
  readonly till: ChainHead['till'];
  readonly alone: boolean;
}

const PERSON_KINDS = "('enrolment', 'edit', 'cardLinked', 'cardBlocked')";
/** Kinds that say who somebody is, which card leads to them, or with whom they are one. */
const TAIL_KINDS = "('enrolment', 'edit', 'cardLinked', 'cardBlocked', 'merged', 'unmerged', 'erased')";
const SEALED = 'r.n, r.hash, r.body, b.salt, b.text FROM record r LEFT JOIN beside b ON b.id = r.id';
const SEALED_LIVE = `${SEALED} WHERE NOT EXISTS (SELECT 1 FROM abandoned WHERE r.n BETWEEN first AND last)`;

export type Log = Pick<
  LedgerReader,
  | 'head'
  | 'ordinal'
  | 'alone'
  | 'recordsAfter'
  | 'liveAfter'
  | 'hashAt'
  | 'has'
  | 'besideOf'
  | 'lastOccurredAt'
  | 'memberRecords'
  | 'personRecordsAfter'
> & {
  lives(): readonly Life[];
  /** The place (`n`) after which what a position does not contain begins; 0 for null and for incarnations unknown here. */
  after(position: Position | null): number;
};

/** The log as it is read: chain, records, what concerns a person. */
export function logOf(db: Sqlite): Log {
  const allLives = query(
    db,
    'SELECT ordinal, incarnation, store, till, alone FROM life ORDER BY ordinal',
    (row): Life => ({
      ordinal: int(row, 0),
      incarnation: incarnationId(text(row, 1)),
      store: storeId(text(row, 2)),
      till: tillId(text(row, 3)),
      alone: int(row, 4) === 1,
    }),
  );
  const lifeCount = query(db, 'SELECT max(ordinal) FROM life', (row) => (row[0] === null ? 0 : int(row, 0)));
  const last = query(db, 'SELECT n, hash, occurred_at FROM record ORDER BY n DESC LIMIT 1', (row) => ({
    n: int(row, 0),
    hash: text(row, 1),
    occurredAt: int(row, 2),
  }));
  const sealedBetween = query(db, `SELECT ${SEALED} WHERE r.n > ? AND r.n <= ? ORDER BY r.n LIMIT ?`, sealed);
  const liveFrom = query(db, `SELECT ${SEALED_LIVE} AND r.n > ? ORDER BY r.n LIMIT ?`, sealed);
  const hashOf = query(db, 'SELECT hash FROM record WHERE n = ?', (row) => text(row, 0));
  const found = query(db, `SELECT 1 FROM record WHERE id = ? AND ${LIVE} LIMIT 1`, () => true);
  const besideId = query(db, 'SELECT salt, text FROM beside WHERE id = ?', (row) => besideAt(row, 0));
  const ofMember = query(
    db,
    `SELECT ${SEALED_LIVE} AND r.n IN (
       SELECT n FROM entry WHERE member = ?
       UNION SELECT n FROM record WHERE member = ? AND kind IN ${PERSON_KINDS}
       ORDER BY n DESC LIMIT ?)
     ORDER BY r.n DESC`,
    memberRecord,
  );
  const ofPersons = query(
    db,
    `SELECT ${SEALED_LIVE} AND r.n > ? AND r.kind IN ${TAIL_KINDS} ORDER BY r.n LIMIT ?`,
    memberRecord,
  );

  // A file has a handful of lives; they only grow, so reading them again is needed only when there is a new one.
  let known: readonly Life[] = [];
  function lives(): readonly Life[] {
    const newest = lifeCount.one() ?? 0;
    if (newest !== (known.at(-1)?.ordinal ?? 0)) known = allLives.all();
    return known;
  }

  /** A life once begun stays as it is: the file is asked only for one that is not known yet. */
  function lifeWhere(is: (life: Life) => boolean): Life | undefined {
    return known.find(is) ?? lives().find(is);
  }

  function lifeOf(ordinal: number): Life {
    const life = lifeWhere((one) => one.ordinal === ordinal);
    assert(life !== undefined, `a record stands in life ${ordinal}, which the ledger does not know`);
    return life;
  }

  function memberRecord(row: Row): MemberRecord {
    const one = sealed(row);
    const body = readBody(one.body);
    assert(body.known, 'records about members are of a kind that is known here');
    const { incarnation } = lifeOf(ordinalOf(int(row, 0)));
    return { position: { incarnation, seq: one.seq }, record: body.record, beside: one.beside };
  }

  function after(position: Position | null): number {
    const life = position === null ? undefined : lifeWhere((one) => one.incarnation === position.incarnation);
    return position === null || life === undefined ? 0 : place(life.ordinal, position.seq);
  }

  return {
    lives,
    after,
    head() {
      const life = lives().at(-1);
      if (life === undefined) return null;
      const row = last.one();
      const { store, till, incarnation } = life;
      if (row === null || ordinalOf(row.n) !== life.ordinal) return { store, till, incarnation, seq: 0, hash: NO_HASH };
      return { store, till, incarnation, seq: seqOf(row.n), hash: row.hash };
    },
    ordinal: () => lives().at(-1)?.ordinal ?? 0,
    alone: () => lives().at(-1)?.alone ?? false,
    recordsAfter(seq, most) {
      const ordinal = lives().at(-1)?.ordinal ?? 0;
      return sealedBetween.all(place(ordinal, seq), place(ordinal, MOST_RECORDS_IN_A_LIFE), most);
    },
    liveAfter: (position, most) => liveFrom.all(after(position), most),
    hashAt: (at) => (at.seq === 0 ? NO_HASH : hashOf.one(after(at))),
    has: (id: RecordId) => found.one(id) === true,
    besideOf: (id) => besideId.one(id),
    lastOccurredAt: () => last.one()?.occurredAt ?? null,
    memberRecords: (member: MemberId, most) => ofMember.all(member, member, most),
    personRecordsAfter: (position, most) => ofPersons.all(after(position), most),
  };
}

function sealed(row: Row): SealedRecord {
  return { seq: seqOf(int(row, 0)), hash: text(row, 1), body: text(row, 2), beside: besideAt(row, 3) };
}

function besideAt(row: Row, i: number): Beside | null {
  const salt = textOrNull(row, i);
  return salt === null ? null : { salt, text: text(row, i + 1) };
}
