import type { CivilDate } from '../calendar/civil.ts';
import { tallyKey } from '../ledger/tally.ts';
import type { EngineCount } from '../sale/figures.ts';
import type { Done } from './apply.ts';
import type { Attempt } from './attempts.ts';
import { countsMembers } from './limits.ts';

/**
 * What is counted of offers that were applied: uses of those that are limited or came by a code (of everybody together
 * where `total` limits them or a code triggered them), the code, and the stamps that they cost. What is counted of one
 * member alone needs one to be applied at all.
 */
export function countsOf(all: readonly Done[], tried: readonly Attempt[], day: CivilDate): EngineCount[] {
  const counts = new Map<string, EngineCount>();
  const add = (key: string, on: CivilDate | null, by: number, ofAll: boolean): void => {
    const so = counts.get(key)?.by ?? 0;
    counts.set(key, { key, day: on, by: so + by, line: null, whole: true, all: ofAll });
  };
  for (const { offer, attempt, times, stamps } of all) {
    const code = tried[attempt]?.code ?? null;
    const ofAll = offer.limits.total !== null || code !== null;
    if (ofAll || countsMembers(offer)) add(tallyKey.used(offer.id), day, times, ofAll);
    if (code !== null) add(tallyKey.code(code), null, 1, true);
    if (stamps > 0 && offer.trigger.type === 'stamps') add(tallyKey.stamps(offer.trigger.card), null, -stamps, false);
  }
  return [...counts.values()];
}
