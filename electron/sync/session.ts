import { hash } from 'node:crypto';
import { type CompactPush, compactPush } from '../../contract/sync/compact/push.ts';
import { MOST_PUSHED, pullResponse, pushResponse } from '../../contract/sync/messages.ts';
import type { LedgerReader } from '../../db/ledger/ledger.ts';
import type { ReplicaWriter } from '../../db/replica/replica.ts';
import { assert, never } from '../../domain/assert.ts';
import type { IncarnationId } from '../../domain/identity/ids.ts';
import { NO_HASH, type SealedRecord } from '../../domain/record/record.ts';
import type { SyncReport, TillIdentity } from '../till/links.ts';
import {
  beginSync,
  dueMs,
  type Failure,
  type SyncEffect,
  type SyncInput,
  type SyncProtocol,
  standing,
  step,
} from './protocol.ts';
import type { Reply, Wire } from './wire.ts';

/** Own records folded into members.db in one transaction; between two of them other work has its turn. */
const FOLDED_AT_ONCE = 500;
/** The largest push, in characters of bodies: slow lines carry it in their time. */
const LARGEST_PUSH = 2_000_000;
const PUSH_MS = 30_000;
const PULL_MS = 30_000;
/** A question that waits at the centre comes back so long after its waiting, or the line is dead, ms. */
const LATE_MS = 8000;
/** Reports are so far apart, ms. */
const REPORT_MS = 100;

const sha256 = (text: string): string => hash('sha256', text, 'hex');

/** What a session needs of the world. */
export interface World {
  /** UTC ms. */
  readonly wallMs: () => number;
  /** Steady, ms. */
  readonly steadyMs: () => number;
  /** In [0, 1). */
  readonly chance: () => number;
}

export interface SessionParts {
  readonly identity: TillIdentity;
  readonly ledger: LedgerReader;
  readonly replica: ReplicaWriter;
  /** Null: a shop without a centre. */
  readonly wire: Wire | null;
  readonly world: World;
  readonly onReport: (report: SyncReport) => void;
  readonly onFolded: (seq: number) => void;
}

/** The sync of one life of a till: does what the protocol says, and folds the till's own records. */
export interface Session {
  appended(seq: number): void;
  /** Gives up what is under way. The files are the caller's to close. */
  close(): void;
}

/**
 * Begins to sync. What cannot be written throws out of the event loop: the worker ends, and begins again from what
 * is on disk, so memory never runs ahead of the files.
 */
