/** Records as they are held, read whole to be counted. */
import { readBodyAsWritten } from '../../contract/record.ts';
import type { IncarnationId, RecordId, StoreId, TillId } from '../../domain/identity/ids.ts';
import type { Beside, RecordBody } from '../../domain/record/record.ts';
import type { Alarm } from '../alarms.ts';
import { type Asking, statement } from '../database.ts';

const NEXT = statement<{
  incarnation: IncarnationId;
  after: number;
  held: number;
  lives: number;
  store: StoreId;
  seq: number;
  id: RecordId;
  body: string;
  counted: boolean;
  received_ms: number;
  salt: string | null;
  text: string | null;
}>(
  'reading.next',
  `SELECT i.id AS incarnation, i.counted_seq AS after, i.held_seq AS held,
     (SELECT count(*) FROM incarnation WHERE till = $1 AND counted_seq < held_seq) AS lives, i.store, r.seq, r.id, r.body, r.counted, r.received_ms, b.salt, b.body AS text
   FROM (SELECT l.id, l.counted_seq, l.held_seq, t.store FROM incarnation l JOIN till t ON t.id = l.till
         WHERE l.till = $1 AND l.counted_seq < l.held_seq ORDER BY l.ordinal, l.id LIMIT 1) i
     CROSS JOIN LATERAL (SELECT seq, id, body, counted, received_ms FROM record
              WHERE till = $1 AND incarnation = i.id AND seq > i.counted_seq ORDER BY seq LIMIT $2) r
     LEFT JOIN beside b ON b.till = $1 AND b.incarnation = i.id AND b.seq = r.seq
   ORDER BY r.seq`,
);

/** Records read before others get their turn in this process: whoever pushes is answered meanwhile. */
const BEFORE_OTHERS = 50;

/** A record that was read, with the place of its bytes and the text beside it. */
export interface ReadRecord {
  readonly seq: number;
  readonly head: RecordBody;
  readonly record: RecordBody;
  readonly beside: Beside | null;
}

/** What of a till's log comes next to be counted. */
export interface Uncounted {
  readonly incarnation: IncarnationId;
  readonly store: StoreId;
  /** The number that is counted, and the last of these. */
  readonly after: number;
  readonly to: number;
  /** Nothing more of the till is to be counted now; what comes meanwhile says so itself. */
  readonly isAll: boolean;
  /** The ids of all, also of those that count nowhere. */
  readonly ids: readonly RecordId[];
  /** When the last of them was taken in, UTC ms. */
  readonly receivedMs: number;
  /** Those that count and were understood, in order. */
  readonly read: readonly ReadRecord[];
  /** Those that an earlier life had, and that count there. */
  readonly repeated: readonly RecordBody[];
  /** Chained and not understood: of a later version, or damaged. */
  readonly unread: readonly { readonly seq: number; readonly kind: string }[];
  /** One for each that is damaged. */
  readonly alarms: readonly Alarm[];
}

/** The next records of a till to be counted, at most so many, of its earliest life that has any; null: all are counted. */
export async function readUncounted(asking: Asking, till: TillId, most: number): Promise<Uncounted | null> {
  const rows = await asking.rows(NEXT, [till, most]);
  const [first, last] = [rows[0], rows.at(-1)];
  if (first === undefined || last === undefined) return null;
  const read: ReadRecord[] = [];
  const repeated: RecordBody[] = [];
  const unread: { seq: number; kind: string }[] = [];
  const alarms: Alarm[] = [];
  for (const [i, { seq, id, body, counted, salt, text }] of rows.entries()) {
    if (i % BEFORE_OTHERS === BEFORE_OTHERS - 1) await new Promise((next) => setImmediate(next));
    const { kind, record, damaged } = understood(body);
    if (record === null) {
      unread.push({ seq, kind });
      if (damaged) alarms.push({ kind: 'unreadable', key: id, till, detail: { record: id, kind } });
    } else if (counted) {
      read.push({ seq, head: record, record, beside: salt === null || text === null ? null : { salt, text } });
    } else repeated.push(record);
  }
  const { incarnation, store, after } = first;
  const isAll = last.seq === first.held && first.lives === 1;
  const receivedMs = Math.max(...rows.map((row) => row.received_ms));
  const ids = rows.map(({ id }) => id);
  return { incarnation, store, after, to: last.seq, isAll, ids, receivedMs, read, repeated, unread, alarms };
}

/** What a body says; null where its kind or form is of a later version, or where it is not what its form says (damaged). */
function understood(body: string): {
  readonly kind: string;
  readonly record: RecordBody | null;
  readonly damaged: boolean;
} {
  try {
    const read = readBodyAsWritten(body);
    if (!read.known) return { kind: read.kind, record: null, damaged: false };
    return { kind: read.record.kind, record: read.record, damaged: false };
  } catch {
    return { kind: kindOf(body), record: null, damaged: true };
  }
}

/** The kind that a damaged record claims to be. */
function kindOf(body: string): string {
  const raw: unknown = JSON.parse(body);
  return typeof raw === 'object' && raw !== null && 'kind' in raw && typeof raw.kind === 'string' ? raw.kind : '';
}
