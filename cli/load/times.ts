import type { RecordId } from '../../domain/identity/ids.ts';
import { percentile } from '../bench/figure.ts';

/** What is measured while the tills sell. All times are in ms of one steady clock. */
export class Times {
  readonly #now: () => number;
  readonly #confirmed = new Map<RecordId, number>();
  readonly confirmToHeld: number[] = [];
  readonly confirmToSeen: number[] = [];
  readonly redemptionAsked: number[] = [];
  sales = 0;
  pulled = 0;
  states = 0;
  /** Online redemptions that were not answered in time, and fell back. */
  fellBack = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  confirmed(record: RecordId): number {
    const at = this.#now();
    this.#confirmed.set(record, at);
    this.sales++;
    return at;
  }

  /** The centre holds durably what was confirmed then. */
  held(confirmedAt: number): void {
    this.confirmToHeld.push(this.#now() - confirmedAt);
  }

  /** Another till of the store got the receipt: only the first that does is counted. */
  seen(record: RecordId): void {
    const at = this.#confirmed.get(record);
    if (at === undefined) return;
    this.#confirmed.delete(record);
    this.confirmToSeen.push(this.#now() - at);
  }

  /** Starts to count: what was before was warming up. */
  begin(): void {
    this.#confirmed.clear();
    for (const list of [this.confirmToHeld, this.confirmToSeen, this.redemptionAsked]) list.length = 0;
    this.sales = 0;
    this.pulled = 0;
    this.states = 0;
    this.fellBack = 0;
  }
}

/** `p50 / p95 / p99` of times in ms, or a dash where there are none. */
export function spread(times: readonly number[]): string {
  if (times.length === 0) return '–';
  return [0.5, 0.95, 0.99].map((share) => percentile(times, share).toFixed(1)).join(' / ');
}
