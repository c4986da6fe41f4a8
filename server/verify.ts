/** Proves the truths at the centre: walks every hash chain, folds every entry again, and compares with what is kept. */
import * as z from 'zod';
import { countsForm, issuedForm } from '../contract/record.ts';
import type { IncarnationId, TillId } from '../domain/identity/ids.ts';
import { movedOfAll } from '../domain/sale/askedOfAll.ts';
import { type Asking, Database, statement } from './database.ts';
import { hasMore, partsOf } from './push/standings.ts';
import { walk } from './verify/chain.ts';
import { SaidOfDays } from './verify/days.ts';
import type { Finding } from './verify/finding.ts';
import { NOTHING } from './verify/forms.ts';
import { BookedMoney } from './verify/money.ts';
import { SaidOfPeople } from './verify/people.ts';
import { refold } from './verify/standings.ts';

export type { Finding } from './verify/finding.ts';

export interface Verified {
  readonly findings: readonly Finding[];
  readonly counts: {
    readonly incarnations: number;
    readonly records: number;
    readonly entries: number;
    readonly members: number;
    /** Held and not counted yet: the next process that runs counts them. */
    readonly uncounted: number;
    /** Chained and kept unread. */
    readonly unread: number;
    /** Put before a person; not findings. */
    readonly alarms: number;
    readonly disagreements: number;
  };
  /** The points out there, in all. */
  readonly balance: number;
}

const INCARNATIONS = statement<{
  till: TillId;
  id: IncarnationId;
  held_seq: number;
  held_hash: string;
  counted_seq: number;
}>(
  'verify.incarnations',
  'SELECT till, id, held_seq, held_hash, counted_seq FROM incarnation ORDER BY till, ordinal, id',
);
const COUNTS = statement<{
  entries: number;
  points: number;
  balance: number;
  orphans: number;
  moved: number;
  own: number;
  alarms: number;
  differ: number;
}>(
  'verify.counts',
  `SELECT (SELECT count(*) FROM entry) AS entries,
     (SELECT COALESCE(sum(points), 0)::bigint FROM entry) AS points,
     (SELECT COALESCE(sum(balance), 0)::bigint FROM member_standing) AS balance,
     (SELECT count(*) FROM entry e WHERE NOT EXISTS (SELECT FROM member_standing s WHERE s.member = e.member)) AS orphans,
     (SELECT count(*) FROM moved) AS moved,
     (SELECT COALESCE(sum(jsonb_array_length(body -> 'entries')), 0)::bigint FROM centre_record) AS own,
     (SELECT count(*) FROM alarm) AS alarms, (SELECT count(*) FROM disagreement) AS differ`,
);
const BARE = statement<{ bare: number; astray: number }>(
  'verify.bare',
  `SELECT (SELECT count(*) FROM counted_record) - (SELECT count(*) FROM record WHERE counted) AS astray,
     count(*) AS bare FROM record r WHERE NOT EXISTS
     (SELECT FROM incarnation i WHERE i.till = r.till AND i.id = r.incarnation AND r.seq <= i.held_seq)`,
);
const OWN_MOVED = statement<{ counts: unknown; issued: unknown; gone: unknown }>(
  'verify.ownMoved',
  `SELECT COALESCE(body -> 'counts', '[]') AS counts, COALESCE(body -> 'issued', '[]') AS issued,
     COALESCE(body -> 'recalled', '[]') AS gone
   FROM centre_record WHERE body ?| array['counts', 'issued', 'recalled']`,
);
const TOTALS = statement<{ key: string; n: number }>('verify.totals', 'SELECT key, n FROM total ORDER BY key');

/**
 * Verifies a centre's database, without changing it, in pages: memory does not grow with it. All of it is one picture, so it may run while
 * tills push; PostgreSQL keeps what it sees until it is through.
 */
export async function verifyCentre(databaseUrl: string): Promise<Verified> {
  const database = new Database({ url: databaseUrl, most: 1, log: () => undefined });
  try {
    return await database.transaction('snapshot', verify);
  } finally {
    await database.close();
  }
}