export function openSession(parts: SessionParts): Session {
  const { identity, ledger, replica, wire, world } = parts;
  const known = replica.syncState();
  const isOurs = known.acked?.incarnation === identity.incarnation;
  const head = ledger.head();
  assert(head === null || head.incarnation === identity.incarnation, 'the log is of the life that is synced');
  let state: SyncProtocol = beginSync({
    head: head?.seq ?? 0,
    held: isOurs ? (known.acked?.seq ?? 0) : 0,
    epoch: known.epoch,
    cursor: known.cursor,
  });
  let heardAt = known.heardAt;
  let skewMs = known.heardAt === null ? null : known.clockSkewMs;
  let revision = 0;
  let closed = false;
  const underWay = new Map<number, AbortController>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let reporting: ReturnType<typeof setTimeout> | undefined;
  let reportedAt = Number.NEGATIVE_INFINITY;
  let folding: NodeJS.Immediate | undefined;

  function report(): void {
    if (closed || reporting !== undefined) return;
    const waitMs = Math.max(0, reportedAt + REPORT_MS - world.steadyMs());
    reporting = setTimeout(() => {
      reporting = undefined;
      reportedAt = world.steadyMs();
      parts.onReport(present());
    }, waitMs);
  }

  function present(): SyncReport {
    if (wire === null) {
      return { state: 'alone', heardAt: null, acked: null, loaded: null, clockSkewMs: null, fork: null, revision };
    }
    const now = standing(state);
    return {
      state: now,
      heardAt,
      acked: state.verified || isOurs ? { incarnation: identity.incarnation, seq: state.held } : null,
      loaded: state.filling && now === 'syncing' ? replica.syncState().members : null,
      clockSkewMs: skewMs,
      fork: state.fork,
      revision,
    };
  }

  function give(input: SyncInput): void {
    if (closed || wire === null) return;
    const stepped = step(state, input, { nowMs: world.steadyMs(), chance: world.chance() });
    const wasFilling = state.filling;
    state = stepped.state;
    for (const effect of stepped.effects) perform(effect, wire);
    // Searching asks each piece of an index that grew batch by batch: made one, it is a quarter faster.
    if (wasFilling && !state.filling) replica.compact();
    clearTimeout(timer);
    const due = dueMs(state);
    if (due !== null) timer = setTimeout(() => give({ kind: 'tick' }), Math.max(0, due - world.steadyMs()));
    report();
  }

  function perform(effect: SyncEffect, over: Wire): void {
    switch (effect.kind) {
      case 'push':
        void push(effect, over);
        break;
      case 'pull':
        void pull(effect, over);
        break;
      case 'abandon':
        underWay.get(effect.attempt)?.abort();
        underWay.delete(effect.attempt);
        break;
      case 'keepHeld':
        replica.acked(identity.incarnation, effect.seq);
        break;
      case 'startOver':
        replica.startOver(effect.epoch);
        break;
      case 'keepStates': {
        const { epoch, cursor, nowMs, states } = effect.response;
        const at = world.wallMs();
        const before = replica.syncState();
        if (states.length === 0 && cursor === before.cursor && epoch === before.epoch) replica.heard(at, nowMs);
        else {
          replica.applyPull({ epoch, cursor, heardAt: at, nowMs, states });
          revision += 1;
        }
        skewMs = nowMs - at;
        break;
      }
      default:
        never(effect);
    }
  }

  /** One exchange; what comes back is given to the protocol, unless it was given up. */
  async function exchange(
    attempt: number,
    ask: (signal: AbortSignal) => Promise<Reply>,
    read: (json: unknown) => SyncInput | null,
  ): Promise<void> {
    const giving = new AbortController();
    underWay.set(attempt, giving);
    const reply = await ask(giving.signal);
    if (!underWay.delete(attempt) || closed) return;
    if (reply.kind === 'answer' && reply.status < 500) heardAt = world.wallMs();
    const why = failureOf(reply);
    const input = why === null && reply.kind === 'answer' ? read(reply.json) : null;
    give(input ?? { kind: 'failed', attempt, why: why ?? 'unreachable' });
  }

  /** What is made ready while the push before is under way; the log is only ever appended to, so it stays true. */
  let ready: Batch | null = null;

  function batchAfter(after: number, most: number): Batch {
    const made = ready;
    ready = null;
    if (made !== null && made.after === after && made.most === most) return made;
    return batchOf(identity.incarnation, after, most, fitting(ledger.recordsAfter(after, most)));
  }

  function prepare(after: number, most: number, isPacked: boolean): void {
    if (closed) return;
    const batch = batchOf(identity.incarnation, after, most, fitting(ledger.recordsAfter(after, most)));
    if (isPacked) batch.compact();
    ready = batch;
  }

  function push({ attempt, after, most }: Extract<SyncEffect, { kind: 'push' }>, over: Wire): Promise<void> {
    const batch = batchAfter(after, Math.min(most, MOST_PUSHED));
    const { records } = batch;
    const last = records.at(-1);
    // While the centre works on this one, the next is made ready.
    if (last !== undefined && last.seq < state.head)
      setImmediate(() => prepare(last.seq, batch.most, batch.isPacked()));
    return exchange(
      attempt,
      (signal) =>
        over.ask({
          method: 'POST',
          path: '/v1/push',
          body: { incarnation: identity.incarnation, records },
          compact: batch.compact,
          credential: credentialOf(identity),
          timeoutMs: PUSH_MS,
          signal,
        }),
      (json) => {
        const parsed = pushResponse.safeParse(json);
        if (!parsed.success) return null;
        const { held } = parsed.data;
        const ownHash = held === 0 ? NO_HASH : ledger.hashAt({ incarnation: identity.incarnation, seq: held });
        return { kind: 'pushed', attempt, response: parsed.data, ownHash };
      },
    );
  }

  function pull(effect: Extract<SyncEffect, { kind: 'pull' }>, over: Wire): Promise<void> {
    const { attempt, cursor, most, waitMs } = effect;
    return exchange(
      attempt,
      (signal) =>
        over.ask({
          method: 'POST',
          path: '/v1/pull',
          body: { incarnation: identity.incarnation, cursor, most, waitMs },
          credential: credentialOf(identity),
          timeoutMs: waitMs === 0 ? PULL_MS : waitMs + LATE_MS,
          signal,
        }),
      (json) => {
        const parsed = pullResponse.safeParse(json);
        return parsed.success ? { kind: 'pulled', attempt, response: parsed.data } : null;
      },
    );
  }

  function fold(): void {
    if (folding !== undefined || closed) return;
    folding = setImmediate(() => {
      folding = undefined;
      const records = ledger.liveAfter(replica.syncState().folded, FOLDED_AT_ONCE);
      if (records.length > 0) {
        replica.foldLocal(records);
        revision += 1;
        report();
      }
      const { folded } = replica.syncState();
      if (folded?.incarnation === identity.incarnation) parts.onFolded(folded.seq);
      if (records.length === FOLDED_AT_ONCE) fold();
    });
  }

  fold();
  give({ kind: 'tick' });
  report();

  return {
    appended(seq) {
      fold();
      give({ kind: 'appended', seq });
    },
    close() {
      if (closed) return;
      give({ kind: 'stop' });
      closed = true;
      clearTimeout(timer);
      clearTimeout(reporting);
      if (folding !== undefined) clearImmediate(folding);
    },
  };
}

