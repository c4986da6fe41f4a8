import { hash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { plainPush } from '../../contract/sync/compact/push.ts';
import { MOST_PUSHED } from '../../contract/sync/messages.ts';
import { type Ledger, openLedger } from '../../db/ledger/ledger.ts';
import { openReplica, type ReplicaWriter } from '../../db/replica/replica.ts';
import { incarnationOf, recordOf, STORE, sale, TILL } from '../../db/samples.ts';
import { assert } from '../../domain/assert.ts';
import type { TillIdentity } from '../till/links.ts';
import { openSession, type Session } from './session.ts';
import type { Wire } from './wire.ts';

let dir: string;
let ledger: Ledger;
let replica: ReplicaWriter;
let session: Session;
let steadyMs = 1;
const identity: TillIdentity = {
  till: TILL,
  store: STORE,
  number: 1,
  ordinal: 1,
  incarnation: incarnationOf(1),
  centre: { url: 'http://127.0.0.1:1', key: 'k' },
};
/** More than three pushes. */
const COUNT = 3 * MOST_PUSHED + 100;

interface Pushed {
  readonly first: number;
  readonly last: number;
  readonly signal: AbortSignal | undefined;
  /** What the centre holds; left out: all of it. */
  answer(of?: { readonly held?: number; readonly epoch?: string; readonly forkAt?: number }): void;
  fail(): void;
}
let pushes: Pushed[];
/** From where the log was read to be pushed. */
let reads: number[];
const sent = (): readonly (readonly number[])[] => pushes.map(({ first, last }) => [first, last]);

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'loial-pushing-'));
  pushes = [];
  reads = [];
  ledger = openLedger(join(dir, 'ledger.db'));
  ledger.begin({ ...identity, previous: null, id: recordOf(0), occurredAt: 0, alone: false });
  ledger.appendAll(Array.from({ length: COUNT - 1 }, (_, i) => ({ draft: sale(i + 1), beside: null })));
  replica = openReplica(join(dir, 'members.db'));
  replica.applyPull({ epoch: 'e', cursor: '1:70', heardAt: 1, nowMs: 1, states: [] });
  const ask: Wire['ask'] = (question) =>
    new Promise((resolve) => {
      const { path, signal } = question;
      if (path !== '/v1/push') return;
      const compact = question.compact?.() ?? null;
      assert(compact !== null, 'a push of records that follow each other has a compact form');
      const { records } = plainPush(compact, (text) => hash('sha256', text, 'hex'));
      const [first, last] = [records.at(0)?.seq ?? 0, records.at(-1)?.seq ?? 0];
      pushes.push({
        first,
        last,
        signal,
        answer({ held = last, epoch = 'e', forkAt } = {}) {
          const heldHash = ledger.hashAt({ incarnation: identity.incarnation, seq: held });
          const fork = forkAt === undefined ? null : { seq: forkAt, expectedPrevHash: '0'.repeat(64) };
          resolve({ kind: 'answer', status: 200, json: { epoch, held, heldHash, fork } });
        },
        fail: () => resolve({ kind: 'unreachable', detail: 'cut' }),
      });
    });
  session = openSession({
    identity,
    ledger: {
      ...ledger,
      recordsAfter(seq, most) {
        reads.push(seq);
        return ledger.recordsAfter(seq, most);
      },
    },
    replica,
    wire: { ask, close: () => {} },
    world: { wallMs: () => 1, steadyMs: () => steadyMs, chance: () => 0 },
    onReport: () => {},
    onFolded: () => {},
  });
});
afterEach(() => {
  session.close();
  replica.close();
  ledger.close();
  rmSync(dir, { recursive: true, force: true });
});

/** Turns of the event loop, until nothing more happens by itself. */
async function settle(): Promise<void> {
  for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
}
const acked = (): number | undefined => replica.syncState().acked?.seq;
const [ONE, TWO, THREE] = [MOST_PUSHED, 2 * MOST_PUSHED, 3 * MOST_PUSHED];

describe('the push behind the one that is under way', () => {
  test('is sent before that one is answered, once the centre has said where it stands, and one at a time', async () => {
    await settle();
    // Nothing is known of the centre yet.
    expect(sent()).toEqual([[1, ONE]]);
    pushes[0]?.answer();
    await settle();
    expect(sent().slice(1)).toEqual([
      [ONE + 1, TWO],
      [TWO + 1, THREE],
    ]);
    pushes[1]?.answer();
    await settle();
    expect(acked()).toBe(TWO);
    expect(sent().slice(3)).toEqual([[THREE + 1, COUNT]]);
    // The last one is answered first: what is acknowledged goes in order all the same.
    pushes[3]?.answer();
    await settle();
    expect(acked()).toBe(TWO);
    pushes[2]?.answer();
    await settle();
    expect(acked()).toBe(COUNT);
    expect(pushes).toHaveLength(4);
  });

  test('is followed by one that is read and packed already, and sent in its turn', async () => {
    await settle();
    pushes[0]?.answer();
    await settle();
    expect(sent()).toHaveLength(3);
    expect(reads).toEqual([0, ONE, TWO, THREE]);
    pushes[1]?.answer();
    await settle();
    expect(sent().at(-1)).toEqual([THREE + 1, COUNT]);
    expect(reads).toHaveLength(4);
  });

  test('that overtook the one before met a gap: it says nothing of the centre, and is sent again in its turn', async () => {
    await settle();
    pushes[0]?.answer();
    await settle();
    pushes[2]?.answer({ held: ONE });
    pushes[1]?.answer();
    await settle();
    expect(acked()).toBe(TWO);
    expect(replica.syncState()).toMatchObject({ epoch: 'e', cursor: '1:70' });
    expect(sent().filter(([first]) => first === TWO + 1)).toHaveLength(2);
  });

  test('is given up where the one before came to nothing, and both are sent again', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    await settle();
    pushes[0]?.answer();
    await settle();
    pushes[1]?.fail();
    await settle();
    steadyMs += 60_000;
    vi.advanceTimersByTime(60_000);
    await settle();
    vi.useRealTimers();
    expect(pushes[2]?.signal?.aborted).toBe(true);
    expect(sent().slice(3)).toEqual([
      [ONE + 1, TWO],
      [TWO + 1, THREE],
    ]);
  });

  test('says of a restored centre, or of a fork, only what is said again in its turn', async () => {
    await settle();
    pushes[0]?.answer();
    await settle();
    pushes[1]?.answer();
    pushes[2]?.answer({ held: TWO, forkAt: TWO + 1 });
    await settle();
    expect(replica.syncState().epoch).toBe('e');
    // Asked again: the centre was restored.
    pushes.at(-1)?.answer({ held: 5, epoch: 'other' });
    await settle();
    expect(replica.syncState().epoch).toBe('other');
    expect(sent().map(([first]) => first)).toEqual([1, ONE + 1, TWO + 1, TWO + 1, 6, ONE + 6]);
  });
});
