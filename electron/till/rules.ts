import type { ChainState } from '../../contract/sync/states.ts';
import type { ReplicaReader } from '../../db/replica/replica.ts';
import { bani, NO_MONEY } from '../../domain/amount/bani.ts';
import { NO_POINTS } from '../../domain/amount/points.ts';
import type { Programme } from '../../domain/programme/programme.ts';

/** A version of the programme begins on a minute at the latest this long after its start. */
const FRESH_MS = 60_000;

/** Before the chain's own rules have come: no cards, no weighed goods, no rates to choose from. */
const NO_CHAIN: ChainState = {
  kind: 'chain',
  name: '',
  cardPrefixes: [],
  weighed: [],
  vatRates: [],
  returnDays: 0,
};

/** What a sale is reckoned with where no programme holds: nothing is earned, nothing may be spent. */
export const NO_PROGRAMME: Programme = {
  format: 1,
  version: 0,
  name: '',
  startsAtMs: 0,
  earning: { points: NO_POINTS, perBani: bani(100) },
  redemption: { pointValue: NO_MONEY, leastPoints: NO_POINTS, largestShare: 0 },
  expiryDays: null,
  excludedCategories: [],
  offline: { mostPointsPerDay: NO_POINTS, oldestWordHours: 0, phoneIsProof: false },
};

/** The chain's rules as they hold now, read once per change of members.db: they are asked at each scan. */
export class Rules {
  readonly #replica: ReplicaReader;
  readonly #clock: () => number;
  #chain: ChainState | null = null;
  #programme: { readonly value: Programme | null; readonly at: number } | null = null;

  constructor(replica: ReplicaReader, clock: () => number) {
    this.#replica = replica;
    this.#clock = clock;
  }

  chain(): ChainState {
    this.#chain ??= this.#replica.chain() ?? NO_CHAIN;
    return this.#chain;
  }

  /** The version of the programme that holds now; null: none does. */
  programme(): Programme | null {
    const now = this.#clock();
    const kept = this.#programme;
    if (kept !== null && now >= kept.at && now - kept.at < FRESH_MS) return kept.value;
    const value = this.#replica.programmeAt(now);
    this.#programme = { value, at: now };
    return value;
  }

  /** members.db changed. */
  forget(): void {
    this.#chain = null;
    this.#programme = null;
  }
}