/** The records of one push, packed once, when that is asked for first. */
interface Batch {
  readonly after: number;
  readonly most: number;
  readonly records: readonly SealedRecord[];
  readonly compact: () => CompactPush | null;
  /** Whether it was asked for in the compact form. */
  readonly isPacked: () => boolean;
}

function batchOf(incarnation: IncarnationId, after: number, most: number, records: readonly SealedRecord[]): Batch {
  let packed: { readonly form: CompactPush | null } | null = null;
  return {
    after,
    most,
    records,
    compact: () => {
      packed ??= { form: compactPush({ incarnation, records: [...records] }, sha256) };
      return packed.form;
    },
    isPacked: () => packed !== null,
  };
}

function credentialOf({ till, centre }: TillIdentity): string | null {
  return centre === null ? null : `${till}.${centre.key}`;
}

/** As many of the first records as fit into one push; always one. */
function fitting(records: readonly SealedRecord[]): readonly SealedRecord[] {
  let size = 0;
  const end = records.findIndex((record, at) => {
    size += record.body.length + (record.beside?.text.length ?? 0);
    return at > 0 && size > LARGEST_PUSH;
  });
  return end === -1 ? records : records.slice(0, end);
}

/** What a reply that is no answer means; null: it is one. */
function failureOf(reply: Reply): Failure | null {
  switch (reply.kind) {
    case 'unreachable':
      return 'unreachable';
    case 'timeout':
      return 'timeout';
    case 'answer':
      if (reply.status === 200) return null;
      if (reply.status === 413) return 'timeout'; // too much at once: the same cure
      return reply.status >= 500 || reply.status === 429 || reply.status === 408 ? 'stumbled' : 'refused';
    default:
      return never(reply);
  }
}