async function verify(asking: Asking): Promise<Verified> {
  const findings: Finding[] = [];
  const incarnations = await asking.rows(INCARNATIONS);
  const money = new BookedMoney(asking, findings);
  const people = new SaidOfPeople();
  const days = new SaidOfDays();
  let records = 0;
  let unread = 0;
  let uncounted = 0;
  let expected = 0;
  let moved = 0;
  const ofAll = new Map<string, number>();
  for (const incarnation of incarnations) {
    const walked = await walk(asking, incarnation, findings, { ofAll, money, people, days });
    records += walked.records;
    unread += walked.unread;
    uncounted += incarnation.held_seq - incarnation.counted_seq;
    expected += walked.entries;
    moved += walked.moved;
  }
  await money.finish();
  moved += await movedByCentre(asking, ofAll);
  await people.compare(asking, findings);
  await days.compare(asking, findings);
  const members = await refold(asking, findings);
  await compareTotals(asking, ofAll, findings);
  const [counts] = await asking.rows(COUNTS);
  const [bare] = await asking.rows(BARE);
  if ((bare?.bare ?? 0) > 0)
    findings.push({ truth: 7, where: 'record', detail: `${bare?.bare} records beyond what is held` });
  if ((bare?.astray ?? 0) !== 0) {
    findings.push({
      truth: 4,
      where: 'counted_record',
      detail: `${bare?.astray} ids more are noted than records count`,
    });
  }
  expected += counts?.own ?? 0;
  if (expected !== counts?.entries) {
    findings.push({
      truth: 2,
      where: 'entry',
      detail: `the log has ${expected} entries, booked are ${counts?.entries}`,
    });
  }
  if (moved !== counts?.moved) {
    findings.push({
      truth: 2,
      where: 'moved',
      detail: `the log moves counts ${moved} times, booked are ${counts?.moved}`,
    });
  }
  if (counts !== undefined && counts.points !== counts.balance) {
    findings.push({
      truth: 2,
      where: 'all',
      detail: `entries sum to ${counts.points}, balances to ${counts.balance}`,
    });
  }
  if ((counts?.orphans ?? 0) > 0) {
    findings.push({ truth: 2, where: 'entry', detail: `${counts?.orphans} entries of members without a standing` });
  }
  return {
    findings,
    counts: {
      incarnations: incarnations.length,
      records,
      entries: counts?.entries ?? 0,
      members,
      unread,
      uncounted,
      alarms: counts?.alarms ?? 0,
      disagreements: counts?.differ ?? 0,
    },
    balance: counts?.balance ?? 0,
  };
}

const SIZE = statement<{ bytes: number }>(
  'verify.size',
  'SELECT pg_database_size(current_database())::bigint AS bytes',
);

/** How large a centre's database is on disk, bytes, its indexes included and its write-ahead log not. */
export async function databaseBytes(databaseUrl: string): Promise<number> {
  const database = new Database({ url: databaseUrl, most: 1, log: () => undefined });
  try {
    return (await database.rows(SIZE))[0]?.bytes ?? 0;
  } finally {
    await database.close();
  }
}

/** What the centre's own records count, added to what everybody counted; returns how many rows they are. */
async function movedByCentre(asking: Asking, ofAll: Map<string, number>): Promise<number> {
  let rows = 0;
  for (const { counts, issued, gone } of await asking.rows(OWN_MOVED)) {
    const movement = { ...NOTHING, counts: countsForm.parse(counts), issued: issuedForm.parse(issued) };
    const recalled = z.array(z.string()).parse(gone);
    const parts = [...partsOf({ ...movement, recalled }).values()];
    rows += parts.filter(hasMore).length;
    for (const [key, by] of movedOfAll(movement.counts)) ofAll.set(key, (ofAll.get(key) ?? 0) + by);
  }
  return rows;
}

/** The lives of all tills as the centre holds them: each with its last number and hash, to be compared with the tills' own. */
export async function heldLives(
  databaseUrl: string,
): Promise<
  readonly { readonly till: TillId; readonly incarnation: IncarnationId; readonly seq: number; readonly hash: string }[]
> {
  const database = new Database({ url: databaseUrl, most: 1, log: () => undefined });
  try {
    const rows = await database.rows(INCARNATIONS);
    return rows.map((row) => ({ till: row.till, incarnation: row.id, seq: row.held_seq, hash: row.held_hash }));
  } finally {
    await database.close();
  }
}

/** What everybody counted is the sum of what the records counted (truth 2). */
async function compareTotals(asking: Asking, ofAll: ReadonlyMap<string, number>, findings: Finding[]): Promise<void> {
  const kept = new Map((await asking.rows(TOTALS)).map(({ key, n }) => [key, n]));
  for (const key of new Set([...kept.keys(), ...ofAll.keys()])) {
    const [sum, counted] = [kept.get(key) ?? null, ofAll.get(key) ?? 0];
    if (sum === counted || (sum === null && counted === 0)) continue;
    findings.push({ truth: 2, where: `count ${key}`, detail: `kept is ${sum}, the records counted ${counted}` });
  }
}
