/** What `npm start` was asked for. */
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { defaultDataDir } from '../places.ts';
import { SAMPLE_SIZES, type SampleName } from '../sample/plan.ts';

export const START_HELP = `npm start [-- options]

Opens a till of a sample shop: three stores in Chișinău, four tills, a central server. The first start makes
the shop, with members, products and three months of sales; every later start goes on where it was.

  --till N          which till to open, 1 to 4 (1 if left out). Each in its own terminal: the second one uses
                    the central server that the first one started.
  --data DIR        where everything is kept (the folder .data of this checkout if left out)
  --fresh           throws the sample shop in that folder away and makes it anew
  --no-server       one shop with one till and no central server, kept apart in .data/alone
  --port N          the port on which a browser finds the till (4840 + its number if left out)
  --server-port N   the port of the central server (4840 if left out)
  --sample NAME     how large the sample is when it is made: full, or small (300 members, a week; much faster)
  --browser         serves the till to the browser even where Electron is there
  --no-open         does not open a window or a browser by itself
  --help            this text

DATABASE_URL names a PostgreSQL to use in place of the one that comes with Loial; --fresh does not touch it.
Ctrl-C stops everything that this command started. Nothing listens beyond this computer (127.0.0.1).`;

export interface StartOptions {
  readonly till: number;
  readonly data: string;
  readonly fresh: boolean;
  readonly alone: boolean;
  /** Null: the usual one. */
  readonly port: number | null;
  readonly serverPort: number | null;
  readonly sample: SampleName;
  readonly browserOnly: boolean;
  readonly open: boolean;
}

/** Reads the arguments; throws one clear line about what is wrong with them. */
export function readOptions(args: readonly string[]): StartOptions | 'help' {
  const { values } = parseArgs({
    args: [...args],
    allowNegative: true,
    options: {
      till: { type: 'string', default: '1' },
      data: { type: 'string' },
      fresh: { type: 'boolean', default: false },
      server: { type: 'boolean', default: true },
      port: { type: 'string' },
      'server-port': { type: 'string' },
      sample: { type: 'string', default: 'full' },
      browser: { type: 'boolean', default: false },
      open: { type: 'boolean', default: true },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  const alone = !values.server;
  const till = Number(values.till);
  if (!Number.isInteger(till) || till < 1 || till > 4) throw new Error('--till is a number from 1 to 4.');
  if (alone && till !== 1) throw new Error('A shop without a central server has one till: leave --till out.');
  if (!isSample(values.sample)) throw new Error(`--sample is one of ${Object.keys(SAMPLE_SIZES).join(', ')}.`);
  const usual = alone ? join(defaultDataDir(), 'alone') : defaultDataDir();
  return {
    till,
    data: values.data === undefined ? usual : resolve(values.data),
    fresh: values.fresh,
    alone,
    port: portOf('--port', values.port),
    serverPort: portOf('--server-port', values['server-port']),
    sample: values.sample,
    browserOnly: values.browser,
    open: values.open,
  };
}

function isSample(name: string): name is SampleName {
  return Object.hasOwn(SAMPLE_SIZES, name);
}

/** 0 takes any that is free. */
function portOf(option: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535) throw new Error(`${option} is a number from 0 to 65535.`);
  return port;
}
