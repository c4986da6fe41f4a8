import type { Words } from '../words/words.ts';

/** Below this nobody would notice on a receipt, ms. */
export const CLOCK_OFF_MS = 2 * 60_000;
const MINUTE_MS = 60_000;

/** The till's clock against the centre's; null: it is right, or nobody knows. `skewMs` is the centre's less the till's. */
export function clockWords({ say }: Words, skewMs: number | null): string | null {
  if (skewMs === null || Math.abs(skewMs) < CLOCK_OFF_MS) return null;
  const minutes = Math.round(Math.abs(skewMs) / MINUTE_MS);
  const time =
    minutes < 120
      ? say('clock.minutes', { n: minutes })
      : minutes < 48 * 60
        ? say('clock.hours', { n: Math.round(minutes / 60) })
        : say('clock.days', { n: Math.round(minutes / (24 * 60)) });
  return skewMs < 0 ? say('status.clockAhead', { time }) : say('status.clockBehind', { time });
}
