/** POST /v1/push: stores what continues the till's log, and folds it, in one transaction; then it is acknowledged. */
import type { PushRequest, PushResponse } from '../../contract/sync/messages.ts';
import type { IncarnationId, RecordId, StoreId, TillId } from '../../domain/identity/ids.ts';
import { moneyOf, movementOf } from '../../domain/record/movement.ts';
import { NO_HASH } from '../../domain/record/record.ts';
import { type Alarm, raise } from '../alarms.ts';
import { type Asking, type Database, statement } from '../database.ts';
import { type Change, noteChanges } from '../pull/feed.ts';
import { type Held, place, type Received, readBatch } from './batch.ts';
import { effectsOf, type ReadRecord } from './effects.ts';
import { endsTakenBack } from './late.ts';
import { begunIn, goesOnFromLost, leftBehind, toldAgain } from './lives.ts';
import { bookMoney, type MoneyBooking, writeCodes } from './money.ts';
import { writePeople } from './people.ts';
import { writeReceipts } from './receipts.ts';
import { book } from './standings.ts';
import { addTotals } from './totals.ts';

const LOCK_TILL = statement<{ epoch: string }>(
  'push.lockTill',
  'SELECT (SELECT epoch FROM chain) AS epoch FROM till WHERE id = $1 FOR NO KEY UPDATE',
);
const HELD = statement<Held>(
  'push.held',
  'SELECT held_seq AS seq, held_hash AS hash FROM incarnation WHERE till = $1 AND id = $2',
);
const HASHES = statement<{ seq: number; hash: string }>(
  'push.hashes',
  'SELECT seq, hash FROM record WHERE till = $1 AND incarnation = $2 AND seq BETWEEN $3 AND $4',
);
const COUNTED = statement<{ id: RecordId; till: TillId }>(
  'push.counted',
  'SELECT id, till FROM record WHERE counted AND id = ANY ($1::uuid[])',
);
const RECORDS = statement(
  'push.records',
  `INSERT INTO record (till, incarnation, seq, id, hash, body, received_ms, counted)
   SELECT $1::uuid, $2::uuid, seq, id, hash, body, $3::bigint, counted
   FROM unnest($4::bigint[], $5::uuid[], $6::text[], $7::text[], $8::bool[]) AS u (seq, id, hash, body, counted)`,
);
const BESIDES = statement(
  'push.besides',
  `INSERT INTO beside (till, incarnation, seq, salt, body)
   SELECT $1::uuid, $2::uuid, seq, salt, body FROM unnest($3::bigint[], $4::text[], $5::text[]) AS u (seq, salt, body)`,
);
const UNREAD = statement(
  'push.unread',
  `INSERT INTO unread_record (till, incarnation, seq, kind)
   SELECT $1::uuid, $2::uuid, seq, kind FROM unnest($3::bigint[], $4::text[]) AS u (seq, kind)`,
);
const INCARNATION = statement(
  'push.incarnation',
  `INSERT INTO incarnation (till, id, ordinal, begun_ms, held_seq, held_hash) VALUES ($1, $2, $3, $4, $5, $6)
   ON CONFLICT (till, id) DO UPDATE SET held_seq = EXCLUDED.held_seq, held_hash = EXCLUDED.held_hash`,
);
const ORDINAL = statement('push.ordinal', 'UPDATE till SET ordinal = greatest(ordinal, $2) WHERE id = $1');
const SAME_ORDINAL = statement<{ id: string }>(
  'push.sameOrdinal',
  'SELECT id FROM incarnation WHERE till = $1 AND ordinal = $2 AND id <> $3',
);
const RELEASE = statement('push.release', 'DELETE FROM hold WHERE record = ANY ($1::uuid[])');
const RELEASE_MONEY = statement('push.releaseMoney', 'DELETE FROM money_hold WHERE record = ANY ($1::uuid[])');
const STORES = statement<{ id: StoreId }>('push.stores', 'SELECT id FROM store');

/** What came of a push, for the answer, the metrics and the check that follows. */
export interface Pushed {
  readonly answer: PushResponse;
  /** The records that were new and read, for the check after the answer. */
  readonly stored: readonly Received[];
}

/**
 * Stores and folds one batch. Repeating it is harmless; a gap stores nothing and answers what is held; a fork raises an
 * alarm and stores nothing. When this returns, what `held` names is on disk and counted.
 */
