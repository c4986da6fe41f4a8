/** Entries become balances: locked in one order, folded in memory by the domain's rules, written back at once. */
import { points } from '../../domain/amount/points.ts';
import { assert } from '../../domain/assert.ts';
import { type CivilDate, civilDate } from '../../domain/calendar/civil.ts';
import { lotId, type MemberId, type RecordId, type StoreId } from '../../domain/identity/ids.ts';
import type { Entry } from '../../domain/ledger/entry.ts';
import { fold } from '../../domain/ledger/fold.ts';
import type { Standing } from '../../domain/ledger/standing.ts';
import { type Asking, statement } from '../database.ts';

/** The entries of one record, in the order of the log. */
export interface Booking {
  readonly record: RecordId;
  readonly store: StoreId;
  readonly businessDay: CivilDate | null;
  readonly occurredMs: number;
  readonly entries: readonly Entry[];
}

/** A standing as the table has it. */
export interface StandingRow {
  balance: number;
  debt: number;
  lots: { id: string; points: number; expires: string | null }[];
}

/** Brands a stored standing. */
export function standingOf(row: StandingRow): Standing {
  return {
    balance: points(row.balance),
    debt: points(row.debt),
    lots: row.lots.map((lot) => ({
      id: lotId(lot.id),
      points: points(lot.points),
      expires: lot.expires === null ? null : civilDate(lot.expires),
    })),
  };
}

// In the order of the ids, here and in LOCK: two batches that share members wait for each other, never in a circle.
const ENSURE = statement(
  'standings.ensure',
  'INSERT INTO member_standing (member) SELECT m FROM unnest($1::uuid[]) m ORDER BY m ON CONFLICT DO NOTHING',
);
const LOCK = statement<StandingRow & { member: MemberId; entries: number }>(
  'standings.lock',
  `SELECT member, balance, debt, lots, entries FROM member_standing
   WHERE member = ANY ($1::uuid[]) ORDER BY member FOR NO KEY UPDATE`,
);
const WRITE = statement(
  'standings.write',
  `UPDATE member_standing s SET balance = u.balance, debt = u.debt, lots = u.lots, entries = u.entries
   FROM unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::jsonb[], $5::bigint[])
     AS u (member, balance, debt, lots, entries)
   WHERE s.member = u.member`,
);
const ENTRIES = statement(
  'standings.entries',
  `INSERT INTO entry (member, n, record, points, contra, lot, expires, store, business_day, occurred_ms)
   SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::uuid[], $4::bigint[], $5::text[], $6::text[], $7::date[],
     $8::uuid[], $9::date[], $10::bigint[])`,
);

/** The standing of one member, locked until the transaction ends; made where there was none. */
export async function lockStanding(asking: Asking, member: MemberId): Promise<Standing> {
  await asking.change(ENSURE, [[member]]);
  const [row] = await asking.rows(LOCK, [[member]]);
  assert(row !== undefined, 'a standing that was just ensured is there');
  return standingOf(row);
}

/** Books entries in order and moves the standings of their members. Returns the members, each once. */
export async function book(asking: Asking, bookings: readonly Booking[]): Promise<MemberId[]> {
  const byMember = new Map<MemberId, { booking: Booking; entry: Entry }[]>();
  for (const booking of bookings) {
    for (const entry of booking.entries) {
      const of = byMember.get(entry.member);
      if (of === undefined) byMember.set(entry.member, [{ booking, entry }]);
      else of.push({ booking, entry });
    }
  }
  const members = [...byMember.keys()].sort();
  if (members.length === 0) return members;

  await asking.change(ENSURE, [members]);
  const rows = await asking.rows(LOCK, [members]);
  assert(rows.length === members.length, 'every member of a batch has a standing');
  const written: { row: { member: MemberId; entries: number }; standing: Standing }[] = [];
  const booked: { member: MemberId; n: number; booking: Booking; entry: Entry }[] = [];
  for (const row of rows) {
    const moved = byMember.get(row.member) ?? [];
    const standing = fold(
      standingOf(row),
      moved.map(({ entry }) => entry),
    );
    moved.forEach(({ booking, entry }, i) => {
      booked.push({ member: row.member, n: row.entries + i + 1, booking, entry });
    });
    written.push({ row: { member: row.member, entries: row.entries + moved.length }, standing });
  }
  await asking.change(WRITE, [
    written.map(({ row }) => row.member),
    written.map(({ standing }) => standing.balance),
    written.map(({ standing }) => standing.debt),
    written.map(({ standing }) => JSON.stringify(standing.lots)),
    written.map(({ row }) => row.entries),
  ]);
  await asking.change(ENTRIES, [
    booked.map(({ member }) => member),
    booked.map(({ n }) => n),
    booked.map(({ booking }) => booking.record),
    booked.map(({ entry }) => entry.points),
    booked.map(({ entry }) => entry.contra),
    booked.map(({ entry }) => entry.lot),
    booked.map(({ entry }) => entry.expires ?? null),
    booked.map(({ booking }) => booking.store),
    booked.map(({ booking }) => booking.businessDay),
    booked.map(({ booking }) => booking.occurredMs),
  ]);
  return members;
}
