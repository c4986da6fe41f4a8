import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CardState, MemberState, ProductState } from '../../contract/sync/states.ts';
import { bani } from '../../domain/amount/bani.ts';
import { points } from '../../domain/amount/points.ts';
import { vatRate } from '../../domain/amount/quantity.ts';
import { civilDate } from '../../domain/calendar/civil.ts';
import { lotOf, type MemberId } from '../../domain/identity/ids.ts';
import { incarnationOf, memberOf, person, recordOf, STORE, uuidOf } from '../samples.ts';
import { openReplica, type ReplicaWriter, readReplica } from './replica.ts';

let dir: string;
let file: string;
let replica: ReplicaWriter;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'loial-replica-'));
  file = join(dir, 'members.db');
  replica = openReplica(file);
});
afterEach(() => {
  replica.close();
  rmSync(dir, { recursive: true, force: true });
});

function told(id: MemberId, name: string | null, more: Partial<MemberState> = {}): MemberState {
  return {
    kind: 'member',
    id,
    aliasOf: null,
    person: name === null ? null : person(name),
    joined: civilDate('2025-01-31'),
    balance: points(120),
    debt: points(0),
    lots: [
      { id: lotOf(recordOf(1), 0), points: points(100), expires: civilDate('2027-01-31') },
      { id: lotOf(recordOf(2), 0), points: points(20), expires: null },
    ],
    counted: { incarnation: incarnationOf(1), seq: 7 },
    ...more,
  };
}

function pull(states: readonly unknown[], cursor = 'c1'): void {
  replica.applyPull({ epoch: 'e1', cursor, heardAt: 1_000_000, nowMs: 1_000_250, states });
}

function product(sku: string, ean: string, name: string, active = true): ProductState {
  return {
    kind: 'product',
    sku,
    ean,
    name,
    category: 'food',
    price: bani(1250),
    vat: vatRate(800),
    unit: 'piece',
    active,
  };
}

