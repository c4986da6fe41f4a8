/** One `npm start`: what is said and done between its first line and its last. */
import { join, relative } from 'node:path';
import { buildRenderer } from '../build/renderer.ts';
import { defaultDataDir } from '../places.ts';
import { cardNumber } from '../sample/people.ts';
import { SAMPLE_SIZES } from '../sample/plan.ts';
import { SAMPLE_PINS } from '../sample/shop.ts';
import { openBrowser } from './browser.ts';
import { readyElectron } from './electron.ts';
import { emptyFolder, refuseWhileRunning } from './folder.ts';
import type { StartOptions } from './options.ts';
import type { Say } from './say.ts';
import { type RunningShop, startShop } from './shop.ts';
import type { Signals } from './signals.ts';
import type { RunningTill } from './till.ts';

/** Opens the till, and stays until it is asked to end or the till's window is closed. Returns the exit code. */
export async function start(options: StartOptions, signals: Signals, say: Say, now: number): Promise<number> {
  const { data } = options;
  const named = process.env['DATABASE_URL'] || null;
  say.line(`Loial, data in ${data}`);
  if (options.fresh) throwAway(options, named, say);
  const staticDir = await window(say);
  const electron = options.browserOnly || !options.open ? '' : await readyElectron(data, say);
  if (typeof electron === 'string' && electron !== '')
    say.line(`The till is shown in a browser, not in Electron: ${electron}.`);

  const starting = startShop({
    signal: signals.signal,
    data,
    tills: [options.till],
    sample: SAMPLE_SIZES[options.sample],
    now,
    staticDir,
    alone: options.alone,
    databaseUrl: named,
    serverPort: options.serverPort,
    port: options.port,
    electron: typeof electron === 'string' ? null : electron,
    say,
  });
  const shop = await orAsked(starting, signals);
  if (shop === null) return stopping(starting, say);
  const [till] = shop.tills;
  if (till === undefined) return stopping(starting, say);
  ready(options, shop, till, say);
  const url = till.url();
  if (url !== null && options.open) openBrowser(url);

  const ended = await Promise.race([signals.asked.then(() => null), till.ended()]);
  if (ended !== null) say.line(tillEnded(till, ended));
  const code = await stopping(starting, say);
  return ended === null || ended === 'code 0' ? code : 1;
}

/** The window's files, built from the sources as they are now. */
async function window(say: Say): Promise<string> {
  say.line('Preparing the window');
  return buildRenderer();
}

function throwAway({ data }: StartOptions, named: string | null, say: Say): void {
  if (named !== null) {
    throw new Error(
      '--fresh does not empty the database that DATABASE_URL names. Empty it by hand, delete the data folder, and start again.',
    );
  }
  refuseWhileRunning(data);
  emptyFolder(data);
  say.line('The sample shop of before was thrown away.');
}

/** The shop once it runs; null where somebody asked to end before. */
async function orAsked(starting: Promise<RunningShop>, signals: Signals): Promise<RunningShop | null> {
  return Promise.race([starting, signals.asked.then(() => null)]);
}

/** Stops everything, also what is still starting. */
async function stopping(starting: Promise<RunningShop>, say: Say): Promise<number> {
  say.line('Stopping');
  const shop = await starting.catch(() => null);
  await shop?.stop();
  say.line('Everything that was started has stopped. The data stays.');
  return 0;
}

function tillEnded(till: RunningTill, how: string): string {
  if (how === 'code 0') return 'The till was closed.';
  return `Till ${till.number} ended by itself (${how}). What was confirmed is on disk. Its last words: ${till.lastWords() || 'none'}`;
}

/** What somebody who sees the till for the first time wants to know. */
function ready(options: StartOptions, shop: RunningShop, till: RunningTill, say: Say): void {
  const { data, alone } = options;
  const near = relative(process.cwd(), data);
  const usual = data === defaultDataDir() ? '' : ` --data ${near.startsWith('..') ? data : near}`;
  const which = options.till === 1 ? '' : ` --till ${options.till}`;
  const other = options.till === 1 ? 2 : 1;
  const url = till.url();
  const [first, second] = SAMPLE_PINS.cashiers;
  say.line('');
  say.line(url === null ? `Till ${till.number} is open in its own window.` : `Till ${till.number} is ready: ${url}`);
  say.line(
    `  PINs     cashiers ${first}, ${second}; manager ${SAMPLE_PINS.manager}; installer ${SAMPLE_PINS.installer}`,
  );
  if (till.nullModem !== null) {
    say.line(`  Scan     npm run scan -- ${cardNumber(1)}${which}${usual}   (a member's card)`);
    say.line(`           npm run scan -- 4840099007070${which}${usual}   (a litre of milk)`);
  }
  if (!alone) say.line(`  Two      npm start -- --till ${other}${usual}   (in another terminal)`);
  say.line(`  Check    npm run verify --${usual === '' ? ' --data .data' : usual}`);
  if (shop.centre !== null) say.line(`  Centre   ${shop.centre.url}/health, ${shop.centre.url}/openapi.json`);
  say.line(`  Log      ${join(data, 'log')}`);
  say.line('Ctrl-C stops everything that was started here.');
}
