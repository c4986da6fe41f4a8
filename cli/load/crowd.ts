import type { CivilDate } from '../../domain/calendar/civil.ts';
import type { MemberId } from '../../domain/identity/ids.ts';
import { EMPTY_STANDING } from '../../domain/ledger/fold.ts';
import type { Standing } from '../../domain/ledger/standing.ts';
import type { Chance } from '../sample/chance.ts';

/** Everybody who shops at the loaded chain, as its tills know them: one memory for all tills, since they are one process. */
export class Crowd {
  readonly #ids: MemberId[] = [];
  readonly #standings = new Map<MemberId, Standing>();
  readonly #joined = new Map<MemberId, CivilDate>();

  get size(): number {
    return this.#ids.length;
  }

  join(member: MemberId, day: CivilDate): void {
    this.#ids.push(member);
    this.#joined.set(member, day);
  }

  /** What the centre said last of somebody. */
  told(member: MemberId, standing: Standing): void {
    this.#standings.set(member, standing);
  }

  /** Somebody; the first tenth come as often as all others together. */
  somebody(chance: Chance): { readonly id: MemberId; readonly standing: Standing; readonly joined: CivilDate } | null {
    if (this.#ids.length === 0) return null;
    const among = chance.hit(0.5) ? Math.max(1, Math.floor(this.#ids.length / 10)) : this.#ids.length;
    const id = this.#ids[chance.between(0, among - 1)];
    const joined = id === undefined ? undefined : this.#joined.get(id);
    return id === undefined || joined === undefined
      ? null
      : { id, joined, standing: this.#standings.get(id) ?? EMPTY_STANDING };
  }
}
