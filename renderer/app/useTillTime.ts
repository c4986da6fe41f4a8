import { useEffect, useState } from 'react';
import { useWindow } from './state.ts';

/**
 * The till's time, UTC ms: what the last view said and what has passed since by a monotonic clock. Drawn again every
 * `everyMs`. Null before the first view.
 */
export function useTillTime(now: () => number, everyMs: number): number | null {
  const said = useWindow((state) => state.view?.status.now ?? null);
  const at = useWindow((state) => state.viewAt);
  const [, tick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => tick((count) => count + 1), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return said === null ? null : said + Math.max(0, Math.round(now() - at));
}
