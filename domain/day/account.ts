import type { Bani } from '../amount/bani.ts';
import type { Points } from '../amount/points.ts';
import type { CivilDate } from '../calendar/civil.ts';
import type { IncarnationId, MemberId, RecordId, ShiftId, StaffId, StoreId, TillId } from '../identity/ids.ts';
import type { LogRange, PointsSum } from '../shift/figures.ts';
import type { CountedTender } from '../shift/recorded.ts';
import type { DaySums } from './sums.ts';

/**
 * What a store's day is found to be when its close is drawn up: data only, the same form whether a shop's own till, the centre or the
 * papers of other tills say it. Nothing of it is kept until the manager signs.
 */
export interface DayAccount {
  readonly store: StoreId;
  readonly day: CivilDate;
  /** 1, 2, 3 ... of the store. */
  readonly number: number;
  /** The close before; null: this is the first. */
  readonly previous: SealedDay | null;
  /** Who reckoned it: the shop's one till from its log; the centre; the closing till from its log and the others' papers. */
  readonly by: 'log' | 'centre' | 'papers';
  /** UTC ms of whoever reckoned it. What came later is in the next. */
  readonly asOf: number;
  readonly tills: readonly TillAccount[];
  readonly points: PointsAccount;
  /** What is wrong in the log and in what is booked from it: check 1. */
  readonly faults: readonly Fault[];
  /** How many entries were compared with what is booked. */
  readonly entries: number;
  /** What needs a look: check 5. */
  readonly looks: readonly Look[];
  /** A fiscal number that more than one receipt here carries, receipt by receipt; check 3. */
  readonly fiscalTwice: readonly { readonly fiscal: string; readonly behind: readonly Behind[] }[];
}

/** A day that was signed: what the next close begins from. */
export interface SealedDay {
  readonly day: CivilDate;
  readonly number: number;
  /** The record that closed it, and its hash: the seal. */
  readonly record: RecordId;
  readonly seal: string;
  /** Points out there at its end. */
  readonly closing: Points;
}

/** One till's part. */
export interface TillAccount {
  readonly till: TillId;
  readonly number: number;
  /**
   * `closed`: each of its shifts of the day is. `open`: one is not, as far as is known. `silent`: nothing of the day was heard.
   * `retired`: it will not come back; what is known of it is taken whole.
   */
  readonly state: 'closed' | 'open' | 'silent' | 'retired';
  /** From its records, or from the QR of its Z forms. */
  readonly by: 'log' | 'paper';
  /** When anything was last heard of it, UTC ms; null: never, or it is the one that asks. */
  readonly heardAt: number | null;
  /** What this close lists of it. */
  readonly ranges: readonly LogRange[];
  readonly records: number;
  /** Of these, outside any shift. */
  readonly outside: number;
  readonly shifts: readonly ShiftOfDay[];
  /** Of the day itself. */
  readonly sums: DaySums;
  /** Of days before: dated to this one, since theirs is signed (`closed`), or never was. */
  readonly late: readonly LateDay[];
}

/** A shift that is closed, as its Z tells it. */
export interface ShiftOfDay {
  readonly shift: ShiftId;
  readonly z: number;
  readonly businessDay: CivilDate;
  readonly staff: StaffId | null;
  readonly openedAt: number;
  readonly closedAt: number;
  readonly sales: number;
  readonly total: Bani;
  /** The drawer as it was counted last; null: nobody counted (versions of before). */
  readonly cash: { readonly expected: Bani; readonly counted: Bani; readonly variance: Bani } | null;
  readonly slips: readonly {
    readonly kind: CountedTender;
    readonly expected: Bani;
    readonly counted: Bani;
    readonly variance: Bani;
  }[];
  /** How often it was counted. */
  readonly turns: number;
}

/** What came of a day that is over. */
export interface LateDay {
  readonly day: CivilDate;
  /** The day was signed without it. */
  readonly closed: boolean;
  readonly records: number;
  readonly sums: DaySums;
}

/** The points of the store: opening + moved = closing, where closing is reckoned from what is kept and not from the movements. */
export interface PointsAccount {
  readonly opening: Points;
  /** As the records say, with what the centre booked itself. */
  readonly moved: readonly PointsSum[];
  /** What of it no till recorded: what the centre booked itself and no close before this one took. Left out: nothing. */
  readonly centre?: readonly PointsSum[];
  /** As balances are kept; null: not known here (reckoned from papers). */
  readonly closing: Points | null;
}

/** Something that does not hold in a log, or in what is booked from it. */
export interface Fault {
  readonly code:
    | 'hashDiffers'
    | 'linkBroken'
    | 'numberMissing'
    | 'unreadable'
    | 'fromFuture'
    | 'entriesDiffer'
    | 'balanceDiffers'
    | 'zDiffers'
    | 'damaged';
  readonly till: TillId | null;
  readonly incarnation: IncarnationId | null;
  readonly seq: number | null;
  readonly record: RecordId | null;
  readonly member: MemberId | null;
  /** For the installer: what was found and what was expected, in plain English. */
  readonly detail: string;
}

/** A record behind a figure: the door to it. */
export interface Behind {
  readonly record: RecordId;
  readonly till: TillId;
  readonly seq: number;
  readonly kind: string;
  readonly at: number;
  readonly staff: StaffId | null;
  readonly member: MemberId | null;
  /** Of a receipt; null: it is none. */
  readonly number: string | null;
  readonly fiscal: string | null;
  readonly total: Bani | null;
  readonly points: Points | null;
}

/** Most records that are named behind one figure; `Look.many` says how many there are. */
export const MOST_BEHIND = 100;

export const LOOKS = [
  'goodwill',
  'adjust',
  'voids',
  'returns',
  'offline',
  'overdraft',
  'manyPoints',
  'ownCard',
  'noMember',
] as const;
export type LookCode = (typeof LOOKS)[number];

/** Something that a manager should look at: no fault. */
export interface Look {
  readonly code: LookCode;
  /** Whose work it was; null: nobody's alone. */
  readonly staff: StaffId | null;
  readonly member: MemberId | null;
  /** When the last of it happened. */
  readonly at: number;
  /** How many records, and what they moved. */
  readonly many: number;
  readonly points: Points | null;
  readonly total: Bani | null;
  /** Of how many (noMember: of all sales of this cashier). */
  readonly of: number | null;
  readonly behind: readonly Behind[];
}
