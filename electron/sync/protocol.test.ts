import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PullResponse, PushResponse } from '../../contract/sync/messages.ts';
import { NO_HASH } from '../../domain/record/record.ts';
import { pauseMs } from './pause.ts';
import {
  beginSync,
  dueMs,
  type Failure,
  type SyncEffect,
  type SyncInput,
  type SyncProtocol,
  standing,
  step,
  WAIT_MS,
} from './protocol.ts';

const at = (nowMs: number, chance = 0.5) => ({ nowMs, chance });
const hashOf = (seq: number, life = 'a'): string => (seq === 0 ? NO_HASH : `${life}${seq}`.padStart(64, '0'));
const held = (seq: number, epoch = 'e1', fork: PushResponse['fork'] = null): PushResponse => ({
  epoch,
  held: seq,
  heldHash: hashOf(seq),
  fork,
});
const states = (cursor: string, more = false, epoch = 'e1'): PullResponse => ({
  epoch,
  cursor,
  more,
  nowMs: 0,
  states: [],
});

/** Steps through inputs and keeps all that came of it. */
function run(from: SyncProtocol, inputs: readonly SyncInput[], nowMs = 0) {
  let state = from;
  const effects: SyncEffect[] = [];
  for (const input of inputs) {
    const stepped = step(state, input, at(nowMs));
    state = stepped.state;
    effects.push(...stepped.effects);
  }
  return { state, effects };
}
const fresh = (head = 0): SyncProtocol => beginSync({ head, held: 0, epoch: null, cursor: '' });
const tick: SyncInput = { kind: 'tick' };
const pushed = (
  attempt: number,
  response: PushResponse,
  ownHash: string | null = hashOf(response.held),
): SyncInput => ({
  kind: 'pushed',
  attempt,
  response,
  ownHash,
});
const pulled = (attempt: number, response: PullResponse): SyncInput => ({ kind: 'pulled', attempt, response });
const failed = (attempt: number, why: Failure = 'unreachable'): SyncInput => ({ kind: 'failed', attempt, why });

describe('a start', () => {
  test('asks what is held and what is new, both at once', () => {
    expect(run(fresh(3), [tick]).effects).toEqual([
      { kind: 'push', attempt: 1, after: 0, most: 1000 },
      { kind: 'pull', attempt: 2, cursor: '', most: 2000, waitMs: 0 },
    ]);
  });

  test('a till that has nothing to send asks too: a restored disk is met before its first sale', () => {
    const { state } = run(beginSync({ head: 5, held: 5, epoch: 'e1', cursor: 'c' }), [
      tick,
      pushed(1, { ...held(9), heldHash: hashOf(9) }, null),
    ]);
    expect(state.fork).toEqual({ seq: 10, expectedPrevHash: hashOf(9) });
  });

  test('the first sync is loading until the centre has no more, then the pull waits at the centre', () => {
    const one = run(fresh(), [tick, pushed(1, held(0)), pulled(2, states('c1', true))]);
    expect([standing(one.state), one.state.filling]).toEqual(['syncing', true]);
    const two = run(one.state, [pulled(3, states('c2'))]);
    expect([standing(two.state), two.state.filling]).toEqual(['connected', false]);
    expect(two.effects.at(-1)).toMatchObject({ kind: 'pull', cursor: 'c2', waitMs: WAIT_MS });
  });
});