export async function push(
  database: Database,
  till: { readonly id: TillId; readonly store: StoreId },
  request: PushRequest,
  nowMs: number,
): Promise<Pushed> {
  const batch = readBatch(till.id, request);
  return database.transaction('write', async (asking) => {
    // One push of a till at a time; the next statement sees what the one before committed.
    const [locked] = await asking.rows(LOCK_TILL, [till.id]);
    const epoch = locked?.epoch ?? '';
    const [known] = await asking.rows(HELD, [till.id, request.incarnation]);
    const held: Held = known ?? { seq: 0, hash: NO_HASH };
    const placed = place(
      batch,
      held,
      await hashesOf(asking, till.id, request.incarnation, batch, held),
      request.incarnation,
    );
    if (placed.fork !== null) {
      const { seq, expectedPrevHash } = placed.fork;
      const theirs = batch.find((record) => record.seq === seq)?.hash ?? '';
      const key = `${request.incarnation} ${seq} ${theirs}`;
      const detail = { incarnation: request.incarnation, seq, held: held.seq };
      await raise(asking, [{ kind: 'fork', key, till: till.id, detail }], nowMs);
      return {
        answer: { epoch, held: held.seq, heldHash: held.hash, fork: { seq, expectedPrevHash } },
        stored: [],
      };
    }
    const begun = begunIn(placed.take);
    if (begun !== null && (await goesOnFromLost(asking, till.id, begun))) {
      const detail = { incarnation: request.incarnation, seq: 1, held: 0 };
      await raise(asking, [{ kind: 'fork', key: `${request.incarnation} 1 lost`, till: till.id, detail }], nowMs);
      const fork = { seq: 1, expectedPrevHash: NO_HASH };
      return { answer: { epoch, held: held.seq, heldHash: held.hash, fork }, stored: [] };
    }
    const last = placed.take.at(-1);
    if (last === undefined) return { answer: { epoch, held: held.seq, heldHash: held.hash, fork: null }, stored: [] };
    const fresh = await store(asking, till, request.incarnation, placed.take, nowMs);
    return { answer: { epoch, held: last.seq, heldHash: last.hash, fork: null }, stored: fresh };
  });
}

/** The hashes that the centre holds of the numbers a batch repeats, and of the one before them. */
async function hashesOf(
  asking: Asking,
  till: TillId,
  incarnation: IncarnationId,
  batch: readonly Received[],
  held: Held,
): Promise<Map<number, string>> {
  const first = batch[0]?.seq ?? 0;
  if (first === 0 || first > held.seq) return new Map();
  const rows = await asking.rows(HASHES, [till, incarnation, first - 1, Math.min(held.seq, batch.at(-1)?.seq ?? 0)]);
  return new Map(rows.map((row) => [row.seq, row.hash]));
}

/** Writes new records and everything they make true. Returns those that count. */
async function store(
  asking: Asking,
  till: { readonly id: TillId; readonly store: StoreId },
  incarnation: IncarnationId,
  take: readonly Received[],
  nowMs: number,
): Promise<Received[]> {
  const alarms: Alarm[] = [];
  const counts = await countedOnce(asking, till.id, take, alarms);
  await asking.change(RECORDS, [
    till.id,
    incarnation,
    nowMs,
    take.map((record) => record.seq),
    take.map((record) => record.head.id),
    take.map((record) => record.hash),
    take.map((record) => record.body),
    take.map((record) => counts.has(record)),
  ]);
  await writeBesides(asking, till.id, incarnation, take);
  await writeUnread(asking, till.id, incarnation, take, alarms);
  await writeIncarnation(asking, till.id, incarnation, take, alarms, nowMs);

  const fresh = take.filter((record) => counts.has(record));
  const read = fresh.filter((record): record is ReadRecord => record.record !== null);
  const storeOf = await storesOf(asking, till.store, read);
  const bookings = read.map(({ head, record }) => ({
    record: head.id,
    store: storeOf(head.store),
    businessDay: head.businessDay,
    occurredMs: head.occurredAt,
    movement: movementOf(record),
  }));
  await endsTakenBack(asking, bookings, nowMs);
  const members = await book(asking, bookings);
  const effects = effectsOf(read, nowMs);
  const changes: Change[] = [
    ...members.map((member): Change => ({ kind: 'member', key: member, scope: 'chain', endsMs: null })),
    ...(await writeReceipts(asking, effects, storeOf)),
    ...(await writePeople(asking, effects, till.id, nowMs)),
    ...(await bookMoney(asking, moneyBookings(read, till.id, storeOf), nowMs)),
    ...(await writeCodes(asking, effects.codes, till.id, nowMs)),
  ];
  changes.push(...(await addTotals(asking, bookings)));
  changes.push(...toldAgain(take.filter((record) => !counts.has(record))));
  for (const release of [RELEASE, RELEASE_MONEY]) await asking.change(release, [take.map((record) => record.head.id)]);
  await noteChanges(asking, changes);
  await raise(asking, [...alarms, ...effects.alarms], nowMs);
  return fresh;
}

