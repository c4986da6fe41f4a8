import { promises as timers } from 'node:timers';

/** After something was done at the counter its sale is written and its window painted: so long what goes on behind it rests, ms. */
const QUIET_MS = 60;

type Pause = (ms: number, signal?: AbortSignal) => Promise<unknown>;

/**
 * What goes on behind a cashier's back makes way for whoever is served: for a moment after each deed at the counter, and for no longer than it
 * worked since it last made way, so that one who never stops halves its pace and no more. One for each thread that does such work; told of
 * deeds by `Links.deed`.
 */
export class Courtesy {
  readonly #steadyMs: () => number;
  readonly #pause: Pause;
  #deedMs = Number.NEGATIVE_INFINITY;
  #workingSinceMs: number;

  /** `steadyMs`: a clock that only goes forward, whatever becomes of the time of day. */
  constructor(steadyMs: () => number, pause: Pause = (ms, signal) => timers.setTimeout(ms, null, { signal })) {
    this.#steadyMs = steadyMs;
    this.#pause = pause;
    this.#workingSinceMs = steadyMs();
  }

  /** Something was done at the counter. */
  deed(): void {
    this.#deedMs = this.#steadyMs();
  }

  /** Between two pieces of work: resolves when the next may begin. Rejects where `signal` ends it. */
  async makeWay(signal?: AbortSignal): Promise<void> {
    for (let mostMs = this.#steadyMs() - this.#workingSinceMs; ; ) {
      const restMs = Math.min(this.#deedMs + QUIET_MS - this.#steadyMs(), mostMs);
      if (restMs < 1) return;
      await this.#pause(restMs, signal);
      mostMs -= restMs;
      this.#workingSinceMs = this.#steadyMs();
    }
  }
}
