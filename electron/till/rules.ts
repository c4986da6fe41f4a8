import type { ChainState, StaffState } from '../../contract/sync/states.ts';
import type { ReplicaReader } from '../../db/replica/replica.ts';
import type { StaffId, StoreId } from '../../domain/identity/ids.ts';
import { NO_PROGRAMME } from '../../domain/programme/none.ts';
import type { Name } from '../../domain/programme/offer.ts';
import type { Programme } from '../../domain/programme/programme.ts';

/** Before the chain's own rules have come: no cards, no weighed goods, no rates to choose from. */
const NO_CHAIN: ChainState = {
  kind: 'chain',
  name: '',
  cardPrefixes: [],
  weighed: [],
  vatRates: [],
  returnDays: 0,
};

/** What holds for everybody at this counter, read once per change of members.db: it is asked at each scan. */
export class Rules {
  readonly #replica: ReplicaReader;
  readonly #clock: () => number;
  #chain: ChainState | null = null;
  readonly #staff = new Map<StoreId, readonly StaffState[]>();
  readonly #storeNames = new Map<StoreId, string>();
  #names: { readonly of: Programme; readonly names: Readonly<Record<string, Name>> } | null = null;
  #programme: { readonly value: Programme | null; readonly at: number; readonly until: number } | null = null;

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
    if (kept !== null && now >= kept.at && now < kept.until) return kept.value;
    const value = this.#replica.programmeAt(now);
    // It holds until the next version begins, to the millisecond; one that comes meanwhile makes all be read anew.
    const coming = this.#replica.programmes().map(({ startsAtMs }) => startsAtMs);
    this.#programme = { value, at: now, until: Math.min(Infinity, ...coming.filter((starts) => starts > now)) };
    return value;
  }

  /** The version that holds now, or the one by which nothing is earned. */
  holding(): Programme {
    return this.programme() ?? NO_PROGRAMME;
  }

  /** A version by its number, for what was sold under it; null: not known here (any more). */
  version(version: number | null): Programme | null {
    return version === null ? null : this.#replica.programme(version);
  }

  /** What the rules, offers, tiers and cards of the version that holds are called, by id. */
  names(): Readonly<Record<string, Name>> {
    const holding = this.holding();
    if (this.#names?.of !== holding) this.#names = { of: holding, names: namesOf(holding) };
    return this.#names.names;
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

/** The names in a programme by id. */
export function namesOf(programme: Programme): Readonly<Record<string, Name>> {
  const { earning, boosts, offers, stampCards, tiers } = programme;
  const named = [...earning, ...boosts, ...offers, ...stampCards, ...(tiers?.levels ?? [])];
  return Object.fromEntries(named.map(({ id, name }) => [id, name]));
}

function known<Key, Value>(kept: Map<Key, Value>, key: Key, read: () => Value): Value {
  const found = kept.get(key);
  if (found !== undefined) return found;
  const value = read();
  kept.set(key, value);
  return value;
}
