/** Somebody who pulls with a cursor and keeps what came: the last state of each thing. */
import { expect } from 'vitest';
import type { Sent } from '../../server/testing/till.ts';
import { soon } from './chain.ts';
import type { CounterTill } from './till.ts';

export class Reader {
  readonly till: CounterTill;
  readonly states = new Map<string, Sent>();
  cursor = '';

  constructor(till: CounterTill) {
    this.till = till;
  }

  /** One pull; the states that it brought. */
  async next(url: string, waitMs = 0, most = 2000): Promise<readonly Sent[]> {
    this.till.url = url;
    const page = await this.till.pull(this.cursor, { waitMs, most });
    // How far the asker's own records are counted is told with a state when the state changes, not when the number does.
    for (const { counted: _, ...state } of page.states) this.states.set(nameOf(state), state);
    this.cursor = page.cursor;
    return page.states;
  }

  /** Pulls, waiting at the server for news, until one comes that is wanted. */
  async hear(url: string, wanted: (state: Sent) => boolean, withinMs: number): Promise<Sent> {
    const until = performance.now() + withinMs;
    for (;;) {
      const left = until - performance.now();
      if (left <= 0) throw new Error(`till ${this.till.number} heard nothing of it in ${withinMs} ms`);
      const found = (await this.next(url, Math.min(Math.ceil(left), 25_000))).find(wanted);
      if (found !== undefined) return found;
    }
  }

  /** What the cursor gathered is what there is from the beginning: nothing was skipped (truth 8). */
  async proveWhole(url: string): Promise<void> {
    const fresh = new Reader(this.till);
    await soon(async () => {
      while ((await this.next(url)).length > 0);
      fresh.cursor = '';
      fresh.states.clear();
      while ((await fresh.next(url)).length > 0);
      expect([...this.states].toSorted(byName)).toEqual([...fresh.states].toSorted(byName));
    });
  }
}

function byName([a]: readonly [string, Sent], [b]: readonly [string, Sent]): number {
  return a < b ? -1 : 1;
}

function nameOf(state: Sent): string {
  return [state.kind, state['id'], state['code'], state['sku'], state['version']].join(' ');
}
