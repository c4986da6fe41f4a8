import { incarnationId } from '../../domain/identity/ids.ts';
import { command, int, intOrNull, query, type Row, type Sqlite, text, textOrNull } from '../sqlite.ts';
import type { LogPlace, SyncState } from './replica.ts';

/** Where sync stands, as its one row has it. */
export function syncOf(db: Sqlite): () => SyncState {
  const row = query(
    db,
    `SELECT epoch, cursor, acked_incarnation, acked_seq, heard_at, clock_skew_ms, folded_incarnation, folded_seq, members
     FROM sync`,
    (cells): SyncState => ({
      epoch: textOrNull(cells, 0),
      cursor: text(cells, 1),
      acked: placeOf(cells, 2),
      heardAt: intOrNull(cells, 4),
      clockSkewMs: int(cells, 5),
      folded: placeOf(cells, 6),
      members: int(cells, 8),
    }),
  );
  return () => row.one() ?? NEVER;
}

const NEVER: SyncState = {
  epoch: null,
  cursor: '',
  acked: null,
  heardAt: null,
  clockSkewMs: 0,
  folded: null,
  members: 0,
};

function placeOf(row: Row, i: number): LogPlace | null {
  const incarnation = textOrNull(row, i);
  return incarnation === null ? null : { incarnation: incarnationId(incarnation), seq: int(row, i + 1) };
}

/** The statements that move sync on; inside the caller's transaction. */
export interface SyncWriting {
  pulled(epoch: string, cursor: string): void;
  heard(heardAt: number, clockSkewMs: number): void;
  startOver(epoch: string): void;
  acked(place: LogPlace): void;
  folded(place: LogPlace): void;
}

export function syncWriting(db: Sqlite): SyncWriting {
  const pulled = command(db, 'UPDATE sync SET epoch = ?, cursor = ?');
  const heard = command(db, 'UPDATE sync SET heard_at = ?, clock_skew_ms = ?');
  const startOver = command(db, "UPDATE sync SET epoch = ?, cursor = '', acked_incarnation = NULL, acked_seq = NULL");
  const acked = command(db, 'UPDATE sync SET acked_incarnation = ?, acked_seq = ?');
  const folded = command(db, 'UPDATE sync SET folded_incarnation = ?, folded_seq = ?');
  return {
    pulled: (epoch, cursor) => {
      pulled(epoch, cursor);
    },
    heard: (heardAt, clockSkewMs) => {
      heard(heardAt, clockSkewMs);
    },
    startOver: (epoch) => {
      startOver(epoch);
    },
    acked: ({ incarnation, seq }) => {
      acked(incarnation, seq);
    },
    folded: ({ incarnation, seq }) => {
      folded(incarnation, seq);
    },
  };
}
