/** What is put before a manager (domain/alarm): raised once, told to the tills of the stores concerned, settled by a record. */
import { hash } from 'node:crypto';
import * as z from 'zod';
import { instantField } from '../contract/fields.ts';
import { type AlarmDetail, type AlarmId, type AlarmKind, alarmId, alarmRule } from '../domain/alarm/alarm.ts';
import type { RecordId, StaffId, StoreId, TillId } from '../domain/identity/ids.ts';
import { type Asking, statement } from './database.ts';
import { type Change, noteChanges } from './pull/feed.ts';

export type { AlarmKind } from '../domain/alarm/alarm.ts';

export interface Alarm {
  readonly kind: AlarmKind;
  /** What it is about: the same alarm about the same thing is raised once. */
  readonly key: string;
  readonly till: TillId | null;
  /** Numbers and ids, no personal data. */
  readonly detail: AlarmDetail;
}

/** What an alarm is called at tills and in the record that settles it. */
export function alarmRef({ kind, key }: Pick<Alarm, 'kind' | 'key'>): AlarmId {
  return alarmId(hash('sha256', `${kind} ${key}`, 'hex').slice(0, 32));
}

/** How long after it was settled a till that is new still hears of an alarm, in ms. */
export const SETTLED_KEPT_MS = 90 * 86_400_000;

const RAISE = statement<{ ref: string; stores: StoreId[]; settled_ms: number | null }>(
  'alarms.raise',
  `INSERT INTO alarm (kind, key, till, raised_ms, detail, ref, stores)
   SELECT kind, key, till, $5::bigint, detail, ref,
     CASE WHEN whole THEN '{}'::uuid[] ELSE ARRAY(
       -- Looked up one by one, never joined: the table of records is never read whole.
       SELECT DISTINCT store FROM till t WHERE t.id = u.till OR t.id IN (
         SELECT (SELECT c.till FROM counted_record c WHERE c.id = one.id::uuid)
         FROM jsonb_array_elements_text(u.named) AS one (id))
       ORDER BY store) END
   FROM unnest($1::text[], $2::text[], $3::uuid[], $4::jsonb[], $6::text[], $7::bool[], $8::jsonb[])
     AS u (kind, key, till, detail, ref, whole, named)
   ON CONFLICT (kind, key) DO NOTHING
   RETURNING ref, stores, (SELECT settled_ms FROM alarm_settled s WHERE s.ref = alarm.ref) AS settled_ms`,
);

/** Raises alarms in the transaction that found their reason. */
export async function raise(asking: Asking, alarms: readonly Alarm[], nowMs: number): Promise<void> {
  if (alarms.length === 0) return;
  const raised = await asking.rows(RAISE, [
    alarms.map((alarm) => alarm.kind),
    alarms.map((alarm) => alarm.key),
    alarms.map((alarm) => alarm.till),
    alarms.map((alarm) => JSON.stringify(alarm.detail)),
    nowMs,
    alarms.map(alarmRef),
    alarms.map(({ kind }) => alarmRule(kind).scope === 'chain'),
    alarms.map(({ kind, detail }) => JSON.stringify(alarmRule(kind).records.flatMap((field) => detail[field] ?? []))),
  ]);
  await noteChanges(asking, raised.flatMap(changesOf));
}

/** An alarm that a manager settled. */
export interface Settling {
  readonly alarm: AlarmId;
  readonly record: RecordId;
  readonly by: StaffId;
  readonly store: StoreId;
  readonly atMs: number;
}

const SETTLE = statement(
  'alarms.settle',
  `INSERT INTO alarm_settled (ref, record, staff, store, settled_ms)
   SELECT * FROM unnest($1::text[], $2::uuid[], $3::uuid[], $4::uuid[], $5::bigint[]) AS u (ref) ORDER BY ref
   ON CONFLICT (ref) DO NOTHING`,
);
const SETTLED = statement<{ ref: string; stores: StoreId[]; settled_ms: number | null }>(
  'alarms.settled',
  `SELECT a.ref, a.stores, s.settled_ms FROM alarm a JOIN alarm_settled s ON s.ref = a.ref WHERE a.ref = ANY ($1)`,
);

