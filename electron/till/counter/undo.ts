import type { CounterState } from './state.ts';

/** More steps back than a cashier remembers. */
export const MOST_UNDONE = 50;

/**
 * Earlier states of the sale being rung, the latest last. In memory only: after a crash the basket is there, the way
 * it came about is not.
 */
export class Undo {
  #earlier: CounterState[] = [];

  get possible(): boolean {
    return this.#earlier.length > 0;
  }

  /** Remembers a state before it changes; the oldest goes when there are too many. */
  remember(state: CounterState): void {
    this.#earlier.push(state);
    if (this.#earlier.length > MOST_UNDONE) this.#earlier.shift();
  }

  /**
   * The state before the present one; null: none. Keys already given are not given again, and the same sale keeps the
   * id of its record to come, under which the centre may hold points.
   */
  last(present: CounterState): CounterState | null {
    const earlier = this.#earlier.at(-1);
    if (earlier === undefined) return null;
    const record = earlier.record ?? (earlier.member?.id === present.member?.id ? present.record : null);
    return { ...earlier, nextKey: present.nextKey, record };
  }

  /** Takes off what `last` gave, once it stands on the counter. */
  taken(): void {
    this.#earlier.pop();
  }

  /** A confirmed sale cannot be undone this way. */
  forget(): void {
    this.#earlier = [];
  }
}
