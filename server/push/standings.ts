/** What records move becomes standings: locked in one order, folded in memory by the domain's rules, written back at once. */
import { standingField } from '../../contract/standing.ts';
import { assert } from '../../domain/assert.ts';
import type { CivilDate } from '../../domain/calendar/civil.ts';
import type { MemberId, RecordId, StoreId } from '../../domain/identity/ids.ts';
import type { Entry } from '../../domain/ledger/entry.ts';
import { foldMovement, type Movement } from '../../domain/ledger/fold.ts';
import type { Standing } from '../../domain/ledger/standing.ts';
import { type Asking, joined, jsons, statement, type Value } from '../database.ts';

/** What one record moves, in the order of the log. */
export interface Booking {
  readonly record: RecordId;
  readonly store: StoreId;
  readonly businessDay: CivilDate | null;
  readonly occurredMs: number;
  readonly movement: Movement;
}

/** A standing as the table has it. */
export interface StandingRow {
  balance: number;
  debt: number;
  lots: unknown;
  tally: unknown;
  coupons: unknown;
}

/** Brands a stored standing. */
export function standingOf({ balance, debt, lots, tally, coupons }: StandingRow): Standing {
  const read = standingField.parse({ balance, debt, lots, tally, coupons });
  return whole(read);
}

/** The same standing always has the same form: what is empty is left out. */
function whole({ balance, debt, lots, tally = [], coupons = [] }: Standing): Standing {
  return {
    balance,
    debt,
    lots,
    ...(tally.length === 0 ? {} : { tally }),
    ...(coupons.length === 0 ? {} : { coupons }),
  };
}

// In the order of the ids, here and in LOCK: two batches that share members wait for each other, never in a circle.
const ENSURE = statement(
  'standings.ensure',
  'INSERT INTO member_standing (member) SELECT m FROM unnest($1::uuid[]) m ORDER BY m ON CONFLICT DO NOTHING',
);
const LOCK = statement<StandingRow & { member: MemberId; entries: number }>(
  'standings.lock',
  `SELECT member, balance, debt, lots, tally, coupons, entries FROM member_standing
   WHERE member = ANY ($1::uuid[]) ORDER BY member FOR NO KEY UPDATE`,
);
/** Standings, their entries and what is moved besides points: one statement, since each way to the database costs as much as its work. */
const BOOK = statement(
  'standings.book',
  `WITH booked AS (
     INSERT INTO entry (member, n, record, points, contra, lot, expires, store, business_day, occurred_ms, terms)
     SELECT * FROM unnest($8::uuid[], $9::bigint[], $10::uuid[], $11::bigint[], $12::text[], $13::text[], $14::date[],
       $15::uuid[], $16::date[], $17::bigint[], ${jsons('$18')})
   ), more AS (
     INSERT INTO moved (member, n, record, counts, issued, gone)
     SELECT * FROM unnest($19::uuid[], $20::bigint[], $21::uuid[], ${jsons('$22')}, ${jsons('$23')}, ${jsons('$24')})
   )
   UPDATE member_standing s
   SET balance = u.balance, debt = u.debt, lots = u.lots, tally = u.tally, coupons = u.coupons, entries = u.entries
   FROM unnest($1::uuid[], $2::bigint[], $3::bigint[], ${jsons('$4')}, ${jsons('$5')}, ${jsons('$6')}, $7::bigint[])
     AS u (member, balance, debt, lots, tally, coupons, entries)
   WHERE s.member = u.member`,
);

/** The standing of one member, locked until the transaction ends; made where there was none. */
export async function lockStanding(asking: Asking, member: MemberId): Promise<Standing> {
  await asking.change(ENSURE, [[member]]);
  const [row] = await asking.rows(LOCK, [[member]]);
  assert(row !== undefined, 'a standing that was just ensured is there');
  return standingOf(row);
}

/** The standings of members, locked in the one order until the transaction ends; made where there were none. */
export async function lockStandings(
  asking: Asking,
  members: readonly MemberId[],
): Promise<ReadonlyMap<MemberId, Standing>> {
  const rows = await lockedAll(asking, [...members].sort());
  return new Map(rows.map((row) => [row.member, standingOf(row)]));
}

/** Locks everybody whom records move, in the one order; their standings are made where there were none. */
export async function lockMembers(asking: Asking, bookings: readonly Booking[]): Promise<void> {
  await lockedAll(asking, [...partsByMember(bookings).keys()].sort());
}

/** The standings of members, given in the one order, locked; made where there were none. */
async function lockedAll(asking: Asking, members: readonly MemberId[]) {
  const [, rows] = await Promise.all([asking.change(ENSURE, [members]), asking.rows(LOCK, [members])]);
  return rows;
}

interface Part {
  readonly booking: Booking;
  readonly movement: Movement;
}

/** What records move, folded and not written yet. */
export interface Folded {
  /** Whose standings move, each once. */
  readonly members: readonly MemberId[];
  /** Writes the standings and what moved them; to be called in the transaction that locked them, once. */
  write(): Promise<void>;
}

