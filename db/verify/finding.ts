/** Something that is not as it must be: which truth of the design (its number), where, and what was found. */
export interface Finding {
  readonly truth: number;
  readonly where: string;
  readonly detail: string;
}

/** More than anyone reads; what is beyond is counted only. */
export const MOST_FINDINGS = 1000;

/** Gathers findings, as many as anyone reads. */
export class Findings {
  readonly #kept: Finding[] = [];
  readonly #untried: string[] = [];
  #count = 0;

  add(truth: number, where: string, detail: string): void {
    this.#count++;
    if (this.#kept.length < MOST_FINDINGS) this.#kept.push({ truth, where, detail });
  }

  /** Something that cannot be tried, and why: it is not wrong, and nobody has proved it. */
  leave(where: string, detail: string): void {
    if (this.#untried.length < MOST_FINDINGS) this.#untried.push(`${where}: ${detail}`);
  }

  get untried(): readonly string[] {
    return this.#untried;
  }

  all(): readonly Finding[] {
    const left = this.#count - this.#kept.length;
    if (left === 0) return this.#kept;
    return [...this.#kept, { truth: 0, where: 'verify', detail: `${left} more findings are not shown` }];
  }
}
