import type { ChainState, StaffState } from '../../contract/sync/states.ts';
import type { ReplicaReader } from '../../db/replica/replica.ts';
import { bani, NO_MONEY } from '../../domain/amount/bani.ts';
import { NO_POINTS } from '../../domain/amount/points.ts';
import type { StaffId, StoreId } from '../../domain/identity/ids.ts';
import type { FirstProgramme as Programme } from '../../domain/programme/first.ts';

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

/** What holds for everybody at this counter, read once per change of members.db: it is asked at each scan. */
export class Rules {
  readonly #replica: ReplicaReader;
  readonly #clock: () => number;
  #chain: ChainState | null = null;
  readonly #staff = new Map<StoreId, readonly StaffState[]>();
  readonly #storeNames = new Map<StoreId, string>();
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

  /** Everybody of a store's staff, also who has left. */
  staff(store: StoreId): readonly StaffState[] {
    return known(this.#staff, store, () => this.#replica.staff(store));
  }

  /** The name of one of the staff; null: not known here (any more). */
  staffName(store: StoreId, staff: StaffId | null): string | null {
    return this.staff(store).find(({ id }) => id === staff)?.name ?? null;
  }

  /** Empty: not known here. */
  storeName(store: StoreId): string {
    return known(this.#storeNames, store, () => this.#replica.store(store)?.name ?? '');
  }

  /** members.db changed. */
  forget(): void {
    this.#staff.clear();
    this.#storeNames.clear();
    this.#chain = null;
    this.#programme = null;
  }
}

function known<Key, Value>(kept: Map<Key, Value>, key: Key, read: () => Value): Value {
  const found = kept.get(key);
  if (found !== undefined) return found;
  const value = read();
  kept.set(key, value);
  return value;
}
