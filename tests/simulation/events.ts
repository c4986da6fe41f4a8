/** What is to happen, in the order of its time; of one time, in the order in which it was asked for. */
export interface Events {
  /** Virtual time, UTC ms. */
  now(): number;
  at(ms: number, run: () => void): void;
  /** Runs all that is due up to a time, and goes there. */
  runUntil(ms: number): void;
}

interface Event {
  readonly at: number;
  readonly n: number;
  readonly run: () => void;
}

export function openEvents(beginMs: number): Events {
  const heap: Event[] = [];
  let now = beginMs;
  let asked = 0;
  const before = (x: Event, y: Event): boolean => x.at < y.at || (x.at === y.at && x.n < y.n);

  function push(event: Event): void {
    let i = heap.length;
    heap.push(event);
    while (i > 0) {
      const parent = (i - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || !before(event, above)) break;
      heap[i] = above;
      i = parent;
    }
    heap[i] = event;
  }

  function pop(): void {
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      let below = heap[child];
      if (below === undefined) break;
      const right = heap[child + 1];
      if (right !== undefined && before(right, below)) {
        below = right;
        child += 1;
      }
      if (!before(below, last)) break;
      heap[i] = below;
      i = child;
    }
    heap[i] = last;
  }

  return {
    now: () => now,
    at: (ms, run) => {
      push({ at: Math.max(ms, now), n: asked++, run });
    },
    runUntil(ms) {
      for (let first = heap[0]; first !== undefined && first.at <= ms; first = heap[0]) {
        pop();
        now = first.at;
        first.run();
      }
      now = Math.max(now, ms);
    },
  };
}
