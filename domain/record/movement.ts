import type { GiftCardEntry } from '../giftcard/giftcard.ts';
import type { Movement } from '../ledger/fold.ts';
import type { RecordContent } from './record.ts';

/**
 * What a record moves: the one definition for tills, the centre and every proof of a balance. A sale's codes that are coupons somebody
 * held are used up by it; a void and a whole return take back the coupons that the sale gave.
 */
export function movementOf(record: RecordContent): Movement {
  const { entries } = record;
  switch (record.kind) {
    case 'sale':
      return {
        entries,
        counts: record.counts ?? [],
        issued: record.issued ?? [],
        usedCodes: (record.offers ?? []).flatMap(({ code }) => code ?? []),
        recalled: [],
      };
    case 'return':
    case 'void':
      return {
        entries,
        counts: record.counts ?? [],
        issued: record.issued ?? [],
        usedCodes: [],
        recalled: record.recalled ?? [],
      };
    case 'event':
    case 'goodwill':
    case 'adjust':
    case 'transfer':
    case 'claim':
    case 'bonus':
    case 'referral':
      return { entries, counts: record.counts ?? [], issued: [], usedCodes: [], recalled: [] };
    default:
      return { entries, counts: [], issued: [], usedCodes: [], recalled: [] };
  }
}

/** Whether a movement is more than entries of points without terms of their own, which stand in columns. */
export function movesMore({ entries, counts, issued, usedCodes, recalled }: Movement): boolean {
  return (
    counts.length + issued.length + usedCodes.length + recalled.length > 0 ||
    entries.some(({ from, earned, idleDays }) => from !== undefined || earned !== undefined || idleDays !== undefined)
  );
}

/** What a record moves on gift cards and e-wallets, in order. */
export function moneyOf(record: RecordContent): readonly GiftCardEntry[] {
  switch (record.kind) {
    case 'sale':
    case 'return':
    case 'void':
    case 'giftCard':
      return record.money ?? [];
    default:
      return [];
  }
}