describe('members', () => {
  test('come back as they were told, and a repeated pull changes nothing', () => {
    const state = told(memberOf(1), 'Ștefan Munteanu', {
      person: { ...person('Ștefan Munteanu', '+37369123456'), callName: 'Fane', birthday: civilDate('1990-02-28') },
    });
    const card: CardState = { kind: 'card', code: '2900000000018', member: memberOf(1), blocked: false };
    for (let i = 0; i < 2; i++) {
      pull([state, card]);
      expect(replica.member(memberOf(1))).toEqual({ ...state, told: true });
      expect(replica.card('2900000000018')).toEqual(card);
      expect(replica.cardsOf(memberOf(1))).toEqual([card]);
      expect(replica.byPhone('+37369123456', 5)).toEqual([memberOf(1)]);
      expect(replica.syncState()).toMatchObject({
        epoch: 'e1',
        cursor: 'c1',
        heardAt: 1_000_000,
        clockSkewMs: 250,
        members: 1,
        acked: null,
        folded: null,
      });
    }
    expect(replica.member(memberOf(2))).toBeNull();
    expect(replica.card('2900000000025')).toBeNull();
  });

  test('are found by parts of the name in either script, and by the phone from either end', () => {
    const phones = ['+37369123456', '+37379000111', null];
    const names = ['Ștefan Munteanu', 'Наталья Чебан', 'Natalia Ciobanu-Ștefanescu'];
    pull(names.map((name, i) => told(memberOf(i), name, { person: person(name, phones[i]) })));
    const found = (typed: string): string[] => replica.searchMembers(typed, 10).map((one) => one.person?.name ?? '');
    expect(found('stef')).toEqual(['Ștefan Munteanu', 'Natalia Ciobanu-Ștefanescu']);
    expect(found('natal')).toHaveLength(2);
    expect(found('наталья чеб')).toEqual(['Наталья Чебан']);
    expect(found('munteanu stefan')).toEqual(['Ștefan Munteanu']);
    expect(found('stefanescu')).toEqual(['Natalia Ciobanu-Ștefanescu']);
    expect(found('069123')).toEqual(['Ștefan Munteanu']);
    expect(found('+373 69 123 456')).toEqual(['Ștefan Munteanu']);
    expect(found('0111')).toEqual(['Наталья Чебан']);
    expect(found('munteanu s')).toEqual(['Ștefan Munteanu']);
    expect(found('munteanu n')).toEqual([]);
    expect(found('s')).toEqual([]);
    expect(found('" OR *')).toEqual([]);
    expect(found('')).toEqual([]);
  });

  test('a changed name is found by the new one only; an erased one by none, and no byte of it stays in the file', () => {
    pull([
      told(memberOf(1), 'Dumitru Rotarucu', { person: person('Dumitru Rotarucu', '+37369777123') }),
      told(memberOf(2), 'Ana Lupu'),
    ]);
    pull([told(memberOf(1), 'Dumitru Zgardanov', { person: person('Dumitru Zgardanov', '+37369777123') })]);
    expect(replica.searchMembers('rotaru', 10)).toEqual([]);
    expect(replica.searchMembers('zgardan', 10)).toHaveLength(1);
    pull([told(memberOf(1), null)]);
    expect(replica.searchMembers('zgardan', 10)).toEqual([]);
    expect(replica.member(memberOf(1))?.person).toBeNull();
    for (const name of readdirSync(dir)) {
      const bytes = readFileSync(join(dir, name)).toString('latin1').toLowerCase();
      for (const trace of ['zgardanov', 'rotarucu', 'zgard', '37369777123', '69777123']) {
        expect(bytes.includes(trace), `${trace} in ${name}`).toBe(false);
      }
    }
  });

  test('a merge is heard of from either side; once its end is, no later word brings it back', () => {
    const merge = { kind: 'merge' as const, id: recordOf(1), member: memberOf(1), alias: memberOf(2) };
    expect(replica.hasMerges()).toBe(false);
    pull([{ ...merge, undone: false }]);
    const known = { record: recordOf(1), member: memberOf(1), alias: memberOf(2), undone: false };
    for (const n of [1, 2]) expect(replica.mergesOf(memberOf(n))).toEqual([known]);
    expect(replica.mergesOf(memberOf(3))).toEqual([]);
    pull([{ ...merge, undone: true }]);
    pull([{ ...merge, undone: false }]);
    expect(replica.mergesOf(memberOf(2))).toEqual([{ ...known, undone: true }]);
  });

  test('who was erased stays so, whatever a centre tells that has not heard of it; each is told of once, in order', () => {
    pull([told(memberOf(1), 'Ana'), { ...told(memberOf(2), 'Ion'), person: null, erased: true }]);
    expect(replica.erasedAfter(0)).toEqual([{ n: 1, member: memberOf(2) }]);
    pull([told(memberOf(2), 'Ion'), { ...told(memberOf(1), 'Ana'), person: null, erased: true }]);
    expect([1, 2].map((n) => [replica.isErased(memberOf(n)), replica.member(memberOf(n))?.person])).toEqual([
      [true, null],
      [true, null],
    ]);
    expect(replica.erasedAfter(1).map(({ member }) => member)).toEqual([memberOf(1)]);
    expect(replica.searchMembers('ana', 10)).toEqual([]);
  });

  test('a search stays bounded and puts the likeliest first', () => {
    const names = Array.from({ length: 500 }, (_, i) => `Ionescu${String.fromCharCode(97 + (i % 26))} Maria ${i}`);
    pull([...names, 'Maria'].map((name, i) => told(memberOf(i), name)));
    expect(replica.searchMembers('mari', 20)).toHaveLength(20);
    expect(replica.searchMembers('ionescub maria', 3)).toHaveLength(3);
  });
});

