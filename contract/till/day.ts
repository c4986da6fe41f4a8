import * as z from 'zod';
import type { Bani } from '../../domain/amount/bani.ts';
import type { Points } from '../../domain/amount/points.ts';
import type { CivilDate } from '../../domain/calendar/civil.ts';
import type { SealedDay, TillAccount } from '../../domain/day/account.ts';
import type { Difference } from '../../domain/day/difference.ts';
import type { Amount, Part } from '../../domain/day/parts.ts';
import {
  type CheckName,
  type CheckState,
  type DayClosed,
  EXPLANATIONS,
  type Explanation,
  WITHOUT,
  type Without,
} from '../../domain/day/recorded.ts';
import type { RegisterZ } from '../../domain/day/register.ts';
import type { Strange } from '../../domain/day/registerFile.ts';
import type { Hindrance } from '../../domain/day/signing.ts';
import type { DaySums, PointGroup } from '../../domain/day/sums.ts';
import type { RecordId, TillId } from '../../domain/identity/ids.ts';
import { TENDER_KINDS } from '../../domain/record/tender.ts';
import type { Refusal } from '../../domain/refusal/refusal.ts';
import type { PointsSum } from '../../domain/shift/figures.ts';
import { dayFigure } from '../day.ts';
import { civilDateField, memberIdField, tillIdField, vatRateField } from '../fields.ts';

/**
 * The close of the store's day, between the window and the till. It is drawn up beside the till (`day.begin`; `day.state` tells how far it
 * is), explained, and signed; what was said so far is kept on disk at each word, so that Esc, a reload or a power cut loses nothing.
 */

const nothing = z.object({});
const text = z.string().max(200);
const note = z.string().max(500);
const pin = z.string().max(12);
const key = z.string().max(200);

/** The most of a register's file, bytes, and of one piece of it. */
export const LARGEST_REGISTER = 20_000_000;
export const LARGEST_REGISTER_PIECE = 400_000;
/** Columns of a register's file that mean something to us. */
export const REGISTER_COLUMNS = ['fiscal', 'total', 'at'] as const;
export type RegisterColumn = (typeof REGISTER_COLUMNS)[number];

export const DAY_FILES = ['pdf', 'xlsx', 'csv', '1c', 'narrow58', 'narrow80'] as const;
export type DayFile = (typeof DAY_FILES)[number];

/** The register's Z as it is typed, lei: 0 and below too. What is empty is not compared, nor what is no amount: that is kept as it stands. */
export const registerTyped = z.object({
  total: text,
  vat: z.array(z.object({ rate: vatRateField, total: text })).max(20),
  tenders: z.array(z.object({ kind: z.enum(TENDER_KINDS), total: text })).max(10),
});
export type RegisterTyped = z.infer<typeof registerTyped>;

