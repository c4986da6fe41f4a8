/** How long the suite takes its time: short in `npm test`, longer by `npm run conformance`. */

/** Seconds for which a transaction stays open while tills go on. */
export const OPEN_S = asNumber('LOIAL_CONFORMANCE_OPEN_S', 2);
/** How often each thing is killed. */
export const KILLS = asNumber('LOIAL_CONFORMANCE_KILLS', 1);
/** No test takes longer than this, ms. */
export const TEST_MS = 120_000 + OPEN_S * 2_000 + KILLS * 60_000;

function asNumber(name: string, otherwise: number): number {
  const value = Number(process.env[name] ?? otherwise);
  if (!Number.isInteger(value) || value < 1) throw new Error(`${name} is a whole number from 1 on.`);
  return value;
}
