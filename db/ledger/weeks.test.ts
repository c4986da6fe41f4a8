import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { bani, NO_MONEY } from '../../domain/amount/bani.ts';
import { type CivilDate, civilDate } from '../../domain/calendar/civil.ts';
import { type StaffId, staffId } from '../../domain/identity/ids.ts';
import type { RecordContent, RecordDraft } from '../../domain/record/record.ts';
import { type ShiftRecord, shiftFigures } from '../../domain/shift/figures.ts';
import {
  draftOf,
  enrolment,
  incarnationOf,
  memberOf,
  recordOf,
  STORE,
  sale,
  shiftOpened,
  TILL,
  uuidOf,
} from '../samples.ts';
import { type Ledger, openLedger } from './ledger.ts';
import { readDaysWorked, readWeek } from './weeks.ts';

const MONDAY = civilDate('2026-11-16');
const [ANA, ION] = [staffId(uuidOf(71)), staffId(uuidOf(72))];

let dir: string;
let file: string;
let ledger: Ledger;
let n = 0;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'loial-weeks-'));
  file = join(dir, 'ledger.db');
  ledger = openLedger(file);
  n = 0;
  ledger.begin({
    store: STORE,
    till: TILL,
    incarnation: incarnationOf(1),
    ordinal: 1,
    previous: null,
    id: recordOf(0),
    alone: false,
    occurredAt: 0,
  });
});
afterEach(() => {
  ledger.close();
  rmSync(dir, { recursive: true, force: true });
});

/** Writes one record of somebody, so many seconds after the one before; returns its id. */
function write(day: CivilDate, staff: StaffId | null, afterS: number, draft: (n: number) => RecordDraft) {
  n += 1;
  at += afterS * 1000;
  const { record } = ledger.append({ ...draft(n), businessDay: day, staff, occurredAt: at });
  return record;
}
let at = 1_763_000_000_000;
const content = (of: RecordContent) => (i: number) => draftOf(i, of);

/** A shift of one person on a day: its sales (true: with a member) 30 s apart, then a count that is off by `variance`. */
function shift(day: CivilDate, staff: StaffId, sales: readonly boolean[], variance: number, recounts = false): void {
  write(day, staff, 3600, shiftOpened);
  for (const [i, withMember] of sales.entries()) {
    write(day, staff, 30, (id) => sale(id, { total: 500, ...(withMember ? { member: memberOf(i) } : {}) }));
  }
  const cash = (of: number) =>
    [{ kind: 'coin' as const, value: bani(1), pieces: of }].filter(({ pieces }) => pieces > 0);
  const expected = 500 * sales.length;
  const count = (turn: number, found: number) =>
    write(day, staff, 60, content({ kind: 'count', turn, cash: cash(found), others: {}, entries: [] }));
  if (recounts) count(1, expected + 999);
  count(recounts ? 2 : 1, expected + variance);
  // Between the count and the closing the till may write on.
  write(day, staff, 5, content({ kind: 'cashMoved', direction: 'out', amount: bani(1), why: 'safe', entries: [] }));
  const records: readonly ShiftRecord[] = ledger.shiftRecords(null);
  const figures = shiftFigures(records);
  const z = { number: ledger.lastZ() + 1, ...figures };
  const { sales: sold } = figures.counts;
  write(day, ION, 5, content({ kind: 'shiftClosed', sales: sold, total: figures.total, z, entries: [] }));
}

