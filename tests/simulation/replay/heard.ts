/** What the simulated centre took in, in the order of its commits, and what it held at some moments: to be played to the real one. */
import type {
  GiftCardHoldRequest,
  HoldRequest,
  PullResponse,
  PushRequest,
  PushResponse,
} from '../../../contract/sync/messages.ts';
import type { IncarnationId, MemberId, StoreId, TillId } from '../../../domain/identity/ids.ts';
import type { Database } from '../database.ts';

export interface Push {
  readonly what: 'push';
  readonly till: TillId;
  readonly request: PushRequest;
  readonly atMs: number;
  readonly answer: PushResponse;
}

export interface Hold {
  readonly what: 'hold';
  readonly till: TillId;
  readonly request: HoldRequest;
  readonly atMs: number;
  readonly granted: boolean;
}

export interface HoldMoney {
  readonly what: 'holdMoney';
  readonly till: TillId;
  readonly request: GiftCardHoldRequest;
  readonly atMs: number;
  readonly granted: boolean;
  /** Bani that the card may pay, less what others hold. */
  readonly available: number;
}

/** So many of what is held of a till, its earliest life first, are counted in one transaction. */
export interface Count {
  readonly what: 'count';
  readonly till: TillId;
  readonly most: number;
  readonly atMs: number;
}

/** What of a member's lots has ended is booked. */
export interface Expiry {
  readonly what: 'expiry';
  readonly member: MemberId;
  readonly atMs: number;
}

/** All that is held is counted: how it stands, and what a till of each store would be told that begins to pull now. */
export interface Look {
  readonly what: 'look';
  readonly atMs: number;
  readonly database: Database;
  readonly told: readonly Told[];
}

export interface Told {
  readonly till: TillId;
  readonly store: StoreId;
  readonly incarnation: IncarnationId;
  readonly states: PullResponse['states'];
}

/** A backup is made, or put back. */
export interface Copy {
  readonly what: 'backUp' | 'restore';
}

export type Heard = Push | Hold | HoldMoney | Count | Expiry | Look | Copy;