describe('the catalogue', () => {
  test('is found by sku, barcode, words of the name and the first digits', () => {
    pull([
      product('10021', '4840001000214', 'Lapte Căsuța Mea 2,5% 1 l'),
      product('10022', '4840001000221', 'Молоко JLC 1 л'),
      product('AB-7', '4840001000771', 'Apă plată 0,5 l'),
      product('10023', '4840001000238', 'Lapte vechi', false),
    ]);
    expect(replica.product({ sku: '10021' })?.name).toBe('Lapte Căsuța Mea 2,5% 1 l');
    expect(replica.product({ ean: '4840001000221' })?.sku).toBe('10022');
    expect(replica.product({ ean: '' })).toBeNull();
    const found = (typed: string): string[] => replica.searchProducts(typed, 10).map((one) => one.sku);
    expect(found('lapt')).toEqual(['10021']);
    expect(found('casuta lapte')).toEqual(['10021']);
    expect(found('молоко')).toEqual(['10022']);
    expect(found('1002')).toEqual(['10021', '10022']);
    expect(found('48400010002')).toHaveLength(2);
    expect(found('ab-7')).toEqual(['AB-7']);
    expect(found('apa')).toEqual(['AB-7']);
    pull([product('10021', '4840001000214', 'Chefir')]);
    expect(found('lapt')).toEqual([]);
    expect(found('chef')).toEqual(['10021']);
  });

  test('the programme that holds at an instant, staff of the store, small states', () => {
    const programme = (version: number, startsAtMs: number) => ({
      kind: 'programme',
      programme: {
        format: 1,
        version,
        name: 'p',
        startsAtMs,
        earning: { points: 1, perBani: 1000 },
        redemption: { pointValue: 5, leastPoints: 10, largestShare: 5000 },
        expiryDays: 365,
        excludedCategories: [],
        offline: { mostPointsPerDay: 100, oldestWordHours: 24, phoneIsProof: false },
      },
    });
    const staff = (n: number, name: string, store: string) => ({
      kind: 'staff',
      id: uuidOf(900 + n),
      store,
      name,
      role: 'cashier',
      language: 'ro',
      pin: { salt: '0'.repeat(32), hash: '0'.repeat(64), cost: 16384 },
      active: true,
    });
    pull([
      programme(10, 500),
      programme(2, 100),
      programme(9, 100),
      staff(1, 'Țurcanu', STORE),
      staff(2, 'Ana', STORE),
      staff(3, 'Ion', uuidOf(77)),
      { kind: 'store', id: STORE, name: 'Botanica', address: '' },
      { kind: 'chain', name: 'Lanț', cardPrefixes: ['290'], weighed: [], vatRates: [2000, 800], returnDays: 14 },
    ]);
    expect(replica.programmeAt(99)).toBeNull();
    expect(replica.programmeAt(100)?.version).toBe(9);
    expect(replica.programmeAt(500)?.version).toBe(10);
    expect(replica.programme(2)?.version).toBe(2);
    expect(replica.staff(STORE).map((one) => one.name)).toEqual(['Ana', 'Țurcanu']);
    expect(replica.store(STORE)?.name).toBe('Botanica');
    expect(replica.chain()?.cardPrefixes).toEqual(['290']);
  });
});

describe('states that this version cannot read', () => {
  test('are kept whole, replaced by newer ones of the same key, and dropped when a readable one comes', () => {
    pull([
      { kind: 'coupon', id: 'k1', value: 1 },
      { kind: 'coupon', id: 'k1', value: 2 },
      { kind: 'coupon', id: 'k2' },
    ]);
    expect(replica.unread()).toBe(2);
    pull([{ ...told(memberOf(1), 'Ana'), joined: 'not a day' }, 17, null]);
    expect(replica.unread()).toBe(5);
    pull([told(memberOf(1), 'Ana')]);
    expect(replica.unread()).toBe(4);
    replica.close();
    replica = openReplica(file);
    expect(replica.unread()).toBe(4);
  });

  test('somebody of the staff with a role of a later version is kept aside, and everybody else signs in', () => {
    const pin = { salt: '0'.repeat(32), hash: '0'.repeat(64), cost: 16384 };
    const some = (n: number, role: string) => {
      const name = `Om ${n}`;
      return { kind: 'staff', id: uuidOf(n), store: STORE, name, role, language: 'ro', pin, active: true };
    };
    pull([some(1, 'cashier'), some(2, 'nightGuard'), some(3, 'shiftLeader'), some(4, 'auditor')]);
    expect(replica.unread()).toBe(1);
    expect(replica.staff(STORE).map(({ role }) => role)).toEqual(['cashier', 'shiftLeader', 'auditor']);
  });
});

describe('a reader beside the writer', () => {
  test('waits for nobody and sees each pull whole', () => {
    pull([told(memberOf(1), 'Ana')]);
    const reader = readReplica(file);
    expect(reader.member(memberOf(1))?.balance).toBe(120);
    pull(
      [
        told(memberOf(1), 'Ana', {
          balance: points(100),
          lots: [{ id: lotOf(recordOf(1), 0), points: points(100), expires: null }],
        }),
      ],
      'c2',
    );
    expect(reader.member(memberOf(1))?.balance).toBe(100);
    expect(reader.syncState().cursor).toBe('c2');
    reader.close();
  });

  test('a new epoch begins from zero and keeps what is known until it is replaced', () => {
    pull([told(memberOf(1), 'Ana')]);
    replica.acked(incarnationOf(1), 9);
    expect(replica.syncState().acked).toEqual({ incarnation: incarnationOf(1), seq: 9 });
    replica.startOver('e2');
    expect(replica.syncState()).toMatchObject({ epoch: 'e2', cursor: '', acked: null });
    expect(replica.member(memberOf(1))).not.toBeNull();
  });
});
