import { assert } from '../assert.ts';
import { addDays, type CivilDate } from '../calendar/civil.ts';
import type { MemberId } from '../identity/ids.ts';

/**
 * What is counted of a member besides points: purchases, spend and points by day (tiers), uses of offers and codes, points
 * of capped rules by day, stamps, rests. Like points, a tally is a fold: the sum of the `counts` of all records (truth 2).
 */
export interface TallyRow {
  /** One of `tallyKey`'s. */
  readonly key: string;
  /** Null: counted without a day. */
  readonly day: CivilDate | null;
  /** Never zero. */
  readonly n: number;
}

/** One movement of a count in a record. */
export interface Count {
  /** Null: of all members together (how often an offer or code was used). */
  readonly member: MemberId | null;
  readonly key: string;
  /** A return counts on the day of its sale. */
  readonly day: CivilDate | null;
  /** Signed, never zero. */
  readonly by: number;
  /** Index of the sale's line that it stands for, which takes it back in proportion when that line comes back. Null: the sale. */
  readonly line: number | null;
  /** True: goes back only when the whole sale is back (a use, a purchase); false: in proportion to what came back. */
  readonly whole: boolean;
}

/** The keys of tallies: one place that knows their form. */
export const tallyKey = {
  /** Confirmed purchases, without a day. */
  sales: 'sales',
  /** Purchases by day, for tiers by visits. */
  visits: 'visits',
  /** Bani paid, by day, for tiers by spend. */
  spend: 'spend',
  /** Points earned, by day, for tiers by points. */
  points: 'points',
  /** Stamps on a card, without a day. */
  stamps: (card: string) => `stamps:${card}`,
  /** Times an offer was used, by day. */
  used: (offer: string) => `used:${offer}`,
  /** Times a coupon's code was used, without a day. */
  code: (code: string) => `code:${code}`,
  /** Points a rule with a cap gave, by day. */
  earned: (rule: string) => `earned:${rule}`,
  /** What `carry` left over of a rule, in millionths of (bani × points), without a day. */
  carry: (rule: string) => `carry:${rule}`,
  /** Who brought this member: 1, without a day. */
  broughtBy: (referrer: string) => `broughtBy:${referrer}`,
  /** Friends who brought a bonus, without a day. */
  referrals: 'referrals',
  /** Bonuses that this member's own purchase brought to who brought them, without a day: 1 once it has. */
  rewarded: 'rewarded',
  /** Points given to others, by day. */
  transferred: 'transferred',
  /** An event of the calendar given for a year: 1; more where two tills gave it apart. Without a day. */
  occasion: (occasion: string, year: number) => `event:${occasion}:${year}`,
  /** A tier given by hand: 1 holds; the day is its last, null: no end. */
  given: (tier: string) => `given:${tier}`,
} as const;

/**
 * Days of which a tally knows each; what is older is kept as one row a key, without a day. No rule looks back further: a
 * window of 3 years has 1096 days. So a member who comes every day for ten years has no more rows than after three, and
 * all that was ever counted is still the sum.
 */
export const TALLY_DAYS = 1100;

/**
 * Adds counts to a tally, whoever they are of. A row of zero vanishes; rows stand by key, then by day, those without a day
 * first. Rows more than TALLY_DAYS before the newest day lose theirs: their sum goes into the key's row without a day. Only
 * a tier given by hand just ends there, since its day is its last and no row without one may come of it.
 */
export function tallied(
  rows: readonly TallyRow[],
  counts: readonly Pick<Count, 'key' | 'day' | 'by'>[],
): readonly TallyRow[] {
  if (counts.length === 0) return rows;
  const moved = new Moved();
  for (const { key, day, by } of counts) {
    assert(by !== 0, 'a count moves something');
    moved.add(key, day, by);
  }
  return settled(moved.onto(rows));
}

/** Sums that wait for their rows, by key and day. A member has thousands of rows and a sale a handful of counts. */
class Moved {
  readonly #byKey = new Map<string, Map<CivilDate | null, number>>();

  add(key: string, day: CivilDate | null, by: number): void {
    const days = this.#byKey.get(key) ?? new Map<CivilDate | null, number>();
    this.#byKey.set(key, days.set(day, whole(key, (days.get(day) ?? 0) + by)));
  }

  /** The rows with the sums added, those of zero left out; new ones at the end. */
  onto(rows: readonly TallyRow[]): readonly TallyRow[] {
    const summed: TallyRow[] = [];
    for (const row of rows) {
      const days = this.#byKey.get(row.key);
      const by = days?.get(row.day) ?? 0;
      days?.delete(row.day);
      if (by === 0) summed.push(row);
      else if (row.n + by !== 0) summed.push({ ...row, n: whole(row.key, row.n + by) });
    }
    for (const [key, days] of this.#byKey) {
      for (const [day, n] of days) if (n !== 0) summed.push({ key, day, n });
    }
    return summed;
  }
}

function whole(key: string, n: number): number {
  assert(Number.isSafeInteger(n), `${key} is counted in whole numbers`);
  return n;
}

/** The first day that a tally still tells apart; null: it knows no day. */
export function oldestDay(rows: readonly TallyRow[]): CivilDate | null {
  let newest: CivilDate | null = null;
  for (const { key, day } of rows) {
    if (day !== null && !isGiven(key) && (newest === null || day > newest)) newest = day;
  }
  return newest === null ? null : addDays(newest, -TALLY_DAYS);
}

/** In order, and what is too old without its day. */
function settled(rows: readonly TallyRow[]): readonly TallyRow[] {
  const oldest = oldestDay(rows);
  const isOld = ({ day }: TallyRow): boolean => day !== null && oldest !== null && day < oldest;
  if (!rows.some(isOld)) return [...rows].sort(byKeyThenDay);
  const dayless = new Moved();
  for (const row of rows) if (isOld(row) && !isGiven(row.key)) dayless.add(row.key, null, row.n);
  return [...dayless.onto(rows.filter((row) => !isOld(row)))].sort(byKeyThenDay);
}

const GIVEN = tallyKey.given('');

function isGiven(key: string): boolean {
  return key.startsWith(GIVEN);
}

function byKeyThenDay(a: TallyRow, b: TallyRow): number {
  if (a.key !== b.key) return a.key < b.key ? -1 : 1;
  const [x, y] = [a.day ?? '', b.day ?? ''];
  return x < y ? -1 : x > y ? 1 : 0;
}

/** The sum of a key's rows from one day to another, both included; of all rows, those without a day too, where `from` is null. */
export function sumOf(rows: readonly TallyRow[], key: string, from: CivilDate | null = null, to?: CivilDate): number {
  let sum = 0;
  for (const row of rows) {
    if (row.key !== key) continue;
    if (from !== null && (row.day === null || row.day < from)) continue;
    if (to !== undefined && row.day !== null && row.day > to) continue;
    sum += row.n;
  }
  return sum;
}

/** The event of the calendar and the year that a key counts; null: it counts something else. */
export function occasionIn(key: string): { readonly event: string; readonly year: number } | null {
  const found = /^event:([^:]+):(\d{4})$/.exec(key);
  const [, event, year] = found ?? [];
  return event === undefined || year === undefined ? null : { event, year: Number(year) };
}
