import { MOST_PULLED, MOST_PUSHED, type PullResponse, type PushResponse } from '../../contract/sync/messages.ts';
import { never } from '../../domain/assert.ts';
import type { SyncReport } from '../till/links.ts';
import { pauseMs } from './pause.ts';

/**
 * The till's side of the sync protocol as a pure step: (state, input) -> (state, effects). It owns no clock, no dice,
 * no network and no file; whoever steps it does what the effects say and steps it again with what came of it. So a
 * simulator can run a chain of tills for a month in seconds, and a test can lose any message.
 *
 * Two lines run beside each other, at most one request in flight on each: pushing the till's own log, and pulling
 * states (which may wait at the centre for news). Each attempt has a number; an answer to an attempt that was given
 * up is dropped.
 */
export interface SyncProtocol {
  readonly push: Line;
  readonly pull: Line;
  /** The number of the last own record. */
  readonly head: number;
  /** What the centre holds durably; `verified`: it said so in this run, so that nothing rests on a restored file. */
  readonly held: number;
  readonly verified: boolean;
  readonly epoch: string | null;
  readonly cursor: string;
  /** The centre said that there is nothing more for now. */
  readonly caughtUp: boolean;
  /** The first sync is not done: its members are counted on the screen. */
  readonly filling: boolean;
  readonly fork: PushResponse['fork'];
  /** The last word of the centre was no: it does not know this till, or not its version. */
  readonly refused: boolean;
  /** The last attempt of either line was answered. */
  readonly reached: boolean;
  /** The till is closing: nothing begins any more. */
  readonly stopped: boolean;
  /** Counts attempts of both lines. */
  readonly attempts: number;
}

/** One of the two lines to the centre. */
export interface Line {
  readonly doing:
    | { readonly kind: 'nothing' }
    | { readonly kind: 'asking'; readonly attempt: number }
    | { readonly kind: 'pausing'; readonly untilMs: number };
  /** Since the last answer. */
  readonly failures: number;
  /** When the last attempt began, ms; a poke may shorten a pause, but not into a hail of attempts. */
  readonly askedAtMs: number;
  /** How much is asked at once: halved where an answer did not come in time, doubled where it did. */
  readonly most: number;
}

/** Why an attempt came to nothing. */
export type Failure =
  /** No connection, or it was cut. */
  | 'unreachable'
  /** It answered, but not to this (a 5xx): it was heard, and is asked again after a pause. */
  | 'stumbled'
  /** Too slow: ask for less. */
  | 'timeout'
  /** The centre does not want this till or this version: a person must do something. */
  | 'refused';

export type SyncInput =
  /** So much time has passed; nothing else happened. */
  | { readonly kind: 'tick' }
  /** The till's log has grown. */
  | { readonly kind: 'appended'; readonly seq: number }
  | {
      readonly kind: 'pushed';
      readonly attempt: number;
      readonly response: PushResponse;
      /** The till's own hash at `response.held`; null: its log does not reach so far. */
      readonly ownHash: string | null;
    }
  | { readonly kind: 'pulled'; readonly attempt: number; readonly response: PullResponse }
  | { readonly kind: 'failed'; readonly attempt: number; readonly why: Failure }
  | { readonly kind: 'stop' };

/** What the step needs of the world: a steady time in ms, and a throw of dice in [0, 1) for pauses. */
export interface Moment {
  readonly nowMs: number;
  readonly chance: number;
}

export type SyncEffect =
  /** POST records after `after` (none: only ask what is held); answer with `pushed` or `failed`. */
  | { readonly kind: 'push'; readonly attempt: number; readonly after: number; readonly most: number }
  | {
      readonly kind: 'pull';
      readonly attempt: number;
      readonly cursor: string;
      readonly most: number;
      readonly waitMs: number;
    }
  /** An attempt was given up: its connection may be closed, its answer will be dropped. */
  | { readonly kind: 'abandon'; readonly attempt: number }
  /** Write to members.db, in this order, before anything that follows. */
  | { readonly kind: 'keepHeld'; readonly seq: number }
  | { readonly kind: 'keepStates'; readonly response: PullResponse }
  | { readonly kind: 'startOver'; readonly epoch: string };

export interface Stepped {
  readonly state: SyncProtocol;
  readonly effects: readonly SyncEffect[];
}

