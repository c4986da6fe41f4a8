import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CardState, MemberState } from '../contract/sync/states.ts';
import { points } from '../domain/amount/points.ts';
import { civilDate } from '../domain/calendar/civil.ts';
import { lotOf, type MemberId } from '../domain/identity/ids.ts';
import { EMPTY_STANDING, fold } from '../domain/ledger/fold.ts';
import type { Person } from '../domain/person/person.ts';
import { type Ledger, openLedger } from './ledger/ledger.ts';
import { type Members, members } from './members.ts';
import { openReplica, type ReplicaWriter } from './replica/replica.ts';
import {
  besideOf,
  draftOf,
  enrolment,
  incarnationOf,
  memberOf,
  person,
  recordOf,
  STORE,
  sale,
  TILL,
  timeOf,
} from './samples.ts';

let dir: string;
let ledger: Ledger;
let replica: ReplicaWriter;
let known: Members;
let n: number;

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
  dir = mkdtempSync(join(tmpdir(), 'loial-members-'));
  ledger = openLedger(join(dir, 'ledger.db'));
  replica = openReplica(join(dir, 'members.db'));
  known = members(ledger, replica);
  n = 0;
});
afterEach(() => {
  ledger.close();
  replica.close();
  rmSync(dir, { recursive: true, force: true });
});

/** What the worker does between two sales. */
function foldAll(): void {
  replica.foldLocal(ledger.liveAfter(replica.syncState().folded, 1000));
}

function enrol(member: MemberId, who: Person, card: string | null = null): number {
  n++;
  return ledger.append(enrolment(n, member), { beside: besideOf(n, { person: who, card }) }).sealed.seq;
}
function edit(member: MemberId, changes: Partial<Person>): number {
  n++;
  const draft = draftOf(n, { kind: 'edit', member, fields: Object.keys(changes), entries: [] });
  return ledger.append(draft, { beside: besideOf(n, { changes }) }).sealed.seq;
}
function changeCard(
  kind: 'cardLinked' | 'cardBlocked',
  member: MemberId,
  card: string,
  replaces: string | null = null,
): number {
  n++;
  return ledger.append(draftOf(n, { kind, member, entries: [] }), { beside: besideOf(n, { card, replaces }) }).sealed
    .seq;
}
function sell(member: MemberId, earned: number, spent = 0): number {
  n++;
  return ledger.append(sale(n, { member, earned, spent })).sealed.seq;
}

/** The centre's word on a member, counted up to a number of this till. */
function told(
  id: MemberId,
  who: Person | null,
  balance: number,
  seq: number,
  incarnation = incarnationOf(1),
): MemberState {
  return {
    kind: 'member',
    id,
    aliasOf: null,
    person: who,
    joined: civilDate('2025-01-31'),
    balance: points(balance),
    debt: points(0),
    lots: balance === 0 ? [] : [{ id: lotOf(recordOf(999_999), 0), points: points(balance), expires: null }],
    counted: { incarnation, seq },
  };
}
function pull(...states: readonly unknown[]): void {
  replica.applyPull({ epoch: 'e', cursor: 'c', heardAt: 5_000_000, nowMs: 5_000_000, states });
}

const A = memberOf(1);
const B = memberOf(2);
const CARD = '2900000000018';
const NEW_CARD = '2900000000025';

describe('a member enrolled here', () => {
  test('is known at once, before and after the worker has folded the record', () => {
    begin(false);
    enrol(A, person('Ștefan Munteanu', '+37369123456'), CARD);
    sell(A, 50);
    const check = (): void => {
      expect(known.find(A)).toMatchObject({
        person: { name: 'Ștefan Munteanu' },
        standing: { balance: 50 },
        wordAt: null,
      });
      expect(known.byCard(CARD)).toMatchObject({ card: { blocked: false }, member: { id: A } });
      expect(known.byPhone('+37369123456').map((one) => one.id)).toEqual([A]);
      expect(known.search('stefan mun', 20).map((one) => one.id)).toEqual([A]);
      expect(known.search('3456', 20)).toHaveLength(1);
      expect(known.cardsOf(A).map((one) => one.code)).toEqual([CARD]);
    };
    check();
    expect(replica.member(A)).toBeNull();
    foldAll();
    expect(replica.member(A)).not.toBeNull();
    check();
    replica.foldLocal(ledger.liveAfter(null, 1000));
    check();
    expect(known.byCard('2900000000099')).toBeNull();
    expect(known.find(B)).toBeNull();
  });

  test('edits and cards are seen at once, folded or not', () => {
    begin(false);
    enrol(A, person('Ana Lupu'), CARD);
    foldAll();
    edit(A, { name: 'Ana Munteanu', phone: '+37379000111' });
    changeCard('cardLinked', A, NEW_CARD, CARD);
    const check = (): void => {
      expect(known.find(A)?.person).toMatchObject({ name: 'Ana Munteanu', phone: '+37379000111', language: 'ro' });
      expect(known.byPhone('+37379000111')).toHaveLength(1);
      expect(known.search('munteanu', 20)).toHaveLength(1);
      expect(known.cardsOf(A)).toEqual([
        { kind: 'card', code: NEW_CARD, member: A, blocked: false },
        { kind: 'card', code: CARD, member: A, blocked: true },
      ]);
      expect(known.byCard(CARD)?.card.blocked).toBe(true);
    };
    check();
    foldAll();
    check();
    expect(replica.searchMembers('lupu', 20)).toEqual([]);
  });
});

