import type { ClaimRecord } from '../../contract/sync/claims.ts';
import type {
  AlarmState,
  CardState,
  ChainState,
  ClosedDayState,
  ClosingState,
  GiftCardState,
  MemberState,
  ProductState,
  ReceiptState,
  StaffState,
  StoreState,
  TillState,
} from '../../contract/sync/states.ts';
import type { AlarmId } from '../../domain/alarm/alarm.ts';
import type { GiftCardId, IncarnationId, MemberId, RecordId, StoreId, TillId } from '../../domain/identity/ids.ts';
import type { Merge } from '../../domain/merge/merges.ts';
import type { ProgrammeFault } from '../../domain/programme/checks.ts';
import type { Programme } from '../../domain/programme/programme.ts';
import type { SealedRecord } from '../../domain/record/record.ts';

import { openForReading, openForWriting } from '../open.ts';
import { int, pragma, query, type Sqlite, snapshots } from '../sqlite.ts';
import { type AlarmsAsked, alarmsOf } from './alarms.ts';
import { catalogueOf } from './catalogue.ts';
import { daysOf } from './days.ts';
import { REPLICA_FILE } from './file.ts';
import { folding } from './folding.ts';
import { giftCardsOf } from './giftcards.ts';
import { mergesOf, mergeWriting } from './merges.ts';
import { ownChanges } from './own.ts';
import { peopleOf } from './people.ts';
import { currentReplica } from './place.ts';
import { stateWriting } from './states.ts';
import { syncOf, syncWriting } from './sync.ts';
import { totalsOf } from './totals.ts';

/** A place in a till's log: a number of one incarnation. The same form as db/ledger's; the rooms know nothing of each other. */
export interface LogPlace {
  readonly incarnation: IncarnationId;
  readonly seq: number;
}

/** A member as the replica holds them: the centre's state with this till's own later changes of the person on top. */
export interface ReplicaMember extends MemberState {
  /** False: only this till knows them so far (enrolled here, not yet told by a centre). */
  readonly told: boolean;
}

export interface SyncState {
  /** The centre's epoch; null: never heard of one. */
  readonly epoch: string | null;
  /** Where the next pull begins; '' from the beginning. */
  readonly cursor: string;
  /** What the centre holds durably of this till's log. */
  readonly acked: LogPlace | null;
  /** When the centre last answered a pull, UTC ms of the till's clock. */
  readonly heardAt: number | null;
  /** Up to which own record this file has folded; null: none. */
  readonly folded: LogPlace | null;
  readonly members: number;
  /** The centre's clock less the till's at the last pull, in ms. */
  readonly clockSkewMs: number;
}

/** A count of everybody together, and what of this till's log it contains. */
export interface Total {
  readonly key: string;
  readonly n: number;
  readonly counted: LogPlace;
}

