import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bani } from '../amount/bani.ts';
import { offerLine } from './lines.ts';
import { pieces, programme } from './testing/basket.ts';
import { type Run, splitOff, takeOff, workOn } from './units.ts';

const POLICIES = ['remaining', 'original', 'best'] as const;

test('a split run loses nothing, and neither side has more off than it may', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...POLICIES),
      fc.integer({ min: 2, max: 9 }),
      fc.integer({ min: 1, max: 20 }),
      fc.nat(180),
      fc.array(fc.nat(180), { maxLength: 3 }),
      fc.nat(),
      (discounts, units, price, floor, wanted, at) => {
        const rules = programme([], { discounts });
        const lowest = Math.min(floor, units * price);
        const line = { ...offerLine(rules, pieces('a1', price, units), null), floor: bani(lowest) };
        const work = workOn(rules.policies, [line], new Map());
        const run = work.runs[0]?.[0];
        if (run === undefined) throw new Error('each line begins as a run');
        // With `best` each attempt may take all there is; else together they may.
        let left = run.gross - lowest;
        wanted.forEach((one, attempt) => {
          work.attempt = attempt;
          const amount = Math.min(one, left);
          if (discounts !== 'best') left -= amount;
          takeOff(work, run, amount, attempt);
        });
        const before = sums(run, wanted.length);
        const head = splitOff(work, run, 1 + (at % (units - 1)));
        const [a, b] = [sums(head, wanted.length), sums(run, wanted.length)];
        expect(a.map((one, i) => one + (b[i] ?? 0))).toEqual(before);
        expect(work.runs[0]).toEqual([head, run]);
        for (const side of [head, run]) {
          const most = discounts === 'best' ? Math.max(0, ...side.takes.map(({ amount }) => amount)) : side.off;
          expect(most + side.floor).toBeLessThanOrEqual(side.gross);
          expect(Math.min(side.floor, ...side.takes.map(({ amount }) => amount))).toBeGreaterThanOrEqual(0);
        }
      },
    ),
    { numRuns: 3000 },
  );
});

/** Units, gross, floor, off, and what each attempt took. */
function sums(run: Run, attempts: number): number[] {
  const by = Array.from({ length: attempts }, (_, attempt) =>
    run.takes.reduce((sum, take) => sum + (take.attempt === attempt ? take.amount : 0), 0),
  );
  return [run.units, run.gross, run.floor, run.off, ...by];
}
