/**
 * POST /v1/push: stores what continues the till's log, in one transaction; then it is acknowledged. What the records say is counted
 * right behind, by number: see counting.ts.
 */
import { readBody } from '../../contract/record.ts';
import type { Unpacked } from '../../contract/sync/compact/push.ts';
import type { PushRequest, PushResponse } from '../../contract/sync/messages.ts';
import type { IncarnationId, RecordId, TillId } from '../../domain/identity/ids.ts';
import { NO_HASH, type RecordBody } from '../../domain/record/record.ts';
import { type Alarm, raise } from '../alarms.ts';
import { type Asking, type Database, joined, statement, texts } from '../database.ts';
import { TillRetired } from '../enrolment.ts';
import { type Held, place, type Received, readBatch } from './batch.ts';
import type { Counted } from './counting.ts';
import { besideAnother, goesOnFromLost } from './lives.ts';

const LOCK_TILL = statement<{ epoch: string; retired: boolean }>(
  'push.lockTill',
  `SELECT (SELECT epoch FROM chain) AS epoch, retired_ms IS NOT NULL AS retired FROM till WHERE id = $1
   FOR NO KEY UPDATE`,
);
const HELD = statement<Held & { counted: number }>(
  'push.held',
  'SELECT held_seq AS seq, held_hash AS hash, counted_seq AS counted FROM incarnation WHERE till = $1 AND id = $2',
);
const HASHES = statement<{ seq: number; hash: string }>(
  'push.hashes',
  'SELECT seq, hash FROM record WHERE till = $1 AND incarnation = $2 AND seq BETWEEN $3 AND $4',
);
const COUNTED = statement<{ id: RecordId; till: TillId }>(
  'push.counted',
  `SELECT id, till FROM counted_record WHERE id = ANY (string_to_array($1, ',')::uuid[])`,
);
// A trigger notes the ids of those that count in counted_record, whose key is the proof that an id counts once.
// What is held moves on with them; a life that is new has no row yet (BEGIN).
const RECORDS = statement(
  'push.records',
  `WITH held AS (
     UPDATE incarnation SET held_seq = $9::bigint, held_hash = $10::text WHERE till = $1::uuid AND id = $2::uuid
   )
   INSERT INTO record (till, incarnation, seq, id, hash, body, received_ms, counted)
   SELECT $1::uuid, $2::uuid, $3::bigint + u.at - 1, u.id::uuid, u.hash, u.body, $4::bigint, NOT u.at = ANY ($8::bigint[])
   FROM unnest(string_to_array($5, ','), string_to_array($6, ','), ${texts('$7')})
     WITH ORDINALITY AS u (id, hash, body, at)`,
);
const BESIDES = statement(
  'push.besides',
  `INSERT INTO beside (till, incarnation, seq, salt, body)
   SELECT $1::uuid, $2::uuid, seq, salt, body FROM unnest($3::bigint[], $4::text[], $5::text[]) AS u (seq, salt, body)`,
);
const BEGIN = statement(
  'push.begin',
  `WITH turn AS (INSERT INTO counting_turn (till) VALUES ($1) ON CONFLICT DO NOTHING)
   INSERT INTO incarnation (till, id, ordinal, begun_ms, held_seq, held_hash, counted_seq) VALUES ($1, $2, $3, $4, $5, $6, 0)`,
);
const ORDINAL = statement('push.ordinal', 'UPDATE till SET ordinal = greatest(ordinal, $2) WHERE id = $1');
const SAME_ORDINAL = statement<{ id: string }>(
  'push.sameOrdinal',
  'SELECT id FROM incarnation WHERE till = $1 AND ordinal = $2 AND id <> $3',
);

/** What came of a push, for the answer and the metrics. */
export interface Pushed {
  readonly answer: PushResponse;
  /** How many records were new. */
  readonly stored: number;
  /** What was counted in the same transaction; null: nothing, what was stored is to be counted now. */
  readonly counted: Counted | null;
}

/**
 * Stores one batch. Repeating it is harmless; a gap stores nothing and answers what is held; a fork raises an alarm and
 * stores nothing. When this returns, what `held` names is on disk; up to `counted` it stands in the states that are told. `links`: see
 * readBatch. A `countToo` counts what was stored in the same transaction; where it throws, nothing was stored.
 */
