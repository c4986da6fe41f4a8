import { MOST_PULLED, MOST_PUSHED, pushResponse } from '../../contract/sync/messages.ts';
import { pulledPage } from '../../contract/sync/page.ts';
import type { LedgerReader } from '../../db/ledger/ledger.ts';
import type { ReplicaWriter } from '../../db/replica/replica.ts';
import { assert, never } from '../../domain/assert.ts';
import { NO_HASH } from '../../domain/record/record.ts';
import { NOTHING_HEARD, type SnapshotProgress, type SyncReport, type TillIdentity } from '../till/links.ts';
import { askAhead } from './ahead.ts';
import { codeOf, credentialOf, failureOf } from './exchange.ts';
import { beginSync, dueMs, type SyncEffect, type SyncInput, type SyncProtocol, standing, step } from './protocol.ts';
import { type Pushing, pushing } from './pushing.ts';
import type { Reply, Wire } from './wire.ts';

/** Own records folded into members.db in one transaction; between two of them other work has its turn. */
const FOLDED_AT_ONCE = 500;
const PULL_MS = 30_000;
/** A question that waits at the centre comes back so long after its waiting, or the line is dead, ms. */
const LATE_MS = 8000;
/** Kinds of states that are few, and without which nobody signs in and nothing is sold. */
const FIRST = ['chain', 'store', 'till', 'staff', 'programme', 'product', 'totals'];
/** A till that heard the centre within this time has little to pull, ms. */
const FAR_BEHIND_MS = 24 * 3_600_000;
/** A centre that was restored is said to be so long at least, ms. */
const RESTORED_MS = 5000;
/** Reports are so far apart, ms. */
const REPORT_MS = 100;

/** What is heard while a snapshot is on its way. */
export interface SnapshotEvents {
  /** Null: no longer. */
  readonly progress: (progress: SnapshotProgress | null) => void;
  /** There is one, and it will take a while; it is waited for. */
  readonly offered: (signal: AbortSignal) => Promise<void>;
}

/** What a session needs of the world. */
export interface World {
  /** UTC ms. */
  readonly wallMs: () => number;
  /** Steady, ms. */
  readonly steadyMs: () => number;
  /** In [0, 1). */
  readonly chance: () => number;
}

/** What a session reads of the till's log. */
export type SyncedLog = Pick<LedgerReader, 'head' | 'recordsAfter' | 'liveAfter' | 'hashAt'>;

/** Where a session keeps what the centre says. */
export type SyncedStates = Pick<
  ReplicaWriter,
  'syncState' | 'acked' | 'startOver' | 'heard' | 'applyPull' | 'foldLocal' | 'compact'
>;

export interface SessionParts {
  readonly identity: TillIdentity;
  readonly ledger: SyncedLog;
  readonly replica: SyncedStates;
  /** Null: a shop without a centre. */
  readonly wire: Wire | null;
  readonly world: World;
  /**
   * Gets a ready-made members.db in place of pulling (snapshot.ts). 'taken': this session is closed and another begins on it; 'none': pull;
   * 'later': the line is cut. Left out: always pull.
   */
  readonly snapshot?: (signal: AbortSignal, on: SnapshotEvents) => Promise<'taken' | 'none' | 'later'>;
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
  const found = replica.syncState();
  // What was acknowledged is not in this log: ledger.db alone was put back from a backup. The states in members.db count numbers that the
  // log will give to other records, and what was acknowledged says nothing of them.
  const isAhead = found.acked !== null && found.epoch !== null && ledger.hashAt(found.acked) === null;
  if (isAhead && found.epoch !== null) replica.startOver(found.epoch);
  const known = isAhead ? replica.syncState() : found;
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
  /** What the centre's last no was for; null: it was no no. */
  let refusal: string | null = null;
  /** Since a new epoch was met, until all is here again and there. */
  let restored = false;
  let restoredAt = Number.NEGATIVE_INFINITY;
  let whole: ReturnType<typeof setTimeout> | undefined;
  let revision = 0;
  let closed = false;
  const underWay = new Map<number, AbortController>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let reporting: ReturnType<typeof setTimeout> | undefined;
  let reportedAt = Number.NEGATIVE_INFINITY;
  let reported = '';
  let folding: NodeJS.Immediate | undefined;
  let snapshot: SnapshotProgress | null = null;
  /** Who was away so long may have more to pull than a snapshot costs; asked once, the centre decides. */
  let mayBeFarBehind = known.heardAt !== null && world.wallMs() - known.heardAt > FAR_BEHIND_MS;

