import type { ClaimRecord } from '../../contract/sync/claims.ts';
import type { Bani } from '../../domain/amount/bani.ts';
import type { Points } from '../../domain/amount/points.ts';
import { assert } from '../../domain/assert.ts';
import type { CivilDate } from '../../domain/calendar/civil.ts';
import type { GiftCardEntry, GiftCardStanding } from '../../domain/giftcard/giftcard.ts';
import type { GiftCardSold } from '../../domain/giftcard/sold.ts';
import type {
  GiftCardId,
  IncarnationId,
  MemberId,
  RecordId,
  ShiftId,
  StaffId,
  StoreId,
  TillId,
} from '../../domain/identity/ids.ts';
import type { Entry } from '../../domain/ledger/entry.ts';
import type { Movement } from '../../domain/ledger/fold.ts';
import type { Standing } from '../../domain/ledger/standing.ts';
import type { TallyRow } from '../../domain/ledger/tally.ts';
import type {
  Beside,
  RecordBody,
  RecordDraft,
  RecordHead,
  ReferralBonus,
  Return,
  Sale,
  SealedRecord,
  ShiftClosed,
  ShiftOpened,
} from '../../domain/record/record.ts';
import type { ChainHead } from '../../domain/record/seal.ts';
import type { CashCount } from '../../domain/shift/cash.ts';
import type { ShiftRecord } from '../../domain/shift/figures.ts';
import type { AuditedKind } from '../../domain/staff/audit.ts';
import { openForReading, openForWriting } from '../open.ts';
import { pragma, pragmaInt, query, type Sqlite, snapshots, text, transactions } from '../sqlite.ts';
import { accountsOf } from './accounts.ts';
import { type AuditedRecord, auditOf } from './audit.ts';
import { type ClosedDays, daysOf } from './days.ts';
import { LEDGER_FILE } from './file.ts';
import { type Log, logOf } from './log.ts';
import { moneyIn } from './money.ts';
import { receiptsOf } from './receipts.ts';
import { type OpenShiftAfter, type ShiftPlace, shiftsOf } from './shifts.ts';
import { logWriting, type Stand } from './writing.ts';

/** A place in the log: a number of one incarnation. */
export interface Position {
  readonly incarnation: IncarnationId;
  readonly seq: number;
}

export type SaleRecord = RecordHead & Sale;
export type ReturnRecord = RecordHead & Return;
export type GiftCardRecord = RecordHead & GiftCardSold;

/** A receipt of this till's own log, with what later records say of it. */
export interface StoredReceipt {
  readonly record: SaleRecord | ReturnRecord;
  /** The sale's own, or the one learnt last; null: none yet. */
  readonly fiscalNumber: string | null;
  readonly voided: boolean;
  /** Returns of this sale made on this till, oldest first. */
  readonly returns: readonly ReturnRecord[];
  readonly shift: ShiftId | null;
}

export interface ShiftRow {
  readonly id: ShiftId;
  /** Counted per till from 1, over all incarnations. */
  readonly number: number;
  readonly businessDay: CivilDate;
  readonly staff: StaffId | null;
  readonly openedAt: number;
  /** Sales confirmed in this shift and not voided. */
  readonly sales: number;
  /** Sales less returns less voids, in bani. */
  readonly total: Bani;
  /** What was counted at the opening; null: nobody did. */
  readonly float: CashCount | null;
  /** Counts of the drawer that were committed. */
  readonly turns: number;
}

/** A shift that was closed: its two ends in the log. */
export interface ClosedShift {
  /** The Z's number: 1, 2, 3 ... over all incarnations. */
  readonly number: number;
  readonly opened: RecordHead & ShiftOpened;
  readonly closed: RecordHead & ShiftClosed;
}

/** A record that concerns one member, with its text beside (null: never had any, or erased). */
export interface MemberRecord {
  readonly position: Position;
  readonly record: RecordBody;
  readonly beside: Beside | null;
}

