import { NO_POINTS, type Points } from '../../domain/amount/points.ts';
import type { CivilDate } from '../../domain/calendar/civil.ts';
import type { Fault, TillAccount } from '../../domain/day/account.ts';
import { type FoundRecord, TillGathering } from '../../domain/day/gather.ts';
import { unlisted } from '../../domain/day/unlisted.ts';
import type { LogRange } from '../../domain/shift/figures.ts';
import { openForReading } from '../open.ts';
import { DataProblem } from '../problem.ts';
import { query, type Row, type Sqlite } from '../sqlite.ts';
import { entriesCheck } from './dayEntries.ts';
import { balancesKept } from './dayKept.ts';
import { AT_ONCE, dayLog } from './dayLog.ts';
import { LEDGER_FILE, place, seqOf } from './file.ts';
import type { Position } from './ledger.ts';
import { type Life, logOf } from './log.ts';
import { columnsOf } from './truths.ts';

/** What a till's part of a day is read for. */
export interface ReadingOf {
  readonly till: TillAccount['till'];
  readonly number: number;
  readonly day: CivilDate;
  /** The last day that was signed; null: none. */
  readonly closedUpTo: CivilDate | null;
  /** The last record that is looked at; null: nothing is in the log. */
  readonly upTo: Position | null;
  /** What closes of other tills listed of this log; what its own closes did, the log says. */
  readonly listed: readonly LogRange[];
  /** Each record that the close lists. */
  readonly taken: (found: FoundRecord) => void;
}

/** A till's part of a day as its own log has it. */
export interface ReadDay {
  readonly account: TillAccount;
  readonly faults: readonly Fault[];
  /** Entries that were compared with what is booked. */
  readonly entries: number;
  /** Of a shop without a centre: the points out there at the end of what the close lists, by the balances kept; null: the centre keeps them. */
  readonly closing: Points | null;
}

/**
 * Reads what a close of a day takes of a till's own log, for a thread of its own, as of one moment of the file; yields how far it is, 0 to
 * 1. Each record that no close has listed is tried: its number, its link, its bytes against their hash, its columns and the rows of its
 * entries against its bytes; in a shop without a centre each balance against its entries. What does not hold is a fault, not an error.
 * Throws DataProblem where the file cannot be read. Nothing is written.
 */
export function* readDay(file: string, of: ReadingOf): Generator<number, ReadDay> {
  const db = openForReading(file, LEDGER_FILE);
  try {
    db.exec('BEGIN');
    return yield* dayIn(db, of);
  } finally {
    db.close();
  }
}

function* dayIn(db: Sqlite, of: ReadingOf): Generator<number, ReadDay> {
  const log = logOf(db);
  const { lives, listed, portion, digest, saleOf } = dayLog(db, of.till, of.listed);
  const gathering = new TillGathering({
    till: of.till,
    number: of.number,
    day: of.day,
    closedUpTo: of.closedUpTo,
    retired: false,
    heardAt: null,
    sha256: digest,
    saleOf,
    taken: of.taken,
  });
  const faults: Fault[] = [];
  const entries = entriesCheck(db, of.till, lives);

  for (const life of lives) {
    const last = lastOf(db, life, of.upTo);
    const ofLife = listed.filter(({ incarnation }) => incarnation === life.incarnation);
    for (const stretch of unlisted(ofLife, last)) {
      gathering.begin(life.incarnation, stretch.after);
      let { seq } = stretch.after;
      while (seq < stretch.last && !gathering.isOver) {
        const rows = portion(life, seq, stretch.last);
        for (const { n, row, found } of rows) {
          gathering.add(found);
          entries.expect(n, found.read?.record ?? null);
          columnFaults(row, found, of.till, faults);
          seq = seqOf(n);
          if (gathering.isOver) break;
        }
        yield Math.min(0.9, (0.9 * seq) / Math.max(1, last));
        if (rows.length < AT_ONCE) break;
      }
      if (!gathering.isOver && seq < stretch.last) {
        const detail = `the log ends at number ${seq}, and number ${stretch.last} was written`;
        faults.push(fault('numberMissing', of.till, life, seq + 1, detail));
      }
    }
  }
  const compared = attempt(faults, of.till, () => entries.done());
  faults.push(...(compared?.faults ?? []));
  yield 0.95;
  const account = gathering.account();
  const upTo = account.ranges.at(-1);
  const end = placeOf(lives, upTo ?? listed.at(-1));
  const kept = log.alone() ? attempt(faults, of.till, () => balancesKept(db, of.till, end)) : null;
  faults.push(...(kept?.faults ?? []));
  return {
    account,
    faults: [...gathering.faults, ...faults],
    entries: compared?.entries ?? 0,
    closing: log.alone() ? (kept?.closing ?? NO_POINTS) : null,
  };
}

/** Damage that is met while something is compared is a fault of its own. */
function attempt<T>(faults: Fault[], till: ReadingOf['till'], work: () => T): T | null {
  try {
    return work();
  } catch (error) {
    if (error instanceof DataProblem && error.kind !== 'corrupt') throw error;
    const detail = error instanceof Error ? error.message : String(error);
    faults.push(fault('damaged', till, null, null, detail));
    return null;
  }
}

function fault(
  code: Fault['code'],
  till: ReadingOf['till'],
  life: Life | null,
  seq: number | null,
  detail: string,
): Fault {
  return { code, till, incarnation: life?.incarnation ?? null, seq, record: null, member: null, detail };
}

/** The last number of a life that is looked at. */
function lastOf(db: Sqlite, life: Life, upTo: Position | null): number {
  if (upTo?.incarnation === life.incarnation) return upTo.seq;
  const newest = query(db, 'SELECT max(n) FROM record WHERE n >= ? AND n < ?', (row) => row[0]);
  const n = newest.one(place(life.ordinal, 0), place(life.ordinal + 1, 0));
  return typeof n === 'number' ? seqOf(n) : 0;
}

function placeOf(lives: readonly Life[], range: LogRange | undefined): number {
  const life = lives.find(({ incarnation }) => incarnation === range?.incarnation);
  return life === undefined || range === undefined ? 0 : place(life.ordinal, range.last);
}

const COLUMNS = ['id', 'kind', 'occurred_at', 'business_day', 'shift', 'member', 'number', 'fiscal', 'total'];

/** Columns are derived from the body; one that says otherwise was changed. */
function columnFaults(row: Row, found: FoundRecord, till: ReadingOf['till'], faults: Fault[]): void {
  const record = found.read?.record ?? null;
  if (record === null) return;
  const { member, number, fiscal, total } = columnsOf(record);
  const { id, kind, occurredAt, businessDay, shift } = record;
  const derived = [id, kind, occurredAt, businessDay, shift, member, number, fiscal, total];
  for (const [i, column] of COLUMNS.entries()) {
    if (row[3 + i] === derived[i]) continue;
    const { incarnation, seq } = found;
    const detail = `column ${column} does not hold what its bytes say`;
    faults.push({ code: 'damaged', till, incarnation, seq, record: id, member: null, detail });
  }
}
