import { type Bani, bani } from '../amount/bani.ts';
import { type Points, points } from '../amount/points.ts';
import { assert, never } from '../assert.ts';
import type { CivilDate } from '../calendar/civil.ts';
import type { Contra } from '../ledger/entry.ts';

/** A month of the shop's calendar, as `2026-11`. */
export type Month = string & { readonly calendar: 'month' };

/** The month of a day. */
export function monthOf(day: CivilDate): Month {
  return day.slice(0, 7) as Month;
}

function monthAfter(month: Month): Month {
  const [year, number] = [Number(month.slice(0, 4)), Number(month.slice(5))];
  const next = number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, '0')}`;
  return next as Month;
}

/** What happened in one month. `issued − redeemed + returned − expired + adjusted` is by how much balances grew. */
export interface MonthFigures {
  readonly month: Month;
  /** Sales confirmed and not voided, and those of them to a member. */
  readonly sales: number;
  readonly withMember: number;
  /** Sales less returns less voids. */
  readonly turnover: Bani;
  /** Points given: earned, bonuses, goodwill, taken over at the beginning. */
  readonly issued: Points;
  readonly redeemed: Points;
  /** Points that came back with goods, less those taken back with them. */
  readonly returned: Points;
  /** Breakage. */
  readonly expired: Points;
  /** Corrections, and transfers (which come to nothing but where one of the two is of another till). */
  readonly adjusted: Points;
}

type Sums = { -readonly [Name in Exclude<keyof MonthFigures, 'month'>]: number };
const NOTHING: Sums = {
  sales: 0,
  withMember: 0,
  turnover: 0,
  issued: 0,
  redeemed: 0,
  returned: 0,
  expired: 0,
  adjusted: 0,
};

/** Adds up what passed over a till, month by month; the order in which it is told makes no difference. */
export class Months {
  readonly #sums = new Map<Month, Sums>();

  /** A receipt: bani into the till, below zero for what went out. */
  receipt(
    month: Month,
    of: { readonly kind: 'sale' | 'return' | 'void'; readonly withMember: boolean; readonly total: number },
  ): void {
    const sums = this.#of(month);
    sums.turnover += of.total;
    const sales = of.kind === 'sale' ? 1 : of.kind === 'void' ? -1 : 0;
    sums.sales += sales;
    if (of.withMember) sums.withMember += sales;
  }

  /** One movement of points, signed as in the ledger. */
  points(month: Month, contra: Contra, by: number): void {
    const sums = this.#of(month);
    switch (contra) {
      case 'earn':
      case 'bonus':
      case 'goodwill':
      case 'opening':
        sums.issued += by;
        break;
      case 'redeem':
        sums.redeemed -= by;
        break;
      case 'return':
        sums.returned += by;
        break;
      case 'expire':
        sums.expired -= by;
        break;
      case 'adjust':
      case 'transfer':
      case 'giftcard':
        sums.adjusted += by;
        break;
      default:
        never(contra);
    }
  }

  /** Every month from the first with anything to the last, those with nothing between them too. */
  rows(): readonly MonthFigures[] {
    const known = [...this.#sums.keys()].sort();
    const [first, last] = [known[0], known.at(-1)];
    if (first === undefined || last === undefined) return [];
    const rows: MonthFigures[] = [];
    for (let month = first; month <= last; month = monthAfter(month)) {
      const sums = this.#sums.get(month) ?? NOTHING;
      rows.push({
        month,
        sales: sums.sales,
        withMember: sums.withMember,
        turnover: bani(sums.turnover),
        issued: points(sums.issued),
        redeemed: points(sums.redeemed),
        returned: points(sums.returned),
        expired: points(sums.expired),
        adjusted: points(sums.adjusted),
      });
    }
    return rows;
  }

  #of(month: Month): Sums {
    let sums = this.#sums.get(month);
    if (sums === undefined) {
      assert(/^\d{4}-(0[1-9]|1[0-2])$/.test(month), `not a month: ${month}`);
      sums = { ...NOTHING };
      this.#sums.set(month, sums);
    }
    return sums;
  }
}

/** By how much all balances together grew in a month. */
export function growth({ issued, redeemed, returned, expired, adjusted }: MonthFigures): Points {
  return points(issued - redeemed + returned - expired + adjusted);
}

/** Points out there at the end of each month: the liability, where these months are all there ever were. */
export function liabilities(months: readonly MonthFigures[]): readonly Points[] {
  let sum = 0;
  return months.map((month) => {
    sum += growth(month);
    return points(sum);
  });
}
