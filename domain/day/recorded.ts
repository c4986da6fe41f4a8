import type { Bani } from '../amount/bani.ts';
import type { Points } from '../amount/points.ts';
import type { CivilDate } from '../calendar/civil.ts';
import type { RecordId, StaffId, TillId } from '../identity/ids.ts';
import type { Entry } from '../ledger/entry.ts';
import type { LogRange } from '../shift/figures.ts';
import type { PointsAccount, SealedDay, ShiftOfDay, TillAccount } from './account.ts';
import type { Difference } from './difference.ts';
import type { DaySums } from './sums.ts';

/** What a close is tried by, in the order in which it is read. */
export const CHECKS = ['log', 'points', 'money', 'centre', 'looks'] as const;
export type CheckName = (typeof CHECKS)[number];

/** `good`: it agrees. `bad`: it does not. `look`: a person should look. `undone`: it could not be tried, and its figure says why. */
export const CHECK_STATES = ['good', 'bad', 'look', 'undone'] as const;
export type CheckState = (typeof CHECK_STATES)[number];

/** Why a difference is as it is; words of one's own stand beside the record. */
export const EXPLANATIONS = [
  'miscounted',
  'wrongChange',
  'notRung',
  'rungTwice',
  'registerLate',
  'typedWrong',
  'tillLate',
  'seen',
  'other',
] as const;
export type Explanation = (typeof EXPLANATIONS)[number];

/** Why a day is closed without what a till has, or may have. */
export const WITHOUT = ['unused', 'later'] as const;
export type Without = (typeof WITHOUT)[number];

/** A till as the close lists it: whatever of it is not listed belongs to the next. */
export interface SignedTill {
  readonly till: TillId;
  readonly number: number;
  readonly state: TillAccount['state'];
  readonly by: TillAccount['by'];
  readonly ranges: readonly LogRange[];
  /** Its shifts, as their Zs tell them. */
  readonly shifts: readonly ShiftOfDay[];
  /** Why the day was closed without (the rest of) it; null: nothing is missing. */
  readonly without: Without | null;
  readonly late: readonly {
    readonly day: CivilDate;
    readonly records: number;
    readonly total: Bani;
    readonly points: Points;
  }[];
}

/** A difference as it was signed. `key` names it for ever; its words are made from `code` and `params`. */
export interface SignedDifference {
  readonly key: string;
  readonly code: string;
  readonly params: Readonly<Record<string, string | number>>;
  /** What it comes to, and when it was (UTC ms), as the difference told when the day was signed. */
  readonly amount: Difference['amount'];
  readonly at: number | null;
  /** Null: nobody had to explain it. Words of one's own stand beside under the key. */
  readonly explained: { readonly why: Explanation; readonly by: StaffId; readonly mended: RecordId | null } | null;
}

/**
 * A store's day, signed: by the one till that holds the closing right, with a manager's PIN (a `pinUsed` in the same transaction). The hash
 * of this record is the day's seal, and it names the seal of the day before.
 */
export interface DayClosed {
  readonly kind: 'dayClosed';
  readonly day: CivilDate;
  readonly number: number;
  readonly previous: SealedDay | null;
  readonly by: 'log' | 'centre' | 'papers';
  /** When it was drawn up, UTC ms of whoever reckoned. */
  readonly asOf: number;
  readonly tills: readonly SignedTill[];
  /** Of the day itself, over all tills. */
  readonly sums: DaySums;
  readonly points: PointsAccount;
  /** Over all shifts that were counted. */
  readonly cash: { readonly expected: Bani; readonly counted: Bani; readonly variance: Bani };
  readonly checks: readonly {
    readonly check: CheckName;
    readonly state: CheckState;
    /** Values for the words of its figure, as they stood when the day was signed. */
    readonly figure: Readonly<Record<string, string | number>>;
    readonly differences: readonly SignedDifference[];
  }[];
  readonly signedBy: StaffId;
  readonly entries: readonly Entry[];
}

/** The closing right goes to another till of the store, as of the day closed last; written by the till that had it. */
export interface ClosingPassed {
  readonly kind: 'closingPassed';
  readonly to: TillId;
  /** The last close; null: none was made. */
  readonly after: SealedDay | null;
  readonly by: StaffId;
  readonly entries: readonly Entry[];
}