export async function push(
  database: Database,
  till: TillId,
  request: PushRequest,
  nowMs: number,
  links: Unpacked['links'] | null = null,
  countToo: (asking: Asking) => Promise<Counted | null> = async () => null,
): Promise<Pushed> {
  const batch = readBatch(till, request, links);
  return database.transaction('write', async (asking) => {
    // One push of a till at a time; the next statement sees what the one before committed.
    const [[locked], [known], before] = await Promise.all([
      asking.rows(LOCK_TILL, [till]),
      asking.rows(HELD, [till, request.incarnation]),
      asking.rows(COUNTED, [batch.map(({ id }) => id).join()]),
    ]);
    // Retired since it proved who it is: nothing may be held beyond the number that was told.
    if (locked?.retired === true) throw new TillRetired(till);
    const epoch = locked?.epoch ?? '';
    const held: Held = known ?? { seq: 0, hash: NO_HASH };
    const counted = known?.counted ?? 0;
    const standing = { epoch, held: held.seq, heldHash: held.hash, counted, fork: null };
    const hashes = await hashesOf(asking, till, request.incarnation, batch, held);
    const placed = place(batch, held, hashes, request.incarnation);
    if (placed.fork !== null) {
      const { seq, expectedPrevHash } = placed.fork;
      const theirs = batch.find((record) => record.seq === seq)?.hash ?? '';
      const key = `${request.incarnation} ${seq} ${theirs}`;
      const detail = { incarnation: request.incarnation, seq, held: held.seq };
      await raise(asking, [{ kind: 'fork', key, till, detail }], nowMs);
      return { answer: { ...standing, fork: { seq, expectedPrevHash } }, stored: 0, counted: null };
    }
    const begun = begunOf(placed.take[0]);
    const lost = begun === null ? null : await goesOnFromLost(asking, till, request.incarnation, begun);
    if (lost !== null) {
      await raise(asking, [lost], nowMs);
      return { answer: { ...standing, fork: { seq: 1, expectedPrevHash: NO_HASH } }, stored: 0, counted: null };
    }
    const last = placed.take.at(-1);
    if (last === undefined) return { answer: standing, stored: 0, counted: null };
    const alarms: Alarm[] = [];
    const copies = copiesAmong(till, placed.take, before, alarms);
    const of = { till, incarnation: request.incarnation, isNew: known === undefined, last };
    const stored = store(asking, of, placed.take, copies, alarms, nowMs);
    // Of a life that begins what is counted is known once it is stored; else both are asked together.
    if (begun !== null) await stored;
    const [, alsoCounted] = await Promise.all([stored, countToo(asking)]);
    await raise(asking, alarms, nowMs);
    const answer = { ...standing, held: last.seq, heldHash: last.hash };
    return { answer, stored: placed.take.length, counted: alsoCounted };
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

/** Whose records are stored. */
interface Of {
  readonly till: TillId;
  readonly incarnation: IncarnationId;
  /** The centre has never heard of it. */
  readonly isNew: boolean;
  /** The last that is stored. */
  readonly last: Received;
}

/** Writes new records as they came, and moves what is held; all that it writes is asked before it first waits. */
async function store(
  asking: Asking,
  of: Of,
  take: readonly Received[],
  copies: readonly number[],
  alarms: Alarm[],
  nowMs: number,
): Promise<void> {
  const records = asking.change(RECORDS, [
    of.till,
    of.incarnation,
    take[0]?.seq ?? 0,
    nowMs,
    take.map(({ id }) => id).join(),
    take.map(({ hash }) => hash).join(),
    joined(take.map(({ body }) => body)),
    copies,
    of.last.seq,
    of.last.hash,
  ]);
  await Promise.all([
    records,
    writeBesides(asking, of, take, alarms),
    writeIncarnation(asking, of, take, alarms, nowMs),
  ]);
}

/**
 * An id counts once (truth 7): the places, from 1, of the records that an earlier incarnation, or something before in the batch, has.
 * `before`: who has which of the batch's ids.
 */
function copiesAmong(
  till: TillId,
  take: readonly Received[],
  before: readonly { readonly id: RecordId; readonly till: TillId }[],
  alarms: Alarm[],
): readonly number[] {
  const taken = new Map(before.map((row) => [row.id, row.till]));
  return take.flatMap(({ id }, i) => {
    const holder = taken.get(id);
    if (holder === undefined) {
      taken.set(id, till);
      return [];
    }
    if (holder !== till) {
      alarms.push({ kind: 'idTwice', key: `${id} ${till}`, till, detail: { record: id, other: holder } });
    }
    return [i + 1];
  });
}

async function writeBesides(asking: Asking, { till, incarnation }: Of, take: readonly Received[], alarms: Alarm[]) {
  const texts = take.flatMap(({ seq, beside, besideDiffers }) =>
    beside === null || besideDiffers ? [] : [{ seq, ...beside }],
  );
  for (const { id, kind, besideDiffers } of take) {
    if (besideDiffers) alarms.push({ kind: 'besideDiffers', key: id, till, detail: { record: id, kind } });
  }
  if (texts.length === 0) return;
  await asking.change(BESIDES, [
    till,
    incarnation,
    texts.map((one) => one.seq),
    texts.map((one) => one.salt),
    texts.map((one) => one.text),
  ]);
}

async function writeIncarnation(
  asking: Asking,
  { till, incarnation, isNew, last }: Of,
  take: readonly Received[],
  alarms: Alarm[],
  nowMs: number,
) {
  const begun = begunOf(take[0]);
  if (begun !== null) {
    await asking.change(ORDINAL, [till, begun.ordinal]);
    const { ordinal } = begun;
    for (const other of await asking.rows(SAME_ORDINAL, [till, ordinal, incarnation])) {
      alarms.push({
        kind: 'ordinalTwice',
        key: `${incarnation} ${other.id}`,
        till,
        detail: { ordinal, other: other.id },
      });
    }
    const beside = await besideAnother(asking, till, incarnation, begun);
    if (beside !== null) alarms.push(beside);
  }
  if (isNew) await asking.change(BEGIN, [till, incarnation, begun?.ordinal ?? 0, nowMs, last.seq, last.hash]);
}

/** The first record of a life, read whole: which life it is must be known as soon as it is stored. */
function begunOf(first: Received | undefined): Extract<RecordBody, { kind: 'begun' }> | null {
  if (first?.kind !== 'begun') return null;
  try {
    const read = readBody(first.body);
    return read.known && read.record.kind === 'begun' ? read.record : null;
  } catch {
    return null;
  }
}
