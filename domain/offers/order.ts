import { never } from '../assert.ts';
import type { Effect, Offer } from '../programme/offer.ts';
import type { Policies } from '../programme/policies.ts';

/** What an offer does: takes money off, is a value of points (after all these), or gives something else (last). */
export type Kind = 'money' | 'perPoint' | 'gives';

export function kindOf({ trigger, effect }: Pick<Offer, 'trigger' | 'effect'>): Kind {
  if (trigger.type === 'perPoint') return 'perPoint';
  switch (effect.type) {
    case 'amountOff':
    case 'percentOff':
    case 'priceEach':
    case 'bundle':
    case 'buyGet':
    case 'freeProduct':
      return 'money';
    case 'pointsValue':
      return 'perPoint';
    case 'coupon':
    case 'wallet':
    case 'points':
    case 'service':
      return 'gives';
    default:
      return never(effect);
  }
}

/** Whether an offer is on named goods or on units, rather than on the whole order. */
export function isOnProducts(effect: Effect): boolean {
  switch (effect.type) {
    case 'amountOff':
      return effect.of !== undefined || effect.per !== 'order';
    case 'percentOff':
      return effect.of !== undefined || effect.mostUnits !== null;
    case 'priceEach':
    case 'bundle':
    case 'buyGet':
    case 'freeProduct':
      return true;
    case 'pointsValue':
    case 'coupon':
    case 'wallet':
    case 'points':
    case 'service':
      return false;
    default:
      return never(effect);
  }
}

const KINDS: Readonly<Record<Kind, number>> = { money: 0, perPoint: 1, gives: 2 };

/** Compares two offers by when they are tried; 0: as they stand. */
export function compareOffers(order: Policies['order'], a: Offer, b: Offer): number {
  const kinds = KINDS[kindOf(a)] - KINDS[kindOf(b)];
  if (kinds !== 0) return kinds;
  const products = order === 'productsFirst' ? Number(isOnProducts(b.effect)) - Number(isOnProducts(a.effect)) : 0;
  return products !== 0 ? products : a.priority - b.priority;
}
