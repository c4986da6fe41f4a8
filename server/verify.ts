/** Proves the truths at the centre: walks every hash chain, folds every entry again, and compares with what is kept. */
import * as z from 'zod';
import { countsForm, issuedForm, readBody } from '../contract/record.ts';
import { lotField } from '../contract/standing.ts';
import { points } from '../domain/amount/points.ts';
import { civilDate } from '../domain/calendar/civil.ts';
import type { IncarnationId, MemberId, RecordId, TillId } from '../domain/identity/ids.ts';
import { lotId } from '../domain/identity/ids.ts';
import type { Contra, Entry } from '../domain/ledger/entry.ts';
import { EMPTY_STANDING, foldMovement, type Movement } from '../domain/ledger/fold.ts';
import { movementOf } from '../domain/record/movement.ts';
import { besideDigest, NO_HASH, type RecordBody } from '../domain/record/record.ts';
import { movedOfAll } from '../domain/sale/askedOfAll.ts';
import { Database, statement } from './database.ts';
import { sha256 } from './push/batch.ts';
import { type StandingRow, standingOf } from './push/standings.ts';

/** Something that is not as it must be. `truth` is its number in the design. */
export interface Finding {
  readonly truth: 1 | 2 | 4 | 7 | 11;
  readonly where: string;
  readonly detail: string;
}

export interface Verified {
  readonly findings: readonly Finding[];
  readonly counts: {
    readonly incarnations: number;
    readonly records: number;
    readonly entries: number;
    readonly members: number;
    /** Chained and kept unread. */
    readonly unread: number;
    /** Put before a person; not findings. */
    readonly alarms: number;
    readonly disagreements: number;
  };
  /** The points out there, in all. */
  readonly balance: number;
}

const INCARNATIONS = statement<{ till: TillId; id: IncarnationId; held_seq: number; held_hash: string }>(
  'verify.incarnations',
  'SELECT till, id, held_seq, held_hash FROM incarnation ORDER BY till, ordinal, id',
);
const RECORDS = statement<{
  seq: number;
  id: RecordId;
  hash: string;
  body: string;
  counted: boolean;
  salt: string | null;
  text: string | null;
  unread: boolean;
}>(
  'verify.records',
  `SELECT r.seq, r.id, r.hash, r.body, r.counted, b.salt, b.body AS text, u.seq IS NOT NULL AS unread
   FROM record r
     LEFT JOIN beside b ON b.till = r.till AND b.incarnation = r.incarnation AND b.seq = r.seq
     LEFT JOIN unread_record u ON u.till = r.till AND u.incarnation = r.incarnation AND u.seq = r.seq
   WHERE r.till = $1 AND r.incarnation = $2 AND r.seq > $3 ORDER BY r.seq LIMIT 1000`,
);
const ENTRIES_OF = statement<{ record: RecordId; member: string; points: number; contra: string; lot: string | null }>(
  'verify.entriesOf',
  `SELECT record, member, points, contra, lot FROM entry
   WHERE member = ANY ($2::uuid[]) AND record = ANY ($1::uuid[])`,
);
const STANDINGS = statement<StandingRow & { member: MemberId; entries: number }>(
  'verify.standings',
  `SELECT member, balance, debt, lots, tally, coupons, entries FROM member_standing
   WHERE member > $1 ORDER BY member LIMIT 2000`,
);
const ENTRIES = statement<{
  member: MemberId;
  n: number;
  points: number;
  contra: Contra;
  lot: string | null;
  expires: string | null;
  terms: unknown;
  record: RecordId;
}>(
  'verify.entries',
  `SELECT member, n, points, contra, lot, expires, terms, record FROM entry
   WHERE member > $1 AND member <= $2 ORDER BY member, n`,
);
const MOVED = statement<{
  member: MemberId;
  n: number;
  record: RecordId;
  counts: unknown;
  issued: unknown;
  gone: unknown;
}>(
  'verify.moved',
  `SELECT member, n, record, counts, issued, gone FROM moved WHERE member > $1 AND member <= $2 ORDER BY member, n`,
);
const COUNTS = statement<{
  entries: number;
  points: number;
  balance: number;
  orphans: number;
  own: number;
  alarms: number;
  differ: number;
}>(
  'verify.counts',
  `SELECT (SELECT count(*) FROM entry) AS entries,
     (SELECT COALESCE(sum(points), 0)::bigint FROM entry) AS points,
     (SELECT COALESCE(sum(balance), 0)::bigint FROM member_standing) AS balance,
     (SELECT count(*) FROM entry e WHERE NOT EXISTS (SELECT FROM member_standing s WHERE s.member = e.member)) AS orphans,
     (SELECT COALESCE(sum(jsonb_array_length(body -> 'entries')), 0)::bigint FROM centre_record) AS own,
     (SELECT count(*) FROM alarm) AS alarms, (SELECT count(*) FROM disagreement) AS differ`,
);
const BARE = statement<{ bare: number }>(
  'verify.bare',
  `SELECT count(*) AS bare FROM record r WHERE NOT EXISTS
     (SELECT FROM incarnation i WHERE i.till = r.till AND i.id = r.incarnation AND r.seq <= i.held_seq)`,
);
const TOTALS = statement<{ key: string; n: number }>('verify.totals', 'SELECT key, n FROM total ORDER BY key');
const NOBODY = '00000000-0000-0000-0000-000000000000';

