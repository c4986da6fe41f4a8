import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { GiftCardState } from '../contract/sync/states.ts';
import { type Bani, bani } from '../domain/amount/bani.ts';
import { civilDate } from '../domain/calendar/civil.ts';
import type { GiftCardEntry } from '../domain/giftcard/giftcard.ts';
import { saleMoney } from '../domain/giftcard/movement.ts';
import { type GiftCardId, giftCardId, walletOf } from '../domain/identity/ids.ts';
import type { RecordDraft, Tender } from '../domain/record/record.ts';
import { type GiftCards, giftCards } from './giftcards.ts';
import { type Ledger, openLedger } from './ledger/ledger.ts';
import { openReplica, type ReplicaWriter } from './replica/replica.ts';
import { draftOf, incarnationOf, memberOf, recordOf, STORE, sale, TILL, timeOf, uuidOf } from './samples.ts';
import { verifyTill } from './verify.ts';

let dir: string;
let ledger: Ledger;
let replica: ReplicaWriter;
let known: GiftCards;
let n: number;

const cardOf = (i: number): GiftCardId => giftCardId(uuidOf(9_000_000 + i));
const CODE = '2990000000017';
const LAST_DAY = civilDate('2027-11-21');

function begin(alone: boolean): void {
  ledger.begin({
    store: STORE,
    till: TILL,
    incarnation: incarnationOf(1),
    ordinal: 1,
    previous: null,
    id: recordOf(0),
    occurredAt: timeOf(0),
    alone,
  });
}

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'loial-giftcards-'));
  ledger = openLedger(join(dir, 'ledger.db'));
  replica = openReplica(join(dir, 'members.db'));
  known = giftCards(ledger, replica);
  n = 0;
});
afterEach(() => {
  ledger.close();
  replica.close();
  rmSync(dir, { recursive: true, force: true });
});

function put(card: GiftCardId, amount: number, action: 'issue' | 'topUp' = 'topUp'): RecordDraft {
  const money: GiftCardEntry[] = [{ card, amount: bani(amount), contra: 'giftcard', expires: LAST_DAY }];
  const tenders: Tender[] = [{ kind: 'cash', amount: bani(amount) }];
  const content = { card, action, member: null, of: null, amount: bani(amount), tenders, change: bani(0), money };
  return draftOf(++n, { kind: 'giftCard', ...content, entries: [] });
}

function issue(card: GiftCardId, amount: number, code: string): number {
  const draft = put(card, amount, 'issue');
  const beside = { salt: '0'.repeat(32), text: JSON.stringify({ code }) };
  return ledger.append(draft, { beside }).sealed.seq;
}

/** A sale that a card (or, with a member, their e-wallet) pays, and that gives so much on the e-wallet. */
function pay(
  amount: number,
  by: { readonly card?: GiftCardId; readonly member?: number; readonly bonus?: number },
): number {
  const member = by.member === undefined ? null : memberOf(by.member);
  const kept: Tender =
    by.card === undefined && member !== null
      ? { kind: 'wallet', amount: bani(amount), card: walletOf(member) }
      : { kind: 'giftCard', amount: bani(amount), ...(by.card === undefined ? {} : { card: by.card }) };
  const draft = sale(++n, { total: amount, ...(member === null ? {} : { member }) });
  if (draft.kind !== 'sale') throw new Error('a sale was drafted');
  const tenders = amount === 0 ? [] : [kept];
  const money = saleMoney({ tenders, given: [{ wallet: bani(by.bonus ?? 0) }], member });
  return ledger.append({ ...draft, tenders, money }).sealed.seq;
}

const balance = (card: GiftCardId): Bani | null => known.find(card)?.standing.balance ?? null;
const findings = (): readonly unknown[] =>
  verifyTill({ ledgerFile: join(dir, 'ledger.db'), membersFile: join(dir, 'members.db') }).findings;

function told(card: GiftCardId, amount: number, seq: number): GiftCardState {
  const counted = { incarnation: incarnationOf(1), seq };
  return { kind: 'giftCard', id: card, code: CODE, member: null, balance: bani(amount), expires: null, counted };
}
function pull(...states: readonly GiftCardState[]): void {
  replica.applyPull({ epoch: 'e', cursor: 'c', heardAt: timeOf(1), nowMs: timeOf(1), states });
}

