import * as z from 'zod';
import { dayNotes } from '../../../contract/day.ts';
import type { Request } from '../../../contract/till/api.ts';
import type { AuditPage, AuditRow, AuditWhat } from '../../../contract/till/staff.ts';
import type { AuditedRecord } from '../../../db/ledger/audit.ts';
import { sumPoints } from '../../../domain/amount/points.ts';
import type { MemberId, StaffId } from '../../../domain/identity/ids.ts';
import type { RecordBody } from '../../../domain/record/record.ts';
import { kindsOf } from '../../../domain/staff/audit.ts';
import type { Workings } from '../workings.ts';

/** Rows of one page: what a hand scrolls through before it asks for more. */
const MOST_ROWS = 50;
/** Of the hash as much as a person compares. */
const HASH_SHOWN = 8;

/** `audit.list`: what somebody answers for, newest first, with the words that stand beside the records. Reads only. */
export function auditPage(w: Workings, { topics, before }: Request<'audit.list'>): AuditPage {
  const found = w.ledger.audited(kindsOf(topics), before, MOST_ROWS + 1);
  const shown = found.slice(0, MOST_ROWS);
  return {
    rows: shown.map((one) => rowOf(w, one)),
    next: found.length > MOST_ROWS ? (shown.at(-1)?.place ?? null) : null,
  };
}

function rowOf(w: Workings, { place, seq, hash, read, beside }: AuditedRecord): AuditRow {
  const head = read.known ? read.record : read.head;
  const record = read.known ? read.record : null;
  const hadWords = head.beside !== null && record?.kind !== 'setting';
  return {
    id: head.id,
    place,
    seq,
    hash: hash.slice(0, HASH_SHOWN),
    at: head.occurredAt,
    signedIn: nameOf(w, head.staff),
    by: record === null ? null : nameOf(w, whosePin(record)),
    what: record === null ? { kind: null } : whatOf(w, record),
    members: (record === null ? [] : membersIn(record)).map((id) => ({
      id,
      name: w.members.find(id)?.person?.name ?? null,
    })),
    words: hadWords && beside !== null ? wordsIn(beside.text) : null,
    erased: hadWords && beside === null,
  };
}

function nameOf(w: Workings, staff: StaffId | null): string | null {
  const identity = w.identity();
  return identity === null ? null : w.rules.staffName(identity.store, staff);
}

/** Who proved with a PIN that it may be; null: the record asks for none. */
function whosePin(record: RecordBody): StaffId | null {
  switch (record.kind) {
    case 'pinUsed':
    case 'alarmSettled':
    case 'closingPassed':
      return record.by;
    case 'dayClosed':
      return record.signedBy;
    default:
      return null;
  }
}

function membersIn(record: RecordBody): readonly MemberId[] {
  switch (record.kind) {
    case 'goodwill':
    case 'adjust':
      return [record.member];
    case 'merged':
    case 'unmerged':
      return [record.member, record.alias];
    case 'erased':
      return record.members;
    default:
      return [];
  }
}

function whatOf(w: Workings, record: RecordBody): AuditWhat {
  switch (record.kind) {
    case 'pinUsed':
      return { kind: 'pinUsed', action: record.action, reason: record.reason ?? null };
    case 'goodwill':
    case 'adjust':
      return { kind: record.kind, points: sumPoints(record.entries.map(({ points }) => points)) };
    case 'cashMoved':
      return { kind: 'cashMoved', direction: record.direction, amount: record.amount, why: record.why };
    case 'merged':
    case 'unmerged':
      return { kind: record.kind };
    case 'erased':
      return { kind: 'erased', reason: record.reason };
    case 'setting':
      return { kind: 'setting', topic: record.topic };
    case 'alarmSettled':
      return { kind: 'alarmSettled', of: record.of };
    case 'dayClosed':
      return { kind: 'dayClosed', day: record.day, number: record.number, variance: record.cash.variance };
    case 'closingPassed': {
      const to = w.replica.tills(record.store).find(({ id }) => id === record.to);
      return { kind: 'closingPassed', to: to?.number ?? null };
    }
    case 'begun':
      return { kind: 'begun', ordinal: record.ordinal };
    default:
      return { kind: null };
  }
}

/** One's own words, in whichever form they stand beside a record. */
const words = z.union([
  z.object({ reason: z.string() }).transform(({ reason }) => reason),
  z.object({ note: z.string() }).transform(({ note }) => note),
  dayNotes.transform(({ notes }) => Object.values(notes).join(' · ')),
]);

function wordsIn(text: string): string | null {
  const read = words.safeParse(JSON.parse(text));
  return read.success && read.data !== '' ? read.data : null;
}
