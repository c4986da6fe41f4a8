import { useCallback, useEffect, useRef, useState } from 'react';
import type { AlarmRow, AlarmsAfter, AlarmsPage } from '../../contract/till/alarms.ts';
import { useWindow } from '../app/state.ts';
import { useTill } from '../app/till.ts';

/** What of the list is shown. */
export interface Asked {
  readonly settled: boolean;
  /** Null: all kinds. */
  readonly kind: string | null;
}

export interface Alarms {
  /** Null: not heard yet. */
  readonly rows: readonly AlarmRow[] | null;
  readonly kinds: AlarmsPage['kinds'];
  /** Asks for the next page; null: there are no more. */
  readonly more: (() => void) | null;
}

/** The list a page at a time: ten thousand of them never stand in the window unless somebody asks for all. Asked anew when one comes or goes. */
export function useAlarms({ settled, kind }: Asked): Alarms {
  const till = useTill();
  const open = useWindow((state) => state.view?.status.alarms ?? 0);
  const [page, setPage] = useState<{
    rows: readonly AlarmRow[];
    kinds: AlarmsPage['kinds'];
    next: AlarmsAfter | null;
  } | null>(null);
  const asking = useRef(0);

  const ask = useCallback(
    async (after: AlarmsAfter | null): Promise<void> => {
      const mine = ++asking.current;
      const answer = await till.askQuietly('alarms.list', { settled, kind, after });
      // An answer to what was asked before says nothing about what is shown now.
      if (!answer.ok || mine !== asking.current) return;
      const { rows, kinds, next } = answer.value;
      setPage((before) => ({ rows: after === null ? rows : [...(before?.rows ?? []), ...rows], kinds, next }));
    },
    [till, settled, kind],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies(open): what came or went stands in the list
  useEffect(() => {
    void ask(null);
  }, [ask, open]);
  const next = page?.next ?? null;
  return {
    rows: page?.rows ?? null,
    kinds: page?.kinds ?? [],
    more: next === null ? null : () => void ask(next),
  };
}
