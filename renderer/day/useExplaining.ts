import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import type { DrawnDifference } from '../../contract/till/day.ts';
import type { Explanation } from '../../domain/day/recorded.ts';
import { useTill } from '../app/till.ts';
import type { Day } from './useDay.ts';

/** A pause in typing this long, and what was typed is kept, ms. */
const PAUSE_MS = 400;

interface Said {
  readonly why: Explanation | null;
  readonly note: string;
}

/** Why a difference is as it is, as it is being said: kept by the till at each choice and each pause, and when the page is left. */
export function useExplaining(
  day: Day,
  { key, explained }: DrawnDifference,
): Said & {
  /** The same reason once more takes it back. */
  readonly choose: (why: Explanation) => void;
  /** Words without a reason are a reason of their own. */
  readonly write: (note: string) => void;
  /** Keeps what is said now. False: refused. */
  readonly keep: () => Promise<boolean>;
  readonly noteField: RefObject<HTMLInputElement | null>;
} {
  const till = useTill();
  const [said, setSaid] = useState<Said>({ why: explained?.why ?? null, note: explained?.note ?? '' });
  const noteField = useRef<HTMLInputElement>(null);
  const latest = useRef(said);
  const kept = useRef(said);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);

  const { done } = day;
  const keep = useCallback(async (): Promise<boolean> => {
    clearTimeout(timer.current);
    const { why, note } = latest.current;
    const same = why === kept.current.why && note === kept.current.note;
    if (same || (why === 'other' && note.trim() === '')) return true;
    kept.current = latest.current;
    return done(till.ask('day.explain', { key, why, note }));
  }, [done, till, key]);
  useEffect(() => () => void keep(), [keep]);

  const change = (next: Said, after: number): void => {
    latest.current = next;
    setSaid(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => void keep(), after);
  };
  return {
    ...said,
    choose(why) {
      change({ ...latest.current, why: latest.current.why === why ? null : why }, 0);
      if (why === 'other' && latest.current.note.trim() === '') noteField.current?.focus();
    },
    write(note) {
      change({ why: latest.current.why ?? (note.trim() === '' ? null : 'other'), note }, PAUSE_MS);
    },
    keep,
    noteField,
  };
}
