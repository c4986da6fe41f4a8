import { isDeepStrictEqual } from 'node:util';
import { readBody } from '../../contract/record.ts';
import { points } from '../../domain/amount/points.ts';
import type { MemberId } from '../../domain/identity/ids.ts';
import { memberId } from '../../domain/identity/ids.ts';
import { prolonged } from '../../domain/ledger/activity.ts';
import type { Entry } from '../../domain/ledger/entry.ts';
import { EMPTY_STANDING, fold, foldMovement, type Movement, spendingOrder } from '../../domain/ledger/fold.ts';
import type { Standing } from '../../domain/ledger/standing.ts';
import { sumOf, tallied, tallyKey } from '../../domain/ledger/tally.ts';
import { movementOf } from '../../domain/record/movement.ts';
import { ENTRY_COLUMNS, entryOf, standingFrom } from '../ledger/accounts.ts';
import { LIVE } from '../ledger/file.ts';
import type { Log } from '../ledger/log.ts';
import { everyMember } from '../replica/people.ts';
import { type ReplicaMember, type ReplicaReader, readReplica } from '../replica/replica.ts';
import { query, type Sqlite, text } from '../sqlite.ts';
import type { Findings } from './finding.ts';

/** A shop alone: every standing rebuilt from the records and compared with the stored one. Returns how many. */
export function checkAlone(db: Sqlite, findings: Findings): number {
  const rebuilt = rebuild(db, findings);
  const stored = query(db, 'SELECT member, standing FROM standing', (row) => [text(row, 0), text(row, 1)] as const);
  const seen = new Set<string>();
  for (const [member, json] of stored.each()) {
    seen.add(member);
    const expected = rebuilt.get(member);
    if (expected === undefined || !sameStanding(json, expected)) {
      findings.add(
        2,
        `member ${member}`,
        `the stored balance is not the sum of the entries (${expected?.balance ?? 'no entries'})`,
      );
    }
  }
  for (const member of rebuilt.keys()) {
    if (!seen.has(member)) findings.add(2, `member ${member}`, 'has entries but no stored balance');
  }
  return rebuilt.size;
}

/** Everybody's standing, folded again from what each live record moves; a shop's standings are few enough for memory. */
function rebuild(db: Sqlite, findings: Findings): ReadonlyMap<string, Standing> {
  const rebuilt = new Map<MemberId, Standing>();
  const bodies = query(db, `SELECT body FROM record WHERE ${LIVE} ORDER BY n`, (row) => text(row, 0));
  for (const body of bodies.each()) {
    const movement = readMovement(body);
    if (movement === null) continue;
    const { entries, counts, issued } = movement;
    for (const member of new Set([...entries, ...counts, ...issued].flatMap((one) => one.member ?? []))) {
      try {
        rebuilt.set(member, foldMovement(rebuilt.get(member) ?? EMPTY_STANDING, member, movement));
      } catch (error) {
        findings.add(2, `member ${member}`, `the entries cannot be added up: ${String(error)}`);
      }
    }
  }
  return rebuilt;
}

/** Null: a record that cannot be read was found at its place in the chain. */
function readMovement(body: string): Movement | null {
  try {
    const read = readBody(body);
    return read.known ? movementOf(read.record) : null;
  } catch {
    return null;
  }
}

