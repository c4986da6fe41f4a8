import type { Claim, RecordHead } from '../../domain/record/record.ts';
import { readBody } from '../record.ts';
import type { ReceiptState } from './states.ts';

/** A claim as it was chained: who claimed (`member`), what it gave (`entries`) and counted. */
export type ClaimRecord = RecordHead & Claim;

/** The claims of a receipt as the centre has them, oldest first; more than one where two tills took one apart. */
export function claimsIn({ claims = [] }: Pick<ReceiptState, 'claims'>): readonly ClaimRecord[] {
  return claims.flatMap((text) => {
    const body = readBody(text);
    return body.known && body.record.kind === 'claim' ? [body.record] : [];
  });
}

/** The claim of a receipt that the centre showed; the first, where two tills took one apart. Null: not claimed. */
export function claimIn(receipt: Pick<ReceiptState, 'claims'>): ClaimRecord | null {
  return claimsIn(receipt)[0] ?? null;
}
