/** What simulated tills wrote to their two files, in order, and what could be read there at some moments: to be written to real files. */
import type { PullResponse } from '../../../contract/sync/messages.ts';
import type { GiftCardStanding } from '../../../domain/giftcard/giftcard.ts';
import type { IncarnationId, MemberId } from '../../../domain/identity/ids.ts';
import type { Standing } from '../../../domain/ledger/standing.ts';
import type { Merge } from '../../../domain/merge/merges.ts';
import type { Person } from '../../../domain/person/person.ts';
import type { Beside, RecordBody, RecordDraft } from '../../../domain/record/record.ts';
import type { Place } from '../log.ts';
import type { Backup } from '../machine.ts';
import type { SyncRow } from '../replica.ts';

/** One change of a till's files, or a look at them. */
export type Written =
  | { readonly what: 'begin'; readonly record: RecordBody; readonly hash: string }
  | { readonly what: 'append'; readonly draft: RecordDraft; readonly beside: Beside | null; readonly hash: string }
  | { readonly what: 'reincarnate'; readonly record: RecordBody; readonly hash: string }
  | { readonly what: 'fold' }
  /** Texts about who was erased go from ledger.db. */
  | { readonly what: 'forget'; readonly members: readonly MemberId[] }
  | { readonly what: 'acked'; readonly incarnation: IncarnationId; readonly seq: number }
  | { readonly what: 'startOver'; readonly epoch: string }
  | { readonly what: 'pulled'; readonly response: PullResponse; readonly heardAt: number }
  | { readonly what: 'heard'; readonly response: PullResponse; readonly heardAt: number }
  /** The files are copied; they become a copy, or ledger.db alone does; they are gone, and others take their place. */
  | { readonly what: 'copy'; readonly backup: Backup }
  | { readonly what: 'become'; readonly backup: Backup; readonly both: boolean }
  | { readonly what: 'newDisk' }
  | Looked;

export interface Looked {
  readonly what: 'look';
  readonly members: readonly {
    readonly id: MemberId;
    /** All that are one person with them, the one first by whose name they go. */
    readonly ids: readonly MemberId[];
    readonly person: Person | null;
    readonly standing: Pick<Standing, 'balance' | 'debt' | 'lots'>;
  }[];
  readonly merges: readonly Merge[];
  readonly erased: readonly MemberId[];
  readonly cards: readonly { readonly code: string; readonly member: MemberId; readonly blocked: boolean }[];
  readonly giftCards: readonly { readonly standing: GiftCardStanding; readonly code: string | null }[];
  readonly sync: Pick<SyncRow, 'epoch' | 'cursor' | 'heardAt'> & {
    readonly acked: Place | null;
    readonly folded: Place | null;
  };
}
