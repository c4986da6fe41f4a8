import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { points } from '../domain/amount/points.ts';
import { lotOf } from '../domain/identity/ids.ts';
import type { RecordDraft } from '../domain/record/record.ts';
import { claimOf } from './claims.ts';
import { type Ledger, openLedger } from './ledger/ledger.ts';
import { openReplica, type ReplicaWriter } from './replica/replica.ts';
import { draftOf, incarnationOf, memberOf, recordOf, STORE, sale, TILL, timeOf, uuidOf } from './samples.ts';

let dir: string;
let ledger: Ledger;
let replica: ReplicaWriter;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'loial-claims-'));
  ledger = openLedger(join(dir, 'ledger.db'));
  replica = openReplica(join(dir, 'members.db'));
  const life = { store: STORE, till: TILL, incarnation: incarnationOf(1), ordinal: 1, previous: null };
  ledger.begin({ ...life, id: recordOf(0), occurredAt: timeOf(0), alone: false });
});
afterEach(() => {
  replica.close();
  ledger.close();
  rmSync(dir, { recursive: true, force: true });
});

function claim(n: number, of: number, who: number): RecordDraft {
  const member = memberOf(who);
  const lot = lotOf(recordOf(n), 0);
  const entries = [{ member, points: points(7), contra: 'earn' as const, lot, expires: null }];
  return draftOf(n, { kind: 'claim', of: recordOf(of), member, trace: [], entries });
}

/** The receipt of a sale as the centre tells of it. */
function receiptState(n: number, body: string, claims: readonly string[]): unknown {
  return {
    kind: 'receipt',
    id: recordOf(n),
    number: `R${String(n).padStart(13, '0')}`,
    store: STORE,
    till: uuidOf(88),
    occurredAt: timeOf(n),
    body,
    fiscalNumber: null,
    voided: false,
    returns: [],
    ...(claims.length === 0 ? {} : { claims }),
  };
}

function pull(states: readonly unknown[]): void {
  replica.applyPull({ epoch: 'e1', cursor: 'c1', heardAt: 1, nowMs: 1, states });
}

test('a claim made here is found by its sale, whole, and by no other sale', () => {
  ledger.append(sale(1));
  ledger.append(sale(2));
  const { record } = ledger.append(claim(3, 1, 1));
  expect(claimOf(ledger, replica, recordOf(1))).toEqual(record);
  expect([ledger.claimed(recordOf(1)), ledger.claimed(recordOf(2))]).toEqual([true, false]);
  expect(claimOf(ledger, replica, recordOf(2))).toBeNull();
});

test('a claim of another till comes with the receipt, also after a reopen; one’s own goes before it', () => {
  const sold = ledger.append(sale(1)).sealed.body;
  const theirs = ledger.append(claim(3, 9, 2)).sealed.body.replaceAll(recordOf(9), recordOf(1));
  pull([receiptState(1, sold, [])]);
  expect(claimOf(ledger, replica, recordOf(1))).toBeNull();
  pull([receiptState(1, sold, [theirs])]);
  replica.close();
  replica = openReplica(join(dir, 'members.db'));
  expect(replica.claimOf(recordOf(1))).toMatchObject({ member: memberOf(2), entries: [{ points: 7, contra: 'earn' }] });
  expect(replica.receipt({ id: recordOf(1) })?.claims).toEqual([theirs]);
  const own = ledger.append(claim(4, 1, 1)).record;
  expect(claimOf(ledger, replica, recordOf(1))).toEqual(own);
});

test('a copy of a claim that a fork left behind is none', () => {
  ledger.append(sale(1));
  ledger.append(claim(2, 1, 1));
  const at = { incarnation: incarnationOf(1), seq: 2 };
  const life = { store: STORE, till: TILL, incarnation: incarnationOf(2), ordinal: 2 };
  const previous = { ...at, hash: ledger.hashAt(at) ?? '' };
  ledger.reincarnate({ ...life, previous, id: recordOf(50), occurredAt: timeOf(50) });
  expect(ledger.claimOf(recordOf(1))).toMatchObject({ incarnation: incarnationOf(2), id: recordOf(2) });
});
