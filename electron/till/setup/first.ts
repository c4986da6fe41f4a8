import type { ChainState } from '../../../contract/sync/states.ts';
import { bani } from '../../../domain/amount/bani.ts';
import { NO_POINTS, points } from '../../../domain/amount/points.ts';
import { vatRate } from '../../../domain/amount/quantity.ts';
import type { FirstProgramme } from '../../../domain/programme/first.ts';

/** With what a shop without a centre begins. Data, like a chain's: another version of the programme replaces it. */
export const RULES_AT_FIRST: Omit<ChainState, 'kind' | 'name'> = {
  // Store cards and scales as GS1 leaves them to each shop (FACTS, barcodes 200–299).
  cardPrefixes: ['290'],
  weighed: [{ prefix: '22', skuDigits: 5, value: 'grams' }],
  vatRates: [vatRate(2000), vatRate(800), vatRate(0)],
  returnDays: 30,
};

/** One point for each 10 lei, worth 10 bani: one per cent; for a year; half a receipt may be paid with points. */
export const PROGRAMME_AT_FIRST: FirstProgramme = {
  format: 1,
  version: 1,
  name: 'Loial',
  startsAtMs: 0,
  earning: { points: points(1), perBani: bani(1000) },
  redemption: { pointValue: bani(10), leastPoints: points(1), largestShare: 5000 },
  expiryDays: 365,
  excludedCategories: ['tobacco', 'alcohol'],
  offline: { mostPointsPerDay: NO_POINTS, oldestWordHours: 0, phoneIsProof: false },
};
