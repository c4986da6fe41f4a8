import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { points } from '../amount/points.ts';
import { TillGathering } from './gather.ts';
import { type DayFigure, figureIn, type Part, partsOf, partsSum, upToCount } from './parts.ts';
import { everyFigure, figuredTill } from './testing/figures.ts';
import { FIRST_DAY, liveTill, planOf } from './testing/tills.ts';

const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');
const rows = fc.array(fc.array(fc.nat(), { maxLength: 80 }), { minLength: 1, maxLength: 4 });

test('each figure of any till’s day is exactly what the parts of its records come to, late ones and what is voided too', () => {
  fc.assert(
    fc.property(rows, (numbers) => {
      const { till, number, found, days } = liveTill(1, planOf(numbers), sha256);
      const day = days.at(-1);
      if (day === undefined) return;
      const taken: (typeof found)[number][] = [];
      const gathering = new TillGathering({
        ...{ till, number, day, closedUpTo: null, retired: false, heardAt: null, sha256 },
        saleOf: () => null,
        taken: (one) => taken.push(one),
      });
      for (const one of found) gathering.add(one);
      const figured = figuredTill(gathering.account());
      const sales = new Map(taken.map(({ read }) => [read?.record?.id, read?.record]));
      const figures = everyFigure(figured);
      for (const figure of figures) {
        const parts = taken.flatMap(({ read }): readonly Part[] => {
          if (read?.record == null) return [];
          return partsOf(figure, day, read.record, (id) => {
            const sale = sales.get(id);
            return sale?.kind === 'sale' ? sale : null;
          });
        });
        const listed = upToCount(figure, parts);
        expect([figure, partsSum(figure, listed)]).toEqual([figure, figureIn(figure, figured)]);
        // Nothing stands in a list that has no part in the figure.
        expect(listed.every((part) => part.total !== 0 || part.kind === 'count')).toBe(true);
      }
    }),
    { numRuns: 60, endOnFailure: true },
  );
});

test('points of several lots of one member are one part, what is given and what is taken apart', () => {
  const { found } = liveTill(1, planOf([[0, 0, 1]]), sha256);
  const record = found.map(({ read }) => read?.record ?? null).find((one) => one?.kind === 'adjust');
  if (record?.kind !== 'adjust') throw new Error('a correction');
  const entry = record.entries[0];
  if (entry === undefined) throw new Error('its entry');
  const day = FIRST_DAY;
  const entries = [-3, -4, 5].map((by) => ({ ...entry, points: points(by) }));
  const partsIn = (figure: DayFigure): unknown =>
    partsOf(figure, day, { ...record, entries }, () => null).map((part) => [part.contra, part.points]);
  expect(partsIn({ of: 'moved', group: 'adjusted' })).toEqual([
    ['adjust', -7],
    ['adjust', 5],
  ]);
  expect(partsIn({ of: 'points', contra: 'adjust', way: 'taken' })).toEqual([['adjust', 7]]);
  expect(partsIn({ of: 'moved', group: 'issued' })).toEqual([]);
});
