import type { CivilDate } from '../calendar/civil.ts';
import type { ShiftId, StaffId, StoreId, TillId } from '../identity/ids.ts';
import type { LogRange, ZFigures } from '../shift/figures.ts';
import type { ShiftOfDay, TillAccount } from './account.ts';
import { addedSums, type DaySums, sumsOf } from './sums.ts';

/** What the code on a Z form says of its shift: all that a close needs of a till whose records cannot be asked for. */
export interface PaperZ {
  readonly store: StoreId;
  readonly till: TillId;
  /** The till's number. */
  readonly number: number;
  readonly z: number;
  readonly shift: ShiftId;
  readonly day: CivilDate;
  readonly staff: StaffId | null;
  /** UTC ms of that till's clock. */
  readonly openedAt: number;
  readonly closedAt: number;
  readonly ranges: readonly LogRange[];
  readonly sums: DaySums;
  /** As it was counted last; null: nobody counted. */
  readonly cash: ShiftOfDay['cash'];
  readonly slips: ShiftOfDay['slips'];
  readonly turns: number;
}

/** What is said of a shift besides its figures. */
export type PaperHead = Pick<PaperZ, 'store' | 'till' | 'number' | 'shift' | 'day' | 'staff' | 'openedAt' | 'closedAt'>;

/** A Z as its code tells it. */
export function paperOf(head: PaperHead, z: ZFigures): PaperZ {
  const last = z.drawer.counted.at(-1);
  return {
    ...head,
    z: z.number,
    ranges: z.ranges,
    sums: sumsOf(z),
    cash: last === undefined ? null : { expected: last.expected, counted: last.cash, variance: last.variance },
    slips: (last?.others ?? []).map(({ kind, expected, counted, variance }) => ({
      kind,
      expected,
      counted,
      variance,
    })),
    turns: z.drawer.counted.length,
  };
}

/**
 * A till's part of a day as its papers tell it; `papers` are of this till, by number. What it recorded outside of these shifts is not on
 * them, and belongs to the next close.
 */
export function paperAccount(
  of: Pick<TillAccount, 'till' | 'number' | 'heardAt'> & { readonly retired: boolean },
  papers: readonly PaperZ[],
  day: CivilDate,
  closedUpTo: CivilDate | null,
): TillAccount {
  const { till, number, heardAt, retired } = of;
  const ranges = papers.flatMap((paper) => paper.ranges);
  const records = (some: readonly PaperZ[]): number =>
    some.flatMap((paper) => paper.ranges).reduce((sum, { first, last }) => sum + last - first + 1, 0);
  const earlier = [...new Set(papers.map((paper) => paper.day).filter((one) => one < day))].sort();
  const hasDay = papers.some((paper) => paper.day === day);
  return {
    till,
    number,
    state: retired ? 'retired' : hasDay ? 'closed' : 'silent',
    by: 'paper',
    heardAt,
    ranges,
    records: records(papers),
    outside: 0,
    shifts: papers.map(
      ({ shift, z, day: businessDay, staff, openedAt, closedAt, sums, cash, slips, turns }): ShiftOfDay => ({
        shift,
        z,
        businessDay,
        staff,
        openedAt,
        closedAt,
        sales: sums.counts.sales,
        total: sums.total,
        cash,
        slips,
        turns,
      }),
    ),
    sums: addedSums(papers.filter((paper) => paper.day >= day).map(({ sums }) => sums)),
    late: earlier.map((of) => {
      const some = papers.filter((paper) => paper.day === of);
      return {
        day: of,
        closed: closedUpTo !== null && of <= closedUpTo,
        records: records(some),
        sums: addedSums(some.map(({ sums }) => sums)),
      };
    }),
  };
}
