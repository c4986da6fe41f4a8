/** Which till of a store may close its day, and the days that were signed, as records of the tills say. */
import * as z from 'zod';
import { instantField } from '../../contract/fields.ts';
import type { CivilDate } from '../../domain/calendar/civil.ts';
import type { ClosingPassed, DayClosed } from '../../domain/day/recorded.ts';
import type { RecordId, StoreId, TillId } from '../../domain/identity/ids.ts';
import type { RecordBody } from '../../domain/record/record.ts';
import type { Alarm } from '../alarms.ts';
import { type Asking, statement } from '../database.ts';
import type { Change } from '../pull/feed.ts';

/** How long a till that is new still hears of a day after it was signed, ms: two years and more, to hold this year against the last. */
export const CLOSED_TOLD_MS = 800 * 86_400_000;

const ENSURE = statement('closing.ensure', 'INSERT INTO closing (store) VALUES ($1) ON CONFLICT DO NOTHING');
const LOCK = statement<{ till: TillId | null }>('closing.lock', 'SELECT till FROM closing WHERE store = $1 FOR UPDATE');
const HOLDER = statement<{ till: TillId }>(
  'closing.holder',
  `SELECT id AS till FROM till WHERE store = $1 AND retired_ms IS NULL ORDER BY id IS DISTINCT FROM $2::uuid, number LIMIT 1`,
);
const GIVE = statement('closing.give', 'UPDATE closing SET till = $2 WHERE store = $1');
const SIGNED = statement<{ record: RecordId }>(
  'closing.signed',
  'SELECT record FROM closed_day WHERE store = $1 AND holds AND (number = $2 OR day = $3) ORDER BY number LIMIT 1',
);
const SIGN = statement(
  'closing.sign',
  `INSERT INTO closed_day (record, store, number, day, till, incarnation, seq, seal, closing, centre, holds)
   SELECT $1::uuid, $2::uuid, $3::int, $4::date, r.till, r.incarnation, r.seq, r.hash, $8::bigint, $9::jsonb, $10::bool FROM record r
   WHERE r.till = $5 AND r.incarnation = $6 AND r.seq = $7`,
);
const LIST = statement(
  'closing.list',
  `INSERT INTO closed_range (till, incarnation, first_seq, last_seq, hash, record)
   SELECT u.till, u.incarnation, u.first, u.last, u.hash, $6::uuid
   FROM unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::bigint[], $5::text[]) AS u (till, incarnation, first, last, hash)
   ON CONFLICT DO NOTHING`,
);

/** What a batch says of its store's days, in the order of the log. */
export interface DaySaid {
  readonly record: RecordBody & (DayClosed | ClosingPassed);
}

/**
 * Notes days that were signed and rights that were passed on. Of two closes of one number or one day the first holds: the other is kept,
 * lists nothing, and is an alarm. Only who has the right passes it on. Adds to `alarms`; returns what changed for the feed.
 */
export async function writeDays(
  asking: Asking,
  said: readonly DaySaid[],
  storeOf: (claimed: StoreId) => StoreId,
  alarms: Alarm[],
): Promise<Change[]> {
  const changes: Change[] = [];
  for (const { record } of said) {
    const store = storeOf(record.store);
    const named = await lock(asking, store);
    if (record.kind === 'closingPassed') {
      if ((await holderOf(asking, store, named)) === record.till) await asking.change(GIVE, [store, record.to]);
      changes.push(rightOf(store));
    } else changes.push(...(await sign(asking, store, record, named, alarms)));
  }
  return changes;
}

async function sign(
  asking: Asking,
  store: StoreId,
  record: RecordBody & DayClosed,
  named: TillId | null,
  alarms: Alarm[],
): Promise<Change[]> {
  const { id, number, day, till, incarnation, seq } = record;
  const [first] = await asking.rows(SIGNED, [store, number, day]);
  const { closing, centre = [] } = record.points;
  const values = [id, store, number, day, till, incarnation, seq, closing ?? 0, JSON.stringify(centre)];
  await asking.change(SIGN, [...values, first === undefined]);
  if (first !== undefined) {
    const detail = { record: id, other: first.record, number, day };
    alarms.push({ kind: 'dayTwice', key: id, till, detail });
    return [];
  }
  const ranges = record.tills.flatMap((one) => one.ranges.map((range) => ({ till: one.till, ...range })));
  await asking.change(LIST, [
    ranges.map((range) => range.till),
    ranges.map((range) => range.incarnation),
    ranges.map((range) => range.first),
    ranges.map((range) => range.last),
    ranges.map((range) => range.hash),
    id,
  ]);
  // Who signed the first day has the right until it says otherwise, whichever tills come.
  if (named === null) await asking.change(GIVE, [store, till]);
  const endsMs = record.occurredAt + CLOSED_TOLD_MS;
  return [{ kind: 'closedDay', key: id, scope: store, endsMs }, rightOf(store)];
}

