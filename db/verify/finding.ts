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
  #count = 0;

  add(truth: number, where: string, detail: string): void {
    this.#count++;
    if (this.#kept.length < MOST_FINDINGS) this.#kept.push({ truth, where, detail });
  }

  all(): readonly Finding[] {
    const left = this.#count - this.#kept.length;
    if (left === 0) return this.#kept;
    return [...this.#kept, { truth: 0, where: 'verify', detail: `${left} more findings are not shown` }];
  }
}
