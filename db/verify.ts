import { existsSync } from 'node:fs';
import { LEDGER_FILE } from './ledger/file.ts';
import { logOf } from './ledger/log.ts';
import { openForReading } from './open.ts';
import { DataProblem } from './problem.ts';
import { currentReplica } from './replica/place.ts';
import { pragma } from './sqlite.ts';
import { checkAlone, checkChained } from './verify/balances.ts';
import { checkChain } from './verify/chain.ts';
import { type Finding, Findings } from './verify/finding.ts';
import { checkCardsAlone, checkCardsChained, checkCodes } from './verify/money.ts';

export type { Finding } from './verify/finding.ts';

export interface Verification {
  /** Empty: everything that was checked holds. */
  readonly findings: readonly Finding[];
  /** What could not be tried, and why, each in a sentence. */
  readonly untried: readonly string[];
  readonly checked: {
    readonly records: number;
    readonly entries: number;
    readonly besides: number;
    /** Members whose balance was rebuilt and compared. */
    readonly balances: number;
    /** Own entries that the centre has not counted yet. */
    readonly uncounted: number;
  };
}

/**
 * Proves a till's data against itself: walks the whole log and rebuilds what is stored besides it (truths 1, 2, 3, 7,
 * 11). Changes nothing, may run beside a till that works. Throws DataProblem where a file cannot be read at all.
 */
export function verifyTill(files: { readonly ledgerFile: string; readonly membersFile: string }): Verification {
  const findings = new Findings();
  const db = openForReading(files.ledgerFile, LEDGER_FILE);
  try {
    // One moment of the log, however long the walk takes and whatever is sold meanwhile.
    db.exec('BEGIN');
    const found = pragma(db, 'quick_check(1)');
    if (found !== 'ok') findings.add(1, files.ledgerFile, `the file is damaged: ${String(found)}`);
    const log = logOf(db);
    const counts = checkChain(db, log.lives(), findings);
    checkCodes(db, findings);
    if (log.alone()) {
      checkCardsAlone(db, findings);
      return told({ ...counts, balances: checkAlone(db, findings), uncounted: 0 }, findings);
    }
    if (!existsSync(currentReplica(files.membersFile))) throw new DataProblem('missing', files.membersFile);
    checkCardsChained(log, files.membersFile, findings);
    const chained = checkChained(db, log, files.membersFile, findings);
    return told({ ...counts, ...chained }, findings);
  } finally {
    db.close();
  }
}

function told(checked: Verification['checked'], findings: Findings): Verification {
  return { checked, findings: findings.all(), untried: findings.untried };
}
