import { join } from 'node:path';
import { tillDir } from '../../../cli/places.ts';
import { readBody } from '../../../contract/record.ts';
import { readLedger } from '../../../db/ledger/ledger.ts';
import { assert } from '../../../domain/assert.ts';
import type { IncarnationId } from '../../../domain/identity/ids.ts';
import type { DayClosed, RecordBody } from '../../../domain/record/record.ts';
import { cashSum } from '../../../domain/shift/cash.ts';

/** The figures of a signed day; money in bani. */
export interface DayFigures {
  readonly sales: number;
  readonly total: number;
  readonly expected: number;
  readonly counted: number;
  readonly variance: number;
  readonly opening: number;
  readonly issued: number;
  readonly redeemed: number;
  readonly closing: number;
  /** By rate in hundredths of a per cent: [gross, discount, total, vat], the highest first. */
  readonly vat: readonly (readonly [rate: number, total: number])[];
  readonly shifts: readonly ShiftFigures[];
}

export interface ShiftFigures {
  readonly till: number;
  readonly sales: number;
  readonly total: number;
  readonly expected: number;
  readonly counted: number;
  readonly variance: number;
}

/**
 * What the tills' own logs come to, record by record, for the records that the signed days up to this one list: written without the
 * product's sums, so that they are tried against something else.
 */
export function bookedFigures(data: string, days: readonly DayClosed[]): DayFigures {
  const signed = days.at(-1);
  assert(signed !== undefined, 'a day was signed');
  const of = recordsOf(data, signed);
  const own = of.filter(({ record }) => (record.businessDay ?? signed.day) >= signed.day);
  const shifts = shiftsOf(of);
  const sum = (pick: (shift: ShiftFigures) => number): number => shifts.reduce((all, one) => all + pick(one), 0);
  const closing = days.reduce((all, day) => all + movedBy(recordsOf(data, day)), 0);
  return {
    sales: own.filter(({ record }) => record.kind === 'sale').length,
    total: own.reduce((all, { record }) => all + turnover(record), 0),
    expected: sum(({ expected }) => expected),
    counted: sum(({ counted }) => counted),
    variance: sum(({ variance }) => variance),
    opening: closing - movedBy(of),
    issued: movedBy(of, ['earn', 'bonus', 'goodwill', 'opening']),
    redeemed: movedBy(of, ['redeem']),
    closing,
    vat: vatOf(own),
    shifts,
  };
}

interface Found {
  readonly till: number;
  readonly record: RecordBody;
}

/** The records that a close lists, from the files of the tills that wrote them. */
function recordsOf(data: string, { tills }: DayClosed): readonly Found[] {
  return tills.flatMap(({ number, ranges }) => {
    const ledger = readLedger(join(tillDir(data, number), 'ledger.db'));
    try {
      const all = ledger.liveAfter(null, 1_000_000).map(({ body }) => {
        const read = readBody(body);
        assert(read.known, 'a record of this version');
        return read.record;
      });
      const listed = (incarnation: IncarnationId, seq: number): boolean =>
        ranges.some((range) => range.incarnation === incarnation && range.first <= seq && seq <= range.last);
      return all.filter(({ incarnation, seq }) => listed(incarnation, seq)).map((record) => ({ till: number, record }));
    } finally {
      ledger.close();
    }
  });
}

function turnover(record: RecordBody): number {
  return record.kind === 'sale' ? record.total : record.kind === 'return' || record.kind === 'void' ? -record.total : 0;
}

function movedBy(found: readonly Found[], contras?: readonly string[]): number {
  const entries = found.flatMap(({ record }) => [...record.entries]);
  return entries.reduce((all, { points, contra }) => all + (contras?.includes(contra) === false ? 0 : points), 0);
}

function vatOf(found: readonly Found[]): DayFigures['vat'] {
  const rates = new Map<number, number>();
  for (const { record } of found) {
    const sign = record.kind === 'sale' ? 1 : record.kind === 'return' ? -1 : 0;
    if (record.kind !== 'sale' && record.kind !== 'return') continue;
    for (const { rate, total } of record.vat) rates.set(rate, (rates.get(rate) ?? 0) + sign * total);
  }
  return [...rates].sort(([a], [b]) => b - a);
}

/** Each shift that was closed, from what was in its drawer at the opening to what was counted last. */
function shiftsOf(found: readonly Found[]): readonly ShiftFigures[] {
  const shifts: ShiftFigures[] = [];
  for (const { till, record: closed } of found) {
    if (closed.kind !== 'shiftClosed' || closed.shift === null) continue;
    const of = found.filter((one) => one.record.shift === closed.shift).map(({ record }) => record);
    const expected = of.reduce((all, record) => all + cashIn(record), 0);
    const last = of.findLast((record) => record.kind === 'count');
    assert(last?.kind === 'count', 'each drawer was counted');
    const counted = cashSum(last.cash);
    shifts.push({
      till,
      sales: of.filter(({ kind }) => kind === 'sale').length,
      total: of.reduce((all, record) => all + turnover(record), 0),
      expected,
      counted,
      variance: counted - expected,
    });
  }
  return shifts;
}

/** By how much a record changes what lies in the drawer. */
function cashIn(record: RecordBody): number {
  switch (record.kind) {
    case 'shiftOpened':
      return cashSum(record.float ?? []);
    case 'sale': {
      const cash = record.tenders.filter(({ kind }) => kind === 'cash').reduce((all, { amount }) => all + amount, 0);
      return cash - record.change;
    }
    case 'cashMoved':
      return record.direction === 'in' ? record.amount : -record.amount;
    default:
      return 0;
  }
}
