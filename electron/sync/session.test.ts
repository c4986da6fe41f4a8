import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Ledger, openLedger } from '../../db/ledger/ledger.ts';
import { openReplica, type ReplicaWriter } from '../../db/replica/replica.ts';
import { incarnationOf, recordOf, STORE, TILL } from '../../db/samples.ts';
import type { TillIdentity } from '../till/links.ts';
import { openSession, type Session } from './session.ts';
import type { Wire } from './wire.ts';

let dir: string;
let ledger: Ledger;
let replica: ReplicaWriter;
let session: Session | undefined;
const asked: { readonly path: string; readonly body?: unknown }[] = [];
/** A line on which no answer ever comes. */
const silent: Wire = {
  ask: (question) => {
    asked.push(question);
    return new Promise(() => {});
  },
  close: () => {},
};
const identity: TillIdentity = {
  till: TILL,
  store: STORE,
  number: 1,
  ordinal: 1,
  incarnation: incarnationOf(1),
  centre: { url: 'http://127.0.0.1:1', key: 'k' },
};

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'loial-session-'));
  asked.length = 0;
  ledger = openLedger(join(dir, 'ledger.db'));
  ledger.begin({ ...identity, previous: null, id: recordOf(1), occurredAt: 0, alone: false });
  replica = openReplica(join(dir, 'members.db'));
  replica.applyPull({ epoch: 'e', cursor: '1:70', heardAt: 1, nowMs: 1, states: [] });
});
afterEach(() => {
  session?.close();
  replica.close();
  ledger.close();
  rmSync(dir, { recursive: true, force: true });
});

function begin(): { readonly cursor: unknown; readonly acked: unknown } {
  session = openSession({
    identity,
    ledger,
    replica,
    wire: silent,
    world: { wallMs: () => 1, steadyMs: () => 1, chance: () => 0 },
    onReport: () => {},
    onFolded: () => {},
  });
  const pull = asked.find(({ path }) => path === '/v1/pull')?.body;
  const cursor = typeof pull === 'object' && pull !== null && 'cursor' in pull ? pull.cursor : undefined;
  return { cursor, acked: replica.syncState().acked };
}

test('a session goes on from what members.db knows', () => {
  replica.acked(identity.incarnation, 1);
  expect(begin()).toEqual({ cursor: '1:70', acked: { incarnation: identity.incarnation, seq: 1 } });
});

test('members.db that has heard of more than the log has is of another time: all is asked for again', () => {
  // ledger.db alone was put back from a backup: its next numbers will be others than those acknowledged.
  replica.acked(identity.incarnation, 50);
  expect(begin()).toEqual({ cursor: '', acked: null });
});

test('so is one that knows a life which the log does not have', () => {
  replica.acked(incarnationOf(2), 1);
  expect(begin()).toEqual({ cursor: '', acked: null });
});
