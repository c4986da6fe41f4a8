import { zFigures } from '../../contract/shift.ts';
import type { IncarnationId } from '../../domain/identity/ids.ts';
import type { RecordBody } from '../../domain/record/record.ts';
import { type ShiftFigures, ShiftSums, type ZFigures } from '../../domain/shift/figures.ts';
import { place, seqOf } from '../ledger/file.ts';
import type { Life } from '../ledger/log.ts';
import { int, query, type Sqlite, text } from '../sqlite.ts';
import type { Findings } from './finding.ts';

/**
 * Derives every shift again from its records while the log is walked, and compares: Zs are numbered 1, 2, 3 ... without a gap, the figures
 * of each are those of its records, and what it says of its place in the log is there.
 */
export function shiftCheck(
  db: Sqlite,
  lives: readonly Life[],
  findings: Findings,
): {
  /** The next record of the log, in order; null: it cannot be read. `hash`: as stored. */
  record(incarnation: IncarnationId, n: number, hash: string, record: RecordBody | null, where: string): void;
} {
  const abandoned = query(db, 'SELECT first, last FROM abandoned', (row) => [int(row, 0), int(row, 1)] as const).all();
  const hashOf = query(db, 'SELECT hash FROM record WHERE n = ?', (row) => text(row, 0));
  let sums: ShiftSums | null = null;
  let closed = 0;

  function check(z: ZFigures, derived: ShiftFigures, where: string): void {
    if (z.number !== closed) findings.add(10, where, `it is Z ${z.number}, and ${closed} shifts were closed`);
    for (const { incarnation, last, hash } of z.ranges) {
      const life = lives.find((one) => one.incarnation === incarnation);
      if (life === undefined || hashOf.one(place(life.ordinal, last)) !== hash) {
        findings.add(10, where, `its records do not end with the hash of record ${last}`);
      }
    }
    // Records that were appended again after a fork have new places; what they say has not changed.
    const moved = derived.ranges.some(({ incarnation }) => z.ranges.every((one) => one.incarnation !== incarnation));
    const expected = { number: z.number, ...derived, ...(moved ? { ranges: z.ranges } : {}) };
    if (formOf(z) !== formOf(expected)) findings.add(2, where, 'its figures are not those of the records of its shift');
  }

  return {
    record(incarnation, n, hash, record, where) {
      if (abandoned.some(([first, last]) => n >= first && n <= last)) return;
      if (record?.kind === 'shiftOpened') sums = new ShiftSums();
      if (record?.kind === 'shiftClosed') {
        closed++;
        if (record.z !== undefined && sums === null) findings.add(10, where, 'a shift is closed that was not opened');
        if (record.z !== undefined && sums !== null) check(record.z, sums.figures(), where);
        sums = null;
        return;
      }
      sums?.place({ head: { incarnation, seq: seqOf(n) }, hash });
      if (record !== null) sums?.add(record);
    },
  };
}

/** The same text for the same figures, whoever made them. */
function formOf(z: ZFigures): string {
  return JSON.stringify(zFigures.parse(z));
}
