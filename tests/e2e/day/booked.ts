import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { tillDir } from '../../../cli/places.ts';
import { readBody } from '../../../contract/record.ts';
import { readLedger } from '../../../db/ledger/ledger.ts';
import { assert } from '../../../domain/assert.ts';
import type { IncarnationId } from '../../../domain/identity/ids.ts';
import type { DayClosed, RecordBody } from '../../../domain/record/record.ts';
import type { Tender } from '../../../domain/record/tender.ts';
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
  readonly returned: number;
  readonly adjusted: number;
  readonly closing: number;
  /** What was sold at each rate, the highest first. */
  readonly vat: readonly VatFigures[];
  readonly shifts: readonly ShiftFigures[];
  /** SHA-256 of the very bytes that were signed. */
  readonly seal: string;
}

export interface VatFigures {
  /** Hundredths of a per cent. */
  readonly rate: number;
  readonly gross: number;
  readonly discount: number;
  /** VAT in it. */
  readonly total: number;
  readonly vat: number;
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
    returned: movedBy(of, ['return']),
    adjusted: movedBy(of, ['adjust', 'transfer']),
    closing,
    vat: vatOf(own),
    shifts,
    seal: sealOf(data, signed),
  };
}

interface Found {
  readonly till: number;
  readonly record: RecordBody;
}

/** The records that a close lists, from the files of the tills that wrote them. */
function recordsOf(data: string, { tills }: DayClosed): readonly Found[] {
  return tills.flatMap(({ number, ranges }) => {
    const listed = (incarnation: IncarnationId, seq: number): boolean =>
      ranges.some((range) => range.incarnation === incarnation && range.first <= seq && seq <= range.last);
    return logOf(data, number)
      .filter(({ record: { incarnation, seq } }) => listed(incarnation, seq))
      .map(({ record }) => ({ till: number, record }));
  });
}

/** All that a till wrote, with the bytes as they stand. */
export function logOf(data: string, till: number): readonly { readonly record: RecordBody; readonly body: string }[] {
  const ledger = readLedger(join(tillDir(data, till), 'ledger.db'));
  try {
    return ledger.liveAfter(null, 1_000_000).map(({ body }) => {
      const read = readBody(body);
      assert(read.known, 'a record of this version');
      return { record: read.record, body };
    });
  } finally {
    ledger.close();
  }
}

function sealOf(data: string, { tills, number: of }: DayClosed): string {
  const signed = tills
    .flatMap(({ number }) => logOf(data, number))
    .filter(({ record }) => record.kind === 'dayClosed' && record.number === of);
  assert(signed.length === 1, 'a day is signed once');
  return createHash('sha256')
    .update(signed[0]?.body ?? '')
    .digest('hex');
}

function turnover(record: RecordBody): number {
  return record.kind === 'sale' ? record.total : record.kind === 'return' || record.kind === 'void' ? -record.total : 0;
}

function movedBy(found: readonly Found[], contras?: readonly string[]): number {
  const entries = found.flatMap(({ record }) => [...record.entries]);
  return entries.reduce((all, { points, contra }) => all + (contras?.includes(contra) === false ? 0 : points), 0);
}

/** What is undone is taken off as it was sold. */
function vatOf(found: readonly Found[]): DayFigures['vat'] {
  const rates = new Map<number, VatFigures>();
  for (const { record } of found) {
    for (const [sign, line] of vatLinesOf(record, found)) {
      const { rate } = line;
      const of = rates.get(rate) ?? { rate, gross: 0, discount: 0, total: 0, vat: 0 };
      rates.set(rate, {
        rate,
        gross: of.gross + sign * line.gross,
        discount: of.discount + sign * line.discount,
        total: of.total + sign * line.total,
        vat: of.vat + sign * line.vat,
      });
    }
  }
  return [...rates.values()].sort((a, b) => b.rate - a.rate);
}

function vatLinesOf(record: RecordBody, found: readonly Found[]): readonly (readonly [sign: 1 | -1, VatFigures])[] {
  switch (record.kind) {
    case 'sale':
      return record.vat.map((line) => [1, line] as const);
    case 'return':
      return record.vat.map((line) => [-1, line] as const);
    case 'void': {
      const sale = found.find((one) => one.record.id === record.of)?.record;
      assert(sale?.kind === 'sale', 'what is undone was sold in the same shift');
      return sale.vat.map((line) => [-1, line] as const);
    }
    default:
      return [];
  }
}

/**
 * Each shift whose drawer was counted, from what was in it at the opening to what was counted last. The record of its closing need not be
 * among them: what a Z on paper lists ends before it.
 */
function shiftsOf(found: readonly Found[]): readonly ShiftFigures[] {
  const counted = found.filter(({ record: { kind, shift } }) => kind === 'count' && shift !== null);
  return [...new Map(counted.map((one) => [one.record.shift, one.till]))].map(([shift, till]) => {
    const of = found.filter(({ record }) => record.shift === shift).map(({ record }) => record);
    const expected = of.reduce((all, record) => all + cashIn(record), 0);
    const last = of.findLast((record) => record.kind === 'count');
    assert(last?.kind === 'count', 'its drawer was counted');
    const inDrawer = cashSum(last.cash);
    return {
      till,
      sales: of.filter(({ kind }) => kind === 'sale').length,
      total: of.reduce((all, record) => all + turnover(record), 0),
      expected,
      counted: inDrawer,
      variance: inDrawer - expected,
    };
  });
}

/** By how much a record changes what lies in the drawer. */
function cashIn(record: RecordBody): number {
  switch (record.kind) {
    case 'shiftOpened':
      return cashSum(record.float ?? []);
    case 'sale':
      return inCash(record.tenders) - record.change;
    case 'return':
    case 'void':
      return -inCash(record.tenders);
    case 'cashMoved':
      return record.direction === 'in' ? record.amount : -record.amount;
    default:
      return 0;
  }
}

function inCash(tenders: readonly Tender[]): number {
  return tenders.filter(({ kind }) => kind === 'cash').reduce((all, { amount }) => all + amount, 0);
}
