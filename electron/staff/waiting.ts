import * as z from 'zod';

/**
 * Delays after wrong PINs, for each person of the staff. Two slips are free; then 5 s, doubling up to 5 minutes: a
 * cashier who mistyped waits a little, who tries all ten thousand PINs waits for a month. Kept in ledger.db, so that
 * a restart does not forget; a right PIN forgets it.
 */
export const tries = z.object({
  /** Wrong tries in a row, or tries whose answer is not known yet. */
  wrong: z.number().int().min(0),
  /** UTC ms of the last of them, by the till's clock. */
  lastAt: z.number().int().min(0),
});
export type Tries = z.infer<typeof tries>;

export const NO_TRIES: Tries = { wrong: 0, lastAt: 0 };

const FREE_TRIES = 2;
const FIRST_WAIT_MS = 5_000;
const LONGEST_WAIT_MS = 300_000;

/** How long must be waited after so many wrong tries, in ms. */
export function waitAfter(wrong: number): number {
  if (wrong <= FREE_TRIES) return 0;
  return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (wrong - FREE_TRIES - 1));
}

/**
 * How long must still be waited now, in ms; 0: try. A clock that was set back does not prolong the waiting beyond
 * one whole delay from now.
 */
export function stillWaiting(kept: Tries, now: number): number {
  const wait = waitAfter(kept.wrong);
  const passed = now - kept.lastAt;
  if (passed < 0) return wait;
  return Math.max(0, wait - passed);
}

/** Seconds for people: rounded up, so that "wait 1 s" is never a lie. */
export const inSeconds = (ms: number): number => Math.ceil(ms / 1000);
