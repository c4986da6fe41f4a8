import { openBeside } from '../open.ts';
import { DataProblem } from '../problem.ts';
import { int, query, type Row } from '../sqlite.ts';
import { LEDGER_FILE } from './file.ts';

/**
 * Moves ledger.db's write-ahead log into the file, in another thread than the one that sells: a checkpoint is two
 * syncs and hundreds of pages, and no sale may wait for it. The seller's connection makes none by itself.
 */
export interface LedgerKeeper {
  /** To be called after something was written; moves the log where it has grown long. Returns the pages moved. */
  keep(): number;
  close(): void;
}

/**
 * So long may the log grow, in pages of 4 KiB: the seller begins it anew once it is all moved, and whoever writes then waits for two syncs.
 * A sale rung line by line writes some forty pages, so that is less than one scan or sale in a hundred.
 */
const LONGEST_LOG_PAGES = 6000;

/** Opens a keeper on a ledger that its writer has opened already, and has open for longer than the keeper. */
export function openLedgerKeeper(file: string, longestPages: number = LONGEST_LOG_PAGES): LedgerKeeper {
  const db = openBeside(file, LEDGER_FILE);
  const progress = (row: Row): { readonly log: number; readonly moved: number } => ({
    log: int(row, 1),
    moved: int(row, 2),
  });
  // NOOP only tells; PASSIVE waits for nobody and keeps nobody waiting.
  const look = query(db, 'PRAGMA wal_checkpoint(NOOP)', progress);
  const move = query(db, 'PRAGMA wal_checkpoint(PASSIVE)', progress);
  return {
    keep() {
      const before = look.one();
      // What is written while it moves is left: then it moves on the next time, for only a log that is moved whole
      // begins anew, and else it would grow for as long as somebody is quick.
      if (before === null || before.log < longestPages || before.moved === before.log) return 0;
      try {
        return Math.max(0, (move.one()?.moved ?? 0) - before.moved);
      } catch (error) {
        // A full disk says so at the next sale; what was confirmed stands in the log, which is as it was.
        if (error instanceof DataProblem && (error.kind === 'diskFull' || error.kind === 'busy')) return 0;
        throw error;
      }
    },
    close() {
      db.close();
    },
  };
}
