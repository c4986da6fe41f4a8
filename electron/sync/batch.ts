import { hash } from 'node:crypto';
import { type CompactPush, compactPush } from '../../contract/sync/compact/push.ts';
import type { IncarnationId } from '../../domain/identity/ids.ts';
import type { SealedRecord } from '../../domain/record/record.ts';

const sha256 = (text: string): string => hash('sha256', text, 'hex');

/** The records of one push, packed once, when that is asked for first. */
export interface Batch {
  readonly after: number;
  readonly records: readonly SealedRecord[];
  readonly compact: () => CompactPush | null;
  /** It was asked for: the line carries it. */
  readonly isPacked: () => boolean;
}

/** A push of these records, of which the compact form is made at most once. */
export function batchOf(incarnation: IncarnationId, after: number, records: readonly SealedRecord[]): Batch {
  let packed: { readonly form: CompactPush | null } | null = null;
  return {
    after,
    records,
    compact: () => {
      packed ??= { form: compactPush({ incarnation, records: [...records] }, sha256) };
      return packed.form;
    },
    isPacked: () => packed !== null,
  };
}
