import type { StoreWeek } from '../../contract/staff.ts';
import type {
  CodeRequest,
  CodeResponse,
  CodeTryRequest,
  CodeTryResponse,
  DayPartsRequest,
  EnrolResponse,
  GiftCardHoldRequest,
  GiftCardHoldResponse,
  GiftCardLookRequest,
  GiftCardLookResponse,
  HistoryResponse,
  HoldRequest,
  HoldResponse,
  PublishResponse,
  PushResponse,
  RetireRequest,
  RetireResponse,
} from '../../contract/sync/messages.ts';
import type { ReceiptState } from '../../contract/sync/states.ts';
import type { PortRow, StatusView } from '../../contract/till/views.ts';
import type { CivilDate } from '../../domain/calendar/civil.ts';
import type { DayAccount, TillAccount } from '../../domain/day/account.ts';
import type { Part } from '../../domain/day/parts.ts';
import type { OurReceipt } from '../../domain/day/register.ts';
import type { IncarnationId, MemberId, StaffId, StoreId, TillId } from '../../domain/identity/ids.ts';
import type { Outcome } from '../../domain/refusal/refusal.ts';
import type { DayFileMaker } from '../day/files/maker.ts';
import type { DayReader } from '../day/reader.ts';
import type { RegisterReader } from '../day/register/reader.ts';
import type { ListReader } from '../import/reader.ts';
import type { ReportReader } from '../report/reader.ts';

/**
 * What the till needs of the world outside its two files, as narrow as it can be: the centre, the scanner and the
 * sync worker. The composition roots (electron/serve.ts, electron/main.ts) hand real ones in; the till knows no
 * socket, no serial port and no thread.
 */
export interface Links {
  readonly centre: Centre;
  readonly scanner: ScannerControl;
  readonly sync: SyncControl;
  /** Reads lists of members beside the till. */
  readonly lists: ListReader;
  /** Adds up the till's months beside the till. */
  readonly reports: ReportReader;
  /** Reads this till's part of a day beside the till. */
  readonly days: DayReader;
  /** Reads cash registers' files beside the till. */
  readonly registers: RegisterReader;
  /** Makes the files of signed days beside the till. */
  readonly dayFiles: DayFileMaker;
  /** Something was done at the counter: what is taken or written in bulk behind it makes way (electron/courtesy.ts). Cheap; called for each deed. */
  readonly deed: () => void;
}

/** Who this till is, for the centre and for the sync worker. Kept in ledger.db's settings. */
export interface TillIdentity {
  readonly till: TillId;
  readonly store: StoreId;
  readonly incarnation: IncarnationId;
  /** Of the incarnation, from 1: stands in receipts' numbers. */
  readonly ordinal: number;
  /** Of the till: stands in receipts' numbers and on the screen. */
  readonly number: number;
  /** Null: a shop without a centre; the sync worker then only folds. */
  readonly centre: { readonly url: string; readonly key: string } | null;
}

/** The centre could not be asked, or did not answer in time, or answered something that is no answer. */
export type Unreachable = 'unreachable';

/**
 * Direct questions to the centre, for the few moments where a person waits for it. Never throws and never takes
 * longer than it was given; the counter goes on without an answer.
 */