describe('pushing', () => {
  const settled = run(fresh(), [tick, pushed(1, held(0)), pulled(2, states('c1'))]).state;

  test('a sale is pushed at once, while the pull waits', () => {
    const { effects } = run(settled, [{ kind: 'appended', seq: 1 }]);
    expect(effects).toEqual([{ kind: 'push', attempt: 4, after: 0, most: 1000 }]);
  });

  test('one batch at a time; what came meanwhile goes next, from where the centre stands', () => {
    const { effects } = run(settled, [{ kind: 'appended', seq: 1 }, { kind: 'appended', seq: 7 }, pushed(4, held(1))]);
    expect(effects).toEqual([
      { kind: 'push', attempt: 4, after: 0, most: 1000 },
      { kind: 'keepHeld', seq: 1 },
      { kind: 'push', attempt: 5, after: 1, most: 1000 },
    ]);
  });

  test('a lost answer: the same is pushed again after a pause, or at once when something new is sold', () => {
    const lost = run(settled, [{ kind: 'appended', seq: 1 }, failed(4)], 1000);
    expect(standing(lost.state)).toBe('offline');
    expect(lost.effects).toHaveLength(1);
    expect(run(lost.state, [tick], 1100).effects).toEqual([]);
    // Not a hail: an attempt a second is soon enough.
    expect(run(lost.state, [{ kind: 'appended', seq: 2 }], 1100).effects).toEqual([]);
    const poked = run(lost.state, [{ kind: 'appended', seq: 2 }], 2000);
    expect(poked.effects).toEqual([{ kind: 'push', attempt: 5, after: 0, most: 1000 }]);
  });

  test('a late answer to what was given up is dropped', () => {
    const lost = run(settled, [{ kind: 'appended', seq: 1 }, failed(4)]);
    const late = run(lost.state, [pushed(4, held(1))]);
    expect(late.state).toEqual(lost.state);
  });

  test('too slow: less at once, down to a floor, and more again when it goes well', () => {
    let state = run(settled, [{ kind: 'appended', seq: 5000 }]).state;
    for (let n = 0; n < 10; n++) {
      const attempt = state.attempts;
      state = run(state, [failed(attempt, 'timeout'), tick], (n + 1) * 60_000).state;
      state = run(state, [tick], (n + 1) * 60_000 + 30_000).state;
    }
    expect(state.push.most).toBe(20);
    const { effects } = run(state, [pushed(state.attempts, held(20))]);
    expect(effects.at(-1)).toMatchObject({ kind: 'push', after: 20, most: 40 });
  });

  test('a centre that takes nothing and says nothing is asked again after growing pauses', () => {
    const sent = run(settled, [{ kind: 'appended', seq: 1 }]);
    const stuck = run(sent.state, [pushed(4, held(0))], 5000);
    expect(stuck.effects).toEqual([]);
    expect(dueMs(stuck.state)).toBeGreaterThan(5000);
  });
});

describe('the centre is another, or was restored', () => {
  const settled = run(beginSync({ head: 9, held: 9, epoch: 'e1', cursor: 'c9' }), [
    tick,
    pushed(1, held(9)),
    pulled(2, states('c10')),
  ]).state;

  test('another epoch in a pull: nothing of it is kept, pull from zero, ask what is held, push from there', () => {
    const changed = run(settled, [pulled(3, states('c11', false, 'e2'))]);
    expect(changed.effects).toEqual([
      { kind: 'startOver', epoch: 'e2' },
      { kind: 'push', attempt: 4, after: 9, most: 1000 },
      { kind: 'pull', attempt: 5, cursor: '', most: 2000, waitMs: 0 },
    ]);
    const asked = run(changed.state, [pushed(4, held(4, 'e2'))]);
    expect(asked.effects).toEqual([
      { kind: 'abandon', attempt: 5 },
      { kind: 'startOver', epoch: 'e2' },
      { kind: 'keepHeld', seq: 4 },
      { kind: 'push', attempt: 6, after: 4, most: 1000 },
      { kind: 'pull', attempt: 7, cursor: '', most: 2000, waitMs: 0 },
    ]);
  });

  test('an acknowledged number that goes back under the same epoch means the same', () => {
    const { effects, state } = run(settled, [{ kind: 'appended', seq: 10 }, pushed(4, held(7))]);
    expect(effects).toContainEqual({ kind: 'startOver', epoch: 'e1' });
    expect(effects).toContainEqual({ kind: 'push', attempt: 5, after: 7, most: 1000 });
    expect(state.cursor).toBe('');
  });
});

describe('another life of this till', () => {
  const settled = run(fresh(), [tick, pushed(1, held(0)), pulled(2, states('c1'))]).state;

  test('is an alarm: nothing more is pushed, nothing is acknowledged, pulling goes on', () => {
    const fork = { seq: 3, expectedPrevHash: hashOf(2, 'b') };
    const { state, effects } = run(settled, [
      { kind: 'appended', seq: 4 },
      pushed(4, held(3, 'e1', fork)),
      { kind: 'appended', seq: 5 },
      pulled(3, states('c2')),
    ]);
    expect(state.fork).toEqual(fork);
    expect(state.held).toBe(0);
    expect(effects.map(({ kind }) => kind)).toEqual(['push', 'keepStates', 'pull']);
  });

  test('is met also where only the hash of what is held differs', () => {
    const { state } = run(settled, [{ kind: 'appended', seq: 4 }, pushed(4, held(3), hashOf(3, 'b'))]);
    expect(state.fork).toEqual({ seq: 4, expectedPrevHash: hashOf(3) });
  });
});