describe('in a shop alone', () => {
  beforeEach(() => begin(true));

  test('a card is found by the code that stands beside the chain, and is the sum of what moved on it', () => {
    issue(cardOf(1), 5000, CODE);
    pay(1200, { card: cardOf(1) });
    ledger.append(put(cardOf(1), 300));
    expect(known.byCode(CODE)).toEqual({
      standing: { card: cardOf(1), balance: 4100, expires: LAST_DAY, member: null },
      code: CODE,
      wordAt: null,
    });
    expect(known.byCode('2990000000024')).toBeNull();
    expect(ledger.recordsAfter(0, 100).some(({ body }) => body.includes(CODE))).toBe(false);
    expect(findings()).toEqual([]);
  });

  test('an e-wallet is there from the first offer on, and pays for its member', () => {
    expect(known.wallet(memberOf(1)).standing).toEqual({
      card: walletOf(memberOf(1)),
      balance: 0,
      member: memberOf(1),
    });
    pay(0, { member: 1, bonus: 700 });
    pay(250, { member: 1 });
    // One record that pays from it and puts something on it.
    pay(100, { member: 1, bonus: 30 });
    expect(known.wallet(memberOf(1)).standing).toMatchObject({ balance: 380, expires: null, member: memberOf(1) });
    expect(findings()).toEqual([]);
  });

  test('a record whose tenders and money do not agree is not written, nor a code twice', () => {
    issue(cardOf(1), 5000, CODE);
    const draft = sale(++n, { total: 100 });
    if (draft.kind !== 'sale') throw new Error('a sale was drafted');
    const tenders: Tender[] = [{ kind: 'giftCard', amount: bani(100), card: cardOf(1) }];
    const head = ledger.head();
    expect(() => ledger.append({ ...draft, tenders })).toThrow(/cards pay what their tenders say/);
    expect(() => issue(cardOf(2), 100, CODE)).toThrow();
    expect([ledger.head(), balance(cardOf(1)), balance(cardOf(2))]).toEqual([head, 5000, null]);
    expect(findings()).toEqual([]);
  });

  test('whatever happens: the balance is the sum of the movements, stored and rebuilt', () => {
    let run = 0;
    const step = fc.record({ card: fc.nat(2), amount: fc.integer({ min: 1, max: 900 }), up: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 12 }), (steps) => {
        run++;
        const sums = new Map<GiftCardId, number>();
        for (const { card: i, amount, up } of steps) {
          const id = cardOf(run * 10 + i);
          if (up) ledger.append(put(id, amount));
          else pay(amount, { card: id });
          sums.set(id, (sums.get(id) ?? 0) + (up ? amount : -amount));
        }
        for (const [card, sum] of sums) expect(balance(card)).toBe(sum);
      }),
      { numRuns: 15 },
    );
    expect(findings()).toEqual([]);
  });

  test('someone who changes a stored balance, a movement or a code is found', () => {
    issue(cardOf(1), 5000, CODE);
    pay(1200, { card: cardOf(1) });
    ledger.close();
    const tampered = (sql: string): readonly unknown[] => {
      const raw = new Database(join(dir, 'ledger.db'));
      const triggers = raw.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'").pluck().all();
      for (const name of triggers) raw.exec(`DROP TRIGGER ${String(name)}`);
      raw.exec(sql);
      raw.close();
      return findings();
    };
    expect(tampered(`UPDATE gift_card SET standing = replace(standing, '3800', '9900')`)).toMatchObject([
      { truth: 2, where: `gift card ${cardOf(1)}` },
    ]);
    expect(tampered(`UPDATE gift_card SET standing = replace(standing, '9900', '3800')`)).toEqual([]);
    expect(tampered('UPDATE money SET amount = -1 WHERE amount < 0')).toMatchObject([
      { truth: 2, where: 'record 3 of life 1' },
    ]);
    expect(tampered('UPDATE money SET amount = -1200 WHERE amount < 0')).toEqual([]);
    expect(tampered(`UPDATE gift_code SET code = 'stolen99'`)).toMatchObject([{ where: `gift card ${cardOf(1)}` }]);
    ledger = openLedger(join(dir, 'ledger.db'));
  });

  test('the log of money is append-only', () => {
    issue(cardOf(1), 5000, CODE);
    const raw = new Database(join(dir, 'ledger.db'));
    for (const sql of [
      'UPDATE money SET amount = 1',
      'DELETE FROM money',
      'INSERT OR REPLACE INTO money SELECT * FROM money',
    ]) {
      expect(() => raw.exec(sql)).toThrow(/append-only/);
    }
    raw.close();
  });
});

describe('at a till of a chain', () => {
  beforeEach(() => begin(false));

  test('the centre’s word and the own movements that it has not counted make the balance, each once', () => {
    const seq = issue(cardOf(1), 5000, CODE);
    expect(known.byCode(CODE)).toMatchObject({ standing: { balance: 5000 }, wordAt: null });
    const paid = pay(1200, { card: cardOf(1) });
    pull(told(cardOf(1), 5000, seq));
    expect([balance(cardOf(1)), known.byCode(CODE)?.wordAt]).toEqual([3800, timeOf(1)]);
    // Another till took 1000 meanwhile.
    pull(told(cardOf(1), 2800, paid));
    expect(balance(cardOf(1))).toBe(2800);
    pay(3000, { card: cardOf(1) });
    expect(balance(cardOf(1))).toBe(-200);
    expect(findings()).toEqual([]);
  });

  test('a card that only the centre told of is found by its code; of two with one code the centre’s counts', () => {
    pull(told(cardOf(7), 900, 0));
    expect(known.byCode(CODE)).toMatchObject({ standing: { card: cardOf(7), balance: 900 }, code: CODE });
    issue(cardOf(8), 100, CODE);
    expect(known.byCode(CODE)?.standing.card).toBe(cardOf(7));
    expect([balance(cardOf(8)), balance(cardOf(9))]).toEqual([100, null]);
  });

  test('what a fork appends again counts once', () => {
    const seq = issue(cardOf(1), 5000, CODE);
    pay(1200, { card: cardOf(1) });
    const at = { incarnation: incarnationOf(1), seq };
    const previous = { ...at, hash: ledger.hashAt(at) ?? '' };
    const life = { store: STORE, till: TILL, incarnation: incarnationOf(2), ordinal: 2, id: recordOf(900) };
    expect(ledger.reincarnate({ ...life, previous, occurredAt: timeOf(90) })).toBe(1);
    expect(balance(cardOf(1))).toBe(3800);
    pull(told(cardOf(1), 5000, seq));
    expect(balance(cardOf(1))).toBe(3800);
    replica.foldLocal(ledger.liveAfter(null, 1000));
    expect(findings()).toEqual([]);
  });

  test('a centre that says it counted more of this log than there is, is found', () => {
    issue(cardOf(1), 5000, CODE);
    pull(told(cardOf(1), 5000, 99));
    expect(findings()).toMatchObject([{ truth: 7, where: `gift card ${cardOf(1)}` }]);
  });
});
