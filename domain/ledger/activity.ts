import { addDays, type CivilDate } from '../calendar/civil.ts';
import type { Lot } from './standing.ts';
import { oldestDay, type TallyRow, tallyKey } from './tally.ts';

/**
 * The ends of lots that activity prolongs (`idleDays`), as a tally of purchases has it: so many days after the last purchase,
 * or after the day of earning where none came since. A purchase after the end does not bring a lot back. The ends follow
 * from the tally alone, so a purchase that is undone prolongs nothing, and one that arrives late is in its place. Of a lot
 * whose day of earning is not known, or is before the days that the tally tells apart, the end only moves on.
 */
export function prolonged(lots: readonly Lot[], tally: readonly TallyRow[]): readonly Lot[] {
  if (!lots.some((lot) => lot.idleDays !== undefined)) return lots;
  const visits = tally.flatMap(({ key, day, n }) => (key === tallyKey.visits && n > 0 && day !== null ? [day] : []));
  const oldest = oldestDay(tally);
  const reaches = new Map<number, readonly CivilDate[]>();
  return lots.map((lot) => {
    if (lot.idleDays === undefined) return lot;
    const reach = reaches.get(lot.idleDays) ?? reachOf(visits, lot.idleDays);
    reaches.set(lot.idleDays, reach);
    const { earned } = lot;
    const alone =
      earned === undefined || (oldest !== null && earned < oldest)
        ? lot.expires
        : later(addDays(earned, lot.idleDays), lot.from);
    return alone === null ? lot : prolong(lot, alone, visits, reach);
  });
}

/** For each purchase, in order: the day to which it and those that follow in time prolong a lot that lives then. */
function reachOf(visits: readonly CivilDate[], idleDays: number): readonly CivilDate[] {
  const reach = visits.map((day) => addDays(day, idleDays));
  for (let i = visits.length - 2; i >= 0; i--) {
    const [next, own, further] = [visits[i + 1], reach[i], reach[i + 1]];
    if (next !== undefined && own !== undefined && further !== undefined && next <= own) reach[i] = further;
  }
  return reach;
}

/** From the day to which a lot lives by itself, to that to which the last purchase until then leads. */
function prolong(lot: Lot, alone: CivilDate, visits: readonly CivilDate[], reach: readonly CivilDate[]): Lot {
  const expires = later(alone, reach[visits.findLastIndex((day) => day <= alone)]);
  return expires === lot.expires ? lot : { ...lot, expires };
}

function later(day: CivilDate, other: CivilDate | undefined): CivilDate {
  return other !== undefined && other > day ? other : day;
}
