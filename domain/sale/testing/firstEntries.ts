import { points } from '../../amount/points.ts';
import { assert } from '../../assert.ts';
import { addDays, type CivilDate } from '../../calendar/civil.ts';
import { lotOf, type MemberId, type RecordId } from '../../identity/ids.ts';
import type { Entry } from '../../ledger/entry.ts';
import { takeFromLots } from '../../ledger/fold.ts';
import type { Standing } from '../../ledger/standing.ts';
import type { FirstProgramme as Programme } from '../../programme/first.ts';
import type { SaleFigures } from './first.ts';

/**
 * The entries of a sale: first what is spent, one entry a lot, soonest end first, then one lot of what is earned,
 * `lotOf(record, 0)`. Spending comes first, so the points just earned never pay for the sale that earned them.
 */
export function saleEntries(input: {
  readonly record: RecordId;
  readonly member: MemberId | null;
  readonly standing: Standing;
  readonly figures: Pick<SaleFigures, 'earned' | 'spent'>;
  readonly programme: Programme;
  /** The civil date that the lots' ends are counted from. */
  readonly today: CivilDate;
}): Entry[] {
  const { record, member, standing, figures, programme, today } = input;
  assert(member !== null || (figures.earned === 0 && figures.spent === 0), 'points need a member');
  if (member === null) return [];
  const entries: Entry[] = takeFromLots(standing, figures.spent, today).map(
    ({ lot, points: taken, expires }): Entry => ({
      member,
      points: points(-taken),
      contra: 'redeem',
      lot,
      expires,
    }),
  );
  if (figures.earned > 0) {
    const expires = programme.expiryDays === null ? null : addDays(today, programme.expiryDays);
    entries.push({ member, points: figures.earned, contra: 'earn', lot: lotOf(record, 0), expires });
  }
  return entries;
}