describe('the centre’s word and the own tail', () => {
  test('an entry counts once, wherever the centre’s counting stands', () => {
    begin(false);
    pull(told(A, person('Ana'), 1000, 0));
    const first = sell(A, 10);
    const second = sell(A, 20, 5);
    expect(known.standing(A)).toMatchObject({ standing: { balance: 1025 }, wordAt: 5_000_000 });
    pull(told(A, person('Ana'), 1010, first));
    expect(known.standing(A).standing.balance).toBe(1025);
    pull(told(A, person('Ana'), 1025, second));
    expect(known.standing(A).standing.balance).toBe(1025);
  });

  test('whatever is pulled, sold and folded in whatever order, the balance is told + what was not counted', () => {
    begin(false);
    pull(told(A, person('Ana'), 0, 0));
    const earned: number[] = [];
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.nat(100), fc.constant('fold' as const), fc.constant('pull' as const)), { maxLength: 12 }),
        (steps) => {
          for (const step of steps) {
            if (step === 'fold') foldAll();
            else if (step === 'pull') {
              // The centre is somewhere on the way: it has counted some of what was pushed.
              const upTo = Math.floor(earned.length / 2);
              const sum = earned.slice(0, upTo).reduce((all, one) => all + one, 0);
              pull(told(A, person('Ana'), sum, upTo + 1));
            } else {
              sell(A, step + 1);
              earned.push(step + 1);
            }
          }
          expect(known.standing(A).standing.balance).toBe(earned.reduce((all, one) => all + one, 0));
        },
      ),
      { numRuns: 25 },
    );
  });

  test('an edit that the centre has not counted stays on top of what it tells; one that it has, does not', () => {
    begin(false);
    pull(told(A, person('Ana Lupu'), 0, 0));
    const renamed = edit(A, { name: 'Ana Rusu' });
    const moved = edit(A, { phone: '+37369000222' });
    foldAll();
    expect(known.find(A)?.person).toMatchObject({ name: 'Ana Rusu', phone: '+37369000222' });

    pull(told(A, { ...person('Ana Lupu'), callName: 'Anișoara' }, 0, renamed - 1));
    expect(known.find(A)?.person).toMatchObject({ name: 'Ana Rusu', callName: 'Anișoara', phone: '+37369000222' });
    expect(replica.searchMembers('rusu', 20)).toHaveLength(1);

    pull(told(A, person('Ana Rusu-Lupu'), 0, renamed));
    expect(known.find(A)?.person).toMatchObject({ name: 'Ana Rusu-Lupu', phone: '+37369000222' });

    pull(told(A, person('Ana Ceban', '+37379111111'), 0, moved));
    expect(known.find(A)?.person).toEqual(person('Ana Ceban', '+37379111111'));
    // Told of another till's older state once more: nothing of ours comes back.
    pull(told(A, person('Ana Ceban', '+37379111111'), 0, moved));
    expect(known.find(A)?.person?.name).toBe('Ana Ceban');
  });

  test('an edit that the centre counted before this file folded it is not laid over its newer word', () => {
    begin(false);
    const renamed = edit(A, { name: 'Ana Rusu' });
    pull(told(A, person('Ana Ceban'), 0, renamed));
    expect(known.find(A)?.person?.name).toBe('Ana Ceban');
    foldAll();
    expect(known.find(A)?.person?.name).toBe('Ana Ceban');
  });

  test('an erasure wins over every later edit', () => {
    begin(false);
    pull(told(A, person('Ana Lupu'), 5, 0));
    edit(A, { name: 'Ana Rusu' });
    foldAll();
    pull(told(A, null, 5, 0));
    expect(known.find(A)).toMatchObject({ person: null, standing: { balance: 5 } });
    edit(A, { callName: 'Ana' });
    foldAll();
    expect(known.find(A)?.person).toBeNull();
    expect(known.search('rusu', 20)).toEqual([]);
  });

  test('a card blocked here stays blocked until the centre has it, and is the centre’s after that', () => {
    begin(false);
    const card: CardState = { kind: 'card', code: CARD, member: A, blocked: false };
    pull(told(A, person('Ana'), 0, 0), card);
    const seq = changeCard('cardBlocked', A, CARD);
    foldAll();
    pull(card);
    expect(known.byCard(CARD)?.card.blocked).toBe(true);
    replica.acked(incarnationOf(1), seq - 1);
    expect(known.byCard(CARD)?.card.blocked).toBe(true);
    replica.acked(incarnationOf(1), seq);
    // Acknowledged, but not told anew yet: the network may be gone for the day, and the card stays blocked.
    expect(known.byCard(CARD)?.card.blocked).toBe(true);
    pull({ ...card, blocked: true });
    expect(known.byCard(CARD)?.card.blocked).toBe(true);
    pull(card);
    expect(known.byCard(CARD)?.card.blocked).toBe(false);
  });

  test('entries of a merged id count for the member it was merged into', () => {
    begin(false);
    const merge = { kind: 'merge' as const, id: recordOf(900), member: A, alias: B };
    pull(told(A, person('Ana'), 100, 0), told(B, person('Ana L'), 20, 0), { ...merge, undone: false });
    sell(B, 7);
    expect(known.find(B)).toMatchObject({ id: A, ids: [A, B], standing: { balance: 127 } });
    expect(known.standing(A).standing.balance).toBe(127);
    expect(known.search('ana l', 20).map(({ id }) => id)).toEqual([A]);
    pull({ ...merge, undone: true });
    expect([A, B].map((one) => known.find(one)?.standing.balance)).toEqual([100, 27]);
  });
});

