/** One record of every kind, and its bytes. */
import { alarmId } from '../../domain/alarm/alarm.ts';
import { bani } from '../../domain/amount/bani.ts';
import { points } from '../../domain/amount/points.ts';
import { thousandths, vatRate } from '../../domain/amount/quantity.ts';
import { civilDate } from '../../domain/calendar/civil.ts';
import type { DayClosed } from '../../domain/day/recorded.ts';
import {
  giftCardId,
  incarnationId,
  lotOf,
  memberId,
  recordId,
  shiftId,
  staffId,
  storeId,
  tillId,
  uuid7,
} from '../../domain/identity/ids.ts';
import type { Entry } from '../../domain/ledger/entry.ts';
import { NO_HASH, type RecordContent, type RecordDraft, type RecordKind } from '../../domain/record/record.ts';
import { type ChainHead, seal } from '../../domain/record/seal.ts';
import type { ZFigures } from '../../domain/shift/figures.ts';

export const id = (n: number): string => uuid7(n, new Uint8Array(10));
export const HEAD: ChainHead = {
  store: storeId(id(1)),
  till: tillId(id(2)),
  incarnation: incarnationId(id(3)),
  seq: 41,
  hash: 'ab'.repeat(32),
};
export const MEMBER = memberId(id(4));
export const ALIAS = memberId(id(99));
export const OF = recordId(id(5));
const entries: readonly Entry[] = [
  { member: MEMBER, points: points(-50), contra: 'redeem', lot: lotOf(OF, 0), expires: civilDate('2027-01-31') },
  { member: MEMBER, points: points(-3), contra: 'redeem', lot: null },
  { member: MEMBER, points: points(17), contra: 'earn', lot: lotOf(OF, 1), expires: null },
];
const amounts = {
  sku: null,
  name: 'Cafea «Ștefan» Кофе',
  quantity: thousandths(2000),
  price: bani(8990),
  vat: vatRate(2000),
  gross: bani(17_980),
  discount: bani(500),
  earned: points(17),
  spent: points(53),
};
const vat = [{ rate: vatRate(2000), gross: bani(17_980), discount: bani(500), total: bani(17_480), vat: bani(2913) }];
const tenders = [{ kind: 'cash' as const, amount: bani(17_480) }];
const member = {
  member: MEMBER,
  balanceBefore: points(-2),
  foundBy: 'card' as const,
  civilDate: civilDate('2026-11-21'),
  redeemed: 'offline' as const,
};
const trace = [{ code: 'earn.perMoney' as const, params: { amount: 17_480, note: 'x' } }];

export const counts = [{ member: MEMBER, key: 'sales', day: null, by: 1, line: null, whole: true }];

const Z: ZFigures = {
  number: 12,
  ranges: [{ incarnation: HEAD.incarnation, first: 3, last: 41, hash: HEAD.hash }],
  counts: { sales: 3, withMember: 1, returns: 1, voids: 0, enrolments: 2, giftCards: 0 },
  receipts: { first: 'R0001010000071', last: 'R0001010000089' },
  sold: { gross: bani(17_980), byOffers: bani(200), byPoints: bani(300), total: bani(17_480) },
  voided: bani(0),
  returned: bani(17_480),
  withheld: bani(0),
  total: bani(0),
  vat,
  giftCards: { sold: bani(0), undone: bani(0) },
  points: [{ contra: 'earn', given: points(17), taken: points(0) }],
  drawer: {
    float: null,
    left: bani(5),
    tenders: [{ kind: 'cash', in: bani(17_480), out: bani(17_480) }],
    moved: [{ direction: 'in', why: 'change', times: 2, amount: bani(100) }],
    expected: bani(100),
    counted: [
      {
        turn: 1,
        cash: bani(90),
        expected: bani(100),
        variance: bani(-10),
        others: [{ kind: 'card', counted: bani(5), expected: bani(0), variance: bani(5) }],
      },
    ],
    leaves: { sum: bani(90), cash: [{ kind: 'coin', value: bani(10), pieces: 9 }] },
  },
};