/** Reads ledger.db; sees only live records: copies that a fork left behind count nowhere. */
export interface LedgerReader extends ClosedDays {
  /** Where the hash chain stands; null before the till was set up. */
  head(): ChainHead | null;
  /** The ordinal of the current incarnation; 0 before the till was set up. */
  ordinal(): number;
  /** True: a shop without a centre; balances are kept here. */
  alone(): boolean;
  /** Records of the current incarnation after a number, in order, at most so many: what push sends. */
  recordsAfter(seq: number, most: number): readonly SealedRecord[];
  /** Live records of all incarnations after a place (null: from the beginning), in order: what folding reads. */
  liveAfter(after: Position | null, most: number): readonly SealedRecord[];
  /** The hash of a number of an incarnation; null where it is not here. Serves to find the last common number. */
  hashAt(at: Position): string | null;
  /** Text beside a record; null: it has none (any more), or is not here. */
  besideOf(id: RecordId): Beside | null;
  /** Whether a live record with this id is in the log. */
  has(id: RecordId): boolean;
  /** Entries of a member after what was counted (null, or an incarnation never seen here: all), in order. */
  entriesAfter(member: MemberId, counted: Position | null): readonly Entry[];
  /** What records moved of a member after what was counted, in order: points, counts, coupons. */
  movementsAfter(member: MemberId, counted: Position | null): readonly Movement[];
  /** Of a shop without a centre: everybody's standing. */
  everyStanding(): readonly { readonly member: MemberId; readonly standing: Standing }[];
  /** What this log counted of everybody together: uses of offers and coupons that are limited for all. */
  countedOfAll(): readonly TallyRow[];
  /** What the records after a place (null: all) counted of everybody under a key that a programme may ask for. */
  countedAfter(key: string, counted: Position | null): number;
  /** Which of these members have any entry in this log: nearly none of a chain's. */
  movedHere(members: readonly MemberId[]): ReadonlySet<MemberId>;
  /** Where a member stands in a shop without a centre; null: no entries yet. */
  standingAlone(member: MemberId): { readonly standing: Standing; readonly at: Position } | null;
  /** Movements of a gift card or e-wallet after what was counted (null, or an incarnation never seen here: all), in order. */
  moneyAfter(card: GiftCardId, counted: Position | null): readonly GiftCardEntry[];
  /** Where a card stands in a shop without a centre; null: nothing moved on it yet. */
  giftCardAlone(card: GiftCardId): GiftCardStanding | null;
  /** The card that was issued here with this code; null: none was. */
  giftCardOf(code: string): GiftCardId | null;
  /** The code with which a card was issued here; null: it was not. */
  codeOfGiftCard(card: GiftCardId): string | null;
  /** What was put on a card in a shift and not undone since, oldest first. */
  soldOn(card: GiftCardId, shift: ShiftId): readonly GiftCardRecord[];
  /** A receipt of this log by its number or its record's id. */
  receipt(which: { readonly number: string } | { readonly id: RecordId }): StoredReceipt | null;
  /** Returns made here of a sale by its record's id, whether the sale itself is of this log or of another till. */
  returnsOf(sale: RecordId): readonly ReturnRecord[];
  /** True when a void of this sale is in the log. */
  voided(sale: RecordId): boolean;
  /** The bonus that this sale brought here, unless it is undone; null: none. */
  bonusOf(sale: RecordId): (RecordHead & ReferralBonus) | null;
  /** To whom a coupon was issued by one of the last sales here; null: none of them did. */
  issuedTo(code: string): MemberId | null;
  /** True when the points of this sale were claimed here. */
  claimed(sale: RecordId): boolean;
  /** The claim of this sale's points that was made here; null: none (another till's: the replica's `claimOf`). */
  claimOf(sale: RecordId): ClaimRecord | null;
  /** Sales and returns, newest first. */
  recentReceipts(most: number): readonly StoredReceipt[];
  /** The record that carries a fiscal receipt's number already; null: it is free. */
  fiscalNumberOf(fiscalNumber: string): RecordId | null;
  /** Records that moved a member's points or changed who they are, newest first. */
  memberRecords(member: MemberId, most: number): readonly MemberRecord[];
  /** Enrolments, edits, card changes, merges and erasures after a place (null: from the beginning), in order. */
  personRecordsAfter(after: Position | null, most: number): readonly MemberRecord[];
  /** The open shift with its totals so far; null: none is open. */
  openShift(): ShiftRow | null;
  /** The number that the next shift gets. */
  nextShiftNumber(): number;
  /** How many shifts were closed: the number of the last Z. */
  lastZ(): number;
  /** Closed shifts with numbers below one (null: all), newest first, at most so many. */
  closedShifts(before: number | null, most: number): readonly ClosedShift[];
  /** A closed shift by its Z's number; null: there is none. */
  closedShift(number: number): ClosedShift | null;
  /** The live records of a closed shift by its number, or of the open one (null), from its opening to before its closing, in order. */
  shiftRecords(number: number | null): readonly ShiftRecord[];
  /** The open shift's live records after a place that this gave before; null: none is open. */
  openShiftAfter(place: ShiftPlace | null): OpenShiftAfter | null;
  /** Records of some kinds that somebody answers for, before a place (null: from the newest), newest first, at most so many. */
  audited(kinds: readonly AuditedKind[], before: number | null, most: number): readonly AuditedRecord[];
  /** The latest time (UTC ms of the till's clock) that any record carries; null: no records. */
  lastOccurredAt(): number | null;
  /** Points of a member redeemed offline on a business day on this till, voided sales left out. */
  spentOffline(member: MemberId, businessDay: CivilDate): Points;
  /** A setting as it was set; null: never. */
  setting(key: string): unknown;
  /** The counter's saved state (JSON); null: nothing on the counter. */
  draft(): string | null;
  /** Runs several reads as of one moment, which is also much cheaper than one by one. Nothing may write meanwhile. */
  snapshot<T>(work: () => T): T;
  /** PRAGMA synchronous of this connection: 2 is FULL. */
  synchronous(): number;
  close(): void;
}

