/** More scans than a cashier can make while the centre is asked. */
export const MOST_WAITING = 32;

/**
 * One thing after the other on the counter. While a confirmation waits for the centre's word, what comes next (the
 * first scan for the next buyer) waits behind it and finds the counter as the confirmation left it. When nothing
 * waits, work runs at once, in the caller's turn: a scan costs no detour.
 */
export class Lane {
  #tail: Promise<unknown> | null = null;
  #waiting = 0;

  /** True when no more may wait. */
  get full(): boolean {
    return this.#waiting >= MOST_WAITING;
  }

  /** True when work would run at once. */
  get free(): boolean {
    return this.#tail === null;
  }

  run<T>(work: () => T | Promise<T>): T | Promise<T> {
    const before = this.#tail;
    if (before === null) {
      const result = work();
      return result instanceof Promise ? this.#follow(result) : result;
    }
    this.#waiting += 1;
    return this.#follow(
      before.then(() => {
        this.#waiting -= 1;
        return work();
      }),
    );
  }

  #follow<T>(result: Promise<T>): Promise<T> {
    // Whether it went well is the caller's matter; who waits only needs to know that it ended.
    const tail: Promise<void> = result.then(
      () => this.#end(tail),
      () => this.#end(tail),
    );
    this.#tail = tail;
    return result;
  }

  #end(tail: Promise<unknown>): void {
    if (this.#tail === tail) this.#tail = null;
  }
}