const CLOSE: DayClosed = {
  kind: 'dayClosed',
  day: civilDate('2026-11-21'),
  number: 2,
  previous: { day: civilDate('2026-11-20'), number: 1, record: OF, seal: HEAD.hash, closing: points(100) },
  by: 'centre',
  asOf: 1_763_700_000_000,
  tills: [
    {
      till: tillId(id(8)),
      number: 3,
      state: 'open',
      by: 'log',
      ranges: Z.ranges,
      shifts: [
        {
          shift: shiftId(id(9)),
          z: 12,
          businessDay: civilDate('2026-11-21'),
          staff: null,
          openedAt: 1_763_690_000_000,
          closedAt: 1_763_699_000_000,
          sales: 3,
          total: bani(0),
          cash: { expected: bani(100), counted: bani(90), variance: bani(-10) },
          slips: [{ kind: 'card', expected: bani(0), counted: bani(5), variance: bani(5) }],
          turns: 1,
        },
      ],
      without: 'later',
      late: [{ day: civilDate('2026-11-20'), records: 4, total: bani(-500), points: points(-3) }],
    },
  ],
  sums: {
    counts: Z.counts,
    sold: Z.sold,
    voided: Z.voided,
    returned: Z.returned,
    withheld: Z.withheld,
    total: Z.total,
    vat: Z.vat,
    giftCards: Z.giftCards,
    points: Z.points,
    tenders: Z.drawer.tenders,
  },
  points: { opening: points(100), moved: Z.points, closing: points(117) },
  cash: { expected: bani(100), counted: bani(90), variance: bani(-10) },
  checks: [
    {
      check: 'money',
      state: 'bad',
      figure: { sold: 0, variance: -10 },
      differences: [
        {
          key: 'cashVariance:x',
          code: 'cashVariance',
          params: { till: 3, z: 12 },
          amount: { unit: 'bani', by: bani(-10) },
          at: 1_763_699_000_000,
          explained: { why: 'miscounted', by: staffId(id(6)), mended: null },
        },
      ],
    },
  ],
  signedBy: staffId(id(6)),
  entries: [],
};

