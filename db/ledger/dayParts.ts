import type { CivilDate } from '../../domain/calendar/civil.ts';
import type { TillAccount } from '../../domain/day/account.ts';
import { type DayFigure, type Part, partsOf, upToCount } from '../../domain/day/parts.ts';
import type { RecordId } from '../../domain/identity/ids.ts';
import type { LogRange } from '../../domain/shift/figures.ts';
import { openForReading } from '../open.ts';
import { dayLog } from './dayLog.ts';
import { LEDGER_FILE } from './file.ts';

/** What of a log is looked at for a figure of a close. */
export interface PartsOf {
  readonly till: TillAccount['till'];
  readonly day: CivilDate;
  readonly figure: DayFigure;
  /** What the close lists of this log. */
  readonly ranges: readonly LogRange[];
  /** Number of the close: what those before it list counts there. */
  readonly number: number;
  /** What closes before it, signed by other tills, list of this log. */
  readonly listed: readonly LogRange[];
}

/**
 * Reads the parts of a figure from this till's own log, in the order of their records, as of one moment of the file; for a thread of its
 * own. Yields how far it is, 0 to 1. Throws DataProblem where the file cannot be read.
 */
export function* readParts(file: string, of: PartsOf): Generator<number, readonly Part[]> {
  const db = openForReading(file, LEDGER_FILE);
  try {
    db.exec('BEGIN');
    const log = dayLog(db, of.till, of.listed, of.number);
    const all = of.ranges.reduce((sum, { first, last }) => sum + last - first + 1, 0);
    const parts: Part[] = [];
    const learnt = new Map<RecordId, string>();
    let records = 0;
    for (const { incarnation, first, last } of of.ranges) {
      const life = log.lives.find((one) => one.incarnation === incarnation);
      if (life === undefined) continue;
      for (let seq = first - 1; seq < last; ) {
        const rows = log.portion(life, seq, last);
        for (const { found } of rows) {
          seq = found.seq;
          const record = found.counted ? (found.read?.record ?? null) : null;
          if (record === null) continue;
          if (record.kind === 'fiscalNumber') learnt.set(record.of, record.fiscalNumber);
          parts.push(...partsOf(of.figure, of.day, record, log.saleOf));
        }
        if (rows.length === 0) break;
        records += rows.length;
        yield records / Math.max(1, all);
      }
    }
    return upToCount(of.figure, parts).map((part) => ({ ...part, fiscal: learnt.get(part.record) ?? part.fiscal }));
  } finally {
    db.close();
  }
}
