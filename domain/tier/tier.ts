import { addDays, type CivilDate } from '../calendar/civil.ts';
import { periodStart } from '../calendar/periods.ts';
import type { Standing } from '../ledger/standing.ts';
import { type TallyRow, tallyKey } from '../ledger/tally.ts';
import type { Programme } from '../programme/programme.ts';
import type { TierLevel, Tiers } from '../programme/tiers.ts';
import type { Facts } from '../sale/facts.ts';

/** Where a member is on the ladder on a day. */
export interface TierPlace {
  /** Null: no level. */
  readonly tier: string | null;
  /** What the window holds, in the unit of the programme's tiers. */
  readonly sum: number;
  /** The next level above the one reached and what is missing to it; null: none is higher. */
  readonly next: { readonly tier: string; readonly missing: number } | null;
  /** Whether the tier is what somebody gave by hand. */
  readonly byHand: boolean;
}

interface DaySum {
  readonly day: CivilDate;
  readonly n: number;
}

/** The place of a member on a day: a fold of what was counted, asked anew each time (Tiers says how). */
export function tierOn(programme: Programme, standing: Standing, day: CivilDate): TierPlace {
  const { tiers } = programme;
  if (tiers === null) return { tier: null, sum: 0, next: null, byHand: false };
  const tally = standing.tally ?? [];
  const days = daysOf(tiers, tally);
  const sum = windowSum(tiers, days, day);
  const reached = highest(tiers, days, day);
  const given = givenLevel(tiers, tally, day);
  const level = given === -1 ? reached : programme.policies.tierByHand === 'lock' ? given : Math.max(given, reached);
  const above = tiers.levels[level + 1];
  return {
    tier: tiers.levels[level]?.id ?? null,
    sum,
    next: above === undefined ? null : { tier: above.id, missing: Math.max(0, above.from - sum) },
    byHand: given !== -1 && level === given,
  };
}

/**
 * The tier with `more` (bani, points or visits) added to what the window holds: for the sale that is being reckoned. Never below
 * the tier before it; what is locked by hand stays.
 */
export function tierWith(programme: Programme, facts: Facts, more: number): string | null {
  const { tiers, policies } = programme;
  if (tiers === null) return null;
  const before = tiers.levels.findIndex(({ id }) => id === facts.tier);
  const locked = tiers.levels.some(({ id }) => (facts.counters[tallyKey.given(id)] ?? 0) > 0);
  if (locked && policies.tierByHand === 'lock') return facts.tier;
  const level = Math.max(before, levelOf(tiers.levels, facts.tierSum + more));
  return tiers.levels[level]?.id ?? null;
}

function keyOf({ by }: Tiers): string {
  return by === 'spend' ? tallyKey.spend : by === 'points' ? tallyKey.points : tallyKey.visits;
}

function daysOf(tiers: Tiers, tally: readonly TallyRow[]): DaySum[] {
  const key = keyOf(tiers);
  return tally.flatMap((row) => (row.key === key && row.day !== null ? [{ day: row.day, n: row.n }] : []));
}

/** The index of the highest level that a sum reaches; -1: none. */
function levelOf(levels: readonly TierLevel[], sum: number): number {
  return levels.findLastIndex(({ from }) => sum >= from);
}

/** The first day of the window that ends on a day; null: there is none. */
function windowStart({ window }: Tiers, day: CivilDate): CivilDate | null {
  if (window.type === 'ever') return null;
  return window.type === 'rolling' ? addDays(day, 1 - window.days) : periodStart(day, window.unit);
}

function windowSum(tiers: Tiers, days: readonly DaySum[], day: CivilDate): number {
  const start = windowStart(tiers, day);
  return days.reduce((sum, one) => (one.day <= day && (start === null || one.day >= start) ? sum + one.n : sum), 0);
}

/** The highest level that the window reached on any day of the grace. */
function highest(tiers: Tiers, days: readonly DaySum[], day: CivilDate): number {
  const first = graceStart(tiers, day);
  // The sum grows only on days on which something was counted: those, and the ends, are all that must be asked.
  const asked = new Set([day, first, ...days.map((one) => one.day).filter((one) => one > first && one < day)]);
  return Math.max(...[...asked].map((one) => levelOf(tiers.levels, windowSum(tiers, days, one))));
}

function graceStart({ grace, window }: Tiers, day: CivilDate): CivilDate {
  if (grace !== 'nextPeriod') return addDays(day, -grace);
  return window.type === 'calendar' ? periodStart(day, window.unit, -1) : day;
}

/** The index of the level that somebody gave by hand and that still holds; -1: none. */
function givenLevel(tiers: Tiers, tally: readonly TallyRow[], day: CivilDate): number {
  return tiers.levels.findLastIndex(({ id }) =>
    tally.some(({ key, day: last, n }) => key === tallyKey.given(id) && n > 0 && (last === null || last >= day)),
  );
}
