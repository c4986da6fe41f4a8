import type { Pin } from '../../contract/sync/states.ts';
import { done, type Outcome, refused } from '../../domain/refusal/refusal.ts';
import { pinHolds } from './pin.ts';
import { inSeconds, NO_TRIES, stillWaiting, type Tries, tries, waitAfter } from './waiting.ts';

/** Where the tries are kept: ledger.db's settings, so that a restart does not forget them. */
export interface KeptTries {
  setting(key: string): unknown;
  set(key: string, value: unknown): void;
}

/** Checks PINs of whoever has one, staff or member: each person's tries count, and are answered one after the other. */
export class PinTries {
  readonly #kept: KeptTries;
  readonly #clock: () => number;
  /** Whose try is being checked. */
  readonly #checking = new Set<string>();

  constructor(kept: KeptTries, clock: () => number) {
    this.#kept = kept;
    this.#clock = clock;
  }

  /**
   * Whether somebody's PIN is this one. Refuses with pin.wait {waitS} (nothing was tried), pin.wrong {waitS}, or till.busy while another
   * try of the same person is being checked. A try counts as wrong, on disk, before it is checked: pulling the plug in between wins
   * nothing.
   */
  async check(whose: string, pin: string, kept: Pin): Promise<Outcome<null>> {
    if (this.#checking.has(whose)) return refused('till.busy');
    const before = this.#tries(whose);
    const waitMs = stillWaiting(before, this.#clock());
    if (waitMs > 0) return refused('pin.wait', { waitS: inSeconds(waitMs) });
    const wrong = before.wrong + 1;
    this.#keep(whose, { wrong, lastAt: this.#clock() });
    this.#checking.add(whose);
    try {
      if (!(await pinHolds(pin, kept))) return refused('pin.wrong', { waitS: inSeconds(waitAfter(wrong)) });
      this.#keep(whose, NO_TRIES);
      return done(null);
    } finally {
      this.#checking.delete(whose);
    }
  }

  #tries(whose: string): Tries {
    const read = tries.safeParse(this.#kept.setting(key(whose)));
    return read.success ? read.data : NO_TRIES;
  }

  #keep(whose: string, value: Tries): void {
    this.#kept.set(key(whose), value);
  }
}

const key = (whose: string): string => `tries.${whose}`;
