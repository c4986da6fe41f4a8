import { never } from '../assert.ts';
import type { CivilDate } from '../calendar/civil.ts';
import type { Standing } from '../ledger/standing.ts';
import { type TallyRow, tallyKey } from '../ledger/tally.ts';
import type { Programme } from '../programme/programme.ts';
import type { TierLevel, Tiers } from '../programme/tiers.ts';
import type { Facts } from '../sale/facts.ts';
import { reached, withHand } from './byHand.ts';
import { graceFrom, heldIn } from './window.ts';

/** Where a member is among the levels. */
export interface TierPlace {
  /** Null: below the first level, or no tiers. */
  readonly tier: string | null;
  /** What the window holds today, in the unit of the tiers. */
  readonly sum: number;
  /** The level above `tier` and what the sum lacks for it. Null: there is none, or a tier by hand is locked. */
  readonly next: { readonly tier: string; readonly missing: number } | null;
  /** The tier is there because it was given by hand: the sum alone does not bring it, or does not matter. */
  readonly byHand: boolean;
}

/**
 * The tier of a day, from the tally alone: the highest level that the window's sum reached on any day of the grace (see
 * Tiers), with a tier given by hand as floor or lock (`policies.tierByHand`; of several that hold the highest). Pure.
 */
export function tierOn(programme: Programme, standing: Standing, day: CivilDate): TierPlace {
  const { tiers } = programme;
  if (tiers === null) return { tier: null, sum: 0, next: null, byHand: false };
  const { levels } = tiers;
  const tally = standing.tally ?? [];
  const key = countedBy(tiers);
  const rows = tally.filter((row) => row.key === key);
  const { today, most } = heldIn(tiers.window, rows, graceFrom(tiers, day), day);
  const hand = levels.findLastIndex(({ id }) => givenHolds(tally, id, day));
  const { at, byHand } = withHand(programme, reached(levels, most), hand);
  const next = byHand && programme.policies.tierByHand === 'lock' ? undefined : levels[at + 1];
  return {
    tier: idAt(levels, at),
    sum: today,
    next: next === undefined ? null : { tier: next.id, missing: next.from - today },
    byHand,
  };
}

/**
 * The tier with so much more in the window (the sale's own, with the policy `withSale`; the caller asks the policy): never
 * below `facts.tier`, and exactly the one given by hand where that is a lock. `more` is in the unit of the tiers.
 */
export function tierWith(programme: Programme, facts: Facts, more: number): string | null {
  const { tiers } = programme;
  if (tiers === null) return facts.tier;
  const { levels } = tiers;
  const before = levels.findIndex(({ id }) => id === facts.tier);
  const hand = levels.findLastIndex(({ id }) => (facts.counters[tallyKey.given(id)] ?? 0) > 0);
  const byWindow = Math.max(before, reached(levels, facts.tierSum + more));
  return idAt(levels, withHand(programme, byWindow, hand).at);
}

/** Whether a tier given by hand holds on a day. */
export function givenHolds(tally: readonly TallyRow[], tier: string, day: CivilDate): boolean {
  const key = tallyKey.given(tier);
  return tally.some((row) => row.key === key && row.n > 0 && (row.day === null || row.day >= day));
}

function countedBy({ by }: Tiers): string {
  switch (by) {
    case 'spend':
      return tallyKey.spend;
    case 'points':
      return tallyKey.points;
    case 'visits':
      return tallyKey.visits;
    default:
      return never(by);
  }
}

function idAt(levels: readonly TierLevel[], at: number): string | null {
  return levels[at]?.id ?? null;
}
