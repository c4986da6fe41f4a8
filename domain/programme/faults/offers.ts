import { never } from '../../assert.ts';
import type { GoodsFilter } from '../filter.ts';
import type { Effect, Offer, OfferLimits, Reduction } from '../offer.ts';
import type { Programme } from '../programme.ts';
import { filterFaults } from './conditions.ts';
import { type Fault, faultIf, orderFaults } from './ids.ts';

/** What is wrong with offers, besides their conditions. */
export function offerFaults(programme: Programme): Fault[] {
  return programme.offers.flatMap((offer, i) => {
    const path = `offers[${i}]`;
    return [
      ...triggerFaults(programme, offer, path),
      ...effectFaults(programme, offer.effect, `${path}.effect`),
      ...faultIf(offer.when.who === 'none' && needsMember(offer), `${path}.when.who`, 'needs member'),
      ...limitFaults(offer.limits, `${path}.limits`),
    ];
  });
}

/** Without a member there are no points, no stamps, no wallet, nobody to give a coupon to and nobody to count for. */
function needsMember({ trigger, effect, limits }: Offer): boolean {
  const paid = trigger.type === 'points' || trigger.type === 'stamps' || trigger.type === 'perPoint';
  const given = effect.type === 'coupon' || effect.type === 'wallet' || effect.type === 'points';
  return paid || given || [limits.perMember, limits.perMemberDay, limits.perMemberMonth].some((most) => most !== null);
}

function triggerFaults(programme: Programme, { trigger, effect }: Offer, path: string): Fault[] {
  const chosen = trigger.type === 'perPoint';
  const worth = effect.type === 'pointsValue';
  const apart = [
    ...faultIf(chosen && !worth, `${path}.effect.type`, 'needs pointsValue'),
    ...faultIf(worth && !chosen, `${path}.trigger.type`, 'needs perPoint'),
  ];
  switch (trigger.type) {
    case 'automatic':
      return apart;
    case 'code':
      return [...apart, ...faultIf(trigger.codes.length === 0 && !trigger.issued, `${path}.trigger.codes`, 'empty')];
    case 'points':
      return [...apart, ...faultIf(trigger.points < 1, `${path}.trigger.points`, 'least 1')];
    case 'stamps':
      return [
        ...apart,
        ...faultIf(!programme.stampCards.some(({ id }) => id === trigger.card), `${path}.trigger.card`, 'unknown'),
        ...faultIf(trigger.stamps < 1, `${path}.trigger.stamps`, 'least 1'),
      ];
    case 'perPoint':
      return [
        ...apart,
        ...shareFaults(trigger.largestShare, `${path}.trigger.largestShare`),
        ...faultIf(trigger.step < 1, `${path}.trigger.step`, 'least 1'),
        ...orderFaults(Math.max(trigger.least, trigger.step), trigger.most ?? undefined, `${path}.trigger.most`),
      ];
    default:
      return never(trigger);
  }
}

function effectFaults(programme: Programme, effect: Effect, path: string): Fault[] {
  const of = 'of' in effect && effect.of !== undefined ? filterFaults(effect.of, `${path}.of`) : [];
  switch (effect.type) {
    case 'amountOff':
      return [
        ...of,
        ...faultIf(effect.mostUnits !== null && effect.per !== 'unit', `${path}.mostUnits`, 'needs per unit'),
      ];
    case 'percentOff':
      return [...of, ...shareFaults(effect.percent, `${path}.percent`)];
    case 'bundle':
      return [...partFaults(effect.parts, `${path}.parts`), ...reductionFaults(effect.reduction, `${path}.reduction`)];
    case 'buyGet':
      return [
        ...partFaults(effect.buy, `${path}.buy`),
        ...(effect.get.of === undefined ? [] : filterFaults(effect.get.of, `${path}.get.of`)),
        ...faultIf(effect.get.units < 1, `${path}.get.units`, 'least 1'),
        ...reductionFaults(effect.get.reduction, `${path}.get.reduction`),
        ...addedFaults(programme, effect.get.of, `${path}.get.of`),
      ];
    case 'freeProduct':
      return [
        ...faultIf(effect.skus.length === 0, `${path}.skus`, 'empty'),
        ...faultIf(effect.units < 1, `${path}.units`, 'least 1'),
      ];
    case 'coupon':
      return couponFaults(programme, effect.offer, `${path}.offer`);
    case 'priceEach':
    case 'pointsValue':
    case 'wallet':
    case 'points':
    case 'service':
      return of;
    default:
      return never(effect);
  }
}

/** What the till puts in by itself must be one product: it cannot guess. */
function addedFaults({ policies }: Programme, of: GoodsFilter | undefined, path: string): Fault[] {
  return faultIf(policies.freeUnit === 'added' && of?.skus?.length !== 1, path, 'needs one sku');
}

function couponFaults({ offers }: Programme, id: string, path: string): Fault[] {
  const later = offers.find((offer) => offer.id === id);
  if (later === undefined) return [{ path, fault: 'unknown' }];
  return faultIf(later.trigger.type !== 'code' || !later.trigger.issued, path, 'needs issued code');
}

function partFaults(parts: readonly { readonly of?: GoodsFilter; readonly units: number }[], path: string): Fault[] {
  return [
    ...faultIf(parts.length === 0, path, 'empty'),
    ...parts.flatMap(({ of, units }, i) => [
      ...(of === undefined ? [] : filterFaults(of, `${path}[${i}].of`)),
      ...faultIf(units < 1, `${path}[${i}].units`, 'least 1'),
    ]),
  ];
}

function reductionFaults(reduction: Reduction, path: string): Fault[] {
  return 'percent' in reduction ? shareFaults(reduction.percent, `${path}.percent`) : [];
}

function shareFaults(share: number, path: string): Fault[] {
  return [...faultIf(share < 0, path, 'least 0'), ...faultIf(share > 10_000, path, 'most 10000')];
}

function limitFaults(limits: OfferLimits, path: string): Fault[] {
  const least = (most: number | null, key: keyof OfferLimits): Fault[] =>
    faultIf(most !== null && most < 1, `${path}.${key}`, 'least 1');
  return [
    ...least(limits.perReceipt, 'perReceipt'),
    ...least(limits.perMember, 'perMember'),
    ...least(limits.perMemberDay, 'perMemberDay'),
    ...least(limits.perMemberMonth, 'perMemberMonth'),
    ...least(limits.total, 'total'),
  ];
}
