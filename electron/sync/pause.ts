import { assert } from '../../domain/assert.ts';

const FIRST_MS = 500;
const LONGEST_MS = 8000;

/**
 * How long to pause after so many failures in a row, ms: doubled each time up to some seconds, half of them
 * left to chance (0 to 1), so that the tills of a chain do not come back all in the same instant.
 */
export function pauseMs(failures: number, chance: number): number {
  assert(failures >= 0 && chance >= 0 && chance < 1, 'failures are counted, chance is in [0, 1)');
  const whole = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures, 16));
  return Math.round(whole * (0.5 + chance / 2));
}
