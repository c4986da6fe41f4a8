import type { DrawnDay } from '../../contract/till/day.ts';
import { useTill } from '../app/till.ts';
import { CLOSE, type DayPage } from './pages.ts';

/** The page on which the next hindrance is cleared, `except` one that is being cleared just now; null: none is left. */
export function nextPage(drawn: DrawnDay, except: string | null = null): DayPage | null {
  for (const { code, key } of drawn.hindrances) {
    if (key === except) continue;
    if (code === 'register') return { at: 'register' };
    if (code === 'explain') return { at: 'difference', key };
    const till = code === 'without' ? drawn.tills.find((each) => each.till === key) : undefined;
    if (till !== undefined) return { at: 'till', till: till.till };
  }
  return null;
}

/** Goes to the next hindrance, over the close; null: none is left. */
export function useNext(drawn: DrawnDay): (() => void) | null {
  const till = useTill();
  const page = nextPage(drawn);
  return page === null ? null : () => till.push({ kind: 'day', page });
}

/** From a hindrance that is cleared to the next one in its place; after the last, back to the close. */
export function useOnward(drawn: DrawnDay, key: string): () => void {
  const till = useTill();
  return () => {
    const page = nextPage(drawn, key);
    if (page !== null) till.replace({ kind: 'day', page });
    else {
      till.back();
      // Nothing has the focus there: Enter is the likely next step.
      till.replace({ kind: 'day', page: CLOSE });
    }
  };
}
