import { hash } from 'node:crypto';
import { type CompactPush, compactPush } from '../../contract/sync/compact/push.ts';
import type { PushRequest } from '../../contract/sync/messages.ts';
import type { IncarnationId } from '../../domain/identity/ids.ts';
import type { SealedRecord } from '../../domain/record/record.ts';
import { fitting } from './exchange.ts';

const sha256 = (text: string): string => hash('sha256', text, 'hex');

/** The records of one push, packed once, when that is asked for first. */
export interface Batch {
  /** The number of its last record; null: it has none. */
  readonly last: number | null;
  /** In the plain form. */
  readonly plain: () => PushRequest;
  readonly compact: () => CompactPush | null;
  /** It was asked for: the line carries it. */
  readonly isPacked: () => boolean;
}

/**
 * A push of as many records as fit, of which the compact form is made at most once. Once it is made the bodies, twenty times as large, are
 * kept no longer: `read` gives the first so many of the same place of the log again, where the plain form is asked for all the same.
 */
export function batchOf(
  incarnation: IncarnationId,
  read: (most: number) => readonly SealedRecord[],
  most: number,
): Batch {
  let kept: readonly SealedRecord[] | null = fitting(read(most));
  const count = kept.length;
  const last = kept.at(-1)?.seq ?? null;
  let packed: { readonly form: CompactPush | null } | null = null;
  const plain = (): PushRequest => ({ incarnation, records: [...(kept ?? read(count))] });
  return {
    last,
    plain,
    compact: () => {
      if (packed === null) {
        packed = { form: compactPush(plain(), sha256) };
        if (packed.form !== null) kept = null;
      }
      return packed.form;
    },
    isPacked: () => packed !== null,
  };
}
