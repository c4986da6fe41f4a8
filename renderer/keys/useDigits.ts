import { useLayoutEffect, useRef } from 'react';
import { LONGEST_GAP_MS } from '../wedge/burst.ts';
import { isTypedInto } from './useKeys.ts';

/**
 * A digit from 1 on chooses (0: the first), unless it is being typed: one that stays alone for so long that it is no scanner's, which may type
 * a code over any page.
 */
export function useDigits(choose: (at: number) => void): void {
  const latest = useRef(choose);
  useLayoutEffect(() => {
    latest.current = choose;
  });
  useLayoutEffect(() => {
    let lastAt = Number.NEGATIVE_INFINITY;
    let timer: number | undefined;
    const heard = (event: KeyboardEvent): void => {
      const isAlone = event.timeStamp - lastAt > LONGEST_GAP_MS;
      if (event.key.length === 1) lastAt = event.timeStamp;
      window.clearTimeout(timer);
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || event.repeat || !isAlone) return;
      if (isTypedInto(event.target) || !/^[1-9]$/.test(event.key)) return;
      event.preventDefault();
      timer = window.setTimeout(() => latest.current(Number(event.key) - 1), LONGEST_GAP_MS + 1);
    };
    window.addEventListener('keydown', heard);
    return () => {
      window.removeEventListener('keydown', heard);
      window.clearTimeout(timer);
    };
  }, []);
}