function moneyBookings(
  read: readonly ReadRecord[],
  till: TillId,
  storeOf: (claimed: StoreId) => StoreId,
): MoneyBooking[] {
  return read.flatMap(({ head, record }) => {
    const money = moneyOf(record);
    const { id, store: claimed, businessDay, occurredAt: occurredMs } = head;
    return money.length === 0 ? [] : [{ record: id, till, store: storeOf(claimed), businessDay, occurredMs, money }];
  });
}

/** An id counts once (truth 7): the records that no earlier incarnation, and nothing before in the batch, has. */
async function countedOnce(
  asking: Asking,
  till: TillId,
  take: readonly Received[],
  alarms: Alarm[],
): Promise<ReadonlySet<Received>> {
  const before = await asking.rows(COUNTED, [take.map((record) => record.head.id)]);
  const taken = new Map(before.map((row) => [row.id, row.till]));
  const counts = new Set<Received>();
  for (const record of take) {
    const { id } = record.head;
    const holder = taken.get(id);
    if (holder === undefined) {
      taken.set(id, till);
      counts.add(record);
    } else if (holder !== till) {
      alarms.push({ kind: 'idTwice', key: `${id} ${till}`, till, detail: { record: id, other: holder } });
    }
  }
  return counts;
}

async function writeBesides(asking: Asking, till: TillId, incarnation: IncarnationId, take: readonly Received[]) {
  const texts = take.flatMap(({ seq, beside, besideDiffers }) =>
    beside === null || besideDiffers ? [] : [{ seq, ...beside }],
  );
  if (texts.length === 0) return;
  await asking.change(BESIDES, [
    till,
    incarnation,
    texts.map((one) => one.seq),
    texts.map((one) => one.salt),
    texts.map((one) => one.text),
  ]);
}

async function writeUnread(
  asking: Asking,
  till: TillId,
  incarnation: IncarnationId,
  take: readonly Received[],
  alarms: Alarm[],
) {
  const unread = take.filter((received) => received.record === null);
  if (unread.length === 0) return;
  await asking.change(UNREAD, [till, incarnation, unread.map(({ seq }) => seq), unread.map(({ kind }) => kind)]);
  for (const { head, kind, damaged } of unread) {
    if (damaged) alarms.push({ kind: 'unreadable', key: head.id, till, detail: { record: head.id, kind } });
  }
}

async function writeIncarnation(
  asking: Asking,
  till: TillId,
  incarnation: IncarnationId,
  take: readonly Received[],
  alarms: Alarm[],
  nowMs: number,
) {
  const last = take.at(-1);
  if (last === undefined) return;
  const begun = take[0]?.record?.kind === 'begun' ? take[0].record : null;
  if (begun !== null) {
    await asking.change(ORDINAL, [till, begun.ordinal]);
    const { previous, ordinal } = begun;
    alarms.push(...(await leftBehind(asking, till, begun)));
    for (const other of await asking.rows(SAME_ORDINAL, [till, ordinal, incarnation])) {
      alarms.push({
        kind: 'ordinalTwice',
        key: `${incarnation} ${other.id}`,
        till,
        detail: { ordinal, other: other.id },
      });
    }
    if (previous !== null && previous.seq > 0) {
      const [row] = await asking.rows(HASHES, [till, previous.incarnation, previous.seq, previous.seq]);
      // Numbers that never arrived cannot be compared; a differing hash can.
      if (row !== undefined && row.hash !== previous.hash) {
        const detail = { incarnation, previous: previous.incarnation, seq: previous.seq };
        alarms.push({ kind: 'previousDiffers', key: incarnation, till, detail });
      }
    }
  }
  await asking.change(INCARNATION, [till, incarnation, begun?.ordinal ?? 0, nowMs, last.seq, last.hash]);
}

/** The store a record belongs to: the one it names, where the chain has it; else the till's own. */
async function storesOf(
  asking: Asking,
  own: StoreId,
  read: readonly ReadRecord[],
): Promise<(claimed: StoreId) => StoreId> {
  if (read.every(({ head }) => head.store === own)) return () => own;
  const known = new Set((await asking.rows(STORES)).map(({ id }) => id));
  return (claimed) => (known.has(claimed) ? claimed : own);
}
