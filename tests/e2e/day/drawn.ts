import type { DrawnDay, DrawnDifference, RegisterView } from '../../../contract/till/day.ts';
import { bani } from '../../../domain/amount/bani.ts';
import { points } from '../../../domain/amount/points.ts';
import { vatRate } from '../../../domain/amount/quantity.ts';
import { civilDate } from '../../../domain/calendar/civil.ts';
import type { Behind } from '../../../domain/day/account.ts';
import type { DifferenceCode } from '../../../domain/day/difference.ts';
import type { CheckName, CheckState } from '../../../domain/day/recorded.ts';
import { NO_SUMS } from '../../../domain/day/sums.ts';
import { incarnationId, memberId, recordId, shiftId, staffId, tillId } from '../../../domain/identity/ids.ts';

/** A close of the day as no small shop has it: the window is shown it by a till that only answers. */

/** 21:14 in Chișinău on the day of the story. */
export const NOW = Date.UTC(2026, 10, 21, 19, 14);
export const DAY = civilDate('2026-11-21');
const at = (hours: number, minutes: number): number => Date.UTC(2026, 10, 21, hours - 2, minutes);
const uuid = (kind: number, n: number): string =>
  `01900000-0000-7000-8${kind.toString(16).padStart(3, '0')}-${n.toString(16).padStart(12, '0')}`;
export const tillOf = (n: number) => tillId(uuid(1, n));
export const staffOf = (n: number) => staffId(uuid(2, n));
export const memberOf = (n: number) => memberId(uuid(3, n));
export const recordOf = (n: number) => recordId(uuid(4, n));
export const HASH = '7f3ad0c1b2a394857610fedcba98765432100123456789abcdef0011223344c21e'.slice(0, 64);

/** Sixty letters, as the longest names have. */
export const LONG_NAME = 'Александра-Константина Вознесенская-Преображенская-Чеботару';
const STAFF = ['Elena Munteanu', 'Ana Rusu', 'Ion Ceban', LONG_NAME] as const;
const MEMBERS = ['Ana Țurcanu', 'Vasile Ceban', LONG_NAME] as const;
export const NAMES = {
  staff: Object.fromEntries(STAFF.map((name, n) => [staffOf(n), name])),
  members: Object.fromEntries(MEMBERS.map((name, n) => [memberOf(n), name])),
};

function behind(n: number, of: Partial<Behind> = {}): Behind {
  return {
    record: recordOf(n),
    till: tillOf(1 + (n % 3)),
    seq: 1200 + n,
    kind: 'sale',
    at: at(9 + (n % 11), (n * 7) % 60),
    staff: staffOf(1 + (n % 3)),
    member: memberOf(n % 3),
    number: `R0001010000${100 + n}`,
    fiscal: `000${480 + n}`,
    total: bani(23531 + n * 100),
    points: points(235 + n),
    ...of,
  };
}

function difference(code: DifferenceCode, of: Partial<DrawnDifference> & { readonly key: string }): DrawnDifference {
  return { code, params: {}, amount: null, at: null, behind: [], many: of.behind?.length ?? 0, explained: null, ...of };
}

const lei = (by: number): DrawnDifference['amount'] => ({ unit: 'bani', by: bani(by) });
const pts = (by: number): DrawnDifference['amount'] => ({ unit: 'points', by: points(by) });

const MONEY: readonly DrawnDifference[] = [
  difference('cashVariance', {
    key: 'cashVariance:1',
    params: { till: 1, z: 212 },
    amount: lei(-5000),
    at: at(21, 2),
  }),
  difference('receiptAmount', {
    key: 'receiptAmount:000481',
    params: { fiscal: '000481', ours: 23531, theirs: 28531 },
    amount: lei(-5000),
    at: at(14, 7),
    behind: [behind(1, { number: 'R00010100001427' })],
  }),
  difference('receiptMissing', {
    key: 'receiptMissing:000733',
    params: { fiscal: '000733', theirs: 6490 },
    amount: lei(-6490),
    at: at(18, 52),
  }),
];
const LOOKS: readonly DrawnDifference[] = [
  difference('returns', {
    key: 'returns:1',
    params: { many: 7, staff: staffOf(1) },
    amount: lei(-73500),
    at: at(11, 30),
    behind: Array.from({ length: 7 }, (_, n) =>
      behind(20 + n, {
        kind: 'return',
        total: bani(-10500),
        points: points(-105),
        member: n === 3 ? null : memberOf(n % 3),
      }),
    ),
  }),
  difference('overdraft', {
    key: 'overdraft::2',
    params: { many: 1 },
    amount: pts(-120),
    at: at(16, 18),
    behind: [behind(40, { member: memberOf(0), points: points(-480) })],
  }),
  difference('goodwill', {
    key: 'goodwill:0',
    params: { many: 1, staff: staffOf(0) },
    amount: pts(300),
    at: at(19, 3),
    behind: [
      behind(41, { kind: 'bonus', number: null, fiscal: null, total: null, points: points(300), member: memberOf(2) }),
    ],
  }),
  difference('noMember', {
    key: 'noMember:3',
    params: { many: 214, of: 380, staff: staffOf(3) },
    at: at(20, 58),
    many: 214,
    behind: Array.from({ length: 100 }, (_, n) => behind(100 + n, { member: null, points: null })),
  }),
];

