/**
 * What happened in time and arrives late: the till was away when a lot's end was booked here. The issuer takes the end back before the
 * records are folded, so that the books are as if nothing had been late:
 * - a purchase prolonged the lot beyond the day on which its end was booked: all of it is taken back, and ends when it really does;
 * - points of it were spent while it lived: as many as were spent, so that nobody pays twice, with points that expired and with others.
 */
import { lotField } from '../../contract/standing.ts';
import { points } from '../../domain/amount/points.ts';
import { type CivilDate, civilDateAt } from '../../domain/calendar/civil.ts';
import type { LotId, MemberId } from '../../domain/identity/ids.ts';
import { prolonged } from '../../domain/ledger/activity.ts';
import type { Entry } from '../../domain/ledger/entry.ts';
import type { Lot } from '../../domain/ledger/standing.ts';
import { tallied, tallyKey } from '../../domain/ledger/tally.ts';
import { bookExpiry, derivedId } from '../check/expiry.ts';
import { type Asking, statement } from '../database.ts';
import { type Booking, lockMembers, lockStanding } from './standings.ts';

/** Lots of these members of which something stands booked as expired: how much, when last, and what the lot was made with. */
const EXPIRED = statement<{
  member: MemberId;
  lot: LotId;
  expired: number;
  booked_ms: number;
  expires: CivilDate | null;
  terms: unknown;
}>(
  'late.expired',
  `SELECT member, lot, (-sum(points))::bigint AS expired, max(occurred_ms) FILTER (WHERE points < 0) AS booked_ms,
     (array_agg(expires ORDER BY n DESC) FILTER (WHERE points < 0))[1] AS expires,
     (SELECT made.terms FROM entry made WHERE made.member = e.member AND made.lot = e.lot AND made.points > 0
        AND made.terms IS NOT NULL ORDER BY made.n LIMIT 1) AS terms
   FROM entry e WHERE contra = 'expire' AND member = ANY ($1::uuid[])
   GROUP BY member, lot HAVING sum(points) < 0 ORDER BY member, lot`,
);

/** A lot whose end stands booked. */
interface Ended {
  readonly member: MemberId;
  readonly lot: Lot;
  /** The day on which the end was booked. */
  readonly booked: CivilDate;
}

/** Takes back the ends that were booked too soon, by what these records tell. Asks nothing where none tells of the past. */
export async function endsTakenBack(asking: Asking, bookings: readonly Booking[], nowMs: number): Promise<void> {
  const members = new Set([...spendersInTime(bookings), ...latePurchasers(bookings, civilDateAt(nowMs))]);
  if (members.size === 0) return;
  const anyEnded = await asking.rows(EXPIRED, [[...members]]);
  if (anyEnded.length === 0) return;
  // All members of the batch, in the one order in which members are locked everywhere; what had ended is read again then.
  await lockMembers(asking, bookings);
  for (const row of await asking.rows(EXPIRED, [[...members]])) {
    const ended: Ended = {
      member: row.member,
      lot: {
        id: row.lot,
        points: points(row.expired),
        expires: row.expires,
        ...(row.terms === null ? {} : terms.parse(row.terms)),
      },
      booked: civilDateAt(row.booked_ms),
    };
    if (await prolongedInTime(asking, bookings, ended, nowMs)) continue;
    await spentInTime(asking, bookings, ended, nowMs);
  }
}

const terms = lotField.pick({ from: true, earned: true, idleDays: true });

function spendersInTime(bookings: readonly Booking[]): MemberId[] {
  return bookings.flatMap(({ movement, occurredMs }) =>
    movement.entries.filter((entry) => isInTime(entry, occurredMs)).map(({ member }) => member),
  );
}

function latePurchasers(bookings: readonly Booking[], today: CivilDate): MemberId[] {
  return bookings.flatMap(({ movement }) =>
    movement.counts.flatMap(({ member, key, day, by }) =>
      member !== null && key === tallyKey.visits && by > 0 && day !== null && day < today ? [member] : [],
    ),
  );
}

/** Whether the purchases that now arrive let the lot live beyond the day on which its end was booked; it is there again then. */
async function prolongedInTime(
  asking: Asking,
  bookings: readonly Booking[],
  { member, lot, booked }: Ended,
  nowMs: number,
): Promise<boolean> {
  if (lot.idleDays === undefined) return false;
  const counts = bookings.flatMap(({ movement }) => movement.counts.filter((count) => count.member === member));
  const { tally = [] } = await lockStanding(asking, member);
  const [now] = prolonged([lot], tallied(tally, counts));
  const store = bookings.find(({ movement }) => movement.counts.some((count) => count.member === member))?.store;
  if (store === undefined || now === undefined || now.expires === null || now.expires < booked) return false;
  const { id: _, ...made } = now;
  const entry: Entry = { member, contra: 'expire', lot: lot.id, ...made };
  const id = derivedId(`expiry of ${lot.id} on ${booked} taken back`, Date.parse(`${booked}T00:00:00Z`));
  await bookExpiry(asking, { id, member, entry, store, nowMs });
  return true;
}

/** Gives the lot what these records, in their order, spent of it in time and what it no longer has. */
async function spentInTime(
  asking: Asking,
  bookings: readonly Booking[],
  { member, lot }: Ended,
  nowMs: number,
): Promise<void> {
  const standing = await lockStanding(asking, member);
  let there: number = standing.lots.find(({ id }) => id === lot.id)?.points ?? 0;
  let gone: number = lot.points;
  for (const booking of bookings) {
    let back = 0;
    let spent: Entry | null = null;
    for (const entry of booking.movement.entries) {
      if (entry.member !== member || entry.lot !== lot.id) continue;
      there += entry.points;
      if (there >= 0) continue;
      if (isInTime(entry, booking.occurredMs)) {
        spent = entry;
        back += Math.min(gone - back, -there);
      }
      // What the lot cannot give comes from the others.
      there = 0;
    }
    if (spent === null || back === 0) continue;
    gone -= back;
    const undone: Entry = { ...spent, points: points(back), contra: 'expire' };
    const id = derivedId(`expiry of ${lot.id} taken back for ${booking.record}`, booking.occurredMs);
    await bookExpiry(asking, { id, member, entry: undone, store: booking.store, nowMs });
  }
}

function isInTime({ points: moved, contra, lot, expires }: Entry, occurredMs: number): boolean {
  const takes = contra === 'redeem' || contra === 'transfer';
  return moved < 0 && takes && lot !== null && expires != null && civilDateAt(occurredMs) <= expires;
}