/** One record of every kind there is: forgetting one fails the types. */
export const ALL: Readonly<Record<RecordKind, RecordContent>> = {
  sale: {
    kind: 'sale',
    number: 'R0001010000071',
    member,
    lines: [{ ...amounts, category: 'coffee' }],
    vat,
    tenders,
    change: bani(20),
    gross: bani(17_980),
    discount: bani(500),
    total: bani(17_480),
    earned: points(17),
    spent: points(53),
    fiscalNumber: null,
    trace,
    entries,
    rules: {
      time: '10:00',
      choices: {
        codes: ['IARNA'],
        rewards: [{ offer: 'cafea', points: points(100), times: 1, sku: null }],
        proof: 'card',
        proofs: ['card'],
      },
      facts: {
        member: MEMBER,
        balance: points(120),
        spendable: points(100),
        tier: null,
        tierSum: 0,
        joinedDays: 324,
        near: ['birthday'],
        counters: { 'stamps/cafea': 3 },
        coupons: [{ code: 'C1', offer: 'cafea', until: civilDate('2026-12-31') }],
        referrer: null,
      },
      ofAll: { iarna: 7 },
    },
    offers: [
      {
        offer: 'cafea',
        code: null,
        times: 1,
        lines: [{ line: 0, discount: bani(500) }],
        discount: bani(500),
        points: points(100),
        stamps: 0,
      },
    ],
    counts,
    issued: [{ code: 'C2', offer: 'cafea', until: civilDate('2026-12-31'), member: MEMBER }],
    money: [{ card: giftCardId(id(9)), member: MEMBER, amount: bani(-5), contra: 'redeem' }],
  },
  return: {
    kind: 'return',
    number: 'R0001010000089',
    of: OF,
    ofNumber: 'R0001010000071',
    member: null,
    lines: [{ ...amounts, line: 0 }],
    vat,
    tenders,
    total: bani(17_480),
    earnedBack: points(17),
    spentBack: points(53),
    trace: [],
    entries: [],
  },
  void: { kind: 'void', of: OF, ofNumber: 'x', member: MEMBER, total: bani(1), tenders, entries },
  giftCard: {
    kind: 'giftCard',
    action: 'issue',
    card: giftCardId(id(9)),
    member: null,
    of: null,
    amount: bani(5000),
    tenders: [{ kind: 'cash', amount: bani(5000) }],
    change: bani(0),
    money: [{ card: giftCardId(id(9)), amount: bani(5000), contra: 'giftcard', expires: null }],
    entries: [],
  },
  event: { kind: 'event', member: MEMBER, event: 'visit', trace, entries },
  goodwill: { kind: 'goodwill', member: MEMBER, entries },
  adjust: { kind: 'adjust', member: MEMBER, entries, counts },
  transfer: { kind: 'transfer', member: MEMBER, to: MEMBER, points: points(3), entries: [] },
  claim: { kind: 'claim', of: OF, member: MEMBER, trace, entries },
  referral: { kind: 'referral', member: MEMBER, referrer: MEMBER, entries: [] },
  bonus: { kind: 'bonus', of: OF, member: MEMBER, referrer: MEMBER, entries, counts },
  expiry: { kind: 'expiry', day: civilDate('2026-11-21'), entries: [] },
  enrolment: { kind: 'enrolment', member: MEMBER, consent: { programme: true, marketing: false }, entries: [] },
  edit: { kind: 'edit', member: MEMBER, fields: ['phone'], entries: [], at: 1_763_700_000_001, seen: 12 },
  merged: { kind: 'merged', member: MEMBER, alias: ALIAS, entries: [] },
  unmerged: { kind: 'unmerged', member: MEMBER, alias: ALIAS, merges: [OF], entries: [] },
  erased: { kind: 'erased', member: MEMBER, members: [MEMBER, ALIAS], reason: 'asked', entries: [] },
  cardBlocked: { kind: 'cardBlocked', member: MEMBER, entries: [] },
  cardLinked: { kind: 'cardLinked', member: MEMBER, entries: [] },
  shiftOpened: {
    kind: 'shiftOpened',
    confirmed: ['clockBehind'],
    float: [{ kind: 'note', value: bani(10_000), pieces: 3 }],
    takenOver: { shift: shiftId(id(8)), left: bani(30_050) },
    entries: [],
  },
  cashMoved: { kind: 'cashMoved', direction: 'out', amount: bani(5000), why: 'safe', entries: [] },
  count: {
    kind: 'count',
    turn: 2,
    cash: [{ kind: 'coin', value: bani(1000), pieces: 7 }],
    others: { card: bani(0) },
    entries: [],
  },
  shiftClosed: { kind: 'shiftClosed', sales: 3, total: bani(-5), z: Z, entries: [] },
  dayClosed: CLOSE,
  closingPassed: { kind: 'closingPassed', to: tillId(id(8)), after: CLOSE.previous, by: staffId(id(6)), entries: [] },
  fiscalNumber: { kind: 'fiscalNumber', of: OF, fiscalNumber: '123', entries: [] },
  pinUsed: { kind: 'pinUsed', by: staffId(id(6)), action: 'returnTyped', entries: [] },
  setting: { kind: 'setting', topic: 'states', entries: [] },
  alarmSettled: {
    kind: 'alarmSettled',
    alarm: alarmId('0123456789abcdef'.repeat(2)),
    of: 'overdraft',
    by: staffId(id(6)),
    entries: [],
  },
  begun: { kind: 'begun', previous: { incarnation: HEAD.incarnation, seq: 9, hash: NO_HASH }, ordinal: 2, entries: [] },
};

export function draft(content: RecordContent, occurredAt = 1_763_700_000_000): RecordDraft {
  return {
    ...content,
    id: OF,
    shift: shiftId(id(7)),
    businessDay: civilDate('2026-11-21'),
    staff: staffId(id(6)),
    programmeVersion: 3,
    reverses: content.kind === 'void' ? OF : null,
    occurredAt,
  };
}
/** The bytes of such a record. */
export const body = (content: RecordContent): string => seal(HEAD, draft(content), null, () => NO_HASH).sealed.body;

/** A body with some of its fields set to something else. */
export function changed(content: RecordContent, over: Readonly<Record<string, unknown>>): string {
  const read: unknown = JSON.parse(body(content));
  return JSON.stringify({ ...(typeof read === 'object' ? read : {}), ...over });
}
