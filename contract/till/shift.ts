import * as z from 'zod';
import type { Bani } from '../../domain/amount/bani.ts';
import type { CivilDate } from '../../domain/calendar/civil.ts';
import type { Refusal } from '../../domain/refusal/refusal.ts';
import { type CashCount, cashCount } from '../../domain/shift/cash.ts';
import type { CountSum, DrawerFigures, ShiftFigures } from '../../domain/shift/figures.ts';
import { CASH_REASONS } from '../../domain/shift/recorded.ts';
import type { ShiftPhase } from '../../domain/shift/state.ts';
import { baniField, civilDateField, staffIdField } from '../fields.ts';
import type { ZText } from '../shift.ts';

/**
 * Shifts, between the window and the till: opening with what lies in the drawer, cash in and out, the blind count, closing, X and Z. The
 * window never learns what the drawer should hold before the count is committed, unless whoever is signed in may see it ('drawer').
 */

const text = z.string().max(200);

/** Counted money as the window sends it: denominations of today (domain/shift/cash), in any order, rows of 0 pieces allowed. */
export const cashRows = z
  .array(z.object({ kind: z.enum(['note', 'coin']), value: baniField, pieces: z.number().int() }))
  .max(40)
  .transform((rows, context): CashCount => {
    const counted = cashCount(rows);
    if (counted !== null) return counted;
    context.addIssue({ code: 'custom', message: 'no such money' });
    return z.NEVER;
  });

/** Sums of the bank terminal's slips as typed (lei, as all amounts); null or empty: not counted. */
const slips = z.object({ card: text.nullable(), other: text.nullable() });
const count = { cash: cashRows, slips };

/** Name -> schema of the input; a part of REQUESTS. */
export const SHIFT_REQUESTS = {
  'shift.propose': z.object({ businessDay: civilDateField.nullable() }),
  /**
   * `confirmed`: codes of the questions that the cashier answered yes. `float`: what lies in the drawer, counted (nothing is a count too);
   * 'left': accepted as the shift before left it (`ShiftProposal.left.cash`).
   */
  'shift.open': z.object({
    businessDay: civilDateField,
    confirmed: z.array(text).max(4),
    float: z.union([z.literal('left'), cashRows]),
  }),
  /** Keeps what is counted before a shift opens, for whoever counts it: it survives a reload and a power cut; null drops it. */
  'shift.floatDraft': z.object({ cash: cashRows.nullable() }),
  /** Cash put in or taken out: an amount as typed, or pieces. `note`: in one's own words; must say something for 'other'. */
  'shift.cash': z.object({
    direction: z.enum(['in', 'out']),
    why: z.enum(CASH_REASONS),
    money: z.union([text, cashRows]),
    note: text,
  }),
  /** Keeps a count that is not finished: it survives Esc, a reload and a power cut, and stands in the view; null drops it. */
  'shift.countDraft': z.object({ count: z.object(count).nullable() }),
  /** Commits the blind count: from then on nothing is sold in this shift, and what was expected is told. */
  'shift.count': z.object(count),
  /** Another count, with a manager's PIN and a reason. */
  'shift.recount': z.object({ ...count, staff: staffIdField.nullable(), pin: z.string().max(12), reason: text }),
  /** Closes the shift that was counted and makes its Z. */
  'shift.close': z.object({}),
  'shift.x': z.object({}),
  /** A page of Zs, newest first; `before`: those with smaller numbers, null from the newest. A cashier sees those opened or closed by them. */
  'shift.zList': z.object({ before: z.number().int().min(1).nullable() }),
  'shift.z': z.object({ number: z.number().int().min(1) }),
} as const satisfies Readonly<Record<string, z.ZodType>>;

export interface ShiftAnswers {
  'shift.propose': ShiftProposal;
  'shift.count': CountSum;
  'shift.recount': CountSum;
  'shift.close': ZView;
  'shift.x': XView;
  'shift.zList': readonly ZRow[];
  'shift.z': ZView;
}

export interface ShiftProposal {
  readonly businessDay: CivilDate;
  readonly today: CivilDate;
  /** To be answered before the shift opens. */
  readonly questions: readonly Refusal[];
  readonly number: number;
  /** What the shift before left in the drawer; null: there was none, or it was not counted. */
  readonly left: LeftView | null;
}

export interface LeftView {
  /** The shift that left it, and who closed it. */
  readonly number: number;
  readonly staffName: string | null;
  readonly sum: Bani;
  /** Piece by piece: may be accepted with one key; null: cash was moved since without counting pieces, so it must be counted. */
  readonly cash: CashCount | null;
}

/** The open shift, as everybody may see it. */
export interface ShiftView {
  /** Counted per till from 1; the Z will have the same number. */
  readonly number: number;
  readonly businessDay: CivilDate;
  readonly openedAt: number;
  readonly staffName: string;
  readonly sales: number;
  readonly total: Bani;
  readonly phase: Exclude<ShiftPhase, 'none'>;
  /** Counts committed so far. */
  readonly turns: number;
  /** What was counted at the opening; null: nobody did. */
  readonly float: Bani | null;
  /** A count that was begun and not committed; null: none. */
  readonly draft: CountDraft | null;
  /** The last count that was committed, with its variance; null: none yet. */
  readonly count: CountSum | null;
}

/** A count that is not finished. */
export interface CountDraft {
  readonly cash: CashCount;
  /** As typed. */
  readonly slips: { readonly card: string | null; readonly other: string | null };
}

/** A look during the shift; nothing is written. */
export interface XView {
  readonly number: number;
  readonly businessDay: CivilDate;
  readonly openedAt: number;
  readonly staffName: string | null;
  /** UTC ms. */
  readonly at: number;
  readonly figures: SeenFigures;
}

/** Figures without the drawer for who is going to count it blind. */
export interface SeenFigures extends Omit<ShiftFigures, 'drawer' | 'giftCards'> {
  readonly drawer: DrawerFigures | null;
  readonly giftCards: ShiftFigures['giftCards'] | null;
}

export interface ZRow {
  readonly number: number;
  readonly businessDay: CivilDate;
  readonly openedAt: number;
  readonly closedAt: number;
  readonly staffName: string | null;
  readonly sales: number;
  readonly total: Bani;
  /** Of the last count; null: closed without one, as versions of before did. */
  readonly variance: Bani | null;
}

/** A Z, the same for ever. */
export interface ZView extends ZRow {
  /** As the record has them; of versions of before, derived from the records now. */
  readonly figures: ShiftFigures;
  /** The lines exactly as they were laid out for paper when it was made; null: a version of before made none. */
  readonly printed: ZText | null;
  /** What a QR code on it says (contract/zCode), for the close of the day where the centre cannot be asked; null: there is none. */
  readonly code: string | null;
}
