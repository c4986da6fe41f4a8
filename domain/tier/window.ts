import { addDays, type CivilDate } from '../calendar/civil.ts';
import { dayCount, endOf, startOf } from '../calendar/periods.ts';
import type { TallyRow } from '../ledger/tally.ts';
import type { Tiers } from '../programme/tiers.ts';

type Window = Tiers['window'];

/** What a window holds: today, and at most on any day since the grace began. */
export interface Held {
  readonly today: number;
  readonly most: number;
}

/**
 * The first day whose reach still counts on `day`. `nextPeriod`: the beginning of the period before; where the window has no
 * calendar unit, of the calendar year.
 */
export function graceFrom({ window, grace }: Tiers, day: CivilDate): CivilDate {
  if (grace !== 'nextPeriod') return addDays(day, -grace);
  return startOf(window.type === 'calendar' ? window.unit : 'year', day, -1);
}

/**
 * The sums of a window over rows of one key. The window's sum is a step function of the day: it changes only on a row's day
 * and on the day on which that row leaves the window. So it is walked from step to step; days on which nothing changes
 * cost nothing. Rows without a day were counted before all others: only `ever` holds them.
 */
export function heldIn(window: Window, rows: readonly TallyRow[], from: CivilDate, day: CivilDate): Held {
  const first = firstIn(window, from);
  const [start, end] = [dayCount(from), dayCount(day)];
  const goneOn = leaving(window);
  let sum = 0;
  const steps: { readonly at: number; readonly by: number }[] = [];
  for (const row of rows) {
    if (row.day === null) {
      if (first === null) sum += row.n;
      continue;
    }
    if (row.day > day || (first !== null && row.day < first)) continue;
    if (row.day <= from) sum += row.n;
    else steps.push({ at: dayCount(row.day), by: row.n });
    if (start === end) continue;
    const gone = goneOn(row.day);
    if (gone <= end) steps.push({ at: gone, by: -row.n });
  }
  steps.sort((a, b) => a.at - b.at);
  let most = sum;
  steps.forEach((step, i) => {
    sum += step.by;
    // All that comes and goes on one day is one step.
    if (steps[i + 1]?.at !== step.at && sum > most) most = sum;
  });
  return { today: sum, most };
}

/** The first day that the window holds on a day; null: all. */
function firstIn(window: Window, day: CivilDate): CivilDate | null {
  if (window.type === 'ever') return null;
  return window.type === 'rolling' ? addDays(day, 1 - window.days) : startOf(window.unit, day);
}

/** Tells, as a count of days, when what was counted on a day is out of the window. */
function leaving(window: Window): (row: CivilDate) => number {
  if (window.type === 'ever') return () => Number.POSITIVE_INFINITY;
  if (window.type === 'rolling') return (row) => dayCount(row) + window.days;
  const { unit } = window;
  let known: { readonly first: CivilDate; readonly last: CivilDate; readonly gone: number } | null = null;
  return (row) => {
    if (known === null || row < known.first || row > known.last) {
      const last = endOf(unit, row);
      known = { first: startOf(unit, row), last, gone: dayCount(last) + 1 };
    }
    return known.gone;
  };
}
