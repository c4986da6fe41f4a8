/** What is true of points that end (DESIGN §4): truths as those in truths.ts. */
import { type CivilDate, civilDateAt } from '../../domain/calendar/civil.ts';
import type { LotId, MemberId } from '../../domain/identity/ids.ts';
import type { RecordBody } from '../../domain/record/record.ts';
import { prove } from './broken.ts';
import type { Centre } from './centre.ts';
import type { Database, End } from './database.ts';
import type { LogRecord } from './log.ts';
import { countedRecords } from './personTruths.ts';
import type { Till } from './till.ts';

/** 2 and 4: a lot's end is booked after its last day, and once a day, by whichever process. */
export function endIsBookedOnce(before: readonly End[], { lot, points, booked, expires }: End): void {
  if (points > 0) return;
  const isOver = expires !== null && expires < booked;
  prove(2, 'endIsBookedOnce', isOver, () => `${lot} may be spent through ${expires} and is ended on ${booked}`);
  const isAgain = before.some((one) => one.lot === lot && one.booked === booked && one.points < 0);
  prove(4, 'endIsBookedOnce', !isAgain, () => `${lot} is ended again on ${booked}`);
}

/** 2: what ended before the day that the till's clock says is not spent there. */
export function endedIsNotSpent({ record }: LogRecord): void {
  if (record === null) return;
  const day = civilDateAt(record.occurredAt);
  for (const { contra, points, lot, expires = null } of record.entries) {
    if (contra !== 'redeem' || points > 0 || lot === null) continue;
    const isOpen = expires === null || expires >= day;
    // A void takes back what a return had given: no spending.
    prove(2, 'endedIsNotSpent', isOpen || record.kind !== 'sale', () => `${lot} ended on ${expires}, spent on ${day}`);
  }
}

/** 2: the centre is the one issuer: no till of a chain books an end. */
export function oneIssuer({ database }: Centre): void {
  for (const { id, entries } of countedRecords(database))
    for (const { contra, lot } of entries) prove(2, 'oneIssuer', contra !== 'expire', () => `${id} ended ${lot}`);
}

/** 2: when all is still, nothing is left anywhere of what has ended. */
export function dueIsBooked(tills: readonly Till[], { database }: Centre, today: CivilDate): void {
  const isDue = ({ expires }: { readonly expires: CivilDate | null }): boolean => expires !== null && expires < today;
  for (const [member, { lots }] of database.standings) {
    const due = lots.find(isDue);
    prove(2, 'dueIsBooked', due === undefined, () => `${due?.points} of ${member} ended on ${due?.expires} and stand`);
    if (!database.members.has(member)) continue;
    for (const till of tills) {
      const there = till.alone(member).lots.find(isDue);
      prove(2, 'dueIsBooked', there === undefined, () => `till ${till.parts.n} has ${there?.points} of ${member} left`);
    }
  }
}

/**
 * 2: nobody pays twice, with points of a lot that were taken while it lived and with the same points' end: of what these records, counted
 * together, take of it in time and it no longer has, nothing stays ended. `owed`: who was in debt before; what is given back repays that
 * first.
 */
export function nobodyPaysTwice(
  records: readonly RecordBody[],
  { standings, ends }: Database,
  owed: ReadonlySet<MemberId>,
): void {
  const there = new Map<string, number>();
  for (const { id, occurredAt, entries } of records) {
    for (const { member, lot, points, expires = null } of entries) {
      if (lot === null || owed.has(member)) continue;
      const key = `${member} ${lot}`;
      const has = there.get(key) ?? standings.get(member)?.lots.find((one) => one.id === lot)?.points ?? 0;
      there.set(key, Math.max(0, has + points));
      if (has + points >= 0 || expires === null || civilDateAt(occurredAt) > expires) continue;
      const ended = -(ends.get(member) ?? []).reduce((sum, end) => (end.lot === lot ? sum + end.points : sum), 0);
      prove(2, 'nobodyPaysTwice', ended === 0, () => `${id} took of ${lot} in time, ${ended} of which stay ended`);
    }
  }
}

/** 2: of a lot no more ends than was given to it, and no more is taken back than had ended. */
export function endsAreOfTheirLots({ database }: Centre): void {
  const given = new Map<string, number>();
  const once = new Map(countedRecords(database).map((record) => [record.id, record]));
  for (const { member, lot, points } of [...once.values()].flatMap(({ entries }) => entries))
    if (points > 0) given.set(`${member} ${lot}`, (given.get(`${member} ${lot}`) ?? 0) + points);
  for (const [member, ends] of database.ends) {
    const sums = new Map<LotId, number>();
    for (const { lot, points } of ends) sums.set(lot, (sums.get(lot) ?? 0) - points);
    for (const [lot, ended] of sums) {
      const most = given.get(`${member} ${lot}`) ?? 0;
      prove(2, 'endsAreOfTheirLots', ended >= 0 && ended <= most, () => `${lot}: ${ended} ended, ${most} were given`);
    }
  }
}
