import { type CivilDate, civilDateAt } from '../calendar/civil.ts';
import { normalFiscal } from './fiscal.ts';
import type { OurReceipt, RegisterReceipt } from './register.ts';

/** Why a register's file does not seem to be of the day, or of these tills' register. */
export interface Strange {
  /** The day that most of its receipts are of; null: of several days, or the file tells no time, or it is the day itself. */
  readonly from: CivilDate | null;
  /** How many of its receipts stand here with the same number and amount. */
  readonly known: number;
  readonly of: number;
}

/** Of fewer receipts nothing can be told by how many of them are known. */
const LEAST = 20;

/**
 * Whether a register's file seems to be of another day or register; null: it fits. It fits where half of its receipts stand here with the
 * same number and amount, whatever its clock says. Else it does not where most that tell a time were printed on days on which nothing was
 * rung here (a business day may go past midnight), or where hardly one is known here. Linear in the receipts.
 */
export function strangeFile(
  day: CivilDate,
  ours: readonly OurReceipt[],
  theirs: readonly RegisterReceipt[],
): Strange | null {
  const own = new Set(ours.map(({ fiscal, total }) => nameOf(fiscal, total)));
  const known = theirs.filter(({ fiscal, total }) => {
    const name = nameOf(fiscal, total);
    return name !== null && own.has(name);
  }).length;
  if (known * 2 >= theirs.length) return null;
  const days = new Set([day, ...ours.map(({ at }) => civilDateAt(at))]);
  const dated = theirs.flatMap(({ at }) => (at === null ? [] : [civilDateAt(at)]));
  const isOfOthers = dated.filter((each) => !days.has(each)).length * 2 > dated.length;
  const isUnknown = theirs.length >= LEAST && known * 10 < theirs.length;
  if (!isOfOthers && !isUnknown) return null;
  return { from: isOfOthers ? mostOf(dated) : null, known, of: theirs.length };
}

/** The same for receipts of the same number and amount; null: it has no number. */
function nameOf(fiscal: string | null, total: number): string | null {
  const normal = fiscal === null ? null : normalFiscal(fiscal);
  return normal === null ? null : `${normal} ${total}`;
}

/** The day that more than half of them are; null: there is none. */
function mostOf(days: readonly CivilDate[]): CivilDate | null {
  const many = new Map<CivilDate, number>();
  for (const day of days) many.set(day, (many.get(day) ?? 0) + 1);
  for (const [day, count] of many) if (count * 2 > days.length) return day;
  return null;
}