test('a centre that says no is shown so, and asked again', () => {
  const { state } = run(fresh(1), [tick, failed(1, 'refused'), failed(2, 'refused')]);
  expect(standing(state)).toBe('refused');
  expect(dueMs(state)).not.toBeNull();
});

test('a stop gives everything up, and nothing begins after it', () => {
  const { state, effects } = run(fresh(1), [tick, { kind: 'stop' }, { kind: 'appended', seq: 2 }, pushed(1, held(1))]);
  expect(effects.slice(2)).toEqual([
    { kind: 'abandon', attempt: 1 },
    { kind: 'abandon', attempt: 2 },
  ]);
  expect(dueMs(state)).toBeNull();
});

test('pauses grow, end, and are left to chance by half', () => {
  fc.assert(
    fc.property(fc.nat(1000), fc.float({ min: 0, max: Math.fround(0.999), noNaN: true }), (failures, chance) => {
      expect(pauseMs(failures, chance)).toBeGreaterThanOrEqual(250);
      expect(pauseMs(failures, chance)).toBeLessThanOrEqual(8000);
    }),
  );
  expect(pauseMs(3, 0)).toBe(2 * pauseMs(2, 0));
});

/**
 * A till and a centre in virtual time: the network loses questions and answers (also after the centre has done what
 * was asked), the till is restarted, the centre is restored from a backup. Whatever happened: what the centre holds
 * is a prefix of the log, nothing is acknowledged that it does not hold in that epoch, attempts stay few, and once
 * the network is whole everything drains.
 */
