import type { ClosedDay } from '../../../../contract/till/day.ts';
import { bani } from '../../../../domain/amount/bani.ts';
import { points } from '../../../../domain/amount/points.ts';
import { vatRate } from '../../../../domain/amount/quantity.ts';
import { civilDate } from '../../../../domain/calendar/civil.ts';
import {
  CHECK_STATES,
  CHECKS,
  type DayClosed,
  EXPLANATIONS,
  type SignedDifference,
} from '../../../../domain/day/recorded.ts';
import { byGroup, NO_SUMS } from '../../../../domain/day/sums.ts';
import { incarnationId, recordId, shiftId, staffId, tillId, uuid7 } from '../../../../domain/identity/ids.ts';
import { CONTRA_ACCOUNTS } from '../../../../domain/ledger/entry.ts';
import { TENDER_KINDS } from '../../../../domain/record/tender.ts';

const id = (n: number): string => uuid7(1_795_000_000_000 + n, new Uint8Array(10).fill(n % 251));
export const ELENA = staffId(id(1));
const ANA = staffId(id(2));
const hash = (n: number): string => (n * 7919 + 11).toString(16).padStart(8, '0').repeat(8);

/** Figures that a day is made of; each of them is to be found in each file. */
interface Figures {
  readonly money: readonly number[];
  readonly points: readonly number[];
  readonly differences: readonly (readonly [code: string, amount: number])[];
  readonly storeName: string;
  readonly note: string;
}

/** A signed day of three tills, out of figures. */
export function dayOf({ money, points: moved, differences, storeName, note }: Figures): ClosedDay {
  let at = 0;
  const sum = (): ReturnType<typeof bani> => bani(money[at++ % money.length] ?? 0);
  let place = 0;
  const many = (): ReturnType<typeof points> => points(Math.abs(moved[place++ % moved.length] ?? 0));
  const day = civilDate('2026-11-21');
  const accounts = CONTRA_ACCOUNTS.map((contra) => ({ contra, given: many(), taken: many() }));
  const opening = points(812_440);
  const closing = points(opening + accounts.reduce((all, { given, taken }) => all + given - taken, 0));
  const signed = differences.map(
    ([code, amount], n): SignedDifference => ({
      key: `${code}:${n}`,
      code,
      params: {
        till: 2,
        seq: n + 1,
        z: 7,
        fiscal: '481',
        number: 'R0001010000071',
        ours: 23_531,
        theirs: 28_531,
        expected: 5,
        kept: 7,
        rate: 2000,
        kind: 'card',
        many: 3,
        of: 40,
        detail: 'x',
        staff: ANA,
      },
      amount: n % 3 === 2 ? { unit: 'points', by: points(amount) } : { unit: 'bani', by: bani(amount) },
      at: Date.UTC(2026, 10, 21, 12, n % 60),
      explained:
        n % 4 === 3
          ? null
          : {
              why: EXPLANATIONS[n % EXPLANATIONS.length] ?? 'other',
              by: ELENA,
              mended: n % 5 === 0 ? recordId(id(50)) : null,
            },
    }),
  );
  const closed: DayClosed = {
    kind: 'dayClosed',
    day,
    number: 42,
    previous: { day: civilDate('2026-11-20'), number: 41, record: recordId(id(3)), seal: hash(3), closing: opening },
    by: 'centre',
    asOf: Date.UTC(2026, 10, 21, 19, 10),
    tills: [1, 2, 3].map((number) => ({
      till: tillId(id(10 + number)),
      number,
      state: number === 3 ? 'silent' : 'closed',
      by: 'log',
      ranges:
        number === 3
          ? []
          : [{ incarnation: incarnationId(id(20 + number)), first: 1201, last: 2417, hash: hash(number) }],
      shifts:
        number === 3
          ? []
          : [1, 2].map((z) => ({
              shift: shiftId(id(30 + number * 2 + z)),
              z: number * 100 + z,
              businessDay: day,
              staff: z === 1 ? ANA : ELENA,
              openedAt: Date.UTC(2026, 10, 21, 6 + z * 5),
              closedAt: Date.UTC(2026, 10, 21, 11 + z * 4),
              sales: 301 + z,
              total: sum(),
              cash: { expected: sum(), counted: sum(), variance: sum() },
              slips: z === 1 ? [{ kind: 'card', expected: sum(), counted: sum(), variance: sum() }] : [],
              turns: 1,
            })),
      without: number === 3 ? 'later' : null,
      late: number === 2 ? [{ day: civilDate('2026-11-19'), records: 4, total: sum(), points: points(-3) }] : [],
    })),
    sums: {
      ...NO_SUMS,
      counts: { sales: 1842, withMember: 977, returns: 12, voids: 3, enrolments: 21, giftCards: 2 },
      sold: { gross: sum(), byOffers: sum(), byPoints: sum(), total: sum() },
      voided: sum(),
      returned: sum(),
      withheld: sum(),
      total: sum(),
      vat: [2000, 800, 0].map((rate) => ({
        rate: vatRate(rate),
        gross: sum(),
        discount: sum(),
        total: sum(),
        vat: sum(),
      })),
      giftCards: { sold: sum(), undone: sum() },
      points: accounts,
      tenders: TENDER_KINDS.map((kind) => ({ kind, in: sum(), out: sum() })),
    },
    points: { opening, moved: accounts, closing },
    cash: { expected: sum(), counted: sum(), variance: sum() },
    checks: CHECKS.map((check, n) => ({
      check,
      state: CHECK_STATES[n % CHECK_STATES.length] ?? 'good',
      figure: {
        records: 4317,
        entries: 977,
        tills: 3,
        opening,
        ...byGroup(accounts),
        closing,
        sold: sum(),
        variance: sum(),
        many: 3,
      },
      differences: check === 'money' ? signed : [],
    })),
    signedBy: ELENA,
    entries: [],
  };
  return {
    number: closed.number,
    day,
    signedAt: Date.UTC(2026, 10, 21, 19, 14, 30),
    signedByName: 'Elena Munteanu',
    till: 1,
    sales: closed.sums.counts.sales,
    withMember: closed.sums.counts.withMember,
    total: closed.sums.total,
    variance: closed.cash.variance,
    groups: byGroup(accounts),
    opening,
    closing,
    differences: signed.length,
    explained: signed.filter((one) => one.explained !== null).length,
    without: 1,
    seal: hash(99),
    closed,
    notes: Object.fromEntries([...signed.map(({ key }) => [key, note]), [tillId(id(13)), note]]),
    storeName,
    names: { staff: { [ELENA]: 'Elena Munteanu', [ANA]: 'Ana Țurcanu' }, members: {} },
  };
}

/** A day as days are. */
export const DAY = dayOf({
  money: [1_842_050, 1_837_050, -5000, 123_450, 7_654_321, 99, 0, 482_310, 23_531, -6490, 250_000, 1_200_000, 30_005],
  points: [18_906, 0, 300, 9215, 12, 0, 1130, 45, 7],
  differences: [
    ['receiptAmount', -5000],
    ['receiptMissing', 6490],
    ['overdraft', -120],
    ['cashVariance', -5000],
    ['returns', 7],
  ],
  storeName: 'Magazin «Botanica», Chișinău',
  note: 'A fost returnat restul cumpărătorului, Ana a semnat',
});
