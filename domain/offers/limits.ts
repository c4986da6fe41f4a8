import type { Offer } from '../programme/offer.ts';
import type { OfAll } from '../sale/askedOfAll.ts';
import { counterName, type Facts } from '../sale/facts.ts';
import { kindOf } from './order.ts';

/** How often an offer may still be used. */
export interface Uses {
  readonly left: number;
  /** The limit that says so. */
  readonly most: number;
}

/**
 * The tightest of an offer's limits after `now` uses in this receipt; null: there is none. What everybody used the facts of the member say;
 * without a member `ofAll` does.
 */
export function usesLeft(offer: Offer, facts: Facts | null, ofAll: OfAll | undefined, now: number): Uses | null {
  const { id, limits } = offer;
  if (limits.perReceipt === null && limits.total === null && !countsMembers(offer)) return null;
  const counted = (name: string): number => (facts?.counters[name] ?? 0) + now;
  const all: readonly (readonly [most: number | null, used: number])[] = [
    [limits.perReceipt, now],
    [limits.perMember, counted(counterName.usedEver(id))],
    [limits.perMemberDay, counted(counterName.usedDay(id))],
    [limits.perMemberMonth, counted(counterName.usedMonth(id))],
    [limits.total, facts === null ? (ofAll?.[id] ?? 0) + now : counted(counterName.usedByAll(id))],
  ];
  let tightest: Uses | null = null;
  for (const [most, used] of all) {
    if (most === null) continue;
    const left = Math.max(0, most - used);
    if (tightest === null || left < tightest.left) tightest = { left, most };
  }
  return tightest;
}

/** Whether uses of an offer are limited for each member. */
export function countsMembers({ limits }: Offer): boolean {
  return limits.perMember !== null || limits.perMemberDay !== null || limits.perMemberMonth !== null;
}

/** Whether an offer means nothing without a member: it costs points or stamps, gives to an account, or counts by member. */
export function needsMember(offer: Offer): boolean {
  switch (offer.trigger.type) {
    case 'points':
    case 'stamps':
    case 'perPoint':
      return true;
    case 'automatic':
    case 'code':
      return (kindOf(offer) === 'gives' && offer.effect.type !== 'service') || countsMembers(offer);
  }
}
