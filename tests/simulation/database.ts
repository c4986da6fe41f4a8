/** A model of the centre's database: what is committed, and nothing else. Values are replaced, never changed, so a copy is cheap. */
import type { CivilDate } from '../../domain/calendar/civil.ts';
import type { GiftCardStanding } from '../../domain/giftcard/giftcard.ts';
import type {
  GiftCardId,
  IncarnationId,
  LotId,
  MemberId,
  RecordId,
  StoreId,
  TillId,
} from '../../domain/identity/ids.ts';
import type { Standing } from '../../domain/ledger/standing.ts';
import type { Merge } from '../../domain/merge/merges.ts';
import type { Person } from '../../domain/person/person.ts';
import type { Beside } from '../../domain/record/record.ts';
import type { Received } from '../../server/push/batch.ts';
import type { Counted } from './basis.ts';
import type { Edited } from './edits.ts';

export interface Incarnation {
  readonly till: TillId;
  readonly ordinal: number;
  readonly held: number;
  readonly heldHash: string;
  /** Counted up to here: behind `held`, never before it. */
  readonly counted: number;
}

export interface Stored {
  readonly received: Received;
  readonly till: TillId;
}

export interface MemberRow {
  readonly joined: CivilDate;
}

export interface ReceiptRow {
  readonly sale: Stored;
  readonly store: StoreId;
}

/** What came back of a sale, also before the sale itself is here. */
export interface BackRow {
  readonly voided: boolean;
  readonly returns: readonly string[];
}

export const NOTHING_BACK: BackRow = { voided: false, returns: [] };

/** A record of the centre's own log: a lot's end, or (above zero) what of it was taken back. */
export interface End {
  readonly id: RecordId;
  readonly lot: LotId;
  readonly points: number;
  readonly expires: CivilDate | null;
  /** The day of booking. */
  readonly booked: CivilDate;
}

export interface HoldRow {
  readonly member: MemberId;
  readonly till: TillId;
  readonly points: number;
  readonly expiresMs: number;
}

export interface MoneyHoldRow {
  readonly record: RecordId;
  readonly card: GiftCardId;
  readonly till: TillId;
  readonly amount: number;
  readonly expiresMs: number;
}

export interface FeedRow {
  readonly kind: string;
  readonly key: string;
  readonly scope: StoreId | 'chain';
  readonly pos: number;
  /** Grows with each change of this state: for the proofs. */
  readonly version: number;
}

/** One change noted by a transaction; `begun`: when the transaction began, in its order. */
export interface InboxRow {
  readonly kind: string;
  readonly key: string;
  readonly scope: StoreId | 'chain';
  readonly begun: number;
}

export interface Database {
  epoch: string;
  incarnations: Map<IncarnationId, Incarnation>;
  records: Map<IncarnationId, Stored[]>;
  besides: Map<RecordId, Beside>;
  /** Ids that were counted, and by which till. */
  counted: Map<RecordId, TillId>;
  /** How often each id was counted; more than once is a broken truth. */
  standings: Map<MemberId, Standing>;
  entries: Map<MemberId, Counted[]>;
  /** The centre's own log, by member, in its order. */
  ends: Map<MemberId, readonly End[]>;
  members: Map<MemberId, MemberRow>;
  persons: Map<MemberId, Edited>;
  /** Edits of somebody whose enrolment has not come (again) yet. */
  early: Map<MemberId, readonly { readonly atMs: number; readonly changes: Partial<Person> }[]>;
  /** Erased for good, also before their enrolment comes. */
  erased: Set<MemberId>;
  merges: Map<RecordId, Merge>;
  mergesOf: Map<MemberId, readonly RecordId[]>;
  cards: Map<string, { readonly member: MemberId; readonly blocked: boolean }>;
  receipts: Map<RecordId, ReceiptRow>;
  backs: Map<RecordId, BackRow>;
  holds: Map<RecordId, HoldRow>;
  giftCards: Map<GiftCardId, GiftCardStanding>;
  money: Map<GiftCardId, Counted[]>;
  /** To which card each code leads. */
  giftCodes: Map<string, GiftCardId>;
  /** By record and card. */
  moneyHolds: Map<string, MoneyHoldRow>;
  alarms: Set<string>;
  unread: Set<RecordId>;
  inbox: InboxRow[];
  feed: Map<string, FeedRow>;
  /** Feed rows by position; one that a later row replaced stays as a hole. */
  order: (FeedRow | null)[];
  /** The newest version of each state that any transaction has committed. */
  versions: Map<string, number>;
}

export function emptyDatabase(epoch: string): Database {
  return {
    epoch,
    incarnations: new Map(),
    records: new Map(),
    besides: new Map(),
    counted: new Map(),
    standings: new Map(),
    entries: new Map(),
    ends: new Map(),
    members: new Map(),
    persons: new Map(),
    early: new Map(),
    erased: new Set(),
    merges: new Map(),
    mergesOf: new Map(),
    cards: new Map(),
    receipts: new Map(),
    backs: new Map(),
    holds: new Map(),
    giftCards: new Map(),
    money: new Map(),
    giftCodes: new Map(),
    moneyHolds: new Map(),
    alarms: new Set(),
    unread: new Set(),
    inbox: [],
    feed: new Map(),
    order: [null],
    versions: new Map(),
  };
}

/** A copy as a backup has it; lists that only grow are copied too, for a restored centre goes another way. */
export function copyOf(database: Database): Database {
  const lists = <K, V>(map: ReadonlyMap<K, readonly V[]>): Map<K, V[]> =>
    new Map([...map].map(([key, list]) => [key, [...list]]));
  return {
    epoch: database.epoch,
    incarnations: new Map(database.incarnations),
    records: lists(database.records),
    besides: new Map(database.besides),
    counted: new Map(database.counted),
    standings: new Map(database.standings),
    entries: lists(database.entries),
    ends: new Map(database.ends),
    members: new Map(database.members),
    persons: new Map(database.persons),
    early: new Map(database.early),
    erased: new Set(database.erased),
    merges: new Map(database.merges),
    mergesOf: new Map(database.mergesOf),
    cards: new Map(database.cards),
    receipts: new Map(database.receipts),
    backs: new Map(database.backs),
    holds: new Map(database.holds),
    giftCards: new Map(database.giftCards),
    money: lists(database.money),
    giftCodes: new Map(database.giftCodes),
    moneyHolds: new Map(database.moneyHolds),
    alarms: new Set(database.alarms),
    unread: new Set(database.unread),
    inbox: [...database.inbox],
    feed: new Map(database.feed),
    order: [...database.order],
    versions: new Map(database.versions),
  };
}

/**
 * Of whom tills are told: who is enrolled or erased (server/pull/states.ts). Whoever is neither, only moved points: their enrolment has not
 * come yet, or is lost.
 */
export const isTold = ({ members, erased }: Database, member: MemberId): boolean =>
  members.has(member) || erased.has(member);
