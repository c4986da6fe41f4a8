/**
 * Disks of a till. What was written and not synced may be gone after a crash: of ledger.db (synchronous=FULL) nothing that was
 * committed; of members.db (synchronous=NORMAL) the newest transactions, each whole, newest first.
 */
import type { Mutation } from './mutations.ts';

export type DiskProblem = 'SQLITE_FULL' | 'SQLITE_BUSY';

/** Thrown by a write: nothing of it was done. */
export class DiskError extends Error {
  override readonly name = 'DiskError';
  readonly problem: DiskProblem;
  constructor(problem: DiskProblem) {
    super(problem);
    this.problem = problem;
  }
}

/** Injects errors into the next writes. */
export interface Faults {
  /** The next `count` writes fail so. */
  arm(problem: DiskProblem, count: number): void;
  /** Throws where a write fails now. */
  write(): void;
  clear(): void;
}

export function faults(onFault: (problem: DiskProblem) => void): Faults {
  let armed: DiskProblem | null = null;
  let left = 0;
  return {
    arm(problem, count) {
      [armed, left] = [problem, count];
    },
    write() {
      if (armed === null || left === 0) return;
      left -= 1;
      onFault(armed);
      throw new DiskError(armed);
    },
    clear() {
      left = 0;
    },
  };
}

/** Transactions that may be taken back newest first, until they are synced. */
export interface Journal {
  begin(): void;
  /** How to take back one change of the transaction that is open. */
  undo(how: () => void): void;
  sync(): void;
  /** How many transactions are not synced. */
  readonly open: number;
  /** Takes back the newest `count` transactions. */
  lose(count: number): void;
}

export function openJournal(): Journal {
  let transactions: (() => void)[][] = [];
  return {
    begin: () => {
      transactions.push([]);
    },
    undo: (how) => {
      transactions.at(-1)?.push(how);
    },
    sync: () => {
      transactions = [];
    },
    get open() {
      return transactions.length;
    },
    lose(count) {
      for (let i = 0; i < count; i++) for (const how of (transactions.pop() ?? []).reverse()) how();
    },
  };
}

/** A table whose changes can be taken back. */
export class Table<K, V> {
  readonly rows: Map<K, V>;
  readonly #journal: Journal;

  constructor(journal: Journal, rows: Iterable<readonly [K, V]> = []) {
    this.rows = new Map(rows);
    this.#journal = journal;
  }

  get(key: K): V | undefined {
    return this.rows.get(key);
  }

  set(key: K, value: V): void {
    const { rows } = this;
    const had = rows.get(key);
    this.#journal.undo(() => {
      if (had === undefined) rows.delete(key);
      else rows.set(key, had);
    });
    rows.set(key, value);
  }

  delete(key: K): void {
    const { rows } = this;
    const had = rows.get(key);
    if (had === undefined) return;
    this.#journal.undo(() => {
      rows.set(key, had);
    });
    rows.delete(key);
  }
}

/** The breaks that this room of the model knows. */
export const DISK_BREAK: Mutation = 'confirmed before it is synced';