function check(
  name: CheckName,
  state: CheckState,
  differences: readonly DrawnDifference[] = [],
  figure = {},
): DrawnDay['checks'][number] {
  return { check: name, state, figure, differences };
}

export const SUMS: DrawnDay['sums'] = {
  ...NO_SUMS,
  counts: { sales: 1801, withMember: 1020, returns: 41, voids: 6, enrolments: 12, giftCards: 3 },
  total: bani(41_230_450),
  vat: [
    {
      rate: vatRate(2000),
      gross: bani(30_000_000),
      discount: bani(100_000),
      total: bani(29_900_000),
      vat: bani(4_983_333),
    },
    {
      rate: vatRate(800),
      gross: bani(11_400_000),
      discount: bani(69_550),
      total: bani(11_330_450),
      vat: bani(839_292),
    },
  ],
  points: [
    { contra: 'earn', given: points(18_406), taken: points(0) },
    { contra: 'bonus', given: points(500), taken: points(0) },
    { contra: 'redeem', given: points(0), taken: points(9215) },
    { contra: 'expire', given: points(0), taken: points(1130) },
  ],
  tenders: [
    { kind: 'cash', in: bani(19_000_000), out: bani(579_500) },
    { kind: 'card', in: bani(22_000_000), out: bani(0) },
    { kind: 'giftCard', in: bani(809_950), out: bani(0) },
  ],
};

function till(n: number, state: DrawnDay['tills'][number]['state'] = 'closed'): DrawnDay['tills'][number] {
  const isHeard = state !== 'silent';
  return {
    till: tillOf(n),
    number: n,
    state,
    by: 'log',
    heardAt: n === 1 ? null : at(17, 40),
    ranges: isHeard
      ? [{ incarnation: incarnationId(uuid(6, n)), first: 1204 * n, last: 1204 * n + 1432, hash: HASH }]
      : [],
    records: isHeard ? 1433 : 0,
    outside: isHeard ? 4 : 0,
    shifts: isHeard
      ? [0, 1].map((half) => ({
          shift: shiftId(uuid(5, n * 10 + half)),
          z: 210 + n + half,
          businessDay: DAY,
          staff: staffOf(half === 0 ? 1 : 3),
          openedAt: at(half === 0 ? 8 : 15, 1),
          closedAt: at(half === 0 ? 15 : 21, 2),
          sales: 301,
          total: bani(6_871_741),
          cash: {
            expected: bani(3_070_083),
            counted: bani(n === 1 && half === 1 ? 3_065_083 : 3_070_083),
            variance: bani(n === 1 && half === 1 ? -5000 : 0),
          },
          slips: [],
          turns: 1,
        }))
      : [],
    sums: isHeard ? SUMS : NO_SUMS,
    late:
      n === 2
        ? [{ day: civilDate('2026-11-20'), closed: true, records: 12, sums: { ...NO_SUMS, total: bani(48_210) } }]
        : [],
    without: null,
    note: '',
  };
}

const NO_REGISTER: RegisterView = { typed: null, read: null, unreadable: 0, file: { at: 'none' } };