/** How long the centre may keep a question for news; so long may a dead line go unnoticed, ms. */
export const WAIT_MS = 10_000;
/** A poke shortens a pause, but attempts stay so far apart, ms. */
const POKE_MS = 1000;
/** Below this a batch is not made smaller. */
const FEWEST = 20;

const REST: Line = { doing: { kind: 'nothing' }, failures: 0, askedAtMs: Number.NEGATIVE_INFINITY, most: 1 };

/** The state at a start: what the two files say. */
export function beginSync(known: {
  readonly head: number;
  readonly held: number;
  readonly epoch: string | null;
  readonly cursor: string;
}): SyncProtocol {
  return {
    push: { ...REST, most: MOST_PUSHED },
    pull: { ...REST, most: MOST_PULLED },
    head: known.head,
    held: known.held,
    verified: false,
    epoch: known.epoch,
    cursor: known.cursor,
    caughtUp: false,
    filling: known.cursor === '',
    fork: null,
    refused: false,
    reached: false,
    stopped: false,
    attempts: 0,
  };
}

/** Takes one input; the effects are to be done in their order. */
export function step(before: SyncProtocol, input: SyncInput, moment: Moment): Stepped {
  if (before.stopped) return { state: before, effects: [] };
  const taken = take(before, input, moment);
  return goOn(taken, moment);
}

/** When to step with a `tick` if nothing happens before; null: only something that happens can move it. */
export function dueMs(state: SyncProtocol): number | null {
  const untils = [state.push, state.pull].flatMap(({ doing }) => (doing.kind === 'pausing' ? [doing.untilMs] : []));
  return untils.length === 0 ? null : Math.min(...untils);
}

/** How it stands, in the till's words. */
export function standing(state: SyncProtocol): Exclude<SyncReport['state'], 'alone'> {
  if (state.refused) return 'refused';
  if (!state.reached) return 'offline';
  return state.caughtUp ? 'connected' : 'syncing';
}

function take(state: SyncProtocol, input: SyncInput, moment: Moment): Stepped {
  switch (input.kind) {
    case 'tick':
      return { state, effects: [] };
    case 'appended':
      // News may come late: what was read from the log itself is then further on.
      return {
        state: { ...state, head: Math.max(state.head, input.seq), push: poked(state.push, moment) },
        effects: [],
      };
    case 'pushed':
      return isCurrent(state.push, input.attempt) ? pushed(state, input, moment) : { state, effects: [] };
    case 'pulled':
      return isCurrent(state.pull, input.attempt) ? pulled(state, input.response, moment) : { state, effects: [] };
    case 'failed':
      return { state: failed(state, input, moment), effects: [] };
    case 'stop':
      return {
        state: { ...state, stopped: true },
        effects: [...abandon(state.push), ...abandon(state.pull)],
      };
    default:
      return never(input);
  }
}

/** Begins what is to be done on each line that rests. */
function goOn({ state: before, effects: first }: Stepped, { nowMs }: Moment): Stepped {
  let state = before;
  const effects = [...first];
  if (state.stopped) return { state, effects };
  const mayAsk = (line: Line): boolean =>
    line.doing.kind === 'nothing' || (line.doing.kind === 'pausing' && line.doing.untilMs <= nowMs);

  const hasToPush = state.fork === null && (!state.verified || state.held < state.head);
  if (hasToPush && mayAsk(state.push)) {
    const attempt = state.attempts + 1;
    effects.push({ kind: 'push', attempt, after: state.held, most: state.push.most });
    state = { ...state, attempts: attempt, push: asking(state.push, attempt, nowMs) };
  } else if (!hasToPush && state.push.doing.kind === 'pausing') {
    state = { ...state, push: { ...state.push, doing: { kind: 'nothing' } } };
  }
  if (mayAsk(state.pull)) {
    const attempt = state.attempts + 1;
    const waitMs = state.caughtUp && state.reached ? WAIT_MS : 0;
    effects.push({ kind: 'pull', attempt, cursor: state.cursor, most: state.pull.most, waitMs });
    state = { ...state, attempts: attempt, pull: asking(state.pull, attempt, nowMs) };
  }
  return { state, effects };
}

function asking(line: Line, attempt: number, nowMs: number): Line {
  return { ...line, doing: { kind: 'asking', attempt }, askedAtMs: nowMs };
}

function isCurrent(line: Line, attempt: number): boolean {
  return line.doing.kind === 'asking' && line.doing.attempt === attempt;
}

