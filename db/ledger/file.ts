import type { FileKind } from '../open.ts';
import { log } from './migrations/0001_log.ts';
import { finding } from './migrations/0002_finding.ts';
import { movements } from './migrations/0003_movements.ts';
import { totals } from './migrations/0004_totals.ts';
import { giftCards } from './migrations/0005_giftcards.ts';
import { days } from './migrations/0006_days.ts';
import { audit } from './migrations/0007_audit.ts';

const MIB = 1024 * 1024;

/** ledger.db: the truth of this till. */
export const LEDGER_FILE: FileKind = {
  // 'Loil'
  applicationId: 0x4c6f696c,
  migrations: [log, finding, movements, totals, giftCards, days, audit],
  synchronous: 'FULL',
  checkpoints: 'keeper',
  cacheKib: 8 * 1024,
  checkedBytes: { always: 16 * MIB, afterCrash: 256 * MIB },
};

/** `n` of the log's tables: the incarnation's ordinal and the record's number in one, in the order of writing. */
const LIFE = 1_000_000_000;
export const MOST_RECORDS_IN_A_LIFE = LIFE - 1;

export function place(ordinal: number, seq: number): number {
  return ordinal * LIFE + seq;
}
export function ordinalOf(n: number): number {
  return Math.floor(n / LIFE);
}
export function seqOf(n: number): number {
  return n % LIFE;
}

/** SQL: this row of record or entry is no copy that a fork left behind. */
export const LIVE = 'NOT EXISTS (SELECT 1 FROM abandoned WHERE n BETWEEN first AND last)';