describe('a till and a centre in virtual time', () => {
  type Event =
    | { readonly kind: 'sell'; readonly count: number }
    | { readonly kind: 'network'; readonly loses: 'nothing' | 'questions' | 'answers' }
    | { readonly kind: 'restart' }
    | { readonly kind: 'backup' }
    | { readonly kind: 'restore'; readonly isNewEpoch: boolean }
    | { readonly kind: 'elsewhere' }
    | { readonly kind: 'wait'; readonly ms: number };
  const event: fc.Arbitrary<Event> = fc.oneof(
    fc.record({ kind: fc.constant('sell' as const), count: fc.integer({ min: 1, max: 2500 }) }),
    fc.record({
      kind: fc.constant('network' as const),
      loses: fc.constantFrom('nothing' as const, 'questions' as const, 'answers' as const),
    }),
    fc.constantFrom({ kind: 'restart' as const }, { kind: 'backup' as const }, { kind: 'elsewhere' as const }),
    fc.record({ kind: fc.constant('restore' as const), isNewEpoch: fc.boolean() }),
    fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 60_000 }) }),
  );

  class World {
    now = 0;
    head = 0;
    loses: 'nothing' | 'questions' | 'answers' = 'nothing';
    centre = { epoch: 'e1', held: 0, version: 0 };
    saved = { held: 0, version: 0 };
    /** What is on the till's disk. */
    disk = { held: 0, epoch: null as string | null, cursor: '', seen: 0 };
    state: SyncProtocol = fresh();
    /** Requests under way: when they come back, and with what. */
    flights: { readonly atMs: number; readonly input: SyncInput; readonly attempt: number }[] = [];
    attempts = 0;

    give(input: SyncInput): void {
      const stepped = step(this.state, input, { nowMs: this.now, chance: 0.3 });
      this.state = stepped.state;
      for (const effect of stepped.effects) this.perform(effect);
      const asking = [this.state.push, this.state.pull].filter(({ doing }) => doing.kind === 'asking').length;
      expect(this.flights.length).toBe(asking);
    }

    private perform(effect: SyncEffect): void {
      switch (effect.kind) {
        case 'abandon':
          this.flights = this.flights.filter(({ attempt }) => attempt !== effect.attempt);
          break;
        case 'keepHeld':
          this.disk.held = effect.seq;
          break;
        case 'startOver':
          this.disk = { ...this.disk, epoch: effect.epoch, cursor: '' };
          break;
        case 'keepStates':
          this.disk = {
            ...this.disk,
            epoch: effect.response.epoch,
            cursor: effect.response.cursor,
            seen: Number(effect.response.cursor),
          };
          break;
        case 'push':
        case 'pull':
          this.attempts += 1;
          this.ask(effect);
          break;
      }
    }

    private ask(effect: Extract<SyncEffect, { kind: 'push' | 'pull' }>): void {
      const { attempt } = effect;
      if (this.loses === 'questions') {
        this.flights.push({ atMs: this.now + 20, input: failed(attempt), attempt });
        return;
      }
      let input: SyncInput;
      let tookMs = 20;
      if (effect.kind === 'push') {
        const sent = Math.min(effect.most, this.head - effect.after);
        const { centre } = this;
        // The next number and nothing else: a gap waits.
        if (effect.after <= centre.held && effect.after + sent > centre.held) {
          centre.held = effect.after + sent;
          centre.version += 1;
        }
        expect(centre.held).toBeLessThanOrEqual(this.head);
        input = pushed(attempt, held(centre.held, centre.epoch));
      } else {
        const seen = Number(effect.cursor);
        const isNews = this.centre.version !== seen;
        const next = isNews ? Math.min(this.centre.version, seen + 3) : seen;
        if (!isNews) tookMs += effect.waitMs;
        input = pulled(attempt, states(String(next), next < this.centre.version, this.centre.epoch));
      }
      if (this.loses === 'answers') input = failed(attempt, 'timeout');
      this.flights.push({ atMs: this.now + tookMs, input, attempt });
    }

    /** Lets time pass: answers come back, pauses end. */
    wait(ms: number): void {
      const until = this.now + ms;
      for (let guard = 0; ; guard++) {
        expect(guard).toBeLessThan(20_000);
        const next = this.flights.reduce((least, { atMs }) => Math.min(least, atMs), dueMs(this.state) ?? Infinity);
        if (next > until) break;
        this.now = Math.max(this.now, next);
        const flight = this.flights.find(({ atMs }) => atMs <= this.now);
        if (flight !== undefined) this.flights = this.flights.filter((one) => one !== flight);
        this.give(flight?.input ?? tick);
      }
      this.now = until;
    }

    happen(one: Event): void {
      switch (one.kind) {
        case 'sell':
          this.head += one.count;
          this.give({ kind: 'appended', seq: this.head });
          break;
        case 'network':
          this.loses = one.loses;
          break;
        case 'restart':
          this.flights = [];
          this.state = beginSync({ head: this.head, ...this.disk });
          this.give(tick);
          break;
        case 'backup':
          this.saved = { held: this.centre.held, version: this.centre.version };
          break;
        case 'restore':
          this.centre = { epoch: one.isNewEpoch ? `${this.centre.epoch}x` : this.centre.epoch, ...this.saved };
          break;
        case 'elsewhere':
          this.centre.version += 1;
          break;
        case 'wait':
          this.wait(one.ms);
          break;
      }
    }
  }

  test('whatever happened, once the network is whole everything drains', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 40 }), (events) => {
        const world = new World();
        world.give(tick);
        for (const one of events) world.happen(one);
        world.loses = 'nothing';
        // A backup's version that was passed again under the same epoch is told apart by the next push or change.
        world.happen({ kind: 'sell', count: 1 });
        world.wait(120_000);
        expect(world.centre.held).toBe(world.head);
        expect(world.disk.held).toBe(world.head);
        expect(world.disk.epoch).toBe(world.centre.epoch);
        expect(world.disk.seen).toBe(world.centre.version);
        expect(standing(world.state)).toBe('connected');
      }),
      { numRuns: 300 },
    );
  });

  test('a day without a centre is some thousand attempts, not a hail', () => {
    const world = new World();
    world.loses = 'questions';
    world.give(tick);
    for (let hour = 0; hour < 24; hour++) {
      for (let sale = 0; sale < 60; sale++) {
        world.happen({ kind: 'sell', count: 1 });
        world.wait(60_000);
      }
    }
    expect(world.attempts).toBeLessThan(2 * ((24 * 3600) / 4) + 24 * 60 * 2);
  });
});
