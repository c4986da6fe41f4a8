import { bani } from '../amount/bani.ts';
import { points } from '../amount/points.ts';
import type { EarningRule } from './earning.ts';
import type { FirstProgramme } from './first.ts';
import type { Offer } from './offer.ts';
import { DEFAULT_POLICIES } from './policies.ts';
import { PROGRAMME_FORMAT, type Programme } from './programme.ts';

/** Ids of the one rule and the one reward that format 1 had. */
export const LIFTED_RULE = 'money';
export const LIFTED_REWARD = 'points';

/**
 * A programme of format 1 in the form of today: the same figures, to the ban and the point. What gave or was worth
 * nothing there is left out. Pure; any programme that was ever stored can be lifted.
 */
export function lifted(first: FirstProgramme): Programme {
  const { excludedCategories, expiryDays } = first;
  return {
    format: PROGRAMME_FORMAT,
    version: first.version,
    name: first.name,
    startsAtMs: first.startsAtMs,
    excluded: excludedCategories.length === 0 ? null : { categories: excludedCategories },
    earning: earningOf(first),
    boosts: [],
    offers: rewardOf(first),
    stampCards: [],
    tiers: null,
    lots: {
      pendingDays: 0,
      expiry: expiryDays === null ? { type: 'never' } : { type: 'days', days: expiryDays },
      warnDays: 30,
    },
    floors: [],
    referral: null,
    transfers: null,
    claims: null,
    proofs: [],
    giftCards: { days: null, offline: false },
    offline: first.offline,
    // Format 1 cut a choice of points down to what the sale could take; its till refused more before that.
    policies: { ...DEFAULT_POLICIES, tooMany: 'cut' },
  };
}

/** Floored once a receipt, on what is paid: what the default base and rounding of one rule alone come to. */
function earningOf({ earning }: FirstProgramme): EarningRule[] {
  if (earning.points <= 0 || earning.perBani <= 0) return [];
  return [
    {
      id: LIFTED_RULE,
      name: LIFTED_RULE,
      active: true,
      on: 'sale',
      when: {},
      gives: { type: 'perMoney', points: earning.points, per: earning.perBani, rounding: 'floor' },
      caps: { receipt: null, day: null, month: null, year: null, ever: null },
      boosted: true,
      group: null,
    },
  ];
}

function rewardOf({ redemption }: FirstProgramme): Offer[] {
  const { pointValue, leastPoints, largestShare } = redemption;
  if (pointValue <= 0 || largestShare <= 0) return [];
  return [
    {
      id: LIFTED_REWARD,
      name: { ro: 'Puncte', ru: 'Баллы', en: 'Points' },
      active: true,
      trigger: {
        type: 'perPoint',
        points: points(1),
        value: bani(pointValue),
        least: points(Math.max(1, leastPoints)),
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
    },
  ];
}
