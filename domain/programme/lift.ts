import { points } from '../amount/points.ts';
import type { FirstProgramme } from './first.ts';
import { NO_PROGRAMME } from './none.ts';
import type { Offer } from './offer.ts';
import { DEFAULT_POLICIES } from './policies.ts';
import type { Programme } from './programme.ts';

/** The offer by which points of a lifted programme pay. */
export const LIFTED_OFFER = 'points';
/** The rule by which a lifted programme earns. */
export const LIFTED_RULE = 'money';

/**
 * A programme of format 1 in the form of today: the same figures to the ban and the point. More points than a sale can take were cut
 * down then, and are now; a category there meant exactly itself, and here also what is below it (there was nothing below).
 */
export function lifted(first: FirstProgramme): Programme {
  const { version, name, startsAtMs, earning, redemption, expiryDays, excludedCategories, offline } = first;
  const pays = redemption.pointValue > 0 && redemption.largestShare > 0;
  return {
    ...NO_PROGRAMME,
    version,
    name,
    startsAtMs,
    excluded: excludedCategories.length === 0 ? null : { categories: excludedCategories },
    earning:
      earning.perBani <= 0 || earning.points <= 0
        ? []
        : [
            {
              id: LIFTED_RULE,
              name,
              active: true,
              on: 'sale',
              when: {},
              gives: { type: 'perMoney', points: earning.points, per: earning.perBani, rounding: 'floor' },
              caps: { receipt: null, day: null, month: null, year: null, ever: null },
              boosted: true,
              group: null,
            },
          ],
    offers: pays ? [payment(first)] : [],
    lots: {
      pendingDays: 0,
      expiry: expiryDays === null ? { type: 'never' } : { type: 'days', days: expiryDays },
      warnDays: 30,
    },
    offline,
    policies: { ...DEFAULT_POLICIES, tooMany: 'cut' },
  };
}

function payment({ name, redemption }: FirstProgramme): Offer {
  const { pointValue, leastPoints, largestShare } = redemption;
  return {
    id: LIFTED_OFFER,
    name,
    active: true,
    trigger: {
      type: 'perPoint',
      points: points(1),
      value: pointValue,
      least: leastPoints,
      step: points(1),
      largestShare: Math.min(largestShare, 10_000),
      most: null,
    },
    when: {},
    effect: { type: 'pointsValue' },
    priority: 0,
    group: null,
    exclusive: false,
    last: false,
    limits: { perReceipt: null, perMember: null, perMemberDay: null, perMemberMonth: null, total: null },
  };
}