/** A line that pauses may go at once, if its last attempt is not just over. */
function poked(line: Line, { nowMs }: Moment): Line {
  if (line.doing.kind !== 'pausing') return line;
  const untilMs = Math.min(line.doing.untilMs, Math.max(nowMs, line.askedAtMs + POKE_MS));
  return { ...line, doing: { kind: 'pausing', untilMs } };
}

function abandon(line: Line): readonly SyncEffect[] {
  return line.doing.kind === 'asking' ? [{ kind: 'abandon', attempt: line.doing.attempt }] : [];
}

function answered(line: Line, most: number): Line {
  return { ...line, doing: { kind: 'nothing' }, failures: 0, most: Math.min(most, line.most * 2) };
}

/** The centre was heard again: the other line need not wait for its pause to end. */
function heard(state: SyncProtocol, moment: Moment): SyncProtocol {
  const [push, pull] = state.reached
    ? [state.push, state.pull]
    : [poked(state.push, moment), poked(state.pull, moment)];
  return { ...state, reached: true, refused: false, push, pull };
}

function pushed(
  before: SyncProtocol,
  { response, ownHash }: Extract<SyncInput, { kind: 'pushed' }>,
  moment: Moment,
): Stepped {
  const { epoch, held, heldHash, fork } = response;
  const line = answered(before.push, MOST_PUSHED);
  let state = heard({ ...before, push: line }, moment);
  const effects: SyncEffect[] = [];

  // A restored centre: it has another epoch, or holds less than it once said it held durably.
  const isRestored = (before.epoch !== null && epoch !== before.epoch) || held < before.held;
  if (isRestored) {
    const over = startOver(state, epoch);
    state = over.state;
    effects.push(...over.effects);
  }
  // A fork (truth 7): the centre says so, or holds records under our name that are not in this log.
  const foreign = held > 0 && ownHash !== heldHash ? { seq: held + 1, expectedPrevHash: heldHash } : null;
  state = { ...state, epoch, fork: fork ?? foreign, verified: true };
  // What is held of a forked log says nothing about this one.
  if (state.fork !== null) return { state, effects };
  // Nothing was taken of what was sent: a gap that the next attempt closes, from where the centre says it stands.
  const stuck = !isRestored && before.verified && held === before.held && before.head > held;
  if (stuck) state = { ...state, push: paused({ ...line, failures: before.push.failures + 1 }, moment) };
  if (held !== before.held) effects.push({ kind: 'keepHeld', seq: held });
  return { state: { ...state, held }, effects };
}

function pulled(before: SyncProtocol, response: PullResponse, moment: Moment): Stepped {
  const state = heard({ ...before, pull: answered(before.pull, MOST_PULLED) }, moment);
  if (before.epoch !== null && response.epoch !== before.epoch) {
    // Asked with a cursor of an epoch that is no more: what came is not a continuation of anything.
    return startOver(state, response.epoch);
  }
  const { cursor, epoch, more } = response;
  return {
    state: { ...state, cursor, epoch, caughtUp: !more, filling: state.filling && more },
    effects: [{ kind: 'keepStates', response }],
  };
}

/** A new epoch: pull from zero, and ask anew what is held. A pull still under way is given up. */
function startOver(state: SyncProtocol, epoch: string): Stepped {
  return {
    state: {
      ...state,
      epoch,
      cursor: '',
      caughtUp: false,
      verified: false,
      pull: state.pull.doing.kind === 'asking' ? { ...state.pull, doing: { kind: 'nothing' } } : state.pull,
    },
    effects: [...abandon(state.pull), { kind: 'startOver', epoch }],
  };
}

function failed(
  state: SyncProtocol,
  { attempt, why }: Extract<SyncInput, { kind: 'failed' }>,
  moment: Moment,
): SyncProtocol {
  const which = isCurrent(state.push, attempt) ? 'push' : isCurrent(state.pull, attempt) ? 'pull' : null;
  if (which === null) return state;
  const line = state[which];
  const most = why === 'timeout' ? Math.max(FEWEST, Math.floor(line.most / 2)) : line.most;
  const resting = paused({ ...line, most, failures: line.failures + 1 }, moment);
  return {
    ...state,
    [which]: resting,
    reached: why === 'stumbled',
    refused: why === 'refused',
  };
}

function paused(line: Line, { nowMs, chance }: Moment): Line {
  return { ...line, doing: { kind: 'pausing', untilMs: nowMs + pauseMs(line.failures, chance) } };
}
