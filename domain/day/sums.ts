import { type Bani, bani, NO_MONEY } from '../amount/bani.ts';
import { NO_POINTS, type Points, points } from '../amount/points.ts';
import { assert, never } from '../assert.ts';
import { CONTRA_ACCOUNTS, type Contra } from '../ledger/entry.ts';
import type { VatLine } from '../record/record.ts';
import { TENDER_KINDS } from '../record/tender.ts';
import type { PointsSum, ShiftFigures, TenderSum } from '../shift/figures.ts';

/** What some records of a store come to: a till's part of a day, a whole day, what came late. Derived, never accumulated. */
export interface DaySums extends Omit<ShiftFigures, 'ranges' | 'receipts' | 'drawer'> {
  readonly tenders: readonly TenderSum[];
}

export const NO_SUMS: DaySums = {
  counts: { sales: 0, withMember: 0, returns: 0, voids: 0, enrolments: 0, giftCards: 0 },
  sold: { gross: NO_MONEY, byOffers: NO_MONEY, byPoints: NO_MONEY, total: NO_MONEY },
  voided: NO_MONEY,
  returned: NO_MONEY,
  withheld: NO_MONEY,
  total: NO_MONEY,
  vat: [],
  giftCards: { sold: NO_MONEY, undone: NO_MONEY },
  points: [],
  tenders: [],
};

/** The sums of added-up records, without what is of a drawer alone. */
export function sumsOf(figures: ShiftFigures): DaySums {
  const { counts, sold, voided, returned, withheld, total, vat, giftCards, points: moved, drawer } = figures;
  return { counts, sold, voided, returned, withheld, total, vat, giftCards, points: moved, tenders: drawer.tenders };
}

/** Several sums as one; each row once, in the one order of its kind. */
export function addedSums(all: readonly DaySums[]): DaySums {
  return all.reduce(added, NO_SUMS);
}

function added(a: DaySums, b: DaySums): DaySums {
  const sum = (x: Bani, y: Bani): Bani => bani(x + y);
  return {
    counts: {
      sales: a.counts.sales + b.counts.sales,
      withMember: a.counts.withMember + b.counts.withMember,
      returns: a.counts.returns + b.counts.returns,
      voids: a.counts.voids + b.counts.voids,
      enrolments: a.counts.enrolments + b.counts.enrolments,
      giftCards: a.counts.giftCards + b.counts.giftCards,
    },
    sold: {
      gross: sum(a.sold.gross, b.sold.gross),
      byOffers: sum(a.sold.byOffers, b.sold.byOffers),
      byPoints: sum(a.sold.byPoints, b.sold.byPoints),
      total: sum(a.sold.total, b.sold.total),
    },
    voided: sum(a.voided, b.voided),
    returned: sum(a.returned, b.returned),
    withheld: sum(a.withheld, b.withheld),
    total: sum(a.total, b.total),
    vat: addedVat([...a.vat, ...b.vat]),
    giftCards: {
      sold: sum(a.giftCards.sold, b.giftCards.sold),
      undone: sum(a.giftCards.undone, b.giftCards.undone),
    },
    points: addedPoints([...a.points, ...b.points]),
    tenders: TENDER_KINDS.flatMap((kind): TenderSum[] => {
      const of = [...a.tenders, ...b.tenders].filter((one) => one.kind === kind);
      if (of.length === 0) return [];
      return [
        {
          kind,
          in: of.reduce((s, one) => sum(s, one.in), NO_MONEY),
          out: of.reduce((s, one) => sum(s, one.out), NO_MONEY),
        },
      ];
    }),
  };
}

function addedVat(lines: readonly VatLine[]): readonly VatLine[] {
  const byRate = new Map<VatLine['rate'], VatLine>();
  for (const line of lines) {
    const before = byRate.get(line.rate);
    byRate.set(
      line.rate,
      before === undefined
        ? line
        : {
            rate: line.rate,
            gross: bani(before.gross + line.gross),
            discount: bani(before.discount + line.discount),
            total: bani(before.total + line.total),
            vat: bani(before.vat + line.vat),
          },
    );
  }
  return [...byRate.values()].sort((a, b) => b.rate - a.rate);
}

/** Movements of points summed by their contra accounts, in the accounts' order. */
export function addedPoints(rows: readonly PointsSum[]): readonly PointsSum[] {
  return CONTRA_ACCOUNTS.flatMap((contra): PointsSum[] => {
    const of = rows.filter((one) => one.contra === contra);
    if (of.length === 0) return [];
    const given = of.reduce((sum, one) => sum + one.given, 0);
    const taken = of.reduce((sum, one) => sum + one.taken, 0);
    return [{ contra, given: points(given), taken: points(taken) }];
  });
}

/** How movements of points stand in the identity of the liability. */
export const POINT_GROUPS = ['issued', 'redeemed', 'returned', 'expired', 'adjusted'] as const;
export type PointGroup = (typeof POINT_GROUPS)[number];

/** The group of a contra account: as domain/report/months groups them. */
export function groupOf(contra: Contra): PointGroup {
  switch (contra) {
    case 'earn':
    case 'bonus':
    case 'goodwill':
    case 'opening':
      return 'issued';
    case 'redeem':
      return 'redeemed';
    case 'return':
      return 'returned';
    case 'expire':
      return 'expired';
    case 'adjust':
    case 'transfer':
    case 'giftcard':
      return 'adjusted';
    default:
      return never(contra);
  }
}

/** By how much the movements of each group changed the members' balances, signed: redeemed and expired are below zero. */
export function byGroup(rows: readonly PointsSum[]): Readonly<Record<PointGroup, Points>> {
  const sums = { issued: 0, redeemed: 0, returned: 0, expired: 0, adjusted: 0 };
  for (const { contra, given, taken } of rows) sums[groupOf(contra)] += given - taken;
  const { issued, redeemed, returned, expired, adjusted } = sums;
  return {
    issued: points(issued),
    redeemed: points(redeemed),
    returned: points(returned),
    expired: points(expired),
    adjusted: points(adjusted),
  };
}

/** By how much all balances together changed. */
export function netPoints(rows: readonly PointsSum[]): Points {
  const net = points(rows.reduce((sum, { given, taken }) => sum + given - taken, 0));
  const groups = byGroup(rows);
  assert(
    net === POINT_GROUPS.reduce((sum, group) => sum + groups[group], 0),
    'every contra account stands in one group of the identity',
  );
  return rows.length === 0 ? NO_POINTS : net;
}
