/** The chain that is simulated: its programme and what it sells. */
import { bani } from '../../domain/amount/bani.ts';
import { points } from '../../domain/amount/points.ts';
import { vatRate } from '../../domain/amount/quantity.ts';
import type { FirstProgramme } from '../../domain/programme/first.ts';
import { lifted } from '../../domain/programme/lift.ts';
import type { Programme } from '../../domain/programme/programme.ts';

const FIRST: FirstProgramme = {
  format: 1,
  version: 1,
  name: 'Simulated',
  startsAtMs: 0,
  earning: { points: points(1), perBani: bani(300) },
  redemption: { pointValue: bani(10), leastPoints: points(1), largestShare: 5000 },
  // Through the day after: a world of some days sees it.
  expiryDays: 1,
  excludedCategories: ['tobacco'],
  offline: { mostPointsPerDay: points(80), oldestWordHours: 72, phoneIsProof: false },
};

/** In half of the worlds a gift card may pay without the centre. A card, as a lot, lasts through the day after it was filled. */
export const PROGRAMMES: readonly Programme[] = [false, true].map((offline, i) => ({
  ...lifted(FIRST),
  version: i + 1,
  giftCards: { days: 1, offline },
}));

/** The programme of a world. */
export const programmeOf = (seed: number): Programme => programmeNamed(seed % 4 < 2 ? 1 : 2);

export function programmeNamed(version: number | null): Programme {
  const found = PROGRAMMES.find((one) => one.version === version);
  if (found === undefined) throw new Error(`no programme ${version}`);
  return found;
}

export const GOODS = [
  { sku: '10001', name: 'Pâine albă', category: 'bread', unit: 'piece', price: bani(1250), vat: vatRate(800) },
  { sku: '10002', name: 'Lapte 2,5 %', category: 'dairy', unit: 'piece', price: bani(2190), vat: vatRate(800) },
  { sku: '10003', name: 'Cafea', category: 'coffee', unit: 'piece', price: bani(8990), vat: vatRate(2000) },
  { sku: '10004', name: 'Țigări', category: 'tobacco', unit: 'piece', price: bani(5200), vat: vatRate(2000) },
] as const;

/** Where the world's time begins: 2026-11-21 08:00 in Chișinău, UTC ms. */
export const DAWN_MS = Date.UTC(2026, 10, 21, 6);
export const DAY_MS = 86_400_000;
