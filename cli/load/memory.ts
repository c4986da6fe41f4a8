import type { SyncState } from '../../db/replica/replica.ts';
import { assert } from '../../domain/assert.ts';
import type { SealedRecord } from '../../domain/record/record.ts';
import type { ChainHead } from '../../domain/record/seal.ts';
import type { SyncedLog, SyncedStates } from '../../electron/sync/session.ts';

/** The two files of a till that only makes load, in memory: as much of them as its sync asks for. */

/** A log that forgets what the centre holds: a day of ten thousand tills would not fit. */
export class LoadLog implements SyncedLog {
  #head: ChainHead;
  /** From the number after the last one that was forgotten. */
  #kept: SealedRecord[] = [];
  #forgotten = 0;

  constructor(head: ChainHead) {
    this.#head = head;
  }

  get end(): ChainHead {
    return this.#head;
  }

  add(head: ChainHead, record: SealedRecord): void {
    assert(record.seq === this.#head.seq + 1, 'a log has no gaps');
    this.#head = head;
    this.#kept.push(record);
  }

  /** The centre holds these durably; their last stays for its hash. */
  forget(upTo: number): void {
    const count = upTo - 1 - this.#forgotten;
    if (count <= 0) return;
    this.#kept.splice(0, count);
    this.#forgotten += count;
  }

  head(): ChainHead | null {
    return this.#head.seq === 0 ? null : this.#head;
  }

  recordsAfter(seq: number, most: number): readonly SealedRecord[] {
    assert(seq >= this.#forgotten, 'what the centre held it still holds');
    return this.#kept.slice(seq - this.#forgotten, seq - this.#forgotten + most);
  }

  /** Nothing: its own records are folded nowhere. */
  liveAfter(): readonly SealedRecord[] {
    return [];
  }

  hashAt({ seq }: { readonly seq: number }): string | null {
    return this.#kept[seq - this.#forgotten - 1]?.hash ?? null;
  }
}

/** What one pull brought, as it came. */
export type OnStates = (states: readonly unknown[]) => void;

/** States that are looked at once and kept nowhere. */
export class LoadStates implements SyncedStates {
  readonly #onStates: OnStates;
  readonly #onAcked: (seq: number) => void;
  #sync: SyncState = {
    epoch: null,
    cursor: '',
    acked: null,
    heardAt: null,
    clockSkewMs: 0,
    folded: null,
    members: 0,
  };

  constructor(of: { readonly onStates: OnStates; readonly onAcked: (seq: number) => void }) {
    this.#onStates = of.onStates;
    this.#onAcked = of.onAcked;
  }

  syncState: SyncedStates['syncState'] = () => this.#sync;

  acked: SyncedStates['acked'] = (incarnation, seq) => {
    this.#sync = { ...this.#sync, acked: { incarnation, seq } };
    this.#onAcked(seq);
  };

  startOver: SyncedStates['startOver'] = (epoch) => {
    this.#sync = { ...this.#sync, epoch, cursor: '', acked: null };
  };

  heard: SyncedStates['heard'] = (heardAt, nowMs) => {
    this.#sync = { ...this.#sync, heardAt, clockSkewMs: nowMs - heardAt };
  };

  applyPull: SyncedStates['applyPull'] = ({ epoch, cursor, heardAt, nowMs, states }) => {
    this.#sync = { ...this.#sync, epoch, cursor, heardAt, clockSkewMs: nowMs - heardAt };
    this.#onStates(states);
  };

  foldLocal(): void {}

  compact(): void {}
}
