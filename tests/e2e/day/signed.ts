import type { ClosedDay, DayRow, DayView, RegisterView } from '../../../contract/till/day.ts';
import { bani } from '../../../domain/amount/bani.ts';
import { points } from '../../../domain/amount/points.ts';
import { vatRate } from '../../../domain/amount/quantity.ts';
import { civilDate } from '../../../domain/calendar/civil.ts';
import { type Refusal, refuse } from '../../../domain/refusal/refusal.ts';
import { DAY, drawn, HASH, LONG_NAME, NAMES, NOW, SUMS, staffOf, tillOf } from './drawn.ts';

/** What stands around a close that is drawn up: the register's file, the days that were signed, why it failed. */

export const COLUMNS_UNKNOWN = {
  typed: {
    total: '412 427,95',
    vat: [{ rate: vatRate(2000), total: '299 000' }],
    tenders: [{ kind: 'cash', total: '184 205,00,' }],
  },
  read: { total: bani(41_242_795), vat: [{ rate: vatRate(2000), total: bani(29_900_000) }], tenders: null },
  unreadable: 1,
  file: {
    at: 'read',
    name: 'raport-casa-de-marcat-magazinul-botanica-2026-11-21-final-final.xlsx',
    head: [
      ['Nr', 'Bon fiscal', 'Data și ora', 'Casier', 'Suma, lei'],
      ['1', '000480', '21.11.2026 08:03:11', 'Ana', '1 234,50'],
      ['2', '000481', '21.11.2026 08:05:42', 'Ana', '285,31'],
    ],
    columns: null,
    receipts: 0,
    total: bani(0),
    faulty: [14, 15, 212],
    faultyMany: 3,
    apart: [1],
    apartMany: 1,
    strange: null,
    isTaken: false,
  },
} as const satisfies RegisterView;

/** A file of the day before. */
export const OTHER_DAY: RegisterView = {
  ...COLUMNS_UNKNOWN,
  file: {
    ...COLUMNS_UNKNOWN.file,
    columns: { fiscal: 1, total: 4, at: 2 },
    receipts: 1204,
    total: bani(38_112_040),
    strange: { from: civilDate('2026-11-20'), known: 3, of: 1204 },
  },
};

export function view(now: DayView['now'], of: Partial<DayView> = {}): DayView {
  return {
    right: { here: true, till: 1, others: [2, 3].map((number) => ({ id: tillOf(number), number })) },
    from: DAY,
    proposed: DAY,
    last: null,
    now,
    ...of,
  };
}

export const ROWS: readonly DayRow[] = Array.from({ length: 40 }, (_, n) => ({
  number: 40 - n,
  day: civilDate(new Date(Date.UTC(2026, 10, 20 - n)).toISOString().slice(0, 10)),
  signedAt: NOW - (n + 1) * 86_400_000,
  signedByName: n === 2 ? LONG_NAME : n === 5 ? null : 'Elena Munteanu',
  till: 1,
  sales: 1712 - n,
  withMember: 990,
  total: bani(39_430_450 - n * 10_000),
  variance: bani(n === 1 ? -5000 : n === 3 ? 150 : 0),
  groups: {
    issued: points(17_000),
    redeemed: points(-8000),
    returned: points(0),
    expired: points(-900),
    adjusted: points(0),
  },
  opening: points(804_340),
  closing: points(812_440),
  differences: n % 3,
  explained: n % 3,
  without: n === 1 ? 1 : 0,
  seal: HASH,
}));

/** A signed day with differences that were explained. */
export function closed(): ClosedDay {
  const of = drawn();
  const [row] = ROWS;
  if (row === undefined) throw new Error('The story has signed days.');
  return {
    ...row,
    number: 41,
    day: DAY,
    signedAt: NOW,
    closing: points(821_001),
    opening: points(812_440),
    groups: of.points.groups,
    notes: { 'cashVariance:1': 'Restul de la domnul Ceban; l-a adus a doua zi.' },
    storeName: 'Magazin Botanica',
    names: NAMES,
    closed: {
      kind: 'dayClosed',
      day: DAY,
      number: 41,
      previous: of.previous,
      by: 'centre',
      asOf: of.asOf,
      tills: of.tills.map((each) => ({
        till: each.till,
        number: each.number,
        state: each.state,
        by: each.by,
        ranges: each.ranges,
        shifts: each.shifts,
        without: each.state === 'silent' ? 'later' : null,
        late: [],
      })),
      sums: SUMS,
      points: { opening: points(812_440), moved: SUMS.points, closing: points(821_001) },
      cash: of.cash,
      checks: of.checks.map(({ check: name, state, figure, differences }) => ({
        check: name,
        state,
        figure,
        differences: differences.map(({ key, code, params, amount, at }) => ({
          key,
          code,
          params,
          amount,
          at,
          explained: name === 'looks' ? null : { why: 'wrongChange', by: staffOf(0), mended: null },
        })),
      })),
      signedBy: staffOf(0),
      entries: [],
    },
  };
}

export const FAILED: Refusal = refuse('day.noCentre');
