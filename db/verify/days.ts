import { isDeepStrictEqual } from 'node:util';
import { readFound, saleIn } from '../../contract/found.ts';
import { cashOf, type FoundRecord, TillGathering } from '../../domain/day/gather.ts';
import type { DayClosed, SignedTill } from '../../domain/day/recorded.ts';
import { signedLate } from '../../domain/day/signing.ts';
import { addedPoints } from '../../domain/day/sums.ts';
import { NO_HASH, type RecordBody, type RecordHead } from '../../domain/record/record.ts';
import type { LogRange } from '../../domain/shift/figures.ts';
import { ordinalOf, place, seqOf } from '../ledger/file.ts';
import type { Life } from '../ledger/log.ts';
import { sha256 } from '../ledger/writing.ts';
import { int, query, type Sqlite, text } from '../sqlite.ts';
import type { Findings } from './finding.ts';

type Closed = RecordHead & DayClosed;

/**
 * Tries each day that was closed while the log is walked (truth 10): its number follows the one before and names its seal; what it lists is
 * there with the hash that was signed, and was listed by no other; and its figures, derived again from these very records, are those that
 * were signed. Of a chain's till only its own part can be derived here. After a fork a record stands in the log more than once: a close
 * counted the copy that was live when it was first written, and none whose copy a close before had listed. In a chain another till or the
 * centre may have drawn the close, and have known of listings that are not in this log; so where copies are in it and it does not come to
 * the same, it is left untried and not called wrong.
 */