/**
 * Verifies a centre's database, without changing it, in pages: memory does not grow with it. Best run while no till
 * pushes; what is pushed meanwhile may show as a finding.
 */
export async function verifyCentre(databaseUrl: string): Promise<Verified> {
  const database = new Database({ url: databaseUrl, most: 1, log: () => undefined });
  try {
    const findings: Finding[] = [];
    const incarnations = await database.rows(INCARNATIONS);
    let records = 0;
    let unread = 0;
    let expected = 0;
    const ofAll = new Map<string, number>();
    for (const incarnation of incarnations) {
      const walked = await walk(database, incarnation, findings, ofAll);
      records += walked.records;
      unread += walked.unread;
      expected += walked.entries;
    }
    const members = await refold(database, findings);
    await compareTotals(database, ofAll, findings);
    const [counts] = await database.rows(COUNTS);
    const [bare] = await database.rows(BARE);
    if ((bare?.bare ?? 0) > 0)
      findings.push({ truth: 7, where: 'record', detail: `${bare?.bare} records beyond what is held` });
    expected += counts?.own ?? 0;
    if (expected !== counts?.entries) {
      findings.push({
        truth: 2,
        where: 'entry',
        detail: `the log has ${expected} entries, booked are ${counts?.entries}`,
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
        alarms: counts?.alarms ?? 0,
        disagreements: counts?.differ ?? 0,
      },
      balance: counts?.balance ?? 0,
    };
  } finally {
    await database.close();
  }
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

/** Walks one hash chain from its first record: numbers, links, hashes, digests, entries (truths 1, 4, 7, 11). */
async function walk(
  database: Database,
  of: { till: TillId; id: IncarnationId; held_seq: number; held_hash: string },
  findings: Finding[],
  ofAll: Map<string, number>,
): Promise<{ records: number; unread: number; entries: number }> {
  const name = `till ${of.till} incarnation ${of.id}`;
  let [seq, hash, unread, entries] = [0, NO_HASH, 0, 0];
  for (;;) {
    const page = await database.rows(RECORDS, [of.till, of.id, seq]);
    if (page.length === 0) break;
    const read = page.map((row) => ({ row, record: known(row.body) }));
    const booked = await bookedBy(database, read);
    for (const { row, record } of read) {
      const where = `${name} record ${row.seq}`;
      const wrong = (truth: Finding['truth'], detail: string): void => void findings.push({ truth, where, detail });
      if (row.seq !== seq + 1) wrong(7, `it follows number ${seq}`);
      if (sha256(row.body) !== row.hash) wrong(1, 'its bytes are not what its hash names');
      const head = headOf(row.body);
      if (head?.prevHash !== hash) wrong(7, 'it does not carry the hash of the one before');
      if (head?.id !== row.id || head.seq !== row.seq) wrong(7, 'its row names another record than its bytes');
      if (row.salt !== null && row.text !== null) {
        const digest = besideDigest({ salt: row.salt, text: row.text }, sha256);
        if (digest !== head?.beside) wrong(11, 'the text beside is not what its digest names');
      }
      if (row.unread) unread++;
      const expected = record === null || row.unread ? [] : record.entries.map(spelled).sort();
      const found = booked.get(row.id) ?? [];
      if (row.counted) entries += expected.length;
      if (row.counted && !row.unread && record !== null) {
        for (const [key, by] of movedOfAll(movementOf(record).counts)) ofAll.set(key, (ofAll.get(key) ?? 0) + by);
      }
      if (row.counted && expected.join() !== found.join()) {
        wrong(4, `its entries are [${expected.join(' ')}], booked are [${found.join(' ')}]`);
      }
      [seq, hash] = [row.seq, row.hash];
    }
  }
  if (seq !== of.held_seq || hash !== of.held_hash) {
    findings.push({ truth: 7, where: name, detail: `held is said to be ${of.held_seq}, the chain ends at ${seq}` });
  }
  return { records: seq, unread, entries };
}

/** What everybody counted is the sum of what the records counted (truth 2). */
async function compareTotals(
  database: Database,
  ofAll: ReadonlyMap<string, number>,
  findings: Finding[],
): Promise<void> {
  const kept = new Map((await database.rows(TOTALS)).map(({ key, n }) => [key, n]));
  for (const key of new Set([...kept.keys(), ...ofAll.keys()])) {
    const [sum, counted] = [kept.get(key) ?? null, ofAll.get(key) ?? 0];
    if (sum === counted || (sum === null && counted === 0)) continue;
    findings.push({ truth: 2, where: `count ${key}`, detail: `kept is ${sum}, the records counted ${counted}` });
  }
}

function spelled(entry: { member: string; points: number; contra: string; lot: string | null }): string {
  return `${entry.member} ${entry.points} ${entry.contra} ${entry.lot}`;
}

/** The entries booked under each record, asked by member, since that is how entries are found. */
async function bookedBy(
  database: Database,
  read: readonly { readonly row: { readonly id: RecordId }; readonly record: RecordBody | null }[],
): Promise<Map<string, string[]>> {
  const ids = read.map(({ row }) => row.id);
  const members = read.flatMap(({ record }) => record?.entries.map((entry) => entry.member) ?? []);
  const booked = new Map<string, string[]>();
  for (const entry of await database.rows(ENTRIES_OF, [ids, [...new Set(members)]])) {
    booked.set(entry.record, [...(booked.get(entry.record) ?? []), spelled(entry)].sort());
  }
  return booked;
}

function known(body: string): RecordBody | null {
  try {
    const read = readBody(body);
    return read.known ? read.record : null;
  } catch {
    return null;
  }
}

function headOf(body: string): { id?: unknown; seq?: unknown; prevHash?: unknown; beside?: unknown } | null {
  try {
    const raw: unknown = JSON.parse(body);
    return typeof raw === 'object' ? raw : null;
  } catch {
    return null;
  }
}

/** Folds what was booked of every member again, in its order, and compares (truth 2). Returns how many members there were. */
async function refold(database: Database, findings: Finding[]): Promise<number> {
  let after: string = NOBODY;
  let members = 0;
  for (;;) {
    const page = await database.rows(STANDINGS, [after]);
    const last = page.at(-1);
    if (last === undefined) return members;
    const booked = await bookedAfter(database, after, last.member);
    for (const row of page) {
      const where = `member ${row.member}`;
      const steps = (booked.get(row.member) ?? []).sort((a, b) => a.n - b.n);
      const gap = steps.findIndex(({ n }, i) => n !== i + 1);
      if (gap >= 0) findings.push({ truth: 2, where, detail: `entry ${steps[gap]?.n} stands where ${gap + 1} should` });
      const kept = JSON.stringify(standingOf(row));
      const again = movementsOf(steps).reduce((sum, one) => foldMovement(sum, row.member, one), EMPTY_STANDING);
      const { tally = [], coupons = [], ...points } = again;
      const folded = JSON.stringify(standingOf({ ...points, tally, coupons }));
      if (kept !== folded) findings.push({ truth: 2, where, detail: `kept is ${kept}, folded again ${folded}` });
      if (row.entries !== steps.length) {
        findings.push({ truth: 2, where, detail: `${row.entries} entries are said to be folded` });
      }
    }
    members += page.length;
    after = last.member;
  }
}

/** One row of what was booked of a member. */
interface Step {
  readonly n: number;
  readonly record: RecordId;
  readonly movement: Movement;
}

const NOTHING: Movement = { entries: [], counts: [], issued: [], usedCodes: [], recalled: [] };

async function bookedAfter(database: Database, after: string, last: MemberId): Promise<Map<MemberId, Step[]>> {
  const booked = new Map<MemberId, Step[]>();
  const add = (member: MemberId, step: Step): void => {
    const steps = booked.get(member);
    if (steps === undefined) booked.set(member, [step]);
    else steps.push(step);
  };
  for (const row of await database.rows(ENTRIES, [after, last])) {
    add(row.member, { n: row.n, record: row.record, movement: { ...NOTHING, entries: [entryOf(row)] } });
  }
  for (const { member, n, record, counts, issued, gone } of await database.rows(MOVED, [after, last])) {
    const read = movedForm.parse({ counts, issued, gone });
    add(member, { n, record, movement: { ...NOTHING, counts: read.counts, issued: read.issued, recalled: read.gone } });
  }
  return booked;
}

/** The rows of one record are one movement again. */
function movementsOf(steps: readonly Step[]): Movement[] {
  const all: { record: RecordId; movement: Movement }[] = [];
  for (const { record, movement } of steps) {
    const before = all.at(-1);
    if (before?.record !== record) {
      all.push({ record, movement });
      continue;
    }
    before.movement = {
      ...movement,
      entries: [...before.movement.entries, ...movement.entries],
      counts: [...before.movement.counts, ...movement.counts],
      issued: [...before.movement.issued, ...movement.issued],
      recalled: [...before.movement.recalled, ...movement.recalled],
    };
  }
  return all.map(({ movement }) => movement);
}

const termsForm = lotField.pick({ from: true, earned: true, idleDays: true });
const movedForm = z.object({ counts: countsForm, issued: issuedForm, gone: z.array(z.string()) });

function entryOf(row: {
  member: MemberId;
  points: number;
  contra: Contra;
  lot: string | null;
  expires: string | null;
  terms: unknown;
}): Entry {
  return {
    member: row.member,
    points: points(row.points),
    contra: row.contra,
    lot: row.lot === null ? null : lotId(row.lot),
    expires: row.expires === null ? null : civilDate(row.expires),
    ...(row.terms === null ? {} : termsForm.parse(row.terms)),
  };
}