export interface Centre {
  /** From now on ask as this till. Called at opening and after `setup.join`; not called for a till alone. */
  use(identity: TillIdentity): void;
  /**
   * Gives a one-time code for an identity. Refuses with setup.codeWrong (the centre knows no such code) or
   * setup.centreUnreachable {url}. `url` is as typed: with or without scheme.
   */
  enrol(url: string, code: string): Promise<Outcome<{ readonly url: string; readonly response: EnrolResponse }>>;
  hold(request: HoldRequest, timeoutMs: number): Promise<HoldResponse | Unreachable>;
  /** May a gift card or e-wallet pay? */
  holdMoney(request: GiftCardHoldRequest, timeoutMs: number): Promise<GiftCardHoldResponse | Unreachable>;
  /** Sends the member a code by message. */
  sendCode(request: CodeRequest, timeoutMs: number): Promise<CodeResponse | Unreachable>;
  /** Whether this is the code that was sent. */
  tryCode(request: CodeTryRequest, timeoutMs: number): Promise<CodeTryResponse | Unreachable>;
  /** Where the gift card stands that has this code; null: the centre answered, and knows no such card. */
  giftCard(request: GiftCardLookRequest, timeoutMs: number): Promise<GiftCardLookResponse['card'] | Unreachable>;
  /** Null: the centre answered, and knows no such receipt. */
  receipt(number: string, timeoutMs: number): Promise<ReceiptState | null | Unreachable>;
  /** Gives the centre the next version of the programme. */
  publish(programme: object, staff: StaffId | null, timeoutMs: number): Promise<PublishResponse | Unreachable>;
  /** A manager's word on another till of the store. */
  retire(request: RetireRequest, how: 'retire' | 'restore', timeoutMs: number): Promise<RetireResponse | Unreachable>;
  history(member: MemberId, timeoutMs: number): Promise<HistoryResponse | Unreachable>;
  /** The store's day as the centre finds it. Refuses with day.closedAlready {day} where that day or a later one is signed. */
  drawDay(day: CivilDate, timeoutMs: number): Promise<Outcome<DayAccount> | Unreachable>;
  /** What each of the staff did at the store in the week that a day lies in; 'old': the centre is of a version that does not know. */
  storeWeek(day: CivilDate, timeoutMs: number): Promise<StoreWeek | Unreachable | 'old'>;
  /** Receipts in what was drawn up of these tills at the centre: sales, and returns below zero; what was voided is not among them. */
  dayReceipts(tills: readonly TillAccount[], timeoutMs: number): Promise<readonly OurReceipt[] | Unreachable>;
  /** What makes up a figure of a close, of what it lists of other tills; `without`: those of which the centre does not hold it. */
  dayParts(
    request: Omit<DayPartsRequest, 'after'>,
    timeoutMs: number,
  ): Promise<{ readonly parts: readonly Part[]; readonly without: readonly TillId[] } | Unreachable>;
}

/** The scanner's room, as the till needs it. What it reads comes by `Till.scanned`, how it is by `setScannerStatus`. */
export interface ScannerControl {
  ports(): Promise<readonly PortRow[]>;
  /** A port's path or name; 'auto': find it; null: none. Called once at opening with the stored choice, then at changes. */
  choose(port: string | null): void;
}

/** The sync worker: the one writer of members.db. It reports by `Till.setSyncStatus`. */
export interface SyncControl {
  /**
   * Starts (or starts again, as another incarnation) on the two files. Called once the identity is known and both
   * files exist. A till alone has no centre: it only folds its own records into members.db.
   */
  start(identity: TillIdentity): void;
  /** A record was appended to ledger.db: fold it into members.db and push it. Cheap; may be called for each sale. */
  appended(seq: number): void;
  /** Resolves when members.db has folded this till's records up to `seq`; rejects when the worker ended. */
  folded(seq: number): Promise<void>;
}

/** How far a ready-made members.db is on its way from the centre into use. */
export interface SnapshotProgress {
  /** 'fold': the till's own records are put on top. */
  readonly phase: 'download' | 'unpack' | 'check' | 'fold';
  /** Of the phase, bytes; in 'check' and 'fold' both are the file's. */
  readonly bytes: number;
  readonly of: number;
  /** How long the download will take at the present speed, ms; null: not known yet, or another phase. */
  readonly leftMs: number | null;
  /** The line is cut: what came is kept, and it goes on from there. */
  readonly cut: boolean;
}

/** Where the sync is. Reported after each change of any of these; at most some ten times a second. */
export interface SyncReport {
  readonly state: 'alone' | 'connected' | 'offline' | 'syncing' | 'refused';
  /** When the centre last answered, UTC ms of the till's clock; null: never. */
  readonly heardAt: number | null;
  /** What the centre holds durably of this till; null: it never said. */
  readonly acked: { readonly incarnation: IncarnationId; readonly seq: number } | null;
  /** During the first sync: members so far; null when it is done. */
  readonly loaded: number | null;
  /** A ready-made members.db is on its way; left out: none is. */
  readonly snapshot?: SnapshotProgress;
  /** The centre's clock less the till's, ms; null: it never said. */
  readonly clockSkewMs: number | null;
  /** The centre's word for why it refused; null: it did not. */
  readonly refusal: string | null;
  /** The centre was restored from a backup, and not all is there again. */
  readonly restored: boolean;
  /** Set where the centre met another life of this till (truth 7): the till begins a new incarnation. */
  readonly fork: PushResponse['fork'];
  /** Grows by one whenever members.db changed, by a pull or by folding: what stands on the screen is read again. */
  readonly revision: number;
}

/** Of a shop without a centre, or before one was heard. */
export const NOTHING_HEARD: Omit<SyncReport, 'revision'> = {
  state: 'alone',
  heardAt: null,
  acked: null,
  loaded: null,
  clockSkewMs: null,
  refusal: null,
  restored: false,
  fork: null,
};

/** What the scanner's room says of itself. */
export type ScannerStatus = StatusView['scanner'];