export function dayCheck(
  db: Sqlite,
  lives: readonly Life[],
  findings: Findings,
): {
  /** The next record of the log, in order; null: it cannot be read. `hash`: as stored. */
  record(n: number, hash: string, record: RecordBody | null, where: string): void;
} {
  const abandoned = query(db, 'SELECT first, last FROM abandoned', (row) => [int(row, 0), int(row, 1)] as const).all();
  const hashOf = query(db, 'SELECT hash FROM record WHERE n = ?', (row) => text(row, 0));
  const rows = query(db, 'SELECT n, hash, body FROM record WHERE n >= ? AND n <= ? ORDER BY n', (row) => row);
  const saleBody = query(db, `SELECT body FROM record WHERE id = ? AND kind = 'sale' LIMIT 1`, (row) => text(row, 0));
  const copies = query(db, 'SELECT hash FROM record WHERE id = ?', (row) => text(row, 0));
  const earlier = query(db, 'SELECT n FROM record WHERE id = ? AND n < ?', (row) => int(row, 0));
  const firstOf = query(db, 'SELECT min(n) FROM record WHERE id = ?', (row) => int(row, 0));
  const alone = lives.at(-1)?.alone ?? false;
  const isLive = (n: number): boolean => !abandoned.some(([first, last]) => n >= first && n <= last);
  const listed: LogRange[] = [];
  let before: { readonly closed: Closed; readonly hash: string } | null = null;

  function follows(closed: Closed, where: string): void {
    const { number, previous } = closed;
    if (before === null) {
      if (alone && number !== 1) findings.add(10, where, `the first close of this shop is close ${number}`);
      return;
    }
    const last = before.closed;
    if (number <= last.number) findings.add(10, where, `close ${number} follows close ${last.number}`);
    if (alone && number !== last.number + 1) findings.add(10, where, `close ${number} follows close ${last.number}`);
    if (number !== last.number + 1 || previous === null) return;
    const { record, seal, day, closing } = previous;
    // Appended again after a fork it has another hash: the seal is the one that it had when the next was signed.
    if (record !== last.id || !copies.all(last.id).includes(seal))
      findings.add(10, where, 'it does not name the seal of the day before');
    if (day !== last.day || closing !== last.points.closing) {
      findings.add(10, where, 'what it says of the day before is not what was signed');
    }
  }

  /** Whether a life had left a place behind when a record was first written. */
  function wasLeft(n: number, writtenAt: number): boolean {
    return abandoned.some(([first, last]) => last < writtenAt && n >= first && n <= last);
  }

  /** Whether a close before listed what stands at a place. */
  function wasListed(n: number): boolean {
    const life = lives.find(({ ordinal }) => ordinal === ordinalOf(n));
    const seq = seqOf(n);
    return listed.some((one) => one.incarnation === life?.incarnation && one.first <= seq && one.last >= seq);
  }

  /** What a close first written at a place lists; `copied` is told where one of it has a copy earlier in the log. */
  function* found(ranges: readonly LogRange[], writtenAt: number, copied: () => void): Generator<FoundRecord> {
    for (const { incarnation, first, last } of ranges) {
      const life = lives.find((one) => one.incarnation === incarnation);
      if (life === undefined) continue;
      for (const row of rows.each(place(life.ordinal, first), place(life.ordinal, last))) {
        const n = int(row, 0);
        const body = typeof row[2] === 'string' ? row[2] : '';
        const hash = typeof row[1] === 'string' ? row[1] : '';
        const read = readFound(body);
        const before = read === null || abandoned.length === 0 ? [] : earlier.all(read.head.id, n);
        if (before.length > 0) copied();
        const counted = !wasLeft(n, writtenAt) && !before.some(wasListed);
        yield { incarnation, seq: seqOf(n), hash, body, read, counted };
      }
    }
  }

  function again(closed: Closed, own: SignedTill, where: string, writtenAt: number): void {
    const gathering = new TillGathering({
      till: own.till,
      number: own.number,
      day: closed.day,
      closedUpTo: closed.previous?.day ?? null,
      retired: own.state === 'retired',
      heardAt: null,
      sha256,
      saleOf: (id) => saleIn(saleBody.one(id)),
      taken: () => undefined,
    });
    let at: LogRange | null = null;
    let hasCopies = false;
    for (const one of found(own.ranges, writtenAt, () => {
      hasCopies = true;
    })) {
      const range = own.ranges.find(({ incarnation, first }) => incarnation === one.incarnation && first === one.seq);
      if (range !== undefined && range !== at) gathering.begin(one.incarnation, { seq: one.seq - 1, hash: NO_HASH });
      at = range ?? at;
      gathering.add(one);
    }
    const account = gathering.account();
    const differs = (what: string): void => {
      const detail = `its ${what} are not those of the records that it lists`;
      if (alone || !hasCopies) findings.add(10, where, detail);
      else
        findings.leave(
          where,
          `${detail}, of which some stand twice in the log after a fork: which of the two it counted, this log alone does not tell`,
        );
    };
    if (!isDeepStrictEqual(account.shifts, own.shifts)) differs('shifts');
    if (!isDeepStrictEqual(signedLate(account), own.late)) differs('late facts');
    if (!alone) return;
    if (!isDeepStrictEqual(account.sums, closed.sums)) differs('sums');
    if (!isDeepStrictEqual(cashOf([account]), closed.cash)) differs('drawers');
    const moved = addedPoints([...account.sums.points, ...account.late.flatMap(({ sums }) => sums.points)]);
    if (!isDeepStrictEqual(moved, closed.points.moved)) differs('points');
  }

  return {
    record(n, hash, record, where) {
      if (record?.kind !== 'dayClosed' || !isLive(n)) return;
      follows(record, where);
      before = { closed: record, hash };
      const own = record.tills.find(({ till }) => till === record.till);
      if (own === undefined || own.by !== 'log') return;
      const writtenAt = firstOf.one(record.id) ?? n;
      let isHere = true;
      for (const [i, range] of own.ranges.entries()) {
        const { incarnation, first, last } = range;
        const life = lives.find((one) => one.incarnation === incarnation);
        const end = life === undefined ? null : place(life.ordinal, last);
        const isSame = end !== null && hashOf.one(end) === range.hash;
        if (!isSame && end !== null && wasLeft(end, writtenAt)) {
          isHere = false;
          findings.leave(
            where,
            `it lists records up to ${last} that another copy of this till wrote before the fork; they are not in this log, so it is not derived again`,
          );
        } else if (!isSame) {
          findings.add(10, where, `what it lists does not end with the hash of record ${last}`);
        }
        const others = [...listed, ...own.ranges.slice(0, i)];
        if (others.some((one) => one.incarnation === incarnation && one.first <= last && one.last >= first)) {
          findings.add(10, where, `it lists records ${first} to ${last}, and another close did`);
        }
      }
      if (isHere) again(record, own, where, writtenAt);
      listed.push(...own.ranges);
    },
  };
}