/** A till of a chain: what the centre told must hold by itself, and with the own entries it has not counted. */
export function checkChained(
  db: Sqlite,
  log: Log,
  membersFile: string,
  findings: Findings,
): { readonly balances: number; readonly uncounted: number } {
  const replica = readReplica(membersFile);
  try {
    const head = log.head();
    checkSync(log, replica, findings);
    let balances = 0;
    for (const { id, member, sound } of everyMember(membersFile)) {
      balances++;
      const where = `member ${id}`;
      if (!sound) findings.add(2, where, 'what was told of them is not what stands in members.db');
      if (member === null) continue;
      checkTold(member, where, findings);
      const inLots = member.lots.reduce((sum, lot) => sum + lot.points, 0);
      if (member.balance !== inLots - member.debt) {
        findings.add(
          2,
          where,
          `the told balance ${member.balance} is not its lots ${inLots} less its debt ${member.debt}`,
        );
      }
      if (head !== null && member.counted.incarnation === head.incarnation && member.counted.seq > head.seq) {
        findings.add(7, where, `the centre has counted up to ${member.counted.seq}, the log ends at ${head.seq}`);
      }
    }
    for (const { key, counted } of replica.totals()) {
      if (head !== null && counted.incarnation === head.incarnation && counted.seq > head.seq) {
        findings.add(7, `count ${key}`, `the centre has counted up to ${counted.seq}, the log ends at ${head.seq}`);
      }
    }
    let uncounted = 0;
    for (const { member: id, entries } of byMember(db)) {
      const told = memberOf(replica, id);
      const after = log.after(told?.counted ?? null);
      const tail = entries.filter((entry) => entry.n > after);
      uncounted += tail.length;
      const base: Standing = told ?? EMPTY_STANDING;
      const now = tryFold({ balance: base.balance, debt: base.debt, lots: base.lots }, tail, id, findings);
      const sum = tail.reduce((all, entry) => all + entry.points, 0);
      if (now !== null && now.balance !== points(base.balance + sum)) {
        findings.add(2, `member ${id}`, 'the balance is not what was told and the entries not counted in it');
      }
    }
    return { balances, uncounted };
  } finally {
    replica.close();
  }
}

/** What the fold always makes true of a standing: lots with points, counts that count, coupons that are not used up, all in order. */
function checkTold({ lots, tally = [], coupons = [] }: ReplicaMember, where: string, findings: Findings): void {
  const wrong = (what: string): void => findings.add(2, where, `the told ${what}`);
  if (lots.some((lot) => lot.points <= 0)) wrong('lots hold nothing, or less');
  if (!isDeepStrictEqual(lots, lots.toSorted(spendingOrder))) wrong('lots are not in the order of spending');
  if (!isDeepStrictEqual(lots, prolonged(lots, tally))) wrong('ends of lots are not where the purchases put them');
  const counts = tally.map(({ key, day, n }) => ({ key, day, by: n }));
  if (counts.some(({ by }) => by === 0) || !isDeepStrictEqual(tally, tallied([], counts))) {
    wrong('counts are not as they are kept: in order, each once, none of zero');
  }
  if (coupons.some(({ code }) => sumOf(tally, tallyKey.code(code)) > 0)) wrong('coupons are used up');
}

function memberOf(replica: ReplicaReader, id: string): ReturnType<ReplicaReader['member']> {
  try {
    return replica.member(memberId(id));
  } catch {
    // An id that is none was found at its record already.
    return null;
  }
}

/** The centre and the folding cannot know more of this log than it holds: then its end was lost. */
function checkSync(log: Log, replica: ReplicaReader, findings: Findings): void {
  const { acked, folded } = replica.syncState();
  const head = log.head();
  for (const [who, place] of [
    ['the centre holds', acked],
    ['members.db has folded', folded],
  ] as const) {
    if (place === null) continue;
    if (place.incarnation === head?.incarnation && place.seq > head.seq) {
      findings.add(3, 'the end of the log', `${who} numbers up to ${place.seq}, the log ends at ${head.seq}`);
    }
  }
}

type PlacedEntry = Entry & { readonly n: number };

/** Live entries, member by member; rows that cannot be read were found at their records. */
function* byMember(db: Sqlite): Generator<{ readonly member: MemberId; readonly entries: readonly PlacedEntry[] }> {
  const rows = query(db, `SELECT ${ENTRY_COLUMNS}, n FROM entry WHERE ${LIVE} ORDER BY member, n, i`, (row) => {
    try {
      return { ...entryOf(row), n: Number(row[5]) };
    } catch {
      return null;
    }
  });
  let entries: PlacedEntry[] = [];
  let member: MemberId | null = null;
  for (const entry of rows.each()) {
    if (entry === null) continue;
    if (member !== null && entry.member !== member) {
      yield { member, entries };
      entries = [];
    }
    member = entry.member;
    entries.push(entry);
  }
  if (member !== null) yield { member, entries };
}

function tryFold(from: Standing, entries: readonly Entry[], member: MemberId, findings: Findings): Standing | null {
  try {
    return fold(from, entries);
  } catch (error) {
    findings.add(2, `member ${member}`, `the entries cannot be added up: ${String(error)}`);
    return null;
  }
}

function sameStanding(json: string, expected: Standing): boolean {
  try {
    return JSON.stringify(standingFrom(json)) === JSON.stringify(standingFrom(JSON.stringify(expected)));
  } catch {
    return false;
  }
}
