import { readBody } from '../../contract/record.ts';
import type { Entry } from '../../domain/ledger/entry.ts';
import { besideDigest, NO_HASH, type RecordBody, type RecordHead } from '../../domain/record/record.ts';
import { ENTRY_COLUMNS, entryOf, expiresCell } from '../ledger/accounts.ts';
import { ordinalOf, seqOf } from '../ledger/file.ts';
import type { Life } from '../ledger/log.ts';
import { brokenTruths, columnsOf } from '../ledger/truths.ts';
import { sha256 } from '../ledger/writing.ts';
import { query, type Row, type Sqlite } from '../sqlite.ts';
import { countCheck } from './counts.ts';
import { dayCheck } from './days.ts';
import type { Findings } from './finding.ts';
import { moneyRows } from './money.ts';
import { shiftCheck } from './shifts.ts';

export interface ChainCounts {
  readonly records: number;
  readonly entries: number;
  readonly besides: number;
}

/** A row of the log with nothing believed of it yet: a damaged cell is a finding, not a crash. */
interface RawRecord {
  readonly n: number;
  readonly columns: readonly unknown[];
  readonly hash: unknown;
  readonly body: unknown;
  readonly salt: unknown;
  readonly text: unknown;
}

const COLUMNS = ['id', 'kind', 'occurred_at', 'business_day', 'shift', 'member', 'number', 'fiscal', 'total'] as const;

/** Walks every record of every life: bytes, links, numbers, what stands beside, columns, entries and counts. */
export function checkChain(db: Sqlite, lives: readonly Life[], findings: Findings): ChainCounts {
  const counts = countCheck(db, findings);
  const shifts = shiftCheck(db, lives, findings);
  const days = dayCheck(db, lives, findings);
  const records = query(
    db,
    `SELECT r.n, r.hash, r.body, b.salt, b.text, ${COLUMNS.map((column) => `r.${column}`).join(', ')}
     FROM record r LEFT JOIN beside b ON b.id = r.id ORDER BY r.n`,
    rawRecord,
  );
  const entriesOf = query(
    db,
    `SELECT n, i, ${ENTRY_COLUMNS} FROM entry WHERE member = ? AND n = ? ORDER BY i`,
    (row): Row => row,
  );
  const entryRows = query(db, 'SELECT count(*) FROM entry', (row) => Number(row[0]));
  const besideRows = query(
    db,
    'SELECT count(*), coalesce(sum(NOT EXISTS (SELECT 1 FROM record r WHERE r.id = b.id)), 0) FROM beside b',
    (row) => ({ all: Number(row[0]), stray: Number(row[1]) }),
  );

  const money = moneyRows(db, findings);
  let life: Life | undefined;
  let seq = 0;
  let previous = NO_HASH;
  let count = 0;
  let entries = 0;
  for (const raw of records.each()) {
    count++;
    const where = `record ${seqOf(raw.n)} of life ${ordinalOf(raw.n)}`;
    if (life?.ordinal !== ordinalOf(raw.n)) {
      life = lives.find((one) => one.ordinal === ordinalOf(raw.n));
      if (life === undefined) findings.add(7, where, 'stands in a life that the ledger does not know');
      seq = 0;
      previous = NO_HASH;
    }
    seq++;
    if (seqOf(raw.n) !== seq) {
      findings.add(7, where, `number ${seq} is missing`);
      seq = seqOf(raw.n);
    }
    const record = checkBody(raw, previous, life, where, findings);
    previous = typeof raw.hash === 'string' ? raw.hash : '';
    if (life !== undefined) shifts.record(life.incarnation, raw.n, previous, record, where);
    days.record(raw.n, previous, record, where);
    if (record === null) continue;
    entries += record.entries.length;
    counts.record(record, raw.n, where);
    money.check(record, raw.n, where);
    checkEntries(record.entries, raw.n, where, findings, (member) => entriesOf.all(member, raw.n));
  }
  counts.done();
  money.checkCount();
  const rows = entryRows.one() ?? 0;
  if (rows !== entries) findings.add(2, 'entries', `${rows} rows stand for the ${entries} entries of the records`);
  const besides = besideRows.one() ?? { all: 0, stray: 0 };
  if (besides.stray > 0) findings.add(11, 'texts beside', `${besides.stray} belong to no record`);
  return { records: count, entries, besides: besides.all };
}

