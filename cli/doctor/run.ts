/** `npm run doctor`: what Loial finds on this machine, for whoever installs it. */
import { closeSync, existsSync, fsyncSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import Database from 'better-sqlite3';
import { SerialPort } from 'serialport';
import { chisinauOffsetMin } from '../../domain/calendar/civil.ts';
import { defaultDataDir } from '../places.ts';
import { unprivilegedAccount } from '../postgres/account.ts';
import { findBinaries } from '../postgres/binaries.ts';
import { hasDisplay } from '../start/electron.ts';
import { findChromium } from '../test/chromium.ts';
import { electronBinary } from '../test/electron.ts';

const HELP = `npm run doctor [-- --data DIR]

Says what Loial finds on this machine: programs, serial ports, disk, clock. Changes nothing. Ends with 1 if something
is missing that a till cannot do without.`;

interface Finding {
  readonly what: string;
  readonly found: string;
  /** What somebody should do about it; null: it is well. */
  readonly advice: string | null;
  /** True: no till without it. */
  readonly needed: boolean;
}

/** Looks and prints; returns 0 if a till can run here. */
export async function run(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: { data: { type: 'string', default: defaultDataDir() }, help: { type: 'boolean', default: false } },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const findings = [...programs(), ...(await devices()), ...disk(resolve(values.data)), ...clock(Date.now())];
  const width = Math.max(...findings.map(({ what }) => what.length));
  for (const { what, found, advice } of findings) {
    console.log(`${what.padEnd(width)}  ${found}`);
    if (advice !== null) console.log(`${' '.repeat(width)}  → ${advice}`);
  }
  return findings.some(({ advice, needed }) => needed && advice !== null) ? 1 : 0;
}

function programs(): Finding[] {
  const chromium = findChromium();
  const electron = electronBinary();
  return [
    well('Machine', `${process.platform} ${process.arch}, ${availableParallelism()} cores, ${gib(totalmem())}`),
    well('Node', process.versions.node),
    look('SQLite', true, 'Run "npm ci" again: the compiled part of better-sqlite3 does not load.', sqliteVersion),
    look(
      'PostgreSQL',
      false,
      'Name one with DATABASE_URL, or use --no-server.',
      () => findBinaries(unprivilegedAccount()).postgres,
    ),
    electron === undefined
      ? odd('Electron', 'its binary is not here', 'The till is served to a browser; "npx install-electron" fetches it.')
      : well('Electron', electron),
    chromium === undefined
      ? odd('Chromium', 'not found', 'Only the tests in a browser need it.')
      : well('Chromium', chromium),
    well('Display', hasDisplay() ? 'yes' : 'no: the till prints its address and opens nothing'),
  ];
}

function sqliteVersion(): string {
  const db = new Database(':memory:');
  try {
    return String(db.prepare('SELECT sqlite_version()').pluck().get());
  } finally {
    db.close();
  }
}

async function devices(): Promise<Finding[]> {
  try {
    const ports = await SerialPort.list();
    if (ports.length === 0) {
      return [odd('Serial ports', 'none', 'Plug the scanner in and set it to serial (USB-COM), not keyboard.')];
    }
    return ports.map(({ path, manufacturer, vendorId, productId, serialNumber }) =>
      well(
        'Serial port',
        [path, manufacturer, vendorId && `${vendorId}:${productId}`, serialNumber].filter(Boolean).join(', '),
      ),
    );
  } catch (error) {
    return [odd('Serial ports', said(error), 'Run "npm ci" again: the compiled part of serialport does not load.')];
  }
}

/** A confirmed sale waits for one fsync; so many make a median. */
const FSYNCS = 41;
const SLOW_FSYNC_MS = 20;
const LEAST_FREE = 2 * 1024 ** 3;

function disk(data: string): Finding[] {
  try {
    // The folder may not be there yet: then what it will be made in.
    const place = existing(data);
    const median = fsyncMs(join(place, `doctor.${process.pid}`));
    const { bavail, bsize } = statfsSync(place);
    const free = bavail * bsize;
    const time = `${median.toFixed(2)} ms to make a write safe (fsync), in ${place}`;
    return [
      median > SLOW_FSYNC_MS
        ? odd('Disk', time, 'Each sale waits for it. An SSD makes the till feel quicker.')
        : well('Disk', time),
      free < LEAST_FREE
        ? odd('Room', `${gib(free)} free`, 'Make room: a till keeps years of records.')
        : well('Room', `${gib(free)} free`),
    ];
  } catch (error) {
    return [{ what: 'Disk', found: said(error), advice: `Loial must be able to write to ${data}.`, needed: true }];
  }
}

function existing(dir: string): string {
  return existsSync(dir) || dirname(dir) === dir ? dir : existing(dirname(dir));
}

function fsyncMs(file: string): number {
  const handle = openSync(file, 'w');
  try {
    const times = Array.from({ length: FSYNCS }, () => {
      writeSync(handle, Buffer.alloc(4096, 1));
      const begun = performance.now();
      fsyncSync(handle);
      return performance.now() - begun;
    });
    return times.sort((a, b) => a - b)[FSYNCS >> 1] ?? 0;
  } finally {
    closeSync(handle);
    rmSync(file, { force: true });
  }
}

/** The till reckons Chișinău's time by its own rule; the system's zone data is only compared with it. */
function clock(now: number): Finding[] {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const local = new Intl.DateTimeFormat('sv-SE', {
    timeZone: 'Europe/Chisinau',
    dateStyle: 'short',
    timeStyle: 'short',
  });
  const ours = new Date(now + chisinauOffsetMin(now) * 60_000).toISOString().slice(0, 16).replace('T', ' ');
  const theirs = local.format(now);
  return [
    well('Clock', `${new Date(now).toISOString()}, zone ${zone}`),
    ours === theirs
      ? well('Time in Chișinău', ours)
      : odd(
          'Time in Chișinău',
          `${ours}, but the system's zone data says ${theirs}`,
          'Loial uses its own rule; update the system.',
        ),
  ];
}

const well = (what: string, found: string): Finding => ({ what, found, advice: null, needed: false });
const odd = (what: string, found: string, advice: string): Finding => ({ what, found, advice, needed: false });
const gib = (bytes: number): string => `${(bytes / 1024 ** 3).toFixed(1)} GiB`;
const said = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Something that is there, or throws. */
function look(what: string, needed: boolean, advice: string, find: () => string): Finding {
  try {
    return well(what, find());
  } catch (error) {
    return { what, found: said(error), advice, needed };
  }
}
