import { describe, expect, test } from 'vitest';
import { bani, NO_MONEY } from '../amount/bani.ts';
import { NO_POINTS, points } from '../amount/points.ts';
import { civilDate } from '../calendar/civil.ts';
import {
  incarnationId,
  lotOf,
  type MemberId,
  memberId,
  recordId,
  staffId,
  storeId,
  tillId,
  uuid7,
} from '../identity/ids.ts';
import { NO_HASH, type RecordBody, type RecordContent } from '../record/record.ts';
import { FiscalTwice } from './behind.ts';
import { LOOK_RULES, LooksFold, MOST_LOOKS } from './looks.ts';

const idOf = (n: number): string => {
  const random = new Uint8Array(10);
  new DataView(random.buffer).setUint32(6, n);
  return uuid7(1_700_000_000_000, random);
};
const ION = staffId(idOf(1));
const ANA = staffId(idOf(2));
const member = (n: number): MemberId => memberId(idOf(1000 + n));
let made = 0;

function recordOf(staff: typeof ION, content: RecordContent): RecordBody {
  made += 1;
  return {
    formatVersion: 4,
    id: recordId(idOf(100_000 + made)),
    store: storeId(idOf(3)),
    till: tillId(idOf(4)),
    incarnation: incarnationId(idOf(5)),
    seq: made,
    prevHash: NO_HASH,
    shift: null,
    businessDay: civilDate('2026-11-21'),
    staff,
    programmeVersion: 1,
    reverses: null,
    occurredAt: made,
    beside: null,
    ...content,
  };
}

function sale(
  staff: typeof ION,
  of: { member?: MemberId; earned?: number; spent?: number; offline?: boolean; fiscal?: string } = {},
): RecordBody {
  const { earned = 0, spent = 0, offline = false } = of;
  const id = recordId(idOf(100_000 + made + 1));
  return recordOf(staff, {
    kind: 'sale',
    number: `1-1-${made + 1}`,
    member:
      of.member === undefined
        ? null
        : {
            member: of.member,
            balanceBefore: NO_POINTS,
            foundBy: 'card',
            civilDate: civilDate('2026-11-21'),
            redeemed: spent === 0 ? null : offline ? 'offline' : 'online',
          },
    lines: [],
    vat: [],
    tenders: [],
    change: NO_MONEY,
    gross: bani(1000),
    discount: NO_MONEY,
    total: bani(1000),
    earned: points(earned),
    spent: points(spent),
    fiscalNumber: of.fiscal ?? null,
    trace: [],
    entries:
      of.member === undefined
        ? []
        : [
            ...(earned === 0
              ? []
              : [{ member: of.member, points: points(earned), contra: 'earn' as const, lot: lotOf(id, 0) }]),
            ...(spent === 0
              ? []
              : [{ member: of.member, points: points(-spent), contra: 'redeem' as const, lot: null }]),
          ],
  });
}

function voidOf(staff: typeof ION, of: RecordBody): RecordBody {
  const content = { kind: 'void', of: of.id, ofNumber: 'x', member: null, tenders: [], entries: [] } as const;
  return recordOf(staff, { ...content, total: bani(1000) });
}

function looksOf(records: readonly RecordBody[]): ReturnType<LooksFold['looks']> {
  const fold = new LooksFold();
  for (const record of records) fold.add({ counted: true, read: { head: record, record } });
  return fold.looks();
}

