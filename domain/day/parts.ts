import { type Bani, bani } from '../amount/bani.ts';
import { type Points, points } from '../amount/points.ts';
import type { VatRate } from '../amount/quantity.ts';
import { assert, never } from '../assert.ts';
import type { CivilDate } from '../calendar/civil.ts';
import type { MemberId, RecordId, ShiftId } from '../identity/ids.ts';
import type { Contra } from '../ledger/entry.ts';
import type { RecordBody, Sale } from '../record/record.ts';
import type { TenderKind } from '../record/tender.ts';
import { type PointsSum, ShiftSums } from '../shift/figures.ts';
import type { Behind, ShiftOfDay } from './account.ts';
import { behindOf, movedBy } from './behind.ts';
import type { Difference } from './difference.ts';
import { byGroup, type DaySums, groupOf, netPoints, type PointGroup } from './sums.ts';

/** A figure of a close as a door: behind it are its parts, which come to exactly the figure. */
export type DayFigure =
  /** Sales of one rate; null: of all. Of the day itself, as the ways of paying and the accounts are. */
  | { readonly of: 'vat'; readonly rate: VatRate | null }
  | { readonly of: 'tender'; readonly kind: TenderKind }
  | { readonly of: 'points'; readonly contra: Contra; readonly way: 'given' | 'taken' }
  /** Points of one group of the identity (null: all that moved), with what came late of days before. */
  | { readonly of: 'moved'; readonly group: PointGroup | null }
  /** What a shift sold, and what its drawer should have held when it was counted last. */
  | { readonly of: 'sold' | 'drawer'; readonly shift: ShiftId };

/** A record's part in a figure: `total` of a figure in money, `points` of one in points, each with the figure's sign. */
export interface Part extends Behind {
  /** Over which account the points moved; null: the part is money. */
  readonly contra: Contra | null;
}

export type Amount = NonNullable<Difference['amount']>;

/** What a close says of itself, as far as its figures are doors. */
export interface Figured {
  readonly sums: DaySums;
  readonly moved: readonly PointsSum[];
  readonly shifts: readonly Pick<ShiftOfDay, 'shift' | 'total' | 'cash'>[];
}

/** What a figure comes to; null: the close does not have it. */
export function figureIn(figure: DayFigure, { sums, moved, shifts }: Figured): Amount | null {
  const money = (by: Bani | null | undefined): Amount | null => (by == null ? null : { unit: 'bani', by });
  switch (figure.of) {
    case 'vat': {
      const { rate } = figure;
      return money(rate === null ? sums.total : sums.vat.find((line) => line.rate === rate)?.total);
    }
    case 'tender': {
      const sum = sums.tenders.find(({ kind }) => kind === figure.kind);
      return money(sum === undefined ? null : bani(sum.in - sum.out));
    }
    case 'points': {
      const sum = sums.points.find(({ contra }) => contra === figure.contra);
      return sum === undefined ? null : { unit: 'points', by: sum[figure.way] };
    }
    case 'moved':
      return { unit: 'points', by: figure.group === null ? netPoints(moved) : byGroup(moved)[figure.group] };
    case 'sold':
      return money(shifts.find(({ shift }) => shift === figure.shift)?.total);
    case 'drawer':
      return money(shifts.find(({ shift }) => shift === figure.shift)?.cash?.expected);
    default:
      return never(figure);
  }
}

/**
 * A record's parts in a figure of the close of `day`: money as the figures themselves reckon it, of this record alone; points for each
 * member and account. `saleOf` finds the sale that a void undoes. A count of the drawer is a part of nothing, which says where
 * the drawer's figure ends (`upToCount`).
 */
export function partsOf(
  figure: DayFigure,
  day: CivilDate,
  record: RecordBody,
  saleOf: (id: RecordId) => Sale | null,
): readonly Part[] {
  if (!isOf(figure, day, record)) return [];
  switch (figure.of) {
    case 'points': {
      const { contra, way } = figure;
      return pointParts(record).flatMap((part): Part[] => {
        if (part.contra !== contra || (way === 'given') !== part.points > 0) return [];
        return [way === 'given' ? part : { ...part, points: points(-part.points) }];
      });
    }
    case 'moved': {
      const { group } = figure;
      return pointParts(record).filter(({ contra }) => group === null || groupOf(contra) === group);
    }
    case 'vat':
    case 'tender':
    case 'sold':
    case 'drawer': {
      const total = moneyOf(figure, record, saleOf);
      if (total === 0 && !(figure.of === 'drawer' && record.kind === 'count')) return [];
      return [{ ...behindOf(record), total, points: null, contra: null }];
    }
    default:
      return never(figure);
  }
}

/** Parts in the order of their records, as far as the figure goes: what moved in a drawer after its last count is not in it. */
export function upToCount(figure: DayFigure, parts: readonly Part[]): readonly Part[] {
  if (figure.of !== 'drawer') return parts;
  return parts.slice(0, parts.findLastIndex(({ kind }) => kind === 'count') + 1);
}

/** What parts of a figure come to. */
export function partsSum(figure: DayFigure, parts: readonly Part[]): Amount {
  if (figure.of === 'points' || figure.of === 'moved')
    return { unit: 'points', by: points(parts.reduce((sum, part) => sum + (part.points ?? 0), 0)) };
  return { unit: 'bani', by: bani(parts.reduce((sum, part) => sum + (part.total ?? 0), 0)) };
}

/** Whether a record belongs to what the figure is of: the same question that gathering asks (gather.ts). */
function isOf(figure: DayFigure, day: CivilDate, { businessDay, shift }: RecordBody): boolean {
  if (figure.of === 'moved') return true;
  if (figure.of === 'sold' || figure.of === 'drawer') return shift === figure.shift;
  return businessDay === null || businessDay >= day;
}

/** A record alone, added up as a whole day is: so a list cannot reckon otherwise than its figure. */
function moneyOf(
  figure: Extract<DayFigure, { readonly of: 'vat' | 'tender' | 'sold' | 'drawer' }>,
  record: RecordBody,
  saleOf: (id: RecordId) => Sale | null,
): Bani {
  const sums = new ShiftSums(saleOf);
  sums.add(record);
  const { vat, total, drawer } = sums.figures();
  switch (figure.of) {
    case 'vat':
      return figure.rate === null ? total : (vat.find(({ rate }) => rate === figure.rate)?.total ?? bani(0));
    case 'tender': {
      const sum = drawer.tenders.find(({ kind }) => kind === figure.kind);
      return bani(sum === undefined ? 0 : sum.in - sum.out);
    }
    case 'sold':
      return total;
    case 'drawer':
      return drawer.expected;
    default:
      return never(figure);
  }
}

/** A record's points, given and taken apart, for each member and account: several lots of one member are one part. */
function pointParts(record: RecordBody): readonly (Part & { readonly points: Points; readonly contra: Contra })[] {
  const sums = new Map<string, { readonly member: MemberId; readonly contra: Contra; moved: number }>();
  for (const { member, contra, points: moved } of record.entries) {
    const key = `${member} ${contra} ${moved > 0}`;
    const sum = sums.get(key);
    if (sum === undefined) sums.set(key, { member, contra, moved });
    else sum.moved += moved;
  }
  if (sums.size === 0) return [];
  const behind = behindOf(record);
  const parts = [...sums.values()].map(({ member, contra, moved }) => ({
    ...behind,
    member,
    total: null,
    points: points(moved),
    contra,
  }));
  assert(
    parts.reduce((sum, part) => sum + part.points, 0) === movedBy(record),
    'a record’s parts come to what it moves',
  );
  return parts;
}