test('a week is that of its business days: sales, members, enrolments, pace and counts, each of whoever was signed in', () => {
  const sunday = civilDate('2026-11-22');
  shift(civilDate('2026-11-15'), ANA, [true, true, true], -700); // the Sunday before
  shift(MONDAY, ANA, [true, false, true], 0);
  write(sunday, ANA, 60, shiftOpened);
  write(sunday, ION, 60, (id) => enrolment(id, memberOf(9)));
  write(sunday, ION, 40, (id) => sale(id, { total: 100, member: memberOf(9) }));
  const undone = write(sunday, ION, 20, (id) => sale(id, { total: 300 }));
  write(
    sunday,
    ANA,
    20,
    content({
      kind: 'void',
      of: undone.id,
      ofNumber: 'R0000000000001',
      member: null,
      total: bani(300),
      tenders: [{ kind: 'cash', amount: bani(300) }],
      entries: [],
    }),
  );
  write(civilDate('2026-11-23'), ANA, 0, (id) => draftOf(id, { kind: 'setting', topic: 'x', entries: [] }));
  const { people } = readWeek(file, MONDAY);
  expect(people).toEqual([
    {
      staff: ANA,
      sales: 3,
      withMember: 2,
      enrolments: 0,
      pace: { sales: 3, lines: 3, ms: 90_000 },
      closings: { exact: 1, varied: 0, variance: NO_MONEY },
    },
    {
      staff: ION,
      sales: 1,
      withMember: 1,
      enrolments: 1,
      pace: { sales: 1, lines: 1, ms: 40_000 },
      closings: { exact: 0, varied: 0, variance: NO_MONEY },
    },
  ]);
  expect(readWeek(file, civilDate('2026-11-09')).people).toMatchObject([
    { staff: ANA, sales: 3, closings: { exact: 0, varied: 1, variance: -700 } },
  ]);
  expect(readWeek(file, civilDate('2026-11-30'))).toEqual({ people: [], recognitions: [] });
});

test('what an offer put in is nobody’s line', () => {
  const day = MONDAY;
  write(day, ANA, 60, shiftOpened);
  write(day, ANA, 60, (id) => {
    const draft = sale(id, { total: 100 });
    if (draft.kind !== 'sale') throw new TypeError('a sale');
    const [line] = draft.lines;
    if (line === undefined) throw new TypeError('a line');
    const nothing = { ...line, price: bani(0), gross: bani(0), added: 'gift' };
    return { ...draft, lines: [line, nothing] };
  });
  expect(readWeek(file, MONDAY).people).toMatchObject([{ pace: { sales: 1, lines: 1 } }]);
});

test('exact counts in a row reach back over weeks, and end with a second count', () => {
  for (const date of ['2026-11-06', '2026-11-07', '2026-11-13', '2026-11-14']) {
    shift(civilDate(date), ANA, [false], 0);
  }
  const before = civilDate('2026-11-09');
  expect(readWeek(file, before).recognitions).toEqual([]);
  shift(MONDAY, ANA, [false], 0);
  expect(readWeek(file, MONDAY).recognitions).toEqual([{ staff: ANA, of: 'exactInARow', times: 5 }]);
  // A week that is over says the same for ever.
  shift(civilDate('2026-11-24'), ANA, [false], 0, true);
  expect(readWeek(file, MONDAY).recognitions).toEqual([{ staff: ANA, of: 'exactInARow', times: 5 }]);
  expect(readWeek(file, civilDate('2026-11-23'))).toMatchObject({
    people: [{ staff: ANA, closings: { exact: 1 } }],
    recognitions: [],
  });
});

test('copies that a fork left behind count nowhere: a shift over two lives of the till counts once', () => {
  write(MONDAY, ANA, 60, shiftOpened);
  write(MONDAY, ANA, 60, (id) => sale(id, { total: 100 }));
  const hash = ledger.head()?.hash ?? '';
  const previous = { incarnation: incarnationOf(1), seq: ledger.head()?.seq ?? 0, hash };
  write(MONDAY, ANA, 60, (id) => sale(id, { total: 200 }));
  ledger.reincarnate({
    store: STORE,
    till: TILL,
    incarnation: incarnationOf(2),
    ordinal: 2,
    previous,
    id: recordOf(900),
    occurredAt: at,
  });
  write(MONDAY, ANA, 60, (id) => sale(id, { total: 300 }));
  expect(readWeek(file, MONDAY).people).toMatchObject([{ sales: 3 }]);
});

test('days on which shifts were closed, with what they sold', () => {
  shift(civilDate('2026-10-31'), ANA, [true], 0);
  shift(civilDate('2026-11-01'), ANA, [true, false], 0);
  shift(civilDate('2026-11-01'), ION, [true], 100);
  shift(civilDate('2026-11-30'), ION, [], 0);
  write(civilDate('2026-11-29'), ANA, 60, shiftOpened);
  expect(readDaysWorked(file, civilDate('2026-11-01'), civilDate('2026-11-30'))).toEqual([
    { day: '2026-11-01', shifts: 2, sales: 3, total: 1500 },
    { day: '2026-11-30', shifts: 1, sales: 0, total: 0 },
  ]);
});
