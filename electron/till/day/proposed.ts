import { readBody } from '../../../contract/record.ts';
import type { CivilDate } from '../../../domain/calendar/civil.ts';
import type { SignedTill } from '../../../domain/day/recorded.ts';
import type { TillId } from '../../../domain/identity/ids.ts';
import { today, type Workings } from '../workings.ts';
import type { Right } from './right.ts';

/** So many closes back a till is looked for: one that was silent for longer is asked for by its own log. */
const BACK = 10;

/**
 * The day that is closed next: the oldest that has shifts in no close yet, or today. Where nothing was ever closed, the last day with
 * shifts: a shop that begins to close its days takes all before at once. Null: today is closed.
 */
export function proposedDay(w: Workings, { after }: Right): CivilDate | null {
  const identity = w.identity();
  const now = today(w);
  if (after !== null && after.day >= now) return null;
  if (identity === null) return now;
  const days = w.ledger
    .daysNotListed(listedOf(w, identity.till).flatMap(({ ranges }) => ranges))
    .filter((day) => day <= now && (after === null || day > after.day));
  return (after === null ? days.at(-1) : days[0]) ?? now;
}

/** How the closes of late listed a till, the newest first. */
export function listedOf(w: Workings, till: TillId): readonly SignedTill[] {
  const own = w.ledger.dayRecords(null, BACK).map(({ record }) => record);
  const told = w.ledger.alone() ? [] : w.replica.closedDays(null, BACK).flatMap(({ body }) => closeIn(body));
  return [...own, ...told]
    .sort((a, b) => b.number - a.number)
    .flatMap(({ tills }) => tills.filter((one) => one.till === till));
}

function closeIn(body: string): { readonly number: number; readonly tills: readonly SignedTill[] }[] {
  const read = readBody(body);
  return read.known && read.record.kind === 'dayClosed' ? [read.record] : [];
}