describe('what needs a look', () => {
  test('a quiet day has nothing', () => {
    expect(looksOf([sale(ION), sale(ANA, { member: member(1), earned: 10 })])).toEqual([]);
  });

  test('points from the house and by hand, by whom, with the records behind them', () => {
    const gift = (n: number, staff = ION): RecordBody => {
      const entries = [{ member: member(1), points: points(n), contra: 'goodwill' as const, lot: null }];
      return recordOf(staff, { kind: n < 0 ? 'adjust' : 'goodwill', member: member(1), entries });
    };
    const all = [gift(50), gift(20, ANA), gift(30), gift(-7)];
    const looks = looksOf(all);
    expect(looks.map(({ code, staff, many, points: moved }) => ({ code, staff, many, moved }))).toEqual([
      { code: 'goodwill', staff: ION, many: 2, moved: 80 },
      { code: 'goodwill', staff: ANA, many: 1, moved: 20 },
      { code: 'adjust', staff: ION, many: 1, moved: -7 },
    ]);
    expect(looks[0]?.behind.map(({ record }) => record)).toEqual([all[0]?.id, all[2]?.id]);
  });

  test('voids and returns by staff come to money', () => {
    const sold = sale(ION);
    const back = recordOf(ANA, {
      kind: 'return',
      number: 'r',
      of: null,
      ofNumber: '',
      member: null,
      lines: [],
      vat: [],
      tenders: [],
      total: bani(400),
      earnedBack: NO_POINTS,
      spentBack: NO_POINTS,
      trace: [],
      entries: [],
    });
    expect(looksOf([sold, voidOf(ION, sold), back])).toMatchObject([
      { code: 'voids', staff: ION, many: 1, total: -1000, points: null },
      { code: 'returns', staff: ANA, many: 1, total: -400, points: null },
    ]);
  });

  test('what was spent without the centre', () => {
    const looks = looksOf([
      sale(ION, { member: member(1), spent: 30, offline: true }),
      sale(ION, { member: member(2), spent: 40 }),
    ]);
    expect(looks).toMatchObject([{ code: 'offline', staff: ION, many: 1, points: -30 }]);
  });

  test('one card too often in a day, or with far more than the day’s mean; a voided sale is none', () => {
    const often = Array.from({ length: LOOK_RULES.receiptsOfCard }, () => sale(ION, { member: member(1), earned: 3 }));
    const [first] = often;
    expect(looksOf(often.slice(1)).filter(({ code }) => code === 'manyPoints')).toEqual([]);
    expect(looksOf(often).filter(({ code }) => code === 'manyPoints')).toMatchObject([
      { code: 'manyPoints', member: member(1), staff: null, many: LOOK_RULES.receiptsOfCard, points: 15 },
    ]);
    if (first === undefined) throw new TypeError('there is a first');
    expect(looksOf([...often, voidOf(ION, first)]).filter(({ code }) => code === 'manyPoints')).toEqual([]);

    const usual = Array.from({ length: 400 }, (_, i) =>
      sale(i % 2 === 0 ? ION : ANA, { member: member(i), earned: 10 }),
    );
    expect(looksOf([...usual, sale(ANA, { member: member(999), earned: 190 })])).toEqual([]);
    expect(looksOf([...usual, sale(ANA, { member: member(999), earned: 290 })])).toMatchObject([
      { code: 'manyPoints', member: member(999), many: 1, points: 290 },
    ]);
  });

  test('a card often with one cashier; not where the cashiers differ', () => {
    const at = (staff: typeof ION): RecordBody => sale(staff, { member: member(7), earned: 5 });
    expect(looksOf([at(ION), at(ION), at(ANA), at(ANA)])).toEqual([]);
    expect(looksOf([at(ION), at(ION), at(ANA), at(ION)])).toMatchObject([
      { code: 'ownCard', staff: ION, member: member(7), many: 3, points: 15 },
    ]);
  });

  test('sales without a member where there are few with, or far more than the others have; not of a handful', () => {
    const some = (staff: typeof ION, without: number, all: number): RecordBody[] =>
      Array.from({ length: all }, (_, i) => sale(staff, i < without ? {} : { member: member(i), earned: 1 }));
    expect(looksOf(some(ION, 19, 19))).toEqual([]);
    expect(looksOf(some(ION, 60, 100))).toEqual([]);
    expect(looksOf(some(ION, 95, 100))).toMatchObject([{ code: 'noMember', staff: ION, many: 95, of: 100 }]);
    const two = looksOf([...some(ION, 70, 100), ...some(ANA, 40, 100)]);
    expect(two).toMatchObject([{ code: 'noMember', staff: ION, many: 70, of: 100, total: 70_000 }]);
  });

  test('of each kind only so many as anybody reads, those with the most behind them', () => {
    const times = (n: number): number => (n === 70 ? 4 : 3);
    const all = Array.from({ length: 80 }, (_, n) => n).flatMap((n) =>
      Array.from({ length: times(n) }, () => sale(ION, { member: member(n), earned: 1 })),
    );
    const own = looksOf(all).filter(({ code }) => code === 'ownCard');
    expect(own).toHaveLength(MOST_LOOKS);
    expect(own.some((look) => look.member === member(70) && look.many === 4)).toBe(true);
    expect(looksOf(all.toReversed())).toEqual(looksOf(all));
  });

  test('the same records give the same looks, in whatever order; copies of a record count nowhere', () => {
    const some = [
      sale(ION, { member: member(1), spent: 30, offline: true }),
      ...Array.from({ length: 5 }, () => sale(ANA, { member: member(2), earned: 2 })),
    ];
    expect(looksOf(some.toReversed())).toEqual(looksOf(some));
    const fold = new LooksFold();
    for (const record of some) fold.add({ counted: false, read: { head: record, record } });
    expect(fold.looks()).toEqual([]);
  });
});

test('a fiscal number on two receipts, also where it was learnt later', () => {
  const one = sale(ION, { fiscal: 'F1' });
  const two = sale(ION);
  const learnt = recordOf(ION, { kind: 'fiscalNumber', of: two.id, fiscalNumber: 'F1', entries: [] });
  for (const all of [
    [one, two, learnt],
    [learnt, two, one, sale(ION, { fiscal: 'F2' })],
  ]) {
    const twice = new FiscalTwice();
    for (const record of all) twice.add(record);
    expect(twice.twice().map(({ fiscal, behind }) => [fiscal, new Set(behind.map(({ record }) => record))])).toEqual([
      ['F1', new Set([one.id, two.id])],
    ]);
  }
});
