/**
 * What happened in time and arrives late: the till was away when a lot's end was booked here. The issuer takes the end back before the
 * records are folded, so that the books are as if nothing had been late:
 * - a purchase prolonged the lot beyond the day on which its end was booked: all of it is taken back, and ends when it really does;
 * - points of it were spent, or taken back with the goods that earned them, while it lived: as many as were taken, so that nobody pays
 *   twice, with points that expired and with others.
 */
import { lotField } from '../../contract/standing.ts';
import { points } from '../../domain/amount/points.ts';
import { type CivilDate, civilDateAt } from '../../domain/calendar/civil.ts';
import type { LotId, MemberId, RecordId } from '../../domain/identity/ids.ts';
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
  const members = new Set([...takersInTime(bookings), ...latePurchasers(bookings, civilDateAt(nowMs))]);
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
    await takenInTime(asking, bookings, ended, nowMs);
  }
}

const terms = lotField.pick({ from: true, earned: true, idleDays: true });

function takersInTime(bookings: readonly Booking[]): MemberId[] {
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

/** Gives the lot what these records, in their order, took of it in time and what it no longer has. */
async function takenInTime(
  asking: Asking,
  bookings: readonly Booking[],
  { member, lot }: Ended,
  nowMs: number,
): Promise<void> {
  const standing = await lockStanding(asking, member);
  const there = standing.lots.find(({ id }) => id === lot.id)?.points ?? 0;
  for (const { id, of, entry } of takenBack(bookings, { member, lot: lot.id, expired: lot.points }, there))
    await bookExpiry(asking, { id, member, entry, store: of.store, nowMs });
}

/** What of an end is taken back for a record that arrives late, under an id that derives from both. */
export interface TakenBack<Of> {
  readonly id: RecordId;
  readonly of: Of;
  readonly entry: Entry;
}

/**
 * How much of a booked end is taken back for each of these records, in their order: what they took of the lot in time and it no longer
 * has, `expired` in all at the most. `there`: what the lot has now.
 */
export function takenBack<Of extends Pick<Booking, 'record' | 'occurredMs' | 'movement'>>(
  bookings: readonly Of[],
  { member, lot, expired }: { readonly member: MemberId; readonly lot: LotId; readonly expired: number },
  there: number,
): TakenBack<Of>[] {
  const all: TakenBack<Of>[] = [];
  let [left, gone] = [there, expired];
  for (const of of bookings) {
    let back = 0;
    let taken: Entry | null = null;
    for (const entry of of.movement.entries) {
      if (entry.member !== member || entry.lot !== lot) continue;
      left += entry.points;
      if (left >= 0) continue;
      if (isInTime(entry, of.occurredMs)) {
        taken = entry;
        back += Math.min(gone - back, -left);
      }
      // What the lot cannot give comes from the others.
      left = 0;
    }
    if (taken === null || back === 0) continue;
    gone -= back;
    const id = derivedId(`expiry of ${lot} taken back for ${of.record}`, of.occurredMs);
    all.push({ id, of, entry: { ...taken, points: points(back), contra: 'expire' } });
  }
  return all;
}

/** Whatever takes of a lot while it lives: a spending, and goods that came back or a sale that was undone. */
function isInTime({ points: moved, contra, lot, expires }: Entry, occurredMs: number): boolean {
  const takes = moved < 0 && contra !== 'expire';
  return takes && lot !== null && expires != null && civilDateAt(occurredMs) <= expires;
}