  function report(): void {
    if (closed || reporting !== undefined) return;
    const waitMs = reportedAt + REPORT_MS - world.steadyMs();
    if (waitMs <= 0) reportNow();
    else reporting = setTimeout(reportNow, waitMs);
  }

  /** What says nothing new is not said, and keeps nothing new waiting. */
  function reportNow(): void {
    reporting = undefined;
    const now = present();
    const text = JSON.stringify(now);
    if (text === reported) return;
    reported = text;
    reportedAt = world.steadyMs();
    parts.onReport(now);
  }

  function present(): SyncReport {
    if (wire === null) {
      return { ...NOTHING_HEARD, revision };
    }
    const now = standing(state);
    return {
      state: now,
      heardAt,
      acked: state.verified || isOurs ? { incarnation: identity.incarnation, seq: state.held } : null,
      loaded: state.filling && now === 'syncing' && snapshot === null ? replica.syncState().members : null,
      ...(snapshot === null ? {} : { snapshot }),
      clockSkewMs: skewMs,
      refusal: state.refused ? refusal : null,
      restored,
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
    lookWhetherWhole();
    clearTimeout(timer);
    const due = dueMs(state);
    if (due !== null) timer = setTimeout(() => give({ kind: 'tick' }), Math.max(0, due - world.steadyMs()));
    report();
  }

  /** A restored centre has again all that is here, and this till all that is there; said so long at least that somebody can read it. */
  function lookWhetherWhole(): void {
    const isWhole = state.caughtUp && state.verified && state.held >= state.head;
    if (!restored || !isWhole || whole !== undefined) return;
    const waitMs = Math.max(0, restoredAt + RESTORED_MS - world.steadyMs());
    whole = setTimeout(() => {
      whole = undefined;
      restored = !(state.caughtUp && state.verified && state.held >= state.head);
      report();
    }, waitMs);
  }

  function perform(effect: SyncEffect, over: Wire): void {
    switch (effect.kind) {
      case 'push':
        if (pushes !== null) void push(effect, pushes);
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
        restored = true;
        restoredAt = world.steadyMs();
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
        // Before anything more is asked: somebody may be looking at what has come.
        report();
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
    read: (json: unknown) => SyncInput | null | Promise<SyncInput | null>,
  ): Promise<void> {
    const giving = new AbortController();
    underWay.set(attempt, giving);
    const reply = await ask(giving.signal);
    if (!underWay.delete(attempt) || closed) return;
    if (reply.kind === 'answer' && reply.status < 500) heardAt = world.wallMs();
    const why = failureOf(reply);
    refusal = why === 'refused' && reply.kind === 'answer' ? codeOf(reply.json) : null;
    const input = why === null && reply.kind === 'answer' ? await read(reply.json) : null;
    give(input ?? { kind: 'failed', attempt, why: why ?? 'unreachable' });
  }

  /** The page of states behind the one that has come. */
  const pageAhead =
    wire === null ? null : askAhead((page: PageAsked, signal) => askPull(wire, { ...page, waitMs: 0 }, signal));

  const pushes = wire === null ? null : pushing({ identity, ledger, wire, state: () => state });

  function push({ attempt, after, most }: Extract<SyncEffect, { kind: 'push' }>, by: Pushing): Promise<void> {
    return exchange(
      attempt,
      (signal) => by.push(after, Math.min(most, MOST_PUSHED), signal),
      (json) => {
        const parsed = pushResponse.safeParse(json);
        if (!parsed.success) return null;
        const { held } = parsed.data;
        const ownHash = held === 0 ? NO_HASH : ledger.hashAt({ incarnation: identity.incarnation, seq: held });
        return { kind: 'pushed', attempt, response: parsed.data, ownHash };
      },
    );
  }

  async function pull(effect: Extract<SyncEffect, { kind: 'pull' }>, over: Wire): Promise<void> {
    const { attempt, cursor, most, waitMs } = effect;
    if (parts.snapshot !== undefined && (cursor === '' || mayBeFarBehind)) {
      mayBeFarBehind = false;
      const giving = new AbortController();
      underWay.set(attempt, giving);
      const took = await parts.snapshot(giving.signal, {
        progress(progress) {
          snapshot = progress;
          report();
        },
        offered: (signal) => (cursor === '' ? pullFirst(over, signal) : Promise.resolve()),
      });
      if (!underWay.delete(attempt) || closed || took === 'taken') return;
      if (took === 'later') {
        give({ kind: 'failed', attempt, why: 'unreachable' });
        return;
      }
    }
    await exchange(
      attempt,
      (signal) =>
        (waitMs === 0 ? pageAhead?.take(pageKey(effect), signal)?.reply : null) ?? askPull(over, effect, signal),
      async (json) => {
        const parsed = pulledPage.safeParse(json);
        if (!parsed.success) return null;
        const response = parsed.data;
        const goesOn = response.more && (state.epoch === null || response.epoch === state.epoch);
        const next = { cursor: response.cursor, most };
        if (goesOn && most === MOST_PULLED && !closed) await pageAhead?.begin(pageKey(next), next);
        return { kind: 'pulled', attempt, response };
      },
    );
  }

  function askPull(over: Wire, asked: PageAsked & { readonly waitMs: number }, signal: AbortSignal): Promise<Reply> {
    const { cursor, most, waitMs } = asked;
    return over.ask({
      method: 'POST',
      path: '/v1/pull',
      body: { incarnation: identity.incarnation, cursor, most, waitMs },
      credential: credentialOf(identity),
      timeoutMs: waitMs === 0 ? PULL_MS : waitMs + LATE_MS,
      signal,
    });
  }

  /**
   * What a till must have to sell, without the mass of members, while a snapshot with all of it is on its way. The cursor stays where it
   * is: whatever becomes of the snapshot, all this is told again.
   */
  async function pullFirst(over: Wire, signal: AbortSignal): Promise<void> {
    for (let cursor = ''; ; ) {
      const reply = await over.ask({
        method: 'POST',
        path: '/v1/pull',
        body: { incarnation: identity.incarnation, cursor, most: MOST_PULLED, waitMs: 0, only: FIRST },
        credential: credentialOf(identity),
        timeoutMs: PULL_MS,
        signal,
      });
      const parsed = reply.kind === 'answer' && reply.status === 200 ? pulledPage.safeParse(reply.json) : null;
      if (parsed?.success !== true || signal.aborted || closed) return;
      const { epoch, nowMs, states, more } = parsed.data;
      // Another epoch is the pull's to notice; a centre that does not know `only` would tell everything.
      if (state.epoch !== null && epoch !== state.epoch) return;
      if (states.some(({ kind }) => !FIRST.includes(kind))) return;
      heardAt = world.wallMs();
      replica.applyPull({ epoch, cursor: '', heardAt, nowMs, states });
      revision += 1;
      report();
      if (!more) return;
      cursor = parsed.data.cursor;
    }
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
      pageAhead?.drop();
      pushes?.close();
      clearTimeout(timer);
      clearTimeout(reporting);
      clearTimeout(whole);
      if (folding !== undefined) clearImmediate(folding);
    },
  };
}

/** A page of states, as a pull asks for it without waiting. */
interface PageAsked {
  readonly cursor: string;
  readonly most: number;
}

const pageKey = ({ cursor, most }: PageAsked): string => `${cursor} ${most}`;
