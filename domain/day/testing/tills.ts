import { points } from '../../amount/points.ts';
import { addDays, type CivilDate, civilDate } from '../../calendar/civil.ts';
import {
  incarnationId,
  memberId,
  type RecordId,
  recordId,
  shiftId,
  staffId,
  storeId,
  type TillId,
  tillId,
  uuid7,
} from '../../identity/ids.ts';
import { NO_HASH, type RecordBody, type RecordContent, type RecordDraft, type Sha256 } from '../../record/record.ts';
import { type ChainHead, seal } from '../../record/seal.ts';
import type { CashCount } from '../../shift/cash.ts';
import { shiftFigures } from '../../shift/figures.ts';
import { happeningsOf } from '../../shift/testing/happenings.ts';
import { type Happening, inCoins, live } from '../../shift/testing/shifts.ts';
import type { FoundRecord } from '../gather.ts';

/** Tills of any days: shifts as chance makes them, one after the other, with records outside of them, sealed as a till seals them. */

const idOf = (n: number): string => {
  const random = new Uint8Array(10);
  new DataView(random.buffer).setUint32(6, n);
  return uuid7(1_700_000_000_000, random);
};
export const STORE = storeId(idOf(6));
export const MEMBER = memberId(idOf(3));
export const tillOf = (n: number): TillId => tillId(idOf(1000 + n));
export const FIRST_DAY = civilDate('2026-11-21');

/** One shift of a plan, and how many records come after it outside of any. */
export interface PlannedShift {
  /** Days after the shift before: 0, 1, 2. */
  readonly later: number;
  readonly laid: CashCount | null;
  readonly happenings: readonly Happening[];
  readonly outside: number;
}

/** Shifts out of rows of numbers: any rows are a plan. */
export function planOf(rows: readonly (readonly number[])[]): readonly PlannedShift[] {
  return rows.map(([later = 0, laid = 0, outside = 0, ...rest]) => ({
    later: later % 3,
    laid: laid % 4 === 0 ? null : inCoins(laid % 5_000_000),
    happenings: happeningsOf(rest),
    outside: outside % 3,
  }));
}

/** A till's whole log, and the days of its shifts. `lastOpen`: its last shift is not closed. */
export interface LivedTill {
  readonly till: TillId;
  readonly number: number;
  readonly found: readonly FoundRecord[];
  readonly days: readonly CivilDate[];
}

/** Lives through a plan. */
export function liveTill(number: number, shifts: readonly PlannedShift[], sha256: Sha256, lastOpen = false): LivedTill {
  const till = tillOf(number);
  let head: ChainHead = {
    store: STORE,
    till,
    incarnation: incarnationId(idOf(2000 + number)),
    seq: 0,
    hash: NO_HASH,
  };
  const found: FoundRecord[] = [];
  let day = FIRST_DAY;
  let made = number * 100_000;
  const days: CivilDate[] = [];

  function write(content: RecordContent, of: { readonly shift: string | null; readonly id?: RecordId }): FoundRecord {
    const draft: RecordDraft = {
      ...content,
      id: of.id ?? recordId(idOf(++made)),
      shift: of.shift === null ? null : shiftId(of.shift),
      businessDay: of.shift === null ? null : day,
      staff: staffId(idOf(8)),
      programmeVersion: 1,
      reverses: null,
      occurredAt: found.length,
    };
    const written = seal(head, draft, null, sha256);
    head = written.head;
    const { incarnation } = written.record;
    const { seq, hash, body } = written.sealed;
    const one = { incarnation, seq, hash, body, read: { head: written.record, record: written.record }, counted: true };
    found.push(one);
    return one;
  }

  write({ kind: 'begun', previous: null, ordinal: 1, entries: [] }, { shift: null });
  for (const [i, planned] of shifts.entries()) {
    day = addDays(day, i === 0 ? 0 : planned.later);
    days.push(day);
    const shift = idOf(++made);
    const ids = new Map<RecordId, RecordId>();
    const lived = live(planned.laid, planned.happenings).records.flatMap(({ record }) => {
      if (record === null) return [];
      const id = recordId(idOf(++made));
      ids.set(record.id, id);
      const of = record.kind === 'void' ? { ...record, of: ids.get(record.of) ?? record.of } : record;
      return [write(contentOf(of), { shift, id })];
    });
    if (lastOpen && i === shifts.length - 1) break;
    const figures = shiftFigures(
      lived.map(({ incarnation, seq, hash, read }) => ({
        head: { incarnation, seq },
        hash,
        record: read?.record ?? null,
      })),
    );
    write(
      {
        kind: 'shiftClosed',
        sales: figures.counts.sales,
        total: figures.total,
        z: { number: i + 1, ...figures },
        entries: [],
      },
      { shift },
    );
    for (let n = 0; n < planned.outside; n++) {
      const entries = [{ member: MEMBER, points: points(-1 - n), contra: 'adjust' as const, lot: null }];
      write({ kind: 'adjust', member: MEMBER, entries }, { shift: null });
    }
  }
  return { till, number, found, days };
}

/** What a record says besides its head. */
export function contentOf(record: RecordBody): RecordContent {
  const { formatVersion, store, till, incarnation, seq, prevHash, beside, ...rest } = record;
  const { id, shift, businessDay, staff, programmeVersion, reverses, occurredAt, group, ...content } = rest;
  return content;
}
