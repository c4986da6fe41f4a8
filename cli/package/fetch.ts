/** Fetches Electron's binary where it is missing; the rest of packaging is of no use without it. */
import { join } from 'node:path';
import { projectDir } from '../places.ts';
import { electronBinary } from '../test/electron.ts';
import { runWithin } from './patience.ts';

/** How long Electron may take to come, in ms. A network that blocks it often answers nothing at all. */
const FETCH_MS = 60_000;

/** Absolute path of Electron's program, fetched if it was missing, or undefined if it could not be had in time. */
export async function fetchElectron(): Promise<string | undefined> {
  const here = electronBinary();
  if (here !== undefined) return here;
  const installer = join(projectDir(), 'node_modules', 'electron', 'install.js');
  // Its own words are a stack of calls; the one line that we print says what that means.
  await runWithin(FETCH_MS, process.execPath, [installer], { stdio: 'ignore' });
  return electronBinary();
}
