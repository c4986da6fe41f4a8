import type { TallyRow } from '../domain/ledger/tally.ts';
import type { LedgerReader } from './ledger/ledger.ts';
import type { ReplicaReader } from './replica/replica.ts';

/**
 * What everybody together counted under these keys, as this till knows it now: the centre's sum and what was counted here since, or all
 * that a shop alone ever counted. Keys of which nothing is known are left out. Never stored as a sum of the two.
 */
export function countedOfAll(
  ledger: Pick<LedgerReader, 'alone' | 'countedOfAll' | 'countedAfter'>,
  replica: Pick<ReplicaReader, 'total'>,
  keys: readonly string[],
): readonly TallyRow[] {
  if (keys.length === 0) return [];
  if (ledger.alone()) {
    const asked = new Set(keys);
    return ledger.countedOfAll().filter(({ key }) => asked.has(key));
  }
  return keys.flatMap((key): TallyRow[] => {
    // The centre's word first: the log then knows everything that it contains.
    const told = replica.total(key);
    const n = (told?.n ?? 0) + ledger.countedAfter(key, told?.counted ?? null);
    return n === 0 ? [] : [{ key, day: null, n }];
  });
}
