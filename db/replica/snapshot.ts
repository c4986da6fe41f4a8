import { existsSync } from 'node:fs';
import { assert } from '../../domain/assert.ts';
import { type IncarnationId, incarnationId } from '../../domain/identity/ids.ts';
import { openForWriting } from '../open.ts';
import { DataProblem } from '../problem.ts';
import { command, guarded, int, pragma, query, type Sqlite, text, textOrNull, transactions } from '../sqlite.ts';
import { FOLDING, REPLICA_FILE } from './file.ts';
import { mergeWriting } from './merges.ts';
import { ownChanges } from './own.ts';
import { currentReplica } from './place.ts';
import { type LogPlace, type ReplicaWriter, replicaOn } from './replica.ts';
import { stateWriting } from './states.ts';
import { syncWriting } from './sync.ts';

/**
 * A snapshot: members.db as the centre makes it for whichever till takes it, with the code by which a till makes its own. It holds what
 * every till of the chain may see and nothing of one store; the rows' `counted` names a life that is nobody's until the file is adopted.
 */
export const SNAPSHOT_CLASS = 'chain';

/** The form of the files that this version makes and takes: it takes no other. */
export const SNAPSHOT_FORM = { schema: REPLICA_FILE.migrations.length, folding: FOLDING } as const;

/** The life that a snapshot's states are told to. */
export const ANY_LIFE: IncarnationId = incarnationId('00000000-0000-7000-8000-000000000000');

/** What a snapshot is of. */
export interface SnapshotOf {
  readonly epoch: string;
  /** Where a till that took it pulls on. */
  readonly cursor: string;
  /** When its picture of the centre was taken, UTC ms of the centre's clock. */
  readonly madeAt: number;
}

/** A snapshot in the making. */
export interface SnapshotMaking {
  /** Takes in states, as one answer to a pull has them. */
  take(states: readonly unknown[]): void;
  /**
   * Makes the file whole: what of every life is in the balances, one search index, no free page, no write-ahead log, checked. Returns how
   * many members are in it. Throws DataProblem 'corrupt' where the disk did not keep what was written.
   */
  finish(of: SnapshotOf, counted: Iterable<LogPlace>): number;
  close(): void;
}

/** Begins a snapshot in a file that is not there yet. Whoever is interrupted throws the file away. */
export function makeSnapshot(file: string): SnapshotMaking {
  assert(!existsSync(file), 'a snapshot is made in a file of its own');
  const db = openForWriting(file, REPLICA_FILE);
  // Nothing of it is kept unless it is finished: no log, no waiting for the disk.
  for (const setting of [
    'journal_mode = OFF',
    'synchronous = OFF',
    'secure_delete = OFF',
    'locking_mode = EXCLUSIVE',
  ]) {
    pragma(db, setting);
  }
  const states = stateWriting(db, ownChanges(db), mergeWriting(db));
  const inTransaction = states.transaction;
  return {
    take: (some) =>
      inTransaction(() => {
        for (const one of some) states.take(one);
      }),
    finish({ epoch, cursor, madeAt }, counted) {
      inTransaction(() => {
        states.register(ANY_LIFE);
        const add = command(db, 'INSERT INTO snapshot_counted (incarnation, seq) VALUES (?, ?)');
        for (const { incarnation, seq } of counted) add(incarnation, seq);
        command(db, 'INSERT INTO snapshot (one, class, folding, made_ms) VALUES (1, ?, ?, ?)')(
          SNAPSHOT_CLASS,
          FOLDING,
          madeAt,
        );
        syncWriting(db).pulled(epoch, cursor);
        for (const index of ['member_search', 'product_search']) {
          command(db, `INSERT INTO ${index} (${index}) VALUES ('optimize')`)();
        }
      });
      guarded(db, () => db.exec('VACUUM'));
      pragma(db, 'journal_mode = DELETE');
      checkWhole(db);
      return query(db, 'SELECT members FROM sync', (row) => int(row, 0)).one() ?? 0;
    },
    close: () => {
      db.close();
    },
  };
}

/** What stands in a snapshot's file, read by the till before it is adopted. */
export interface SnapshotInside extends Omit<SnapshotOf, 'epoch'> {
  readonly epoch: string | null;
  readonly class: string;
  readonly folding: number;
}

