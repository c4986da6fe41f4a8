import { useState } from 'react';
import { useWindow } from '../app/state.ts';
import { useTill } from '../app/till.ts';
import { rowsOf, type Typed, typedOf } from './counting.ts';

/** What lies in the drawer before a shift, as it is counted: the till keeps it, so that a reload or a power cut loses nothing. */
export function useFloat(): {
  /** Null: it is not counted. */
  readonly counted: Typed | null;
  readonly type: (typed: Typed) => void;
  /** It is not counted after all. */
  readonly forget: () => void;
} {
  const till = useTill();
  const kept = useWindow((state) => state.view?.floatDraft ?? null);
  /** What was said here since the screen came; null: nothing, and what the till has holds. */
  const [said, setSaid] = useState<{ readonly counted: Typed | null } | null>(null);
  const counted = said !== null ? said.counted : kept === null ? null : typedOf(kept);
  const say = (next: Typed | null): void => {
    setSaid({ counted: next });
    void till.askQuietly('shift.floatDraft', { cash: next === null ? null : rowsOf(next) });
  };
  return { counted, type: say, forget: () => say(null) };
}
