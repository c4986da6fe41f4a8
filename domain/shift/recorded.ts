import type { Bani } from '../amount/bani.ts';
import type { ShiftId } from '../identity/ids.ts';
import type { Entry } from '../ledger/entry.ts';
import type { CashCount } from './cash.ts';
import type { ZFigures } from './figures.ts';

export interface ShiftOpened {
  readonly kind: 'shiftOpened';
  /** Questions about the clock or the day that were asked, and answered yes. */
  readonly confirmed: readonly ('clockBehind' | 'dayOff')[];
  /** What lay in the drawer, counted; left out in records of before: nobody counted. */
  readonly float?: CashCount;
  /** The shift before, and what it left by its own count; the float may differ, and then nobody's variance is shown. Left out: none. */
  readonly takenOver?: { readonly shift: ShiftId; readonly left: Bani };
  readonly entries: readonly Entry[];
}

/** Why cash is put in or taken out besides sales; words of one's own stand beside. */
export const CASH_REASONS = ['change', 'safe', 'supplier', 'expense', 'other'] as const;
export type CashReason = (typeof CASH_REASONS)[number];

/** Cash put into the drawer, or taken out of it, that is no payment. */
export interface CashMoved {
  readonly kind: 'cashMoved';
  readonly direction: 'in' | 'out';
  /** Above zero. */
  readonly amount: Bani;
  readonly why: CashReason;
  /** By pieces, where they were counted; they are worth the amount. */
  readonly cash?: CashCount;
  readonly entries: readonly Entry[];
}

/** Ways of paying whose takings are counted by hand besides cash: the sums of the bank terminal's slip. */
export const COUNTED_TENDERS = ['card', 'other'] as const;
export type CountedTender = (typeof COUNTED_TENDERS)[number];

/** A drawer counted blind: what was found, and nothing of what should be there. Each count of a shift has the next turn. */
export interface DrawerCount {
  readonly kind: 'count';
  /** 1, 2, 3 ...: from 2 on written together with the use of a manager's PIN. */
  readonly turn: number;
  readonly cash: CashCount;
  /** As typed from the slip; left out: not counted. */
  readonly others: { readonly [Kind in CountedTender]?: Bani };
  readonly entries: readonly Entry[];
}

export interface ShiftClosed {
  readonly kind: 'shiftClosed';
  readonly sales: number;
  readonly total: Bani;
  /** Left out in records of before, whose figures are derived when they are asked for. The printed form stands beside. */
  readonly z?: ZFigures;
  readonly entries: readonly Entry[];
}
