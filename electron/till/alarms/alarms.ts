import type { AlarmState } from '../../../contract/sync/states.ts';
import type { AlarmRecord, AlarmRow, AlarmsPage } from '../../../contract/till/alarms.ts';
import type { Request } from '../../../contract/till/api.ts';
import { alarmRule, isAlarmKind } from '../../../domain/alarm/alarm.ts';
import { isUuid7, memberId, type RecordId, type StaffId, type StoreId } from '../../../domain/identity/ids.ts';
import { done, type Outcome, refused } from '../../../domain/refusal/refusal.ts';
import { may } from '../../../domain/roles/permissions.ts';
import { beside, type Workings, write } from '../workings.ts';
import { type AlarmNote, alarmNote } from './note.ts';

/** Rows of one page: what a hand scrolls through before it asks for more. */
const MOST_ROWS = 50;
/** A note says something. */
const SHORTEST_NOTE = 3;

/** `alarms.list`: a page of what the centre puts before the manager, newest first, and how many there are of each kind. */
export function listAlarms(w: Workings, { settled, kind, after }: Request<'alarms.list'>): Outcome<AlarmsPage> {
  const found = w.replica.alarms({ settled, kind, after, most: MOST_ROWS + 1 });
  const shown = found.slice(0, MOST_ROWS);
  const last = found.length > MOST_ROWS ? shown.at(-1) : undefined;
  return done({
    kinds: w.replica.openAlarms(),
    rows: shown.map((alarm) => rowOf(w, alarm)),
    next: last === undefined ? null : { at: last.settled?.at ?? last.raisedAt, id: last.id },
  });
}

/** How many alarms are open; null: whoever is signed in has nothing to do with them, or nobody could raise one. */
export function openAlarms(w: Workings): number | null {
  const { staff } = w.session;
  if (staff === null || !may(staff.role, 'alarm') || w.identity()?.centre == null) return null;
  return w.replica.openAlarms().reduce((sum, { count }) => sum + count, 0);
}

/**
 * `alarms.settle`: the manager who is signed in has looked, says so with a note, and proves it with the PIN: a record of its own, and the
 * note stands beside it. Settled already: nothing is written.
 */
export async function settleAlarm(w: Workings, input: Request<'alarms.settle'>): Promise<Outcome<null>> {
  const alarm = w.replica.alarm(input.alarm);
  if (alarm === null) return refused('alarm.unknown');
  if (alarm.settled !== null) return done(null);
  const note = input.note.trim();
  if (note.length < SHORTEST_NOTE) return refused('alarm.noteNeeded');
  const { staff } = w.session;
  const proven = await w.session.vouch(staff ?? undefined, input.pin);
  if (!proven.ok) return proven;
  // Settled meanwhile, here or elsewhere: the first holds.
  if (w.replica.alarm(input.alarm)?.settled !== null) return done(null);
  const text: AlarmNote = { note };
  const { id: by } = proven.value;
  const content = { kind: 'alarmSettled', alarm: alarm.id, of: alarm.of, by, entries: [] } as const;
  const { seq } = write(w, content, { beside: beside(w, text) });
  // It is on disk; the list shows it as soon as the replica has folded it.
  await w.links.sync.folded(seq).catch(() => undefined);
  return done(null);
}

function rowOf(w: Workings, alarm: AlarmState): AlarmRow {
  const { id, of, raisedAt, till, detail, settled } = alarm;
  const rule = alarmRule(of);
  const members = rule.members.flatMap((field) => {
    const value = detail[field];
    if (typeof value !== 'string' || !isUuid7(value)) return [];
    return [{ id: memberId(value), name: w.members.find(memberId(value))?.person?.name ?? null }];
  });
  return {
    id,
    kind: isAlarmKind(of) ? of : null,
    at: raisedAt,
    till: till?.number ?? null,
    store: till === null ? null : elsewhere(w, till.store),
    detail,
    members,
    records: alarm.records.map(
      (one): AlarmRecord => ({
        id: one.id,
        is: one.is,
        number: one.number,
        till: one.till,
        store: elsewhere(w, one.store),
        at: one.at,
      }),
    ),
    settled:
      settled === null
        ? null
        : { at: settled.at, name: nameOf(w, settled.store, settled.by), note: noteOf(w, settled.record) },
  };
}

/** The name of a store that is not this one. */
function elsewhere(w: Workings, store: StoreId): string | null {
  return store === w.identity()?.store ? null : w.rules.storeName(store);
}

function nameOf(w: Workings, store: StoreId, staff: StaffId): string | null {
  return store === w.identity()?.store ? w.rules.staffName(store, staff) : null;
}

/** What was noted by whoever settled it here; it stands beside the record and nowhere else. */
function noteOf(w: Workings, record: RecordId): string | null {
  const text = w.ledger.besideOf(record)?.text;
  return text === undefined ? null : alarmNote(text);
}
