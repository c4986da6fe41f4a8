import { useCallback, useEffect, useLayoutEffect, useState } from 'react';
import type { DayView, DrawnDay } from '../../contract/till/day.ts';
import { type CivilDate, civilDateAt } from '../../domain/calendar/civil.ts';
import { useWindow, useWindowStore, type WindowState, type WindowStore } from '../app/state.ts';
import { type Till, useTill } from '../app/till.ts';

/** While the till draws the close up, it is asked so often how far it is, ms. */
const ASK_MS = 300;

/** What a till said last, while the room lies under something else: a Z, a person. Who comes back finds the page with its keys. */
const known = new WeakMap<Till, DayView>();

/** The close of the day as the till has it, and what is asked of it. */
export interface Day {
  /** Null: not known yet. */
  readonly view: DayView | null;
  /** The till did not answer what it has. */
  readonly isUnanswered: boolean;
  /** Looks where the till is now. */
  readonly look: () => Promise<void>;
  /** Looks again once something was asked. False: it was refused. */
  readonly done: (asked: Promise<{ readonly ok: boolean }>) => Promise<boolean>;
}

/**
 * Where the till is with the close of the day: asked again when the till's view says that it changed, on another day, and how far it is while
 * it draws it up. `isShown`: a page of it stands; asked again when one comes back to it.
 */
export function useDay(isShown: boolean): Day {
  const till = useTill();
  const revision = useWindow((state) => state.view?.dayRevision ?? 0);
  const store = useWindowStore();
  const [view, setView] = useState<DayView | null>(() => known.get(till) ?? null);
  const [isUnanswered, setUnanswered] = useState(false);
  const look = useCallback(async (): Promise<void> => {
    const answer = await till.askQuietly('day.state', {});
    setUnanswered(!answer.ok);
    if (answer.ok) {
      if (isOpen(store)) known.set(till, answer.value);
      setView(answer.value);
    } else if (answer.refusal !== null) till.refused(answer.refusal);
  }, [till, store]);
  const done = useCallback<Day['done']>(
    async (asked) => {
      const answer = await asked;
      await look();
      return answer.ok;
    },
    [look],
  );
  useLayoutEffect(
    () => () => {
      if (!isOpen(store)) known.delete(till);
    },
    [store, till],
  );
  // A scan may have been another till's Z, whichever page stands.
  const scans = useWindow((state) => state.view?.counter.scan?.count ?? 0);
  const today = useWindow(todayIn);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each of them is a reason to look again
  useEffect(() => void look(), [look, scans, revision, today, isShown]);
  const isDrawing = isShown && view?.now.at === 'drawing';
  useEffect(() => {
    if (!isDrawing) return;
    const timer = setInterval(() => void look(), ASK_MS);
    return () => clearInterval(timer);
  }, [isDrawing, look]);
  return { view, isUnanswered, look, done };
}

/** The room is open, whatever lies over it. */
function isOpen(store: WindowStore): boolean {
  return store.getState().panels.some(({ kind }) => kind === 'day');
}

/** The civil date at the till; null: it has not said. */
export function todayIn({ view }: WindowState): CivilDate | null {
  return view === null ? null : civilDateAt(view.status.now);
}

/** The close that is drawn up; null: none is. */
export function drawnOf({ view }: Day): DrawnDay | null {
  return view?.now.at === 'drawn' ? view.now.drawn : null;
}
