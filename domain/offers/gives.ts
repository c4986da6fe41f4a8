import { bani, NO_MONEY } from '../amount/bani.ts';
import { NO_POINTS, points } from '../amount/points.ts';
import { never } from '../assert.ts';
import { addDays, type CivilDate } from '../calendar/civil.ts';
import type { Offer } from '../programme/offer.ts';
import type { Given } from '../sale/figures.ts';

/** What an offer gives besides money off, so many times; null: nothing. */
export function givenBy({ id, effect }: Offer, times: number, day: CivilDate): Given | null {
  const none: Given = { offer: id, coupons: [], wallet: NO_MONEY, points: NO_POINTS, service: false };
  switch (effect.type) {
    case 'coupon': {
      const until = addDays(day, effect.days);
      return { ...none, coupons: Array.from({ length: times }, () => ({ offer: effect.offer, until })) };
    }
    case 'wallet':
      return { ...none, wallet: bani(effect.amount * times) };
    case 'points':
      return { ...none, points: points(effect.points * times) };
    case 'service':
      return { ...none, service: true };
    case 'amountOff':
    case 'percentOff':
    case 'priceEach':
    case 'bundle':
    case 'buyGet':
    case 'freeProduct':
    case 'pointsValue':
      return null;
    default:
      return never(effect);
  }
}