function rawRecord(row: Row): RawRecord {
  const [n, hash, body, salt, text, ...columns] = row;
  return { n: Number(n), hash, body, salt, text, columns };
}

/** One record by itself and after the one before; the record where its content is known, or null. */
function checkBody(
  raw: RawRecord,
  previous: string,
  life: Life | undefined,
  where: string,
  findings: Findings,
): RecordBody | null {
  if (typeof raw.body !== 'string' || typeof raw.hash !== 'string') {
    findings.add(1, where, 'its body or its hash is no text');
    return null;
  }
  if (sha256(raw.body) !== raw.hash) findings.add(1, where, 'its bytes are not those that were hashed');
  let head: RecordHead;
  let record: RecordBody | null;
  try {
    const read = readBody(raw.body);
    record = read.known ? read.record : null;
    head = read.known ? read.record : read.head;
  } catch (error) {
    findings.add(1, where, `cannot be read: ${error instanceof Error ? error.message.slice(0, 200) : String(error)}`);
    return null;
  }
  if (head.prevHash !== previous) findings.add(7, where, 'does not carry the hash of the record before it');
  if (head.seq !== seqOf(raw.n)) findings.add(7, where, `its body says number ${head.seq}`);
  if (life !== undefined && (head.incarnation !== life.incarnation || head.till !== life.till)) {
    findings.add(7, where, 'its body names another incarnation or till');
  }
  checkBeside(raw, head, where, findings);
  if (record !== null) {
    checkColumns(raw, record, where, findings);
    for (const broken of brokenTruths(record)) findings.add(2, where, `it does not hold that ${broken}`);
  }
  return record;
}

function checkBeside(raw: RawRecord, head: RecordHead, where: string, findings: Findings): void {
  // No text is no finding: it goes on erasure.
  if (raw.salt === null && raw.text === null) return;
  const { salt, text } = raw;
  const holds =
    typeof salt === 'string' && typeof text === 'string' && besideDigest({ salt, text }, sha256) === head.beside;
  if (!holds) findings.add(11, where, 'the text beside it is not the one that was digested');
}

function checkColumns(raw: RawRecord, record: RecordBody, where: string, findings: Findings): void {
  const { member, number, fiscal, total } = columnsOf(record);
  const { id, kind, occurredAt, businessDay, shift } = record;
  const derived = [id, kind, occurredAt, businessDay, shift, member, number, fiscal, total];
  for (const [i, column] of COLUMNS.entries()) {
    if (raw.columns[i] !== derived[i]) {
      findings.add(2, where, `column ${column} holds ${String(raw.columns[i])}, its body says ${String(derived[i])}`);
    }
  }
}

function checkEntries(
  entries: readonly Entry[],
  n: number,
  where: string,
  findings: Findings,
  rowsOf: (member: string) => readonly Row[],
): void {
  const members = new Set(entries.map((entry) => entry.member));
  for (const member of members) {
    const own = [...entries.entries()].filter(([, entry]) => entry.member === member);
    const rows = rowsOf(member);
    const same =
      rows.length === own.length &&
      own.every(([i, entry], at) => {
        const expected = [n, i, entry.member, entry.points, entry.contra, entry.lot, expiresCell(entry)];
        return expected.every((cell, column) => rows[at]?.[column] === cell);
      });
    if (!same) findings.add(2, where, `the rows of its entries are not the entries of its body (${describe(rows)})`);
  }
}

function describe(rows: readonly Row[]): string {
  return rows
    .map((row) => {
      try {
        const entry = entryOf(row.slice(2));
        return `${entry.contra} ${entry.points}`;
      } catch {
        return 'unreadable';
      }
    })
    .join(', ');
}
