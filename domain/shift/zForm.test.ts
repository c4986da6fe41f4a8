import fc from 'fast-check';
import { expect, test } from 'vitest';
import { civilDate } from '../calendar/civil.ts';
import { shiftFigures } from './figures.ts';
import { happeningsOf } from './testing/happenings.ts';
import { inCoins, live } from './testing/shifts.ts';
import { xRows, zRows } from './zForm.ts';

const HEAD = { store: 'Magazin', till: 3, businessDay: civilDate('2026-11-21'), openedBy: 'Ana', openedAt: 0 };

/** What blind counting hides: the drawer, how was paid, and money put on gift cards. */
const HIDDEN =
  /^(paid|tender\.|giftSold|giftUndone|drawer|float|notCounted|leftBefore|differs|in:|out:|expected|counted|variance|slip)/;

test('an X says that it is one, and nothing of what a blind count must not reveal; a Z of the same shift says it all', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(), { maxLength: 60 }), (numbers) => {
      const figures = shiftFigures(live(inCoins(12_345), happeningsOf(numbers)).records);
      const said = (rows: ReturnType<typeof xRows>): string[] =>
        rows.map((row) => (row.kind === 'pair' ? `${row.left} ${row.right}` : row.kind === 'rule' ? '' : row.text));
      const x = said(xRows({ ...HEAD, number: 7, at: 60_000 }, figures, (word) => word));
      expect(x.slice(0, 4)).toEqual(['Magazin', 'xTitle 7', 'notFiscal', 'xNotClosing']);
      expect(x.filter((row) => HIDDEN.test(row))).toEqual([]);
      const z = said(zRows({ ...HEAD, closedAt: 60_000 }, { ...figures, number: 7 }, (word) => word));
      expect(z.some((row) => HIDDEN.test(row))).toBe(true);
      // What both say they say alike.
      const only = new Set(['xTitle 7', 'xNotClosing', 'xAt 01.01.1970 02:01', 'xBlind']);
      expect(x.filter((row) => !only.has(row) && !z.includes(row) && !row.startsWith('xAt'))).toEqual([]);
    }),
    { numRuns: 20 },
  );
});
