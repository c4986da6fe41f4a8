import { join } from 'node:path';
import { uuid7 } from '../domain/identity/ids.ts';
import { Courtesy } from './courtesy.ts';
import { dayFileMaker } from './day/files/maker.ts';
import { dayReader } from './day/reader.ts';
import { registerReader } from './day/register/reader.ts';
import { listReader } from './import/reader.ts';
import { reportReader } from './report/reader.ts';
import { fileMemory } from './scanner/memory.ts';
import { openScanner, type Scanner } from './scanner/port.ts';
import { openCentre } from './sync/centre.ts';
import { startSync } from './sync/start.ts';
import { openTill, type Till } from './till/till.ts';

/** Time, chance and identity: made by the shells' entries, handed in everywhere else. */
export interface World {
  /** UTC ms. */
  readonly clock: () => number;
  /** A clock that only goes forward, ms. */
  readonly steadyMs: () => number;
  readonly randomBytes: (count: number) => Uint8Array;
}

export interface TillOptions {
  readonly dataDir: string;
  /** A scanner's port given when the till was started; null: the one chosen in the settings. */
  readonly scannerPath: string | null;
  /** electron/sync/sync.worker as this shell runs it. */
  readonly workerUrl: URL;
  /** electron/import/import.worker, likewise. */
  readonly importUrl: URL;
  /** electron/report/report.worker, likewise. */
  readonly reportUrl: URL;
  /** electron/day/day.worker, likewise. */
  readonly dayUrl: URL;
  /** electron/day/register/register.worker, likewise. */
  readonly registerUrl: URL;
  /** electron/day/files/dayfile.worker, likewise. */
  readonly dayFileUrl: URL;
  /** Version of Loial. */
  readonly version: string;
  readonly world: World;
  /** Something that mends itself went wrong: for the log, not for the cashier. */
  readonly onTrouble: (where: string, error: Error) => void;
}

/** A whole till without a window. */
export interface WholeTill {
  readonly till: Till;
  readonly scanner: Scanner;
  /** Closes devices, threads and files, in this order; what was confirmed is on disk anyway. */
  close(): Promise<void>;
}

/** Puts a till together from its real parts: files, scanner, sync worker. Throws DataProblem as openTill does. */
export function composeTill(options: TillOptions): WholeTill {
  const { dataDir, world } = options;
  let till: Till | null = null;

  const centre = openCentre();
  const scanner = openScanner({
    given: options.scannerPath,
    speed: 'detect',
    memory: fileMemory(join(dataDir, 'scanner.json')),
    nowMs: world.steadyMs,
    onCode: (text) => till?.scanned(text),
    onStatus: (status) => till?.setScannerStatus(status),
  });
  const sync = startSync({
    workerUrl: options.workerUrl,
    ledgerFile: join(dataDir, 'ledger.db'),
    membersFile: join(dataDir, 'members.db'),
    onReport: (report) => till?.setSyncStatus(report),
    onInstalled: () => till?.replicaInstalled(),
    onTrouble: (error) => options.onTrouble('the sync worker', error),
  });
  const courtesy = new Courtesy(world.steadyMs);
  async function closeLinks(): Promise<void> {
    await Promise.all([scanner.close(), sync.close()]);
    centre.close();
  }

  try {
    till = openTill({
      dataDir,
      clock: world.clock,
      newUuid: () => uuid7(world.clock(), world.randomBytes(10)),
      randomBytes: world.randomBytes,
      links: {
        centre,
        scanner,
        sync,
        lists: listReader(options.importUrl, courtesy),
        reports: reportReader(options.reportUrl),
        days: dayReader(options.dayUrl),
        registers: registerReader(options.registerUrl),
        dayFiles: dayFileMaker(options.dayFileUrl),
        deed() {
          courtesy.deed();
          sync.deed();
        },
      },
      version: options.version,
    });
  } catch (error) {
    void closeLinks();
    throw error;
  }
  const open = till;
  return {
    till: open,
    scanner,
    async close() {
      await closeLinks();
      till = null;
      open.close();
    },
  };
}
