import type { IncarnationId, StoreId, TillId } from '../identity/ids.ts';
import {
  type Beside,
  besideDigest,
  RECORD_FORMAT,
  type RecordBody,
  type RecordDraft,
  type SealedRecord,
  type Sha256,
} from './record.ts';

/** Where a till's hash chain stands: the incarnation and its last number and hash (0 and NO_HASH before the first). */
export interface ChainHead {
  readonly store: StoreId;
  readonly till: TillId;
  readonly incarnation: IncarnationId;
  readonly seq: number;
  readonly hash: string;
}

/** Gives a draft the next number and the chain's hash, and makes its bytes, once and for all (truth 7). */
export function seal(
  head: ChainHead,
  draft: RecordDraft,
  beside: Beside | null,
  sha256: Sha256,
): { readonly sealed: SealedRecord; readonly record: RecordBody; readonly head: ChainHead } {
  const { id, shift, businessDay, staff, programmeVersion, reverses, occurredAt, group, ...content } = draft;
  const record: RecordBody = {
    formatVersion: RECORD_FORMAT,
    id,
    store: head.store,
    till: head.till,
    incarnation: head.incarnation,
    seq: head.seq + 1,
    prevHash: head.hash,
    shift,
    businessDay,
    staff,
    programmeVersion,
    reverses,
    occurredAt,
    beside: beside === null ? null : besideDigest(beside, sha256),
    ...(group === undefined ? {} : { group }),
    ...content,
  };
  const body = JSON.stringify(record);
  const hash = sha256(body);
  return {
    sealed: { seq: record.seq, hash, body, beside },
    record,
    head: { ...head, seq: record.seq, hash },
  };
}
