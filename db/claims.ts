import type { ClaimRecord } from '../contract/sync/claims.ts';
import type { RecordId } from '../domain/identity/ids.ts';
import type { LedgerReader } from './ledger/ledger.ts';
import type { ReplicaReader } from './replica/replica.ts';

/**
 * The claim of a sale's points as this till can know of it: its own, else the one that the centre told of with the receipt. Null: the
 * points are free as far as is known here; two tills apart may both take them (the centre then raises an alarm).
 */
export function claimOf(
  ledger: Pick<LedgerReader, 'claimOf'>,
  replica: Pick<ReplicaReader, 'claimOf'>,
  sale: RecordId,
): ClaimRecord | null {
  return ledger.claimOf(sale) ?? replica.claimOf(sale);
}