/** Name -> schema of the input; a part of REQUESTS. */
export const DAY_REQUESTS = {
  'day.state': nothing,
  /** Draws the close up anew; null: of the day that comes next. What was explained before stays explained where it is still so. */
  'day.begin': z.object({ day: civilDateField.nullable() }),
  /** Puts it away; what was said is kept. */
  'day.drop': nothing,
  /** The register's Z as typed. Null: takes away what was typed, and the file. */
  'day.register': z.object({ typed: registerTyped.nullable() }),
  /** A register's file (CSV, XLSX) in pieces of base64, from 0; the piece that completes it has it read. */
  'day.registerFile': z.object({
    name: text,
    bytes: z.number().int().min(1).max(LARGEST_REGISTER),
    at: z.number().int().min(0),
    base64: z.base64().max(LARGEST_REGISTER_PIECE),
  }),
  /** Which column of the file is what, by its place from 0; remembered for the next day. `at` null: the file has no time. */
  'day.registerColumns': z.object({
    columns: z.object({
      fiscal: z.number().int().min(0).max(200),
      total: z.number().int().min(0).max(200),
      at: z.number().int().min(0).max(200).nullable(),
    }),
  }),
  /** A file that seems to be of another day or register: compares it all the same, or takes it away. */
  'day.registerTake': z.object({ take: z.boolean() }),
  /** Why a difference is as it is; null: not explained any more. `note` must say something for 'other'. */
  'day.explain': z.object({ key, why: z.enum(EXPLANATIONS).nullable(), note }),
  /** Points that mend a difference: a correction by hand, with the PIN of the manager who is signed in; `points` as typed, signed. */
  'day.mend': z.object({ key, member: memberIdField, points: text, note, pin }),
  /** Closes without (the rest of) a till; null: waits for it after all. */
  'day.without': z.object({ till: tillIdField, why: z.enum(WITHOUT).nullable(), note }),
  /** What the QR on another till's Z form says, where the centre cannot be asked; a scanner's reading comes the same way. */
  'day.paper': z.object({ code: z.string().max(4000) }),
  /** Signs what was seen (`DrawnDay.seen`; where it is not the same any more, refuses and writes nothing). */
  'day.sign': z.object({ seen: text, pin }),
  /** Gives the closing right to another till of the store. */
  'day.pass': z.object({ till: tillIdField, pin }),
  /** A page of signed days, newest first; `before`: those with smaller numbers, null from the newest. */
  'day.list': z.object({ before: z.number().int().min(1).nullable() }),
  'day.look': z.object({ number: z.number().int().min(1) }),
  /**
   * A page of what makes up a figure, from place `first` on: of a signed day, or (null) of the one that is drawn up. Asked again and again
   * while it is read. `again`: what could not be had before is tried anew.
   */
  'day.parts': z.object({
    day: z.number().int().min(1).nullable(),
    figure: dayFigure,
    first: z.number().int().min(0).max(10_000_000),
    again: z.boolean(),
  }),
  /** A signed day as a file. */
  'day.file': z.object({ number: z.number().int().min(1), as: z.enum(DAY_FILES) }),
} as const satisfies Readonly<Record<string, z.ZodType>>;

export interface DayAnswers {
  'day.state': DayView;
  'day.sign': ClosedDay;
  'day.list': readonly DayRow[];
  'day.look': ClosedDay;
  'day.parts': DayPartsView;
  'day.file': { readonly name: string; readonly type: string; readonly base64: string };
}

/** Where the close stands. */
export interface DayView {
  readonly right: ClosingRight;
  /** The first day that no close is of yet; null: none was signed, any may be the first. */
  readonly from: CivilDate | null;
  /** The day that comes next; the window may choose another, from `from` on. Null: today is signed, nothing can be closed before `from` comes. */
  readonly proposed: CivilDate | null;
  readonly last: DayRow | null;
  readonly now:
    | { readonly at: 'nothing' }
    /** `share`: 0 to 1; null: the centre reckons. */
    | { readonly at: 'drawing'; readonly day: CivilDate; readonly share: number | null }
    | { readonly at: 'drawn'; readonly drawn: DrawnDay }
    /** It could not be drawn up: why, and that nothing was lost. */
    | { readonly at: 'failed'; readonly day: CivilDate; readonly refusal: Refusal };
}

/** Which till of the store may sign. */
export interface ClosingRight {
  readonly here: boolean;
  /** Number of the till that has it; null: not known yet (the centre was never heard). */
  readonly till: number | null;
  /** To whom it may be given: the store's other tills. */
  readonly others: readonly { readonly id: TillId; readonly number: number }[];
}

/** Names of whom the account names by id; who is not in it has none here. */
export interface Names {
  readonly staff: Readonly<Record<string, string>>;
  readonly members: Readonly<Record<string, string>>;
}

export interface DrawnDay {
  readonly day: CivilDate;
  readonly number: number;
  readonly previous: SealedDay | null;
  readonly by: 'log' | 'centre' | 'papers';
  readonly asOf: number;
  /** Names exactly this state of it; signed with it. */
  readonly seen: string;
  readonly tills: readonly (TillAccount & {
    readonly without: Without | null;
    readonly note: string;
  })[];
  readonly sums: DaySums;
  readonly points: {
    readonly opening: Points;
    readonly groups: Readonly<Record<PointGroup, Points>>;
    readonly closing: Points;
  };
  readonly cash: DayClosed['cash'];
  readonly checks: readonly {
    readonly check: CheckName;
    readonly state: CheckState;
    readonly figure: Readonly<Record<string, string | number>>;
    readonly differences: readonly DrawnDifference[];
  }[];
  readonly register: RegisterView;
  /** What must still be done; empty: it can be signed. */
  readonly hindrances: readonly Hindrance[];
  readonly names: Names;
}

