import type { StoreWeek } from '../../../contract/staff.ts';
import type { WeekFrom } from '../../../contract/till/staff.ts';
import { addDays, type CivilDate, chisinauInstant } from '../../../domain/calendar/civil.ts';
import type { Workings } from '../workings.ts';

/** The week of the whole store, as the centre tells it. */

/** How long the centre may fold a week, ms: of a store with twenty busy tills it takes some seconds. */
const WEEK_MS = 20_000;
/** After so long the centre is asked again for a week that is over, ms: where it has not heard every till to its end, and where it has. */
const AGAIN_MS = { some: 3_600_000, all: 43_200_000 };

type OfStore = Extract<WeekFrom, { readonly is: 'store' }>;

/** The centre's word on a week; or why there is none. */
export type Told =
  | { readonly is: 'told'; readonly week: StoreWeek; readonly from: OfStore }
  | Extract<WeekFrom, { readonly is: 'till' }>;

/** Asks the centre; does not wait for one that is known to be away. */
export async function askStoreWeek(w: Workings, monday: CivilDate): Promise<Told> {
  const none = (why: Extract<WeekFrom, { readonly is: 'till' }>['why']): Told => ({ is: 'till', why });
  if (w.identity()?.centre == null) return none('alone');
  const { state } = w.sync();
  if (state === 'offline' || state === 'refused') return none('away');
  const week = await w.links.centre.storeWeek(monday, WEEK_MS);
  if (week === 'unreachable') return none('away');
  return week === 'old' ? none('old') : { is: 'told', week, from: fromOf(w, week) };
}

/** Up to where each till is in it, where that is not to the week's end. */
function fromOf(w: Workings, { monday, tills }: StoreWeek): OfStore {
  const endMs = chisinauInstant(addDays(monday, 7), 0);
  const behind = tills.filter(({ upTo }) => upTo === null || upTo.at < endMs);
  const own = behind.find(({ till }) => till === w.identity()?.till);
  const head = w.ledger.head();
  // Another life of this till stands there: the one that it lives has not come.
  const held = own?.upTo != null && own.upTo.incarnation === head?.incarnation ? own.upTo.seq : 0;
  return {
    is: 'store',
    heardAt: w.clock(),
    tills: behind.map(({ number, upTo }) => ({ number, at: upTo?.at ?? null })),
    missing: own === undefined || head === null ? 0 : Math.max(0, head.seq - held),
  };
}

/** A store's week that is over, kept for the sign-in screen, which never waits for the centre. */
export class StoreWeekKept {
  #kept: { readonly monday: CivilDate; readonly askedAt: number; readonly week: StoreWeek | null } | null = null;

  /**
   * The week, where the centre told it and had heard every till to its end: who did the most of something is not known before. Null
   * otherwise; then, and from time to time, the centre is asked behind what is shown.
   */
  past(w: Workings, monday: CivilDate): StoreWeek | null {
    const now = w.clock();
    const week = this.#kept?.monday === monday ? this.#kept.week : null;
    const againMs = week === null ? AGAIN_MS.some : AGAIN_MS.all;
    if (this.#kept?.monday !== monday || now - this.#kept.askedAt >= againMs) {
      this.#kept = { monday, askedAt: now, week };
      void askStoreWeek(w, monday).then((told) => {
        if (this.#kept?.monday !== monday) return;
        if (told.is === 'told')
          this.#kept = { monday, askedAt: now, week: told.from.tills.length === 0 ? told.week : null };
        // Away: asked again as soon as somebody looks.
        else if (told.why === 'away') this.#kept = { monday, askedAt: now - AGAIN_MS.all, week };
      });
    }
    return week;
  }
}