/** Reads members.db: the chain's states as this till knows them. */
export interface ReplicaReader {
  /** The member of exactly this id, merged with others or not. */
  member(id: MemberId): ReplicaMember | null;
  /** Whether this file has heard of any merge. */
  hasMerges(): boolean;
  /** Merges of which this member is one of the two, undone ones too. */
  mergesOf(id: MemberId): readonly Merge[];
  /** Whether the member was erased, for good. */
  isErased(id: MemberId): boolean;
  /** Who was erased, after the n-th, in the order in which this file heard of it. */
  erasedAfter(n: number): readonly { readonly n: number; readonly member: MemberId }[];
  /** Who holds a coupon, as the centre told; looks through everybody, so only for a code that nobody at the counter holds. Null: nobody. */
  couponHolder(code: string): MemberId | null;
  /** Members with exactly this phone (E.164): phones are not unique. */
  byPhone(phone: string, most: number): readonly MemberId[];
  card(code: string): CardState | null;
  cardsOf(member: MemberId): readonly CardState[];
  /** A gift card or e-wallet as the centre told of it. */
  giftCard(id: GiftCardId): GiftCardState | null;
  giftCardByCode(code: string): GiftCardState | null;
  /** Members by what was typed: parts of the name in any script, or digits of the phone from either end. */
  searchMembers(text: string, most: number): readonly ReplicaMember[];
  /** A product by its sku or its barcode, also one no longer sold (`active` false). */
  product(which: { readonly sku: string } | { readonly ean: string }): ProductState | null;
  /** Products that are sold, by parts of the name or the first digits of sku or barcode. */
  searchProducts(text: string, most: number): readonly ProductState[];
  /** Active and former staff of a store, by name. */
  staff(store: StoreId): readonly StaffState[];
  /** The programme that holds at an instant (UTC ms): the latest begun, the highest version among equals. */
  programmeAt(ms: number): Programme | null;
  programme(version: number): Programme | null;
  /** All versions that can be read, the newest first. */
  programmes(): readonly Programme[];
  /** What is wrong with the newest version that came; null: nothing. */
  programmeTrouble(): ProgrammeFault | null;
  chain(): ChainState | null;
  store(id: StoreId): StoreState | null;
  till(id: TillId): TillState | null;
  /** The tills of a store, retired ones too. */
  tills(store: StoreId): readonly TillState[];
  receipt(which: { readonly number: string } | { readonly id: RecordId }): ReceiptState | null;
  /** The claim of a receipt's points as the centre told of it, whichever till took it; null: none that is known here. */
  claimOf(sale: RecordId): ClaimRecord | null;
  /** What everybody together counted under a key, as the centre told it; null: it never did. */
  total(key: string): Total | null;
  /** All of it, by key. */
  totals(): readonly Total[];
  /** A page of what the centre puts before a manager, newest first. */
  alarms(asked: AlarmsAsked): readonly AlarmState[];
  alarm(id: AlarmId): AlarmState | null;
  /** How many are open, by kind, the most first. */
  openAlarms(): readonly { readonly kind: string; readonly count: number }[];
  /** Who may close the store's day, as the centre told it; null: it never did. */
  closing(): ClosingState | null;
  /** A page of the store's signed days, newest first; `before`: those with smaller numbers, null from the newest. */
  closedDays(before: number | null, most: number): readonly ClosedDayState[];
  closedDay(number: number): ClosedDayState | null;
  syncState(): SyncState;
  /** Another word after each change of the file that somebody else made; what was read under the same word is still so. */
  version(): string;
  /** Runs several reads as of one moment, which is also much cheaper than one by one. Nothing may write meanwhile. */
  snapshot<T>(work: () => T): T;
  /** How many states of unknown kind or form are kept for a later version. */
  unread(): number;
  close(): void;
}

/** One answer to a pull, as it came. */
export interface PulledStates {
  readonly epoch: string;
  readonly cursor: string;
  /** The till's clock when the answer came, UTC ms. */
  readonly heardAt: number;
  /** The centre's clock in the answer, UTC ms. */
  readonly nowMs: number;
  /** States, each checked here; what cannot be read is kept aside. */
  readonly states: readonly unknown[];
}

/** The one writer of members.db. Every method that writes is one transaction; readers never wait for it. */
export interface ReplicaWriter extends ReplicaReader {
  /** Takes in one answer to a pull, with its cursor. Repeating it changes nothing. */
  applyPull(pulled: PulledStates): void;
  /** The centre began a new epoch: pull from zero, push anew; states stay until they are replaced. */
  startOver(epoch: string): void;
  /** The centre answered a pull and had nothing new: its word is fresh. */
  heard(heardAt: number, nowMs: number): void;
  /** The centre holds this till's log up to here. */
  acked(incarnation: IncarnationId, seq: number): void;
  /** Own records in order: enrolments, edits, cards, and a shop's own states. Repeating is harmless. */
  foldLocal(records: readonly SealedRecord[]): void;
  /** After very much was taken in: one search index in place of the pieces that it grew in. Seconds at a million members. */
  compact(): void;
  /** Moves the write-ahead log into the file as far as readers allow. */
  checkpoint(): void;
}