/** A day of three tills, one of them silent, with what the drawing of the screen has, and more. */
export function drawn(of: Partial<DrawnDay> = {}): DrawnDay {
  return {
    day: DAY,
    number: 41,
    previous: {
      day: civilDate('2026-11-20'),
      number: 40,
      record: recordOf(9999),
      seal: HASH,
      closing: points(812_440),
    },
    by: 'centre',
    asOf: at(21, 13),
    seen: 'seen',
    tills: [till(1), till(2), till(3, 'silent')],
    sums: SUMS,
    points: {
      opening: points(812_440),
      groups: {
        issued: points(18_906),
        redeemed: points(-9215),
        returned: points(0),
        expired: points(-1130),
        adjusted: points(0),
      },
      closing: points(821_001),
    },
    cash: { expected: bani(1_842_050), counted: bani(1_837_050), variance: bani(-5000) },
    checks: [
      check('log', 'good', [], { records: 4317 }),
      check('points', 'good'),
      check('money', 'bad', MONEY),
      check('centre', 'bad', [difference('notHeard', { key: 'notHeard:3', params: { till: 3 }, at: at(17, 40) })]),
      check('looks', 'look', LOOKS),
    ],
    register: NO_REGISTER,
    hindrances: [...MONEY.map(({ key }) => ({ code: 'explain', key }) as const), { code: 'without', key: tillOf(3) }],
    names: NAMES,
    ...of,
  };
}

/** Every difference that there is, each with what domain gives it. */
export function everyDifference(): readonly DrawnDay['checks'][number][] {
  const one = (code: DifferenceCode, params: DrawnDifference['params'] = {}): DrawnDifference =>
    difference(code, { key: code, params, at: at(12, 34), amount: lei(-12_345) });
  const logged = (
    ['hashDiffers', 'linkBroken', 'numberMissing', 'unreadable', 'fromFuture', 'entriesDiffer', 'zDiffers'] as const
  ).map((code) => one(code, { till: 2, seq: 1377, detail: 'expected 7f3a, found c21e' }));
  const looks = (
    ['goodwill', 'adjust', 'voids', 'returns', 'offline', 'overdraft', 'manyPoints', 'ownCard', 'noMember'] as const
  ).map((code) => one(code, { many: 7, of: 30, staff: staffOf(3) }));
  return [
    check('log', 'bad', [...logged, one('balanceDiffers', { detail: 'x' }), one('damaged', { detail: 'y' })]),
    check('points', 'bad', [{ ...one('pointsDiffer', { expected: 821_001, kept: 820_901 }), amount: pts(-100) }]),
    check('money', 'bad', [
      one('cashVariance', { till: 1, z: 212 }),
      one('slipVariance', { till: 1, z: 212, kind: 'card' }),
      one('registerTotal', { ours: 41_230_450, theirs: 41_242_795 }),
      one('registerVat', { rate: 2000, ours: 29_900_000, theirs: 29_912_345 }),
      one('registerTender', { kind: 'giftCard', ours: 809_950, theirs: 822_295 }),
      one('receiptMissing', { fiscal: '000733', theirs: 6490 }),
      one('receiptExtra', { number: 'R00010100001427', fiscal: '000734', ours: 6490 }),
      one('receiptAmount', { fiscal: '000481', ours: 23_531, theirs: 28_531 }),
      one('receiptTwice', { fiscal: '000481', row: 12 }),
      one('fiscalTwice', { fiscal: '000482' }),
    ]),
    check('centre', 'bad', [
      one('headDiffers', { till: 2 }),
      one('notHeard', { till: 3 }),
      one('shiftOpen', { till: 4 }),
    ]),
    check('looks', 'look', looks),
  ];
}

/** Ten tills, and so many receipts that do not agree. */
export function large(many: number): DrawnDay {
  const rows = Array.from({ length: many }, (_, n) =>
    difference('receiptAmount', {
      key: `receiptAmount:${n}`,
      params: { fiscal: String(1000 + n).padStart(6, '0'), ours: 23_531, theirs: 28_531 + n },
      amount: lei(-5000 - n),
      at: at(8 + (n % 13), n % 60),
      behind: [behind(n)],
    }),
  );
  return drawn({
    tills: Array.from({ length: 10 }, (_, n) => till(n + 1, n === 9 ? 'retired' : n === 7 ? 'open' : 'closed')),
    checks: [
      check('log', 'good', [], { records: 21_317 }),
      check('points', 'good'),
      check('money', 'bad', rows),
      check('centre', 'good'),
      check('looks', 'good'),
    ],
    hindrances: rows.map(({ key }) => ({ code: 'explain', key })),
  });
}

/** Everything agrees. */
export function calm(): DrawnDay {
  return drawn({
    tills: [till(1)],
    cash: { expected: bani(1_842_050), counted: bani(1_842_050), variance: bani(0) },
    checks: [
      check('log', 'good', [], { records: 4317 }),
      check('points', 'good'),
      check('money', 'good'),
      check('centre', 'good', [], { alone: 1 }),
      check('looks', 'good'),
    ],
    hindrances: [],
  });
}
