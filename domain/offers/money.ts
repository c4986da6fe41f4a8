import { mulDivHalfUp } from '../amount/exact.ts';
import type { Effect, Reduction, Which } from '../programme/offer.ts';
import { partEach, partOne, takeEach, takeFromLines, takePercent, takeShared } from './reduce.ts';
import {
  baseOf,
  firstUnits,
  type Grains,
  inOrder,
  isFree,
  leftOf,
  markUsed,
  matching,
  type Run,
  runsOf,
  type Work,
} from './units.ts';

type Of<Type extends Effect['type']> = Extract<Effect, { readonly type: Type }>;

/** A fixed amount off the goods together, each line or each unit. */
export function amountOff(work: Work, effect: Of<'amountOff'>): void {
  const amount = effect.amount * work.grain;
  const all = runsOf(work, matching(work, effect.of));
  switch (effect.per) {
    case 'order':
      takeShared(work, all, amount, partOne(work));
      return;
    case 'line':
      takeFromLines(work, all, amount, partEach(work));
      return;
    case 'unit':
      onUnits(work, all, effect, (runs) => takeEach(work, runs, (run) => amount * run.units, partEach(work)));
  }
}

/** A share off the goods. That of the whole order is one sum; that of goods named is each line's own. */
export function percentOff(work: Work, effect: Of<'percentOff'>): void {
  const { percent, of, mostUnits } = effect;
  const cap = effect.cap === null ? null : effect.cap * work.grain;
  const whole = of === undefined && mostUnits === null;
  onUnits(work, runsOf(work, matching(work, of)), effect, (runs) =>
    takePercent(work, runs, { percent, cap, whole, asOne: false }),
  );
}

/** Each unit for a price; a weighed line for that price a kilogram. Nothing becomes dearer. */
export function priceEach(work: Work, effect: Of<'priceEach'>): void {
  onUnits(work, runsOf(work, matching(work, effect.of)), effect, (runs) =>
    takeEach(work, runs, (run) => baseOf(work, run) - priceOf(work, run, effect.price), partEach(work)),
  );
}

/** What units of one run cost for a price a piece or kilogram. */
function priceOf(work: Work, run: Run, price: number): Grains {
  const line = work.lines[run.line];
  const weighed = line !== undefined && line.line.unit === 'kg';
  return (weighed ? mulDivHalfUp(price, line.line.quantity, 1000) : price * run.units) * work.grain;
}

/** A reduction of each of some units. */
export function reduceEach(
  work: Work,
  runs: readonly Run[],
  reduction: Reduction,
  part: () => number,
  asOne: boolean,
): void {
  if ('percent' in reduction) {
    takePercent(work, runs, { percent: reduction.percent, cap: null, whole: false, asOne });
  } else if ('amount' in reduction) {
    takeEach(work, runs, (run) => reduction.amount * run.units * work.grain, part);
  } else {
    takeEach(work, runs, (run) => baseOf(work, run) - priceOf(work, run, reduction.price), part);
  }
}

/** Does something to all runs, or to so many units that still cost something, which are used up by it. */
function onUnits(
  work: Work,
  runs: readonly Run[],
  of: { readonly mostUnits: number | null; readonly which: Which },
  act: (runs: readonly Run[]) => void,
): void {
  if (of.mostUnits === null) {
    act(runs);
    return;
  }
  const free = runs.filter((run) => isFree(work, run) && leftOf(work, run) > 0);
  const chosen = firstUnits(work, inOrder(work, free, of.which), of.mostUnits);
  act(chosen);
  markTaken(work, chosen);
}

/** Marks the units that something was taken off as used. */
export function markTaken(work: Work, runs: readonly Run[]): void {
  for (const run of runs) {
    const own = run.takes.find((take) => take.attempt === work.attempt);
    if (own !== undefined) markUsed(work, [run], own.part);
  }
}
