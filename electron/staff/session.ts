import type { StaffState } from '../../contract/sync/states.ts';
import { done, type Outcome, refused } from '../../domain/refusal/refusal.ts';
import { type KeptTries, PinTries } from './tries.ts';

/**
 * Who is signed in. In memory only: a reload of the window keeps the person, a restart of the till asks for the PIN
 * again. Whose shift is open is another matter and stands in the log.
 */
export class Session {
  readonly #pins: PinTries;
  #staff: StaffState | null = null;

  constructor(kept: KeptTries, clock: () => number) {
    this.#pins = new PinTries(kept, clock);
  }

  /** PINs of staff and members are tried in one place, so that nobody's tries are counted twice or forgotten. */
  get pins(): PinTries {
    return this.#pins;
  }

  get staff(): StaffState | null {
    return this.#staff;
  }

  /** Signs in with a PIN; refuses with staff.unknown, or as `PinTries.check` does. */
  async signIn(staff: StaffState | undefined, pin: string): Promise<Outcome<null>> {
    const vouched = await this.vouch(staff, pin);
    if (!vouched.ok) return vouched;
    this.#staff = vouched.value;
    return done(null);
  }

  /** Whether somebody of the staff is there, by their PIN, without signing them in: a manager over the shoulder. */
  async vouch(staff: StaffState | undefined, pin: string): Promise<Outcome<StaffState>> {
    if (staff === undefined || !staff.active) return refused('staff.unknown');
    const held = await this.#pins.check(staff.id, pin, staff.pin);
    return held.ok ? done(staff) : held;
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
}
