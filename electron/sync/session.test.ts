import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Ledger, openLedger } from '../../db/ledger/ledger.ts';
import { openReplica, type ReplicaWriter } from '../../db/replica/replica.ts';
import { incarnationOf, recordOf, STORE, TILL } from '../../db/samples.ts';
import { assert } from '../../domain/assert.ts';
import type { SyncReport, TillIdentity } from '../till/links.ts';
import { openSession, type Session } from './session.ts';
import type { Wire } from './wire.ts';

let dir: string;
let ledger: Ledger;
let replica: ReplicaWriter;
let session: Session | undefined;
let steadyMs = 1;
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

/** A line that the test answers. */
type Page = {
  readonly cursor: string;
  readonly states?: readonly unknown[];
  readonly more: boolean;
  readonly epoch?: string;
};
interface Asked {
  readonly cursor: string;
  readonly signal: AbortSignal | undefined;
  /** What members.db said of its cursor when the question came. */
  readonly onDisk: string;
  answer(page: Page): void;
  fail(): void;
}
function answering(): { readonly wire: Wire; readonly pulls: Asked[] } {
  const pulls: Asked[] = [];
  const ask: Wire['ask'] = ({ path, body, signal }) =>
    new Promise((resolve) => {
      if (path !== '/v1/pull') return;
      assert(typeof body === 'object' && body !== null && 'cursor' in body, 'a pull names its cursor');
      pulls.push({
        cursor: String(body.cursor),
        signal,
        onDisk: replica.syncState().cursor,
        answer: ({ epoch = 'e', cursor, more, states = [] }) =>
          resolve({ kind: 'answer', status: 200, json: { epoch, cursor, more, nowMs: 1, states } }),
        fail: () => resolve({ kind: 'unreachable', detail: 'cut' }),
      });
    });
  return { wire: { ask, close: () => {} }, pulls };
}
/** Turns of the event loop, until nothing more happens by itself. */
async function settle(): Promise<void> {
  for (let i = 0; i < 10; i++) await new Promise((resolve) => setImmediate(resolve));
}

function begin(
  wire: Wire = silent,
  onReport: (report: SyncReport) => void = () => {},
): { readonly cursor: unknown; readonly acked: unknown } {
  session = openSession({
    identity,
    ledger,
    replica,
    wire,
    world: { wallMs: () => 1, steadyMs: () => steadyMs, chance: () => 0 },
    onReport,
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

test('what came is reported before anything more is asked; what says nothing new keeps no news waiting', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const { wire, pulls } = answering();
  const said: { readonly revision: number; readonly asked: number }[] = [];
  begin(wire, ({ revision }) => said.push({ revision, asked: pulls.length }));
  const passes = async (ms: number): Promise<void> => {
    steadyMs += ms;
    vi.advanceTimersByTime(ms);
    await settle();
  };
  // What the beginning and the folding of the log have to say is said.
  for (let i = 0; i < 3; i++) await passes(1000);
  const told = said.length;
  for (let i = 0; i < 3; i++) {
    // Long enough to report again, and too short to report twice.
    await passes(150);
    pulls[i]?.answer({ cursor: `1:${80 + i}`, more: false });
    await settle();
  }
  vi.useRealTimers();
  const revision = said[told - 1]?.revision ?? 0;
  expect(said.slice(told)).toEqual([1, 2, 3].map((n) => ({ revision: revision + n, asked: n })));
});

describe('the page behind one that came', () => {
  test('is asked for before that one is written, and written after it', async () => {
    const { wire, pulls } = answering();
    begin(wire);
    pulls[0]?.answer({ cursor: '1:80', more: true });
    await settle();
    expect(pulls.map(({ cursor, onDisk }) => [cursor, onDisk])).toEqual([
      ['1:70', '1:70'],
      ['1:80', '1:70'],
    ]);
    expect(replica.syncState().cursor).toBe('1:80');
    pulls[1]?.answer({ cursor: '1:90', more: false });
    await settle();
    expect(replica.syncState().cursor).toBe('1:90');
    // Nothing is asked twice, and behind the last page the centre is asked to wait.
    expect(pulls.map(({ cursor }) => cursor)).toEqual(['1:70', '1:80', '1:90']);
  });

  test('is asked for again where it did not come', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { wire, pulls } = answering();
    begin(wire);
    pulls[0]?.answer({ cursor: '1:80', more: true });
    await settle();
    pulls[1]?.fail();
    await settle();
    expect(replica.syncState().cursor).toBe('1:80');
    steadyMs += 60_000;
    vi.advanceTimersByTime(60_000);
    await settle();
    vi.useRealTimers();
    expect(pulls.map(({ cursor }) => cursor)).toEqual(['1:70', '1:80', '1:80']);
  });

  test('is not asked for where another epoch began, and given up with the session', async () => {
    const { wire, pulls } = answering();
    begin(wire);
    pulls[0]?.answer({ cursor: '1:80', more: true, epoch: 'other' });
    await settle();
    expect(pulls.map(({ cursor }) => cursor)).toEqual(['1:70', '']);
    pulls[1]?.answer({ cursor: '1:5', more: true, epoch: 'other' });
    await settle();
    expect(pulls.at(-1)?.cursor).toBe('1:5');
    session?.close();
    expect(pulls.at(-1)?.signal?.aborted).toBe(true);
  });
});
