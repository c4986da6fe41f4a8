import { NO_POINTS } from '../amount/points.ts';
import { DEFAULT_POLICIES } from './policies.ts';
import type { Programme } from './programme.ts';

/** What a sale is reckoned with where no programme holds: nothing is earned, nothing may be spent. Version 0 is never kept. */
export const NO_PROGRAMME: Programme = {
  format: 2,
  version: 0,
  name: '',
  startsAtMs: 0,
  excluded: null,
  earning: [],
  boosts: [],
  offers: [],
  stampCards: [],
  tiers: null,
  lots: { pendingDays: 0, expiry: { type: 'never' }, warnDays: 30 },
  floors: [],
  referral: null,
  transfers: null,
  claims: null,
  proofs: [],
  giftCards: { days: null, offline: false },
  offline: { mostPointsPerDay: NO_POINTS, oldestWordHours: 0, phoneIsProof: false },
  policies: DEFAULT_POLICIES,
};
