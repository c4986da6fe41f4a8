/**
 * What was spent in time and arrives late: the till was away when the lot's end was booked here. The end is then taken back as far as
 * the points were spent, before the spending is folded, so that nobody pays twice: with points that expired and with others.
 */
import { points } from '../../domain/amount/points.ts';
import { civilDateAt } from '../../domain/calendar/civil.ts';
import type { LotId, MemberId } from '../../domain/identity/ids.ts';
import type { Entry } from '../../domain/ledger/entry.ts';
import { bookExpiry, derivedId } from '../check/expiry.ts';
import { type Asking, statement } from '../database.ts';
import { type Booking, lockMembers, lockStanding } from './standings.ts';

const EXPIRED = statement<{ member: MemberId; lot: LotId; expired: number }>(
  'late.expired',
  `SELECT e.member, e.lot, (-sum(e.points))::bigint AS expired
   FROM unnest($1::uuid[], $2::text[]) AS u (member, lot) JOIN entry e ON e.member = u.member AND e.lot = u.lot
   WHERE e.contra = 'expire' GROUP BY e.member, e.lot HAVING sum(e.points) < 0`,
);

/** Takes back the ends of lots that these records spent in time. Asks nothing where no record spends. */
export async function spentInTime(asking: Asking, bookings: readonly Booking[], nowMs: number): Promise<void> {
  const spent = bookings.flatMap((booking) =>
    booking.movement.entries
      .filter((entry) => isInTime(entry, booking.occurredMs))
      .map((entry) => ({ booking, entry })),
  );
  if (spent.length === 0) return;
  const expired = await asking.rows(EXPIRED, [
    spent.map(({ entry }) => entry.member),
    spent.map(({ entry }) => entry.lot),
  ]);
  if (expired.length === 0) return;
  // All members of the batch, in the one order in which members are locked everywhere.
  await lockMembers(asking, bookings);
  const left = new Map(expired.map((row) => [`${row.member} ${row.lot}`, row.expired]));
  for (const { booking, entry } of spent) {
    const { member, lot } = entry;
    const key = `${member} ${lot}`;
    const gone = left.get(key) ?? 0;
    if (gone === 0 || lot === null) continue;
    const standing = await lockStanding(asking, member);
    const there = standing.lots.find(({ id }) => id === lot)?.points ?? 0;
    const back = Math.min(gone, Math.max(0, -entry.points - there));
    if (back === 0) continue;
    left.set(key, gone - back);
    const undone: Entry = { ...entry, points: points(back), contra: 'expire' };
    const id = derivedId(`expiry of ${lot} taken back for ${booking.record}`, booking.occurredMs);
    await bookExpiry(asking, { id, member, entry: undone, store: booking.store, nowMs });
  }
}

function isInTime({ points: moved, contra, lot, expires }: Entry, occurredMs: number): boolean {
  const takes = contra === 'redeem' || contra === 'transfer';
  return moved < 0 && takes && lot !== null && expires != null && civilDateAt(occurredMs) <= expires;
}
