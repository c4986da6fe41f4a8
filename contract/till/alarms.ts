import type { AlarmDetail, AlarmId, AlarmKind } from '../../domain/alarm/alarm.ts';
import type { MemberId, RecordId, TillId } from '../../domain/identity/ids.ts';

/** What the centre puts before the manager, as the window shows it: names are resolved here, words are the window's. */

export interface AlarmRow {
  readonly id: AlarmId;
  /** Null: of a kind that this version does not know. */
  readonly kind: AlarmKind | null;
  /** When it was raised, UTC ms of the centre's clock. */
  readonly at: number;
  /** Number of the till that it is about; null: none. */
  readonly till: number | null;
  /** Its store, where it is another than this one. */
  readonly store: string | null;
  /** Numbers for the words. */
  readonly detail: AlarmDetail;
  /** Doors to histories; `name` null: erased, or not known here. */
  readonly members: readonly { readonly id: MemberId; readonly name: string | null }[];
  /** Doors to receipts, in the order of what is said. */
  readonly records: readonly AlarmRecord[];
  readonly settled: {
    readonly at: number;
    /** Null: somebody of another store. */
    readonly name: string | null;
    /** Null: it stands at another till, or was erased. */
    readonly note: string | null;
  } | null;
}

/** A record that an alarm names. */
export interface AlarmRecord {
  readonly id: RecordId;
  readonly is: string;
  /** Its receipt's number; null: it has none. */
  readonly number: string | null;
  readonly till: number;
  /** Its store, where it is another than this one. */
  readonly store: string | null;
  readonly at: number;
}

/** Where a page ends; given back, the next begins behind it. */
export interface AlarmsAfter {
  readonly at: number;
  readonly id: string;
}

export interface AlarmsPage {
  /** How many are open, by kind, the most first. */
  readonly kinds: readonly { readonly kind: string; readonly count: number }[];
  readonly rows: readonly AlarmRow[];
  /** Null: there are no more. */
  readonly next: AlarmsAfter | null;
}

/** A till of this store, for whoever must say that one is no more. */
export interface StoreTill {
  readonly id: TillId;
  readonly number: number;
  /** True: the one that is asked. */
  readonly here: boolean;
  /** Set where it was retired: when, and at its last known number. */
  readonly retired: { readonly at: number; readonly seq: number } | null;
}