/** How a life of the till begins. */
export interface Beginning {
  readonly store: StoreId;
  readonly till: TillId;
  readonly incarnation: IncarnationId;
  /** 1 to 99; larger than any before. */
  readonly ordinal: number;
  /** The last common number and hash of the life before; null: there was none. */
  readonly previous: (Position & { readonly hash: string }) | null;
  /** The id of the `begun` record. */
  readonly id: RecordId;
  readonly occurredAt: number;
}

export interface AppendOptions {
  readonly beside?: Beside | null;
  /** The counter's saved state after this record, in the same transaction; left out: stays as it is. */
  readonly counter?: string | null;
}

export interface Appended {
  readonly record: RecordBody;
  readonly sealed: SealedRecord;
}

/** The one writer of ledger.db. Every method that writes is one transaction, on disk when it returns (FULL). */
export interface Ledger extends LedgerReader {
  /** Begins the first life in this file. `alone`: a shop without a centre. */
  begin(beginning: Beginning & { readonly alone: boolean }): Appended;
  /**
   * Begins a new life after a fork or a restored backup: whatever followed `previous` (null: everything) is appended
   * again with the same ids, and its old copies count nowhere from then on. Returns how many were appended again.
   */
  reincarnate(beginning: Beginning): number;
  /** Appends one confirmed action with the next number; what is returned is on disk. */
  append(draft: RecordDraft, options?: AppendOptions): Appended;
  /** Appends several records, all in one transaction or none of it: what belongs together, an import, a sample's past. */
  appendAll(
    drafts: readonly { readonly draft: RecordDraft; readonly beside: Beside | null }[],
    options?: Pick<AppendOptions, 'counter'>,
  ): readonly Appended[];
  /** Keeps what is on the counter, so that it survives a crash; null: nothing. */
  saveCounter(json: string | null): void;
  /** Keeps a setting of this till (JSON). */
  set(key: string, value: unknown): void;
  /**
   * Takes out the texts beside all records about these members, who were erased; nothing of them stays in free pages or in the
   * write-ahead log. Records and their hashes stay as they are. Returns how many texts went.
   */
  forgetTexts(members: readonly MemberId[]): number;
  /** Moves the write-ahead log into the file; to be called when the till is idle, so that no sale pays for it. */
  checkpoint(): void;
}

/** Opens (or makes) ledger.db for the till's main thread, its only writer. Throws DataProblem; nothing is harmed then. */
export function openLedger(file: string): Ledger {
  return ledgerOn(openForWriting(file, LEDGER_FILE));
}

