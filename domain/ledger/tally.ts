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
  /** Friends who brought a bonus, without a day. */
  referrals: 'referrals',
  /** Points given to others, by day. */
  transferred: 'transferred',
  /** A tier given by hand: 1 holds; the day is its last, null: no end. */
  given: (tier: string) => `given:${tier}`,
} as const;

/**
 * Days counted longer ago than this before the newest are forgotten: no window or cap of a programme reaches further (three
 * years), and a tally must not grow with every year of a member's life. Sums without a day stay for ever.
 */
export const KEPT_DAYS = 1100;

/** Adds counts to rows: one row a key and day, in their order; what comes to zero is no row. Whose they are is the caller's. */
export function addCounts(
  rows: readonly TallyRow[],
  counts: readonly Pick<Count, 'key' | 'day' | 'by'>[],
): readonly TallyRow[] {
  if (counts.length === 0) return rows;
  const sums = new Map(rows.map((row) => [placeOf(row), row]));
  for (const { key, day, by } of counts) {
    assert(Number.isSafeInteger(by), `counts are whole, not ${by}`);
    const place = placeOf({ key, day });
    sums.set(place, { key, day, n: (sums.get(place)?.n ?? 0) + by });
  }
  const all = [...sums].filter(([, { n }]) => n !== 0).sort(([a], [b]) => (a < b ? -1 : 1));
  const oldest = oldestKept(all.map(([, row]) => row));
  return all.flatMap(([, row]) => (forgotten(row, oldest) ? [] : [row]));
}

const placeOf = ({ key, day }: Pick<TallyRow, 'key' | 'day'>): string => `${key}\n${day ?? ''}`;

/** A tier given by hand has its last day, which is no day on which something was counted. */
const isGiven = ({ key }: TallyRow): boolean => key.startsWith(tallyKey.given(''));

function oldestKept(rows: readonly TallyRow[]): CivilDate | null {
  let newest: CivilDate | null = null;
  for (const row of rows)
    if (!isGiven(row) && row.day !== null && (newest === null || row.day > newest)) newest = row.day;
  return newest === null ? null : addDays(newest, -KEPT_DAYS);
}

function forgotten(row: TallyRow, oldest: CivilDate | null): boolean {
  return !isGiven(row) && row.day !== null && oldest !== null && row.day < oldest;
}

/** The sum of a key's rows over all days, or over those from `from` to `to`. */
export function tallied(
  rows: readonly TallyRow[] | undefined,
  key: string,
  days: { readonly from?: CivilDate; readonly to?: CivilDate } = {},
): number {
  const { from, to } = days;
  let sum = 0;
  for (const row of rows ?? []) {
    if (row.key !== key) continue;
    if (row.day !== null && ((from !== undefined && row.day < from) || (to !== undefined && row.day > to))) continue;
    sum += row.n;
  }
  return sum;
}