/** Notes what managers settled; of two who settled one apart the first holds. Returns what changed for the feed. */
export async function settleAlarms(asking: Asking, settled: readonly Settling[]): Promise<Change[]> {
  if (settled.length === 0) return [];
  const first = [...new Map(settled.toReversed().map((one) => [one.alarm, one])).values()];
  await asking.change(SETTLE, [
    first.map(({ alarm }) => alarm),
    first.map(({ record }) => record),
    first.map(({ by }) => by),
    first.map(({ store }) => store),
    first.map(({ atMs }) => atMs),
  ]);
  return (await asking.rows(SETTLED, [first.map(({ alarm }) => alarm)])).flatMap(changesOf);
}

/** An alarm for the feed of each store that hears of it; once settled, for a while only. */
function changesOf(row: { ref: string; stores: StoreId[]; settled_ms: number | null }): Change[] {
  const endsMs = row.settled_ms === null ? null : row.settled_ms + SETTLED_KEPT_MS;
  const scopes: readonly Change['scope'][] = row.stores.length === 0 ? ['chain'] : row.stores;
  return scopes.map((scope) => ({ kind: 'alarm', key: row.ref, scope, endsMs }));
}

const ALARMS_TOLD = statement<{
  ref: string;
  kind: string;
  raised_ms: number;
  detail: AlarmDetail;
  till: TillId | null;
  number: number | null;
  till_store: StoreId | null;
  record: RecordId | null;
  staff: StaffId | null;
  store: StoreId | null;
  settled_ms: number | null;
}>(
  'alarms.told',
  `SELECT a.ref, a.kind, a.raised_ms, a.detail, t.id AS till, t.number, t.store AS till_store, s.record, s.staff, s.store, s.settled_ms
   FROM alarm a LEFT JOIN till t ON t.id = a.till LEFT JOIN alarm_settled s ON s.ref = a.ref WHERE a.ref = ANY ($1)`,
);
const NAMED = statement<{ id: string; body: string; number: number; store: StoreId }>(
  'alarms.named',
  `SELECT c.id, (SELECT r.body FROM record r WHERE r.till = c.till AND r.incarnation = c.incarnation AND r.seq = c.seq) AS body,
     t.number, t.store
   FROM counted_record c JOIN till t ON t.id = c.till WHERE c.id = ANY ($1::uuid[])`,
);

/** Alarms as tills are told of them (contract/sync/states alarmState), by their refs. */
export async function readAlarms(
  asking: Asking,
  refs: readonly string[],
): Promise<[key: string, state: { readonly kind: 'alarm'; readonly [field: string]: unknown }][]> {
  const rows = await asking.rows(ALARMS_TOLD, [refs]);
  const fieldsOf = (kind: string, detail: AlarmDetail): [as: string, id: string][] =>
    alarmRule(kind)
      .records.flatMap((as) => (typeof detail[as] === 'string' ? [[as, detail[as]] as const] : []))
      .map(([as, id]) => [as, id]);
  const named = rows.flatMap(({ kind, detail }) => fieldsOf(kind, detail).map(([, id]) => id));
  const records = new Map((await asking.rows(NAMED, [named])).map((row) => [row.id, row]));
  return rows.map((row) => [
    row.ref,
    {
      kind: 'alarm',
      id: row.ref,
      of: row.kind,
      raisedAt: row.raised_ms,
      till: row.till === null ? null : { id: row.till, number: row.number, store: row.till_store },
      detail: row.detail,
      records: fieldsOf(row.kind, row.detail).flatMap(([as, id]) => {
        const found = records.get(id);
        return found === undefined ? [] : [{ id, as, till: found.number, store: found.store, ...toldOf(found.body) }];
      }),
      settled: row.record === null ? null : { record: row.record, by: row.staff, store: row.store, at: row.settled_ms },
    },
  ]);
}

/** What is told of a record: never more than its kind, its time and its receipt's number. */
function toldOf(body: string): { readonly is: string; readonly at: number; readonly number: string | null } {
  const { kind, occurredAt, number = null } = told.parse(JSON.parse(body));
  return { is: kind, at: occurredAt, number };
}

const told = z.object({
  kind: z.string(),
  occurredAt: instantField,
  // Of a damaged content it may be anything.
  number: z.string().max(40).optional().catch(undefined),
});
