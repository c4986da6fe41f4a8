import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { _electron, type Browser, type BrowserContext, type ElectronApplication, type Page } from '@playwright/test';
import { buildElectron } from '../../cli/build/electron.ts';
import { buildRenderer } from '../../cli/build/renderer.ts';
import { openNullModem } from '../../cli/nullmodem/pair.ts';
import { projectDir, runDir, tillDir } from '../../cli/places.ts';
import { SAMPLE_SIZES } from '../../cli/sample/plan.ts';
import type { RunningCentre } from '../../cli/start/centre.ts';
import { startShop } from '../../cli/start/shop.ts';
import { chromiumSwitches } from '../../cli/test/chromium.ts';
import { electronBinary } from '../../cli/test/electron.ts';
import { assert } from '../../domain/assert.ts';
import { aCopy } from './template.ts';

/** What many shop PCs still have. */
const SIZE = { width: 1024, height: 768 } as const;

/** Which shell puts a window on the till: a browser, or Electron where its binary is (the name of the project). */
export type Shell = 'browser' | 'electron';

/** The shell that a test runs in, by its project's name. */
export function shellOf(projectName: string): Shell {
  return projectName === 'electron' ? 'electron' : 'browser';
}

/** A whole small shop on scratch data: real PostgreSQL, a centre, tills with their scanners' lines. */
export interface TriedShop {
  readonly data: string;
  readonly centre: RunningCentre;
  /** Where codes are sent so that this till's scanner reads them. */
  scanner(number: number): string;
  /** A window on a till, 1024×768. */
  window(browser: Browser, number: number, of?: WindowOptions): Promise<Page>;
  /** Ends a till's process as a power cut would. */
  kill(number: number): Promise<void>;
  /** Starts it again. The page that was open finds it; in Electron the window died too, and a new one is returned. */
  restart(number: number, page: Page): Promise<Page>;
  /** Stops everything and leaves nothing behind. */
  end(): Promise<void>;
}

/** What a window is like besides; only a browser's can be. */
export interface WindowOptions {
  /** With a touch screen. */
  readonly hasTouch?: boolean;
  /** The till's answers reach the window so long after the view that belongs to them, ms. */
  readonly answersLateMs?: number;
}

/** The tills of a shop as one shell runs them. */
type Tills = Pick<TriedShop, 'scanner' | 'window' | 'kill' | 'restart'> & { stop(): Promise<void> };

/** Starts one on a copy of the small sample that the run made once. */
export async function aShop(tills: readonly number[], shell: Shell = 'browser'): Promise<TriedShop> {
  const { data, databaseUrl, remove } = await aCopy();
  const staticDir = await buildRenderer();
  const shop = await startShop({
    data,
    tills: shell === 'browser' ? tills : [],
    sample: SAMPLE_SIZES.small,
    now: Date.now(),
    staticDir,
    databaseUrl,
    serverPort: 0,
    port: 0,
  });
  const { centre } = shop;
  assert(centre !== null, 'a chain has a centre');
  const shown = shell === 'browser' ? served(shop.tills) : await inElectron(data, tills);
  return {
    ...shown,
    data,
    centre,
    async end() {
      await shown.stop();
      await shop.stop();
      await remove();
    },
  };
}

function served(running: Awaited<ReturnType<typeof startShop>>['tills']): Tills {
  const till = (number: number) => {
    const found = running.find((each) => each.number === number);
    assert(found !== undefined, `till ${number} was started`);
    return found;
  };
  const contexts: BrowserContext[] = [];
  return {
    scanner(number) {
      const line = till(number).nullModem;
      assert(line !== null, 'this machine has pseudo-terminals');
      return line.scannerPath;
    },
    async window(browser, number, { hasTouch = false, answersLateMs = 0 } = {}) {
      const context = await browser.newContext({
        viewport: SIZE,
        hasTouch,
        locale: 'ro-MD',
        timezoneId: 'Europe/Chisinau',
      });
      contexts.push(context);
      const page = await context.newPage();
      if (answersLateMs > 0) await holdAnswers(page, answersLateMs);
      await page.goto(await till(number).newUrl());
      return page;
    },
    kill: (number) => till(number).kill(),
    async restart(number, page) {
      await till(number).restart();
      return page;
    },
    // A window whose till is gone goes on looking for it: each took a tenth of a core from the specs after it.
    stop: async () => void (await Promise.all(contexts.map((context) => context.close()))),
  };
}

/** Lets views through and keeps each answer so long: what a busy machine does now and then, always. */
async function holdAnswers(page: Page, forMs: number): Promise<void> {
  await page.routeWebSocket(/./, (window) => {
    const till = window.connectToServer();
    till.onMessage((message) => {
      if (String(message).startsWith('{"type":"answer"')) setTimeout(() => window.send(message), forMs);
      else window.send(message);
    });
  });
}

/** The same tills in Electron itself. Written against its documentation: no machine of ours has had the binary yet. */
async function inElectron(data: string, numbers: readonly number[]): Promise<Tills> {
  const executablePath = electronBinary();
  assert(executablePath !== undefined, 'the project "electron" exists only where its binary is');
  await buildElectron();
  mkdirSync(runDir(data), { recursive: true });
  const lines = new Map(
    await Promise.all(
      numbers.map(async (n) => [n, await openNullModem({ dir: runDir(data), name: `scanner-${n}` })] as const),
    ),
  );
  const running = new Map<number, ElectronApplication>();
  const line = (number: number) => {
    const found = lines.get(number);
    assert(found !== undefined, `till ${number} has a scanner's line`);
    return found;
  };
  const open = async (number: number): Promise<Page> => {
    const app = await _electron.launch({
      executablePath,
      args: [
        ...chromiumSwitches(),
        join(projectDir(), 'dist', 'electron', 'main.js'),
        '--data',
        tillDir(data, number),
        '--scanner',
        line(number).tillPath,
      ],
    });
    running.set(number, app);
    return app.firstWindow();
  };
  const kill = async (number: number): Promise<void> => {
    const app = running.get(number);
    running.delete(number);
    if (app === undefined) return;
    const gone = app.waitForEvent('close');
    app.process().kill('SIGKILL');
    await gone;
  };
  return {
    scanner: (number) => line(number).scannerPath,
    async window(_browser, number) {
      const page = await open(number);
      await page.setViewportSize(SIZE);
      return page;
    },
    kill,
    restart: (number) => open(number),
    async stop() {
      for (const app of running.values()) await app.close();
      for (const each of lines.values()) each.close();
    },
  };
}
