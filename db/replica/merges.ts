import { type MemberId, recordId } from '../../domain/identity/ids.ts';
import type { Merge } from '../../domain/merge/merges.ts';
import { bytes, command, int, query, type Row, type Sqlite, text } from '../sqlite.ts';
import { idBytes, memberIdOf } from './packing.ts';
import type { ReplicaReader } from './replica.ts';

/** Merges and erasures as the file holds them. */
export function mergesOf(db: Sqlite): Pick<ReplicaReader, 'hasMerges' | 'mergesOf' | 'isErased' | 'erasedAfter'> {
  const any = query(db, 'SELECT 1 FROM member_merge LIMIT 1', () => true);
  const of = query(
    db,
    `SELECT record, member, alias, undone FROM member_merge WHERE member = ?
     UNION SELECT record, member, alias, undone FROM member_merge WHERE alias = ?`,
    mergeOf,
  );
  const erased = query(db, 'SELECT 1 FROM erased WHERE member = ?', () => true);
  const after = query(db, 'SELECT n, member FROM erased WHERE n > ? ORDER BY n', (row) => ({
    n: int(row, 0),
    member: memberIdOf(bytes(row, 1)),
  }));
  return {
    hasMerges: () => any.one() === true,
    mergesOf: (id) => of.all(idBytes(id), idBytes(id)),
    isErased: (id) => erased.one(idBytes(id)) === true,
    erasedAfter: (n) => after.all(n),
  };
}

/** Statements that take in merges and erasures, inside the caller's transaction. */
export interface MergeWriting {
  /** A merge, or what is known of one: undone when any word says so. */
  putMerge(merge: Merge): void;
  noteErased(member: MemberId): void;
}

export function mergeWriting(db: Sqlite): MergeWriting {
  const put = command(
    db,
    `INSERT INTO member_merge (record, member, alias, undone) VALUES (?, ?, ?, ?)
     ON CONFLICT (record) DO UPDATE SET undone = max(undone, excluded.undone)`,
  );
  const erase = command(db, 'INSERT OR IGNORE INTO erased (member) VALUES (?)');
  return {
    putMerge({ record, member, alias, undone }) {
      put(record, idBytes(member), idBytes(alias), undone ? 1 : 0);
    },
    noteErased: (member) => {
      erase(idBytes(member));
    },
  };
}

function mergeOf(row: Row): Merge {
  return {
    record: recordId(text(row, 0)),
    member: memberIdOf(bytes(row, 1)),
    alias: memberIdOf(bytes(row, 2)),
    undone: int(row, 3) === 1,
  };
}