/** Locks the standings of those whom records move and folds what they move, in order. */
export async function fold(asking: Asking, bookings: readonly Booking[]): Promise<Folded> {
  const byMember = partsByMember(bookings);
  const members = [...byMember.keys()].sort();
  if (members.length === 0) return { members, write: async () => undefined };

  // Nearly everybody has one. Where somebody has none, two batches may meet in a circle: PostgreSQL ends one, and it is tried again.
  const had = await asking.rows(LOCK, [members]);
  const rows = had.length === members.length ? had : await lockedAll(asking, members);
  assert(rows.length === members.length, 'every member of a batch has a standing');
  const written: { member: MemberId; entries: number; standing: Standing }[] = [];
  const entries: { n: number; booking: Booking; entry: Entry }[] = [];
  const more: { member: MemberId; n: number; booking: Booking; movement: Movement }[] = [];
  for (const row of rows) {
    const { member } = row;
    let standing = standingOf(row);
    let n = row.entries;
    for (const { booking, movement } of byMember.get(member) ?? []) {
      standing = foldMovement(standing, member, movement);
      for (const entry of movement.entries) entries.push({ n: ++n, booking, entry });
      if (hasMore(movement)) more.push({ member, n: ++n, booking, movement });
    }
    written.push({ member, entries: n, standing });
  }
  const columns: Value[] = [
    written.map(({ member }) => member),
    written.map(({ standing }) => standing.balance),
    written.map(({ standing }) => standing.debt),
    joined(written.map(({ standing }) => JSON.stringify(standing.lots))),
    joined(written.map(({ standing }) => JSON.stringify(standing.tally ?? []))),
    joined(written.map(({ standing }) => JSON.stringify(standing.coupons ?? []))),
    written.map((one) => one.entries),
    ...entryColumns(entries),
    more.map(({ member }) => member),
    more.map(({ n }) => n),
    more.map(({ booking }) => booking.record),
    joined(more.map(({ movement }) => JSON.stringify(movement.counts))),
    joined(more.map(({ movement }) => JSON.stringify(movement.issued))),
    joined(more.map(({ movement }) => JSON.stringify([...movement.usedCodes, ...movement.recalled]))),
  ];
  return {
    members,
    async write() {
      const moved = await asking.change(BOOK, columns);
      assert(moved === members.length, 'every standing that was locked is moved');
    },
  };
}

/** Books what records move in order and moves the standings of their members. Returns the members, each once. */
export async function book(asking: Asking, bookings: readonly Booking[]): Promise<readonly MemberId[]> {
  const { members, write } = await fold(asking, bookings);
  await write();
  return members;
}

/** What each record moves of each member, in the order of the log. */
function partsByMember(bookings: readonly Booking[]): ReadonlyMap<MemberId, readonly Part[]> {
  const byMember = new Map<MemberId, Part[]>();
  for (const booking of bookings) {
    for (const [member, movement] of partsOf(booking.movement)) {
      const parts = byMember.get(member);
      if (parts === undefined) byMember.set(member, [{ booking, movement }]);
      else parts.push({ booking, movement });
    }
  }
  return byMember;
}

/** What a movement moves of each member. */
export function partsOf({ entries, counts, issued, usedCodes, recalled }: Movement): ReadonlyMap<MemberId, Movement> {
  const members = new Set([...entries, ...counts, ...issued].flatMap(({ member }) => member ?? []));
  const own = <T extends { readonly member: MemberId | null }>(list: readonly T[], member: MemberId): T[] =>
    list.filter((one) => one.member === member);
  return new Map(
    [...members].map((member) => [
      member,
      {
        entries: own(entries, member),
        counts: own(counts, member),
        issued: own(issued, member),
        usedCodes,
        recalled,
      },
    ]),
  );
}

/** Whether it is booked in `moved`: more than points. */
export function hasMore({ counts, issued, usedCodes, recalled }: Movement): boolean {
  return counts.length + issued.length + usedCodes.length + recalled.length > 0;
}

function entryColumns(booked: readonly { n: number; booking: Booking; entry: Entry }[]): Value[] {
  return [
    booked.map(({ entry }) => entry.member),
    booked.map(({ n }) => n),
    booked.map(({ booking }) => booking.record),
    booked.map(({ entry }) => entry.points),
    booked.map(({ entry }) => entry.contra),
    booked.map(({ entry }) => entry.lot),
    booked.map(({ entry }) => entry.expires ?? null),
    booked.map(({ booking }) => booking.store),
    booked.map(({ booking }) => booking.businessDay),
    booked.map(({ booking }) => booking.occurredMs),
    joined(booked.map(({ entry }) => termsOf(entry))),
  ];
}

/** The terms of a lot as JSON; empty: none. */
function termsOf({ from, earned, idleDays }: Entry): string {
  if (from === undefined && earned === undefined && idleDays === undefined) return '';
  return JSON.stringify({ from, earned, idleDays });
}
