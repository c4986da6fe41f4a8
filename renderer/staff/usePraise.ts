import { useEffect, useRef, useState } from 'react';
import type { Praise } from '../../contract/till/staff.ts';
import { civilDateAt } from '../../domain/calendar/civil.ts';
import { useWindow } from '../app/state.ts';
import { useTill } from '../app/till.ts';

/**
 * What is said kindly of last week; null: not heard yet, or it could not be read. Asked anew on another day, when it is turned on or off, and,
 * while nothing is said, whenever the centre was heard: a till that has just started may not know yet who works here.
 */
export function usePraise(): Praise | null {
  const till = useTill();
  const shown = useWindow((state) => state.view?.settings.recognition ?? false);
  const today = useWindow((state) => (state.view === null ? null : civilDateAt(state.view.status.now)));
  const heardAt = useWindow((state) => state.view?.status.centre.heardAt ?? null);
  const [praise, setPraise] = useState<Praise | null>(null);
  const asked = `${today} ${shown}`;
  /** For which asking something was said. */
  const said = useRef<string | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: that the centre was heard is a reason to ask, too
  useEffect(() => {
    if (today === null || said.current === asked) return;
    let wanted = true;
    void till.askQuietly('staff.praise', {}).then((answer) => {
      if (!wanted) return;
      said.current = answer.ok && answer.value.rows.length > 0 ? asked : null;
      setPraise(answer.ok ? answer.value : null);
    });
    return () => {
      wanted = false;
    };
  }, [till, asked, heardAt]);
  return praise;
}
