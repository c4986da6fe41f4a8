import { type AlarmState, alarmState } from '../../contract/sync/states.ts';
import type { AlarmId } from '../../domain/alarm/alarm.ts';
import { command, int, query, type Row, type Sqlite, text } from '../sqlite.ts';
import type { ReplicaReader } from './replica.ts';

/** Where a page of alarms ends: the next begins behind it. */
export interface AlarmPlace {
  /** UTC ms: raised, of open ones; settled, of the others. */
  readonly at: number;
  readonly id: string;
}

/** Which alarms, and how many of them at once. */
export interface AlarmsAsked {
  readonly settled: boolean;
  /** Only of one kind; null: of all. */
  readonly kind: string | null;
  /** Behind this one; null: from the newest. */
  readonly after: AlarmPlace | null;
  readonly most: number;
}

/** Alarms as the file holds them, newest first; one that cannot be read any more is passed over. */
export function alarmsOf(db: Sqlite): Pick<ReplicaReader, 'alarms' | 'alarm' | 'openAlarms'> {
  const paged = (column: 'raised_at' | 'settled_at', of: 'NULL' | 'NOT NULL') =>
    query(
      db,
      `SELECT json FROM alarm WHERE settled_at IS ${of} AND (${column}, id) < (?, ?) AND kind = coalesce(?, kind)
       ORDER BY ${column} DESC, id DESC LIMIT ?`,
      alarmIn,
    );
  const open = paged('raised_at', 'NULL');
  const settled = paged('settled_at', 'NOT NULL');
  const one = query(db, 'SELECT json FROM alarm WHERE id = ?', alarmIn);
  const counts = query(
    db,
    'SELECT kind, count(*) FROM alarm WHERE settled_at IS NULL GROUP BY kind ORDER BY count(*) DESC, kind',
    (row) => ({ kind: text(row, 0), count: int(row, 1) }),
  );
  return {
    alarms: (asked) => {
      const { at, id } = asked.after ?? { at: Number.MAX_SAFE_INTEGER, id: '' };
      return (asked.settled ? settled : open).all(at, id, asked.kind, asked.most);
    },
    alarm: (id) => one.one(id),
    openAlarms: () => counts.all(),
  };
}

/** How alarms are written, inside the caller's transaction. */
export interface AlarmWriting {
  /** As the centre tells it; what was settled here before it has heard of that stays settled. */
  put(alarm: AlarmState): void;
  /** Settled at this till. */
  settle(id: AlarmId, settled: NonNullable<AlarmState['settled']>): void;
}

export function alarmWriting(db: Sqlite): AlarmWriting {
  const putRow = command(
    db,
    `INSERT INTO alarm (id, kind, raised_at, settled_at, json) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, raised_at = excluded.raised_at,
       settled_at = excluded.settled_at, json = excluded.json`,
  );
  const known = query(db, 'SELECT json FROM alarm WHERE id = ?', alarmIn);
  const own = query(db, 'SELECT json FROM own_alarm WHERE id = ?', (row) =>
    alarmState.shape.settled.parse(JSON.parse(text(row, 0))),
  );
  // Of two that were written here the first holds, as at the centre.
  const putOwn = command(db, 'INSERT OR IGNORE INTO own_alarm (id, json) VALUES (?, ?)');
  const dropOwn = command(db, 'DELETE FROM own_alarm WHERE id = ?');
  const write = (alarm: AlarmState): void => {
    putRow(alarm.id, alarm.of, alarm.raisedAt, alarm.settled?.at ?? null, JSON.stringify(alarm));
  };
  return {
    put(alarm) {
      if (alarm.settled === null) write({ ...alarm, settled: own.one(alarm.id) });
      else {
        dropOwn(alarm.id);
        write(alarm);
      }
    },
    settle(id, settled) {
      const alarm = known.one(id);
      if (alarm !== null && alarm.settled !== null) return;
      putOwn(id, JSON.stringify(settled));
      if (alarm !== null) write({ ...alarm, settled });
    },
  };
}

function alarmIn(row: Row): AlarmState {
  return alarmState.parse(JSON.parse(text(row, 0)));
}
