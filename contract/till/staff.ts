import * as z from 'zod';
import type { Bani } from '../../domain/amount/bani.ts';
import type { Points } from '../../domain/amount/points.ts';
import type { CivilDate } from '../../domain/calendar/civil.ts';
import type { MemberId, RecordId } from '../../domain/identity/ids.ts';
import { AUDIT_TOPICS, type AuditedKind } from '../../domain/staff/audit.ts';
import type { Recognition } from '../../domain/staff/recognition.ts';
import type { PersonWeek } from '../../domain/staff/week.ts';
import { civilDateField } from '../fields.ts';

/** What a manager reads of the people at a till, of its months of signed days, and of who answers for what. Nothing is written. */

const nothing = z.object({});

/** Name -> schema of the input; a part of REQUESTS. */
export const STAFF_REQUESTS = {
  /** What each of the staff did at the store, or at this till alone where the centre cannot tell, in the week that the day lies in; null: in the one that runs. */
  'staff.week': z.object({ day: civilDateField.nullable() }),
  /** What is said kindly of last week, for everybody to read; nothing where it is turned off. */
  'staff.praise': nothing,
  /** The business days of the month that the day lies in on which shifts of this till were closed. */
  'month.days': z.object({ day: civilDateField }),
  /** A page of what somebody answers for, newest first; `topics` empty: all of it; `before`: what is further back than a row. */
  'audit.list': z.object({
    topics: z.array(z.enum(AUDIT_TOPICS)).max(AUDIT_TOPICS.length),
    before: z.number().int().min(1).nullable(),
  }),
} as const satisfies Readonly<Record<string, z.ZodType>>;

export interface StaffAnswers {
  'staff.week': StaffWeek;
  'staff.praise': Praise;
  'month.days': MonthDays;
  'audit.list': AuditPage;
}

/** One of the staff in a week; `name` null: not known here (any more). */
export interface StaffWeekRow extends Omit<PersonWeek, 'staff'> {
  readonly name: string | null;
}

export interface StaffWeek {
  readonly monday: CivilDate;
  /** By name; nobody who did nothing here. */
  readonly rows: readonly StaffWeekRow[];
  readonly all: Omit<PersonWeek, 'staff'>;
  readonly from: WeekFrom;
}

/** Whose figures a week holds. */
export type WeekFrom =
  /** This till's own log; `why`: there is no centre, it could not be asked, or it is of a version that does not know. */
  | { readonly is: 'till'; readonly why: 'alone' | 'away' | 'old' }
  | {
      readonly is: 'store';
      /** When the centre said so, UTC ms of this till's clock. */
      readonly heardAt: number;
      /** The tills of the store that are in use and whose records up to the week's end are not all in it, by number. */
      readonly tills: readonly TillUpTo[];
      /** The last records of this till that are not in it; 0: all are, or they are of a later week. */
      readonly missing: number;
    };

/** A till, and up to when the centre has counted what it wrote, UTC ms of that till's clock; null: nothing came yet. */
export interface TillUpTo {
  readonly number: number;
  readonly at: number | null;
}

/** A recognition as it is shown: by name and not by id. */
export type PraiseRow = (Recognition extends infer One
  ? One extends Recognition
    ? Omit<One, 'staff'>
    : never
  : never) & {
  readonly name: string;
};

export interface Praise {
  /** The Monday of the week that it is of. */
  readonly monday: CivilDate;
  /** At all tills of the store, or at this one. */
  readonly of: 'store' | 'till';
  /** By name. */
  readonly rows: readonly PraiseRow[];
}

export interface MonthDays {
  /** The month's first day. */
  readonly first: CivilDate;
  readonly today: CivilDate;
  /** Of this till. */
  readonly worked: readonly {
    readonly day: CivilDate;
    readonly shifts: number;
    readonly sales: number;
    readonly total: Bani;
  }[];
  readonly others: boolean;
  /** A shop without a centre: all points there are moved here. */
  readonly alone: boolean;
}

/** Somebody whom a record names; `name` null: erased, or not known here. */
export interface AuditMember {
  readonly id: MemberId;
  readonly name: string | null;
}

/** A record that somebody answers for. */
export interface AuditRow {
  readonly id: RecordId;
  /** Given back as `before`, the next page begins behind it. */
  readonly place: number;
  /** Its number in the log, and the beginning of its hash: what the chain proves. */
  readonly seq: number;
  readonly hash: string;
  /** UTC ms of the till's clock. */
  readonly at: number;
  /** Who was signed in; null: nobody, or not known here. */
  readonly signedIn: string | null;
  /** Whose PIN it was, where that is somebody else than who was signed in or where a PIN was used; null: no PIN. */
  readonly by: string | null;
  readonly what: AuditWhat;
  readonly members: readonly AuditMember[];
  /** In one's own words. */
  readonly words: string | null;
  /** There were words, and they went with an erasure. */
  readonly erased: boolean;
}

/** What it was; `kind` null: of a form from the future. */
export type AuditWhat =
  | { readonly kind: null }
  | { readonly kind: 'pinUsed'; readonly action: string; readonly reason: string | null }
  | { readonly kind: 'goodwill' | 'adjust'; readonly points: Points }
  | { readonly kind: 'cashMoved'; readonly direction: 'in' | 'out'; readonly amount: Bani; readonly why: string }
  | { readonly kind: 'erased'; readonly reason: string }
  | { readonly kind: 'setting'; readonly topic: string }
  | { readonly kind: 'alarmSettled'; readonly of: string }
  | { readonly kind: 'dayClosed'; readonly day: CivilDate; readonly number: number; readonly variance: Bani }
  /** `to`: the number of the till; null: not known here. */
  | { readonly kind: 'closingPassed'; readonly to: number | null }
  | { readonly kind: 'begun'; readonly ordinal: number }
  | { readonly kind: Extract<AuditedKind, 'merged' | 'unmerged'> };

export interface AuditPage {
  readonly rows: readonly AuditRow[];
  /** The place to go on from; null: there are no more. */
  readonly next: number | null;
}