/** Who takes a snapshot. */
export interface Adopter {
  /** The till's own lives, the one that is lived now first; at least that one. */
  readonly lives: readonly IncarnationId[];
  /** The centre's clock less the till's, ms. */
  readonly clockSkewMs: number;
  /** The replica that it is to take the place of (members.db, place.ts): what of it a snapshot does not have is carried over. */
  readonly former: string;
}

/** A snapshot's file at the till, not yet installed. That it is what the centre made and checked is known by its hash before. */
export interface SnapshotFile {
  readonly inside: SnapshotInside;
  /**
   * Makes it this till's: its balances contain the own log up to the place that is returned, and what follows is to be folded and added.
   * Nothing of other tills' logs stays in it.
   */
  adopt(adopter: Adopter): LogPlace;
  /** The file as the replica that it is about to be. */
  readonly replica: ReplicaWriter;
}

/**
 * Opens what was unpacked. Throws DataProblem where it is no members.db of exactly this version ('notOurs', 'future', 'corrupt'). The
 * caller closes its `replica`.
 */
export function openSnapshot(file: string): SnapshotFile {
  const db = openForWriting(file, REPLICA_FILE);
  try {
    const inside = query(
      db,
      'SELECT s.epoch, s.cursor, x.class, x.folding, x.made_ms FROM sync s, snapshot x',
      (row): SnapshotInside => ({
        epoch: textOrNull(row, 0),
        cursor: text(row, 1),
        class: text(row, 2),
        folding: int(row, 3),
        madeAt: int(row, 4),
      }),
    ).one();
    if (inside === null) throw new DataProblem('notOurs', file);
    return {
      inside,
      adopt: (adopter) => adopt(db, inside, adopter),
      replica: replicaOn(db),
    };
  } catch (error) {
    db.close();
    throw error;
  }
}

function checkWhole(db: Sqlite): void {
  const found = pragma(db, 'quick_check(1)');
  if (found !== 'ok') throw new DataProblem('corrupt', db.name, new Error(String(found)));
}

function adopt(db: Sqlite, { madeAt }: SnapshotInside, { lives, clockSkewMs, former }: Adopter): LogPlace {
  const [current] = lives;
  const first = lives.at(-1);
  assert(current !== undefined && first !== undefined, 'a till that takes a snapshot lives');
  const sync = syncWriting(db);
  const countedOf = query(db, 'SELECT seq FROM snapshot_counted WHERE incarnation = ?', (row) => int(row, 0));
  const register = command(db, 'INSERT OR IGNORE INTO incarnation (id) VALUES (?)');
  // The last life that the centre knew: all before it is in the balances or was left behind, all after it is not in them.
  const known = lives.flatMap((incarnation): LogPlace[] => {
    const seq = countedOf.one(incarnation);
    return seq === null ? [] : [{ incarnation, seq }];
  });
  const counted = known[0] ?? { incarnation: first, seq: 0 };
  const carry = carrying(db, former);
  transactions(db)(() => {
    carry.over();
    for (const life of lives) register(life);
    command(
      db,
      `INSERT INTO stands_for (n, life, seq)
       SELECT any_life.n, own.n, ? FROM incarnation any_life, incarnation own WHERE any_life.id = ? AND own.id = ?`,
    )(counted.seq, ANY_LIFE, counted.incarnation);
    command(db, 'UPDATE total SET incarnation = ?, seq = ? WHERE incarnation = ?')(
      counted.incarnation,
      counted.seq,
      ANY_LIFE,
    );
    command(db, 'DELETE FROM snapshot_counted')();
    // What the centre holds of us is at least what it has counted; and its word is as old as its picture.
    if (counted.incarnation === current) sync.acked(counted);
    sync.heard(madeAt - clockSkewMs, clockSkewMs);
  });
  carry.done();
  return counted;
}

/**
 * What only one store sees is in no snapshot: its staff, tills and receipts. The till goes on with those that it has until they are told
 * anew; else nobody could sign in between the snapshot and the next answer of the centre.
 */
function carrying(db: Sqlite, former: string): { over(): void; done(): void } {
  command(db, 'ATTACH ? AS former')(currentReplica(former));
  const things = command(
    db,
    "INSERT OR IGNORE INTO thing (kind, key, json) SELECT kind, key, json FROM former.thing WHERE kind IN ('staff', 'till')",
  );
  const receipts = command(
    db,
    'INSERT OR IGNORE INTO receipt (id, number, json) SELECT id, number, json FROM former.receipt',
  );
  return {
    over() {
      things();
      receipts();
    },
    done() {
      command(db, 'DETACH former')();
    },
  };
}
