import type { TillAccount } from '../account.ts';
import type { DayFigure, Figured } from '../parts.ts';
import { POINT_GROUPS } from '../sums.ts';

/** Every figure of a close that is a door. */
export function everyFigure({ sums, shifts }: Figured): readonly DayFigure[] {
  return [
    ...sums.vat.map(({ rate }): DayFigure => ({ of: 'vat', rate })),
    { of: 'vat', rate: null },
    ...sums.tenders.map(({ kind }): DayFigure => ({ of: 'tender', kind })),
    ...sums.points.flatMap(({ contra }): DayFigure[] => [
      { of: 'points', contra, way: 'given' },
      { of: 'points', contra, way: 'taken' },
    ]),
    ...[...POINT_GROUPS, null].map((group): DayFigure => ({ of: 'moved', group })),
    ...shifts.flatMap(({ shift, cash }): DayFigure[] => [
      { of: 'sold', shift },
      ...(cash === null ? [] : [{ of: 'drawer', shift } as const]),
    ]),
  ];
}

/** A till's part of a close alone, as far as its figures are doors. */
export function figuredTill({ sums, late, shifts }: Pick<TillAccount, 'sums' | 'late' | 'shifts'>): Figured {
  return { sums, moved: [...sums.points, ...late.flatMap((one) => one.sums.points)], shifts };
}
