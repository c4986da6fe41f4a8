import type { NearView } from '../../contract/till/offers.ts';
import { formatBani } from '../../domain/amount/text.ts';
import { never } from '../../domain/assert.ts';
import type { Words } from './words.ts';

/** What is missing for an offer: "Încă o bucată". */
export function nearText({ say }: Words, { missing }: Pick<NearView, 'missing'>): string {
  switch (missing.what) {
    case 'spend':
      return say('near.spend', { amount: formatBani(missing.amount) });
    case 'units':
    case 'different':
      return say(`near.${missing.what}`, { units: missing.units });
    case 'points':
      return say('near.points', { points: missing.points });
    case 'stamps':
      return say('near.stamps', { stamps: missing.stamps });
    default:
      return never(missing);
  }
}