/**
 * Opens (or makes) members.db, or what was installed in its place (place.ts), for its one writer, the sync worker. Throws DataProblem;
 * nothing is harmed then.
 */
export function openReplica(file: string): ReplicaWriter {
  return replicaOn(openForWriting(currentReplica(file), REPLICA_FILE));
}

/** The replica on a connection that `openForWriting` opened. */
export function replicaOn(db: Sqlite): ReplicaWriter {
  const reader = reading(db);
  const own = ownChanges(db);
  const merges = mergeWriting(db);
  const states = stateWriting(db, own, merges);
  const sync = syncWriting(db);
  const fold = folding(db, { own, states, sync, merges });
  const inTransaction = states.transaction;
  const { syncState } = reader;

  inTransaction(() => {
    // A file that was being filled when its writer ended goes on as others do.
    states.filling(false);
    states.reindex();
    states.holdPacked();
    states.retryUnread();
  });

  /** After somebody's words were taken out: they go from the index's old segments and from the write-ahead log too. */
  function purgeIfDue(): void {
    if (!states.purgeDue()) return;
    inTransaction(() => states.purge());
    pragma(db, 'wal_checkpoint(TRUNCATE)');
  }

  return {
    ...reader,
    applyPull({ epoch, cursor, heardAt, nowMs, states: pulled }) {
      inTransaction(() => {
        if (syncState().cursor === '') states.filling(true);
        for (const card of own.settledCards()) states.putCard(card);
        for (const one of pulled) states.take(one);
        sync.pulled(epoch, cursor);
        sync.heard(heardAt, nowMs - heardAt);
      });
      purgeIfDue();
    },
    heard: (heardAt, nowMs) => inTransaction(() => sync.heard(heardAt, nowMs - heardAt)),
    startOver: (epoch) => inTransaction(() => sync.startOver(epoch)),
    acked: (incarnation, seq) =>
      inTransaction(() => {
        states.register(incarnation);
        sync.acked({ incarnation, seq });
        own.cardsAcked({ incarnation, seq });
      }),
    foldLocal(records) {
      if (records.length === 0) return;
      inTransaction(() => fold(records, syncState()));
      purgeIfDue();
    },
    compact() {
      inTransaction(() => {
        states.purge();
        states.filling(false);
      });
      pragma(db, 'wal_checkpoint(PASSIVE)');
    },
    checkpoint: () => {
      pragma(db, 'wal_checkpoint(PASSIVE)');
    },
  };
}

/** Opens members.db, or what was installed in its place, to read it; waits for no writer. Throws DataProblem 'missing' where there is none. */
export function readReplica(file: string): ReplicaReader {
  return reading(openForReading(currentReplica(file), REPLICA_FILE));
}

/** A reader that goes on with the file it has until it is told that another was installed. */
export interface LastingReader extends ReplicaReader {
  /** Reads from now on what is current now. Throws DataProblem as `readReplica` does, and then goes on with what it had. */
  reopen(): void;
}

/** Opens members.db for whoever reads it as long as the till runs. */
export function readLasting(file: string): LastingReader {
  let open = currentReplica(file);
  const reader: LastingReader = {
    ...readReplica(file),
    reopen() {
      const now = currentReplica(file);
      if (now === open) return;
      const next = readReplica(file);
      reader.close();
      Object.assign(reader, next);
      open = now;
    },
  };
  return reader;
}

function reading(db: Sqlite): ReplicaReader {
  const version = query(db, 'PRAGMA data_version', (row) => int(row, 0));
  return {
    ...peopleOf(db),
    ...mergesOf(db),
    ...catalogueOf(db),
    ...giftCardsOf(db),
    ...totalsOf(db),
    ...alarmsOf(db),
    ...daysOf(db),
    syncState: syncOf(db),
    // Counted for each connection by itself: the file's name tells what was installed from what was there.
    version: () => `${version.one() ?? 0} ${db.name}`,
    snapshot: snapshots(db),
    close: () => {
      db.close();
    },
  };
}