/**
 * A till of the store is no more: where it had the right, that falls to the living till with the lowest number, and stays there should the
 * till come back. To be called once it is marked as retired, in the same transaction; returns what changed for the feed.
 */
export async function passOnFrom(asking: Asking, store: StoreId, till: TillId): Promise<Change> {
  const named = await lock(asking, store);
  if (named === null || named === till) {
    const next = await holderOf(asking, store, null);
    if (next !== null) await asking.change(GIVE, [store, next]);
  }
  return rightOf(store);
}

/** The right of a store, for the feed. */
export function rightOf(store: StoreId): Change {
  return { kind: 'closing', key: store, scope: store, endsMs: null };
}

/** Whom the last word names, locked until the transaction ends; null: nobody was named yet. */
async function lock(asking: Asking, store: StoreId): Promise<TillId | null> {
  await asking.change(ENSURE, [store]);
  return (await asking.rows(LOCK, [store]))[0]?.till ?? null;
}

async function holderOf(asking: Asking, store: StoreId, named: TillId | null): Promise<TillId | null> {
  return (await asking.rows(HOLDER, [store, named]))[0]?.till ?? null;
}

const RIGHTS = statement<{ key: string; till: TillId | null; after: unknown }>(
  'closing.rights',
  `SELECT s.id AS key,
     (SELECT t.id FROM till t WHERE t.store = s.id AND t.retired_ms IS NULL
      ORDER BY t.id IS DISTINCT FROM (SELECT c.till FROM closing c WHERE c.store = s.id), t.number LIMIT 1) AS till,
     (SELECT jsonb_build_object('day', d.day, 'number', d.number, 'record', d.record, 'seal', d.seal, 'closing', d.closing)
      FROM closed_day d WHERE d.store = s.id AND d.holds ORDER BY d.number DESC LIMIT 1) AS after
   FROM store s WHERE s.id = ANY ($1::uuid[])`,
);

/** Who may close the day of each store, and what was closed last. */
export async function readRights(
  asking: Asking,
  stores: readonly string[],
): Promise<readonly { readonly key: string; readonly till: TillId | null; readonly after: unknown }[]> {
  return asking.rows(RIGHTS, [stores]);
}

const DAYS = statement<{
  key: string;
  id: RecordId;
  till: TillId;
  tillNumber: number;
  number: number;
  day: CivilDate;
  body: string;
  hash: string;
  notes: string | null;
}>(
  'closing.days',
  `SELECT d.record AS key, d.record AS id, d.till, (SELECT t.number FROM till t WHERE t.id = d.till) AS "tillNumber", d.number, d.day, r.body, d.seal AS hash, b.body AS notes
   FROM closed_day d
     JOIN record r ON r.till = d.till AND r.incarnation = d.incarnation AND r.seq = d.seq
     LEFT JOIN beside b ON b.till = d.till AND b.incarnation = d.incarnation AND b.seq = d.seq
   WHERE d.record = ANY ($1::uuid[]) AND d.store = $2 AND d.holds`,
);

/** Signed days of one store, by their records. */
export async function readClosedDays(
  asking: Asking,
  records: readonly string[],
  store: StoreId,
): Promise<[key: string, state: { readonly kind: 'closedDay'; readonly [field: string]: unknown }][]> {
  return (await asking.rows(DAYS, [records, store])).map(({ key, ...day }) => {
    const { occurredAt: at } = withTime.parse(JSON.parse(day.body));
    return [key, { kind: 'closedDay', ...day, at }];
  });
}

const withTime = z.object({ occurredAt: instantField });
