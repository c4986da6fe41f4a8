import type { Programme } from '../programme/programme.ts';
import type { TierLevel } from '../programme/tiers.ts';

/** The place of the highest level that is enough for; −1: none. */
export function reached(levels: readonly TierLevel[], sum: number): number {
  return levels.findLastIndex((level) => sum >= level.from);
}

/** Puts together what a window reaches and what was given by hand, both as places among the levels (−1: none). */
export function withHand(
  programme: Programme,
  byWindow: number,
  byHand: number,
): { readonly at: number; readonly byHand: boolean } {
  if (byHand < 0) return { at: byWindow, byHand: false };
  if (programme.policies.tierByHand === 'lock') return { at: byHand, byHand: true };
  return byHand > byWindow ? { at: byHand, byHand: true } : { at: byWindow, byHand: false };
}
