import { useLayoutEffect, useRef } from 'react';
import { type MainAction, useWindowStore } from '../app/state.ts';
import { useTill } from '../app/till.ts';
import { useWords } from '../words/useWords.ts';

/**
 * Makes something the likely next step: Enter and the large button do it while the component stands and `active` is
 * true. The last one to ask wins; when it goes, nothing is left behind.
 */
export function useMainAction({
  label,
  enabled,
  run,
  active = true,
}: MainAction & { readonly active?: boolean }): void {
  const store = useWindowStore();
  const latest = useRef(run);
  // With the paint and not after it: an Enter on what has just appeared must do what is written there.
  useLayoutEffect(() => {
    latest.current = run;
  });
  useLayoutEffect(() => {
    if (!active) return;
    const mine: MainAction = { label, enabled, run: () => latest.current() };
    store.setState({ main: mine });
    return () => {
      if (store.getState().main === mine) store.setState({ main: null });
    };
  }, [store, label, enabled, active]);
}

/** On a page that is only read, the next step is back. */
export function useBackAsMain(): void {
  const { say } = useWords();
  const till = useTill();
  useMainAction({ label: say('action.back'), enabled: true, run: () => void till.back() });
}