describe('after a fork', () => {
  test('tails, edits and folding go on in the new life', () => {
    begin(false);
    pull(told(A, person('Ana Lupu'), 100, 0));
    const common = sell(A, 1);
    edit(A, { name: 'Ana Rusu' });
    sell(A, 2);
    enrol(B, person('Ion Ceban'), CARD);
    sell(B, 30);
    foldAll();
    const at = { incarnation: incarnationOf(1), seq: common };
    ledger.reincarnate({
      store: STORE,
      till: TILL,
      incarnation: incarnationOf(2),
      ordinal: 2,
      previous: { ...at, hash: ledger.hashAt(at) ?? '' },
      id: recordOf(5000),
      occurredAt: timeOf(5000),
    });
    const check = (): void => {
      expect(known.find(A)).toMatchObject({ person: { name: 'Ana Rusu' }, standing: { balance: 103 } });
      expect(known.find(B)).toMatchObject({ person: { name: 'Ion Ceban' }, standing: { balance: 30 } });
      expect(known.byCard(CARD)?.member.id).toBe(B);
    };
    check();
    foldAll();
    check();
    expect(replica.syncState().folded).toEqual({ incarnation: incarnationOf(2), seq: 5 });
    // Counted in the new life up to its beginning: the edit came after it, and stays.
    pull(told(A, person('Ana Lupu'), 101, 1, incarnationOf(2)));
    check();
    pull(told(A, person('Ana Rusu'), 103, 3, incarnationOf(2)), told(B, person('Ion Ceban'), 30, 5, incarnationOf(2)));
    check();
  });
});

describe('a shop alone', () => {
  test('has its states from its own log and its balances from its ledger', () => {
    begin(true);
    n++;
    ledger.append(draftOf(n, { kind: 'setting', topic: 'states', entries: [] }), {
      beside: besideOf(n, [
        { kind: 'store', id: STORE, name: 'La colț', address: '' },
        { kind: 'novelty', id: 'x' },
      ]),
    });
    enrol(A, person('Ana'), CARD);
    sell(A, 10);
    sell(A, 5, 12);
    foldAll();
    expect(replica.store(STORE)?.name).toBe('La colț');
    expect(replica.unread()).toBe(1);
    expect(known.byCard(CARD)).toMatchObject({ member: { standing: { balance: 3 }, wordAt: null } });
    expect(known.find(A)?.standing).toEqual(fold(EMPTY_STANDING, ledger.entriesAfter(A, null)));
  });

  test('a lost members.db is rebuilt from the ledger', () => {
    begin(true);
    enrol(A, person('Ana Lupu'), CARD);
    edit(A, { name: 'Ana Rusu' });
    changeCard('cardLinked', A, NEW_CARD, CARD);
    foldAll();
    const before = [known.find(A), known.cardsOf(A)];
    replica.close();
    rmSync(join(dir, 'members.db'));
    replica = openReplica(join(dir, 'members.db'));
    known = members(ledger, replica);
    expect([known.find(A), known.cardsOf(A)]).toEqual(before);
    foldAll();
    expect([known.find(A), known.cardsOf(A)]).toEqual(before);
  });
});