export interface DrawnDifference extends Difference {
  readonly explained: {
    readonly why: Explanation;
    readonly note: string;
    readonly mended: RecordId | null;
  } | null;
}

/** The register's Z as far as it was given. */
export interface RegisterView {
  /** Null: nothing was typed. */
  readonly typed: RegisterTyped | null;
  /** What of it can be read, and is compared; null: nothing. */
  readonly read: Omit<RegisterZ, 'receipts'> | null;
  /** How many of the typed amounts cannot be read. */
  readonly unreadable: number;
  readonly file:
    | { readonly at: 'none' }
    /** `got` of `bytes` have come. */
    | { readonly at: 'coming'; readonly name: string; readonly got: number; readonly bytes: number }
    | {
        readonly at: 'read';
        readonly name: string;
        /** Its first rows, as text: the headings are among them. */
        readonly head: readonly (readonly string[])[];
        /** As they are taken; null: nothing is known yet, a person must say. */
        readonly columns: { readonly fiscal: number; readonly total: number; readonly at: number | null } | null;
        readonly receipts: number;
        /** What the receipts come to. */
        readonly total: Bani;
        /** Rows that could not be read as a receipt, the first of them by number, and how many there are; nothing of them is taken. */
        readonly faulty: readonly number[];
        readonly faultyMany: number;
        /** Rows that are no receipts by their nature: titles, headings, sums that come to what stands above them; likewise. */
        readonly apart: readonly number[];
        readonly apartMany: number;
        /** Why it seems to be of another day or register; null: it fits. */
        readonly strange: Strange | null;
        /** A manager takes it knowingly; false: where it is strange it is not compared. */
        readonly isTaken: boolean;
      }
    | { readonly at: 'broken'; readonly name: string; readonly refusal: Refusal };
}

/** A signed day in a list. */
export interface DayRow {
  readonly number: number;
  readonly day: CivilDate;
  readonly signedAt: number;
  readonly signedByName: string | null;
  /** Number of the till that signed. */
  readonly till: number;
  readonly sales: number;
  readonly withMember: number;
  readonly total: Bani;
  readonly variance: Bani;
  readonly groups: Readonly<Record<PointGroup, Points>>;
  readonly opening: Points;
  readonly closing: Points;
  /** Differences, and how many of them somebody explained. */
  readonly differences: number;
  readonly explained: number;
  /** Tills it was closed without. */
  readonly without: number;
  /** The hash over it and the day before. */
  readonly seal: string;
}

/** What makes up a figure of a close. */
export type DayPartsView =
  /** `share`: 0 to 1; null: it is not known. */
  | { readonly at: 'reading'; readonly share: number | null }
  | {
      readonly at: 'read';
      /** Of the close: what happened on another names its own. */
      readonly day: CivilDate;
      /** A page of at most `most`, from place `first` on, of `many`; in the order of time. */
      readonly parts: readonly Part[];
      readonly first: number;
      readonly most: number;
      readonly many: number;
      /** What all of them come to, with what the centre booked itself; and the figure. They are one unless some part is away. */
      readonly sum: Amount;
      readonly figure: Amount;
      /** Points that no till recorded. */
      readonly centre: readonly PointsSum[];
      /** Tills whose part cannot be opened now: the centre does not answer, or does not have it. */
      readonly away: readonly { readonly till: number; readonly why: 'unreachable' | 'lacking' }[];
      /** Numbers of tills by id. */
      readonly tills: Readonly<Record<string, number>>;
      readonly names: Names;
      /** The last signs of a card of each member on the page who has one. */
      readonly cards: Readonly<Record<string, string>>;
    };

/** A signed day, the same for ever. */
export interface ClosedDay extends DayRow {
  readonly closed: DayClosed;
  /** In one's own words, by the key of a difference or the id of a till; what was erased is not there. */
  readonly notes: Readonly<Record<string, string>>;
  readonly storeName: string;
  readonly names: Names;
}
