import { useCallback, useEffect, useRef, useState } from 'react';
import type { DayPartsView } from '../../contract/till/day.ts';
import type { DayFigure } from '../../domain/day/parts.ts';
import type { Refusal } from '../../domain/refusal/refusal.ts';
import { useTill } from '../app/till.ts';

/** While the till reads, it is asked so often how far it is, ms. */
const ASK_MS = 300;

/** A page of what makes up a figure. */
export function useParts(
  day: number | null,
  figure: DayFigure,
  first: number,
): {
  /** Null: not known yet. */
  readonly view: DayPartsView | null;
  readonly refusal: Refusal | null;
  /** Tries what could not be had before. */
  readonly again: () => void;
} {
  const till = useTill();
  const [view, setView] = useState<DayPartsView | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [tries, setTries] = useState(0);
  const tried = useRef(0);
  useEffect(() => {
    let isWanted = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = async (again: boolean): Promise<void> => {
      const answer = await till.askQuietly('day.parts', { day, figure, first, again });
      if (!isWanted) return;
      if (answer.ok) setView(answer.value);
      setRefusal(answer.ok ? null : answer.refusal);
      if (answer.ok && answer.value.at === 'reading') timer = setTimeout(() => void ask(false), ASK_MS);
    };
    void ask(tries > tried.current);
    tried.current = tries;
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
  }, [till, day, figure, first, tries]);
  return { view, refusal, again: useCallback(() => setTries((before) => before + 1), []) };
}
