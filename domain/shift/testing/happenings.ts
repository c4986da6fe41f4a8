import { CASH_REASONS } from '../recorded.ts';
import type { Happening } from './shifts.ts';

/**
 * What happens in a shift as a row of numbers chooses it, whole numbers from 0 on; it ends where the numbers do. Any row makes a shift, and
 * a shorter row a shorter one: so whoever draws the numbers finds the smallest shift that shows something.
 */
export function happeningsOf(numbers: readonly number[]): readonly Happening[] {
  const all: Happening[] = [];
  let at = 0;
  const next = (): number => numbers[at++] ?? 0;
  const below = (most: number): number => next() % most;
  const lines = (most: number): [number, number][] =>
    Array.from({ length: 1 + below(most) }, () => [1 + below(500_000), below(3)]);
  while (at < numbers.length) {
    const kind = below(12);
    if (kind < 5) {
      all.push({
        does: 'sell',
        lines: lines(5),
        off: below(101),
        byPoints: below(2) === 1,
        isMember: below(3) > 0,
        byCard: below(101),
        tooMuch: below(100_000),
      });
    } else if (kind < 6) all.push({ does: 'void', which: below(50) });
    else if (kind < 7) {
      all.push({ does: 'return', lines: lines(3), withheld: below(101), inCash: below(2) === 1 });
    } else if (kind < 8) {
      const action = (['issue', 'topUp', 'undo'] as const)[below(3)] ?? 'issue';
      all.push({ does: 'giftCard', amount: 1 + below(500_000), action, inCash: below(2) === 1 });
    } else if (kind < 10) {
      const why = CASH_REASONS[below(CASH_REASONS.length)] ?? 'other';
      all.push({ does: 'cash', direction: below(2) === 1 ? 'in' : 'out', amount: 1 + below(500_000), why });
    } else if (kind < 11) all.push({ does: 'enrol' });
    else all.push({ does: 'count', off: below(1001) - 500 });
  }
  return all;
}
