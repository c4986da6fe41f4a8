import { dayNotes } from '../../../contract/day.ts';
import { readBody } from '../../../contract/record.ts';
import type { Request } from '../../../contract/till/api.ts';
import type { ClosedDay, DayRow } from '../../../contract/till/day.ts';
import { mustBeExplained } from '../../../domain/day/checks.ts';
import type { DayClosed } from '../../../domain/day/recorded.ts';
import { byGroup } from '../../../domain/day/sums.ts';
import type { TillId } from '../../../domain/identity/ids.ts';
import type { RecordHead } from '../../../domain/record/record.ts';
import { done, type Outcome, refused } from '../../../domain/refusal/refusal.ts';
import type { Workings } from '../workings.ts';
import { namesOf } from './names.ts';

/** Days that were signed: looked at, the same for ever. */

const MOST_ROWS = 40;

/** A signed day as its record has it. */
interface Signed {
  readonly record: RecordHead & DayClosed;
  readonly hash: string;
  /** As JSON; null: there are none, or they were erased. */
  readonly notes: string | null;
}

/** `day.list`: a page of signed days, newest first. */
export function listDays(w: Workings, { before }: Request<'day.list'>): Outcome<readonly DayRow[]> {
  return done(signedDays(w, before, MOST_ROWS).map((one) => dayRow(w, one)));
}

/** The day that was signed last; null: none was, as far as is known here. */
export function lastDay(w: Workings): DayRow | null {
  const [last] = signedDays(w, null, 1);
  return last === undefined ? null : dayRow(w, last);
}

/** `day.look`: a signed day by its number. */
export function lookAtDay(w: Workings, { number }: Request<'day.look'>): Outcome<ClosedDay> {
  const day = closedDay(w, number);
  return day === null ? refused('day.unknown', { number }) : done(day);
}

/** A signed day by its number; null: it is not known here. */
export function closedDay(w: Workings, number: number): ClosedDay | null {
  const [one] = signedDays(w, number + 1, 1);
  if (one?.record.number !== number) return null;
  const { record, notes } = one;
  const { store, seq: _, ...rest } = record;
  const closed = contentOf(rest);
  return {
    ...dayRow(w, one),
    closed,
    notes: notesIn(notes),
    storeName: w.rules.storeName(store),
    names: namesOf(w, closedIds(closed)),
  };
}

/** Those of this till's own log and those that the centre told; of one number the centre's word holds. */
function signedDays(w: Workings, before: number | null, most: number): readonly Signed[] {
  const days = new Map<number, Signed>();
  for (const { record, hash, beside } of w.ledger.dayRecords(before, most)) {
    days.set(record.number, { record, hash, notes: beside?.text ?? null });
  }
  if (!w.ledger.alone()) {
    for (const { body, hash, notes, number } of w.replica.closedDays(before, most)) {
      const read = readBody(body);
      if (!read.known || read.record.kind !== 'dayClosed') continue;
      // Its own words are here, also before the centre has told them.
      days.set(number, { record: read.record, hash, notes: notes ?? days.get(number)?.notes ?? null });
    }
  }
  return [...days.values()].sort((a, b) => b.record.number - a.record.number).slice(0, most);
}

function dayRow(w: Workings, { record, hash }: Signed): DayRow {
  const { sums, points, cash, checks, tills } = record;
  const differences = checks.filter(({ check }) => mustBeExplained(check)).flatMap((check) => check.differences);
  const missing = tills.filter(({ without }) => without !== null);
  const settled = differences.filter(({ explained, key }) => explained !== null || isSettled(key, missing));
  return {
    number: record.number,
    day: record.day,
    signedAt: record.occurredAt,
    signedByName: w.rules.staffName(record.store, record.signedBy),
    till: tillNumber(w, record.till, tills),
    sales: sums.counts.sales,
    withMember: sums.counts.withMember,
    total: sums.total,
    variance: cash.variance,
    groups: byGroup(points.moved),
    opening: points.opening,
    closing: points.closing ?? points.opening,
    differences: differences.length,
    explained: settled.length,
    without: missing.length,
    seal: hash,
  };
}

/** A till that was closed without is settled by the word on the till itself. */
function isSettled(key: string, missing: DayClosed['tills']): boolean {
  return missing.some(({ till }) => key === `notHeard:${till}` || key === `shiftOpen:${till}`);
}

function tillNumber(w: Workings, till: TillId, tills: DayClosed['tills']): number {
  const identity = w.identity();
  if (identity?.till === till) return identity.number;
  return tills.find((one) => one.till === till)?.number ?? 0;
}

function notesIn(text: string | null): Readonly<Record<string, string>> {
  if (text === null) return {};
  const read = dayNotes.safeParse(JSON.parse(text));
  return read.success ? read.data.notes : {};
}

function contentOf(record: Omit<RecordHead & DayClosed, 'store' | 'seq'>): DayClosed {
  const { kind, day, number, previous, by, asOf, tills, sums, points, cash, checks, signedBy, entries } = record;
  return { kind, day, number, previous, by, asOf, tills, sums, points, cash, checks, signedBy, entries };
}

/** Everybody of whom a signed day speaks. */
function closedIds({ signedBy, checks, tills }: DayClosed): Parameters<typeof namesOf>[1] {
  const differences = checks.flatMap((check) => check.differences);
  return {
    staff: [
      signedBy,
      ...differences.flatMap(({ explained }) => explained?.by ?? []),
      ...tills.flatMap(({ shifts }) => shifts.flatMap(({ staff }) => staff ?? [])),
      ...differences.flatMap(({ params }) => (typeof params['staff'] === 'string' ? [params['staff']] : [])),
    ],
    members: differences.flatMap(({ key }) => key.split(':').slice(1)),
  };
}
