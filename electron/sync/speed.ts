/** How fast bytes come, from those of the last seconds: what was once fast says nothing about a line that is slow now. */
export class Speed {
  readonly #marks: { atMs: number; bytes: number }[];
  #bytes = 0;

  /** Times are of a steady clock, ms. */
  constructor(nowMs: number) {
    this.#marks = [{ atMs: nowMs, bytes: 0 }];
  }

  came(bytes: number, nowMs: number): void {
    this.#bytes += bytes;
    const last = this.#marks.at(-1);
    if (last !== undefined && nowMs - last.atMs < MARK_MS) return;
    this.#marks.push({ atMs: nowMs, bytes: this.#bytes });
    while (this.#marks.length > 2 && nowMs - (this.#marks[0]?.atMs ?? nowMs) > WINDOW_MS) this.#marks.shift();
  }

  /** How long so many bytes will take, ms; null: too early to say. */
  leftMs(bytes: number): number | null {
    const [first, last] = [this.#marks[0], this.#marks.at(-1)];
    if (first === undefined || last === undefined || last.atMs - first.atMs < LEAST_MS) return null;
    const perMs = (last.bytes - first.bytes) / (last.atMs - first.atMs);
    return perMs <= 0 ? null : Math.round(bytes / perMs);
  }
}

const MARK_MS = 200;
const WINDOW_MS = 5000;
const LEAST_MS = 400;
