/** `npm run load`: many tills at once against the real centre, and what it answers them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { load } from './load.ts';
import { spread } from './times.ts';

const HELP = `npm run load [-- options]

Runs many tills in this process (real records, the real sync, files in memory) against servers and a PostgreSQL of
their own, which are thrown away. Says how long what was confirmed took to be held, and to be seen at another till
of the store, and proves in the end that nothing is missing. Ends with 1 if anything is.

  --tills N      tills (50 if left out)
  --stores N     stores they stand in (a tenth of the tills if left out)
  --servers N    processes of the centre (1 if left out)
  --rate N       sales a minute at each till (12 if left out: 10 in the busiest hours of a large shop)
  --members N    members, enrolled at these tills before it begins (2000 if left out)
  --seconds N    how long it sells (30 if left out)
  --help         this text`;

/** A whole number from an option; throws one clear line. */
function count(value: string, name: string, least = 1): number {
  const read = Number(value);
  if (!Number.isInteger(read) || read < least) throw new Error(`--${name} is a whole number from ${least}.`);
  return read;
}

/** Loads, prints the figures, and returns 0 only if everything that was confirmed is at the centre, once. */
export async function run(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      tills: { type: 'string', default: '50' },
      stores: { type: 'string' },
      servers: { type: 'string', default: '1' },
      rate: { type: 'string', default: '12' },
      members: { type: 'string', default: '2000' },
      seconds: { type: 'string', default: '30' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const tills = count(values.tills, 'tills', 2);
  const dir = mkdtempSync(join(tmpdir(), 'loial-load-'));
  try {
    const loaded = await load({
      dir,
      tills,
      stores: count(values.stores ?? String(Math.max(1, Math.floor(tills / 10))), 'stores'),
      servers: count(values.servers, 'servers'),
      salesPerMinute: count(values.rate, 'rate'),
      members: count(values.members, 'members'),
      seconds: count(values.seconds, 'seconds'),
      say: (line) => console.log(line),
    });
    const { times, seconds } = loaded;
    const rows: readonly (readonly [string, string])[] = [
      ['sales confirmed', `${times.sales}, ${(times.sales / seconds).toFixed(1)} a second`],
      ['confirmed to held by the centre, ms, p50 / p95 / p99', spread(times.confirmToHeld)],
      ['confirmed to seen at another till of the store, ms', spread(times.confirmToSeen)],
      ['redemption asked of the centre, ms', spread(times.redemptionAsked)],
      ['redemptions that fell back to the offline policy', String(times.fellBack)],
      ['answers to pulls, states in them', `${times.pulled}, ${times.states}`],
      ['time until everything was held after the last sale, s', loaded.drainedS.toFixed(2)],
      ['memory of the busiest server at the most, MB', loaded.serverMb.toFixed(0)],
      ['database, bytes a record', loaded.bytesPerRecord.toFixed(0)],
      ['records at the tills, at the centre', `${loaded.confirmed}, ${loaded.held}`],
    ];
    const width = Math.max(...rows.map(([name]) => name.length));
    for (const [name, value] of rows) console.log(`${name.padEnd(width)}  ${value}`);
    for (const { truth, where, detail } of loaded.findings) console.error(`truth ${truth}: ${where}: ${detail}`);
    const isWhole = loaded.findings.length === 0 && loaded.held === loaded.confirmed;
    console.log(isWhole ? 'Nothing is missing, nothing is there twice.' : 'NOT EVERYTHING HOLDS.');
    return isWhole ? 0 : 1;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
