import type { StaffState } from '../../contract/sync/states.ts';
import type { StaffId } from '../../domain/identity/ids.ts';
import { done, type Outcome, refused } from '../../domain/refusal/refusal.ts';
import { pinHolds } from './pin.ts';
import { inSeconds, NO_TRIES, stillWaiting, type Tries, tries, waitAfter } from './waiting.ts';

/** Where the tries are kept: ledger.db's settings, so that a restart does not forget them. */
export interface KeptTries {
  setting(key: string): unknown;
  set(key: string, value: unknown): void;
}

/**
 * Who is signed in. In memory only: a reload of the window keeps the person, a restart of the till asks for the PIN
 * again. Whose shift is open is another matter and stands in the log.
 */
export class Session {
  readonly #kept: KeptTries;
  readonly #clock: () => number;
  #staff: StaffState | null = null;
  /** Of each person, the try that is being checked: their tries are answered one after the other. */
  readonly #checking = new Set<StaffId>();

  constructor(kept: KeptTries, clock: () => number) {
    this.#kept = kept;
    this.#clock = clock;
  }

  get staff(): StaffState | null {
    return this.#staff;
  }

  /**
   * Signs in with a PIN. Refuses with staff.unknown, pin.wait {waitS} (nothing was tried), pin.wrong {waitS}, or
   * till.busy while another try of the same person is being checked. A try counts as wrong, on disk, before it is
   * checked: pulling the plug in between wins nothing.
   */
  async signIn(staff: StaffState | undefined, pin: string): Promise<Outcome<null>> {
    if (staff === undefined || !staff.active) return refused('staff.unknown');
    if (this.#checking.has(staff.id)) return refused('till.busy');
    const kept = this.#tries(staff.id);
    const waitMs = stillWaiting(kept, this.#clock());
    if (waitMs > 0) return refused('pin.wait', { waitS: inSeconds(waitMs) });
    const wrong = kept.wrong + 1;
    this.#keep(staff.id, { wrong, lastAt: this.#clock() });
    this.#checking.add(staff.id);
    try {
      if (!(await pinHolds(pin, staff.pin))) return refused('pin.wrong', { waitS: inSeconds(waitAfter(wrong)) });
      this.#keep(staff.id, NO_TRIES);
      this.#staff = staff;
      return done(null);
    } finally {
      this.#checking.delete(staff.id);
    }
  }

  signOut(): void {
    this.#staff = null;
  }

  /** What changed of the staff meanwhile holds at once: who was let go is signed out, another role counts. */
  refresh(staff: readonly StaffState[]): void {
    const id = this.#staff?.id;
    if (id === undefined) return;
    this.#staff = staff.find((each) => each.id === id && each.active) ?? null;
  }

  #tries(staff: StaffId): Tries {
    const read = tries.safeParse(this.#kept.setting(key(staff)));
    return read.success ? read.data : NO_TRIES;
  }

  #keep(staff: StaffId, value: Tries): void {
    this.#kept.set(key(staff), value);
  }
}

const key = (staff: StaffId): string => `tries.${staff}`;