/** The ledger on a connection that `openForWriting` opened. */
export function ledgerOn(db: Sqlite): Ledger {
  const log = logOf(db);
  const writing = logWriting(db);
  const inTransaction = transactions(db);
  let stand = standOf(log);
  let logHoldsTexts = false;

  /** Tried again at the next checkpoint where a reader was in the way. */
  function emptyLog(): void {
    logHoldsTexts = true;
    logHoldsTexts = pragma(db, 'wal_checkpoint(TRUNCATE)') !== 0;
  }

  return {
    ...reading(db, log),
    // The writer knows where the log stands; readers in other threads ask the file.
    head: () => stand?.head ?? null,
    ordinal: () => stand?.ordinal ?? 0,
    alone: () => stand?.alone ?? false,

    begin(beginning) {
      assert(stand === null, 'the first life begins in an empty ledger; later ones are reincarnations');
      const { alone, previous } = beginning;
      const written = inTransaction(() =>
        writing.record(writing.life(beginning, alone), begun(beginning, previous), null),
      );
      stand = written.stand;
      return written;
    },

    reincarnate(beginning) {
      const before = stand;
      assert(before !== null, 'a new life follows an old one');
      assert(!before.alone, 'a shop without a centre has no forks');
      const { previous, ordinal } = beginning;
      assert(ordinal > before.ordinal, 'ordinals grow');
      assert(previous === null || log.hashAt(previous) === previous.hash, 'the last common record is in this log');
      const done = inTransaction(() => {
        const after = log.after(previous);
        const first = writing.record(writing.life(beginning, false), begun(beginning, previous), null);
        return writing.again(first.stand, after);
      });
      stand = done.stand;
      return done.count;
    },

    append(draft, options = {}) {
      const before = stand;
      assert(before !== null, 'a till is set up before it writes');
      const written = inTransaction(() => {
        if (options.counter !== undefined) writing.counter(options.counter);
        return writing.record(before, draft, options.beside ?? null);
      });
      stand = written.stand;
      return written;
    },

    appendAll(drafts, options = {}) {
      const before = stand;
      assert(before !== null, 'a till is set up before it writes');
      const all = inTransaction(() => {
        if (options.counter !== undefined) writing.counter(options.counter);
        let now = before;
        return drafts.map(({ draft, beside }) => {
          const written = writing.record(now, draft, beside);
          now = written.stand;
          return written;
        });
      });
      stand = all.at(-1)?.stand ?? before;
      return all;
    },

    saveCounter: (json) => inTransaction(() => writing.counter(json)),
    set: (key, value) => inTransaction(() => writing.setting(key, JSON.stringify(value))),
    forgetTexts(members) {
      const gone = inTransaction(() => writing.forgetTexts(members));
      // The log of writes still has what was written before; a reader may hold it for a moment.
      if (gone > 0) emptyLog();
      return gone;
    },
    checkpoint: () => {
      if (logHoldsTexts) emptyLog();
      else pragma(db, 'wal_checkpoint(PASSIVE)');
    },
  };
}

/** Opens ledger.db to read it, in any thread; sees what is committed. Throws DataProblem 'missing' where there is none. */
export function readLedger(file: string): LedgerReader {
  const db = openForReading(file, LEDGER_FILE);
  return reading(db, logOf(db));
}

function reading(db: Sqlite, log: Log): LedgerReader {
  const setting = query(db, 'SELECT json FROM setting WHERE key = ?', (row): unknown => JSON.parse(text(row, 0)));
  const counter = query(db, 'SELECT json FROM counter', (row) => text(row, 0));
  return {
    ...log,
    ...accountsOf(db, log),
    ...moneyIn(db, log),
    ...receiptsOf(db),
    ...shiftsOf(db),
    ...auditOf(db),
    ...daysOf(db, log),
    setting: (key) => setting.one(key),
    draft: () => counter.one(),
    snapshot: snapshots(db),
    synchronous: () => pragmaInt(db, 'synchronous'),
    close: () => {
      db.close();
    },
  };
}

function standOf(log: Log): Stand | null {
  const head = log.head();
  return head === null ? null : { head, ordinal: log.ordinal(), alone: log.alone() };
}

function begun(beginning: Beginning, previous: Beginning['previous']): RecordDraft {
  return {
    kind: 'begun',
    previous,
    ordinal: beginning.ordinal,
    entries: [],
    id: beginning.id,
    shift: null,
    businessDay: null,
    staff: null,
    programmeVersion: null,
    reverses: null,
    occurredAt: beginning.occurredAt,
  };
}
