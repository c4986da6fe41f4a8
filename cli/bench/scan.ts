/** From the last byte that a scanner sends to the frame in which the member's name stands on the screen. */
import { closeSync, constants, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { chromium, type Page } from '@playwright/test';
import { buildRenderer } from '../build/renderer.ts';
import { type RunningTill, runTill } from '../start/till.ts';
import { chromiumSwitches, findChromium } from '../test/chromium.ts';
import { openWindow, type PlainWindow } from '../window/open.ts';

const PEOPLE = [
  { name: 'Ana Rusu', phone: '069123456', card: '2900000000018' },
  { name: 'Вера Иванова', phone: '079123456', card: '2900000000025' },
] as const;
const PIN = '4826';
/** Between scans: longer than the till takes two reads of one card for one, and than a person's pause, ms. */
const PAUSE_MS = 120;
const PATIENCE_MS = 5000;

/** A real till with a browser's window and a scanner's line, and a shift open. */
export interface AtACounter {
  /** A second window, without a picture: for what is asked of the till beside the first. */
  readonly window: PlainWindow;
  /** Scans a card, another than the time before; the time until its member's name is painted, ms. */
  scan(): Promise<number>;
}

/** Sets a counter up, works at it, and takes it away; null where there is no Chromium or no pseudo-terminal. */
export async function atACounter<T>(work: (counter: AtACounter) => Promise<T>): Promise<T | null> {
  const executablePath = findChromium();
  if (executablePath === undefined || process.platform === 'win32') return null;
  const staticDir = await buildRenderer();
  const data = mkdtempSync(join(tmpdir(), 'loial-bench-scan-'));
  try {
    const till = await runTill({ data, number: 1, port: 0, staticDir, electron: null });
    try {
      await openShop(till);
      const browser = await chromium.launch({ executablePath, args: chromiumSwitches() });
      try {
        const page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
        await page.goto(await till.newUrl());
        return await atTheLine(page, till, work);
      } finally {
        await browser.close();
      }
    } finally {
      await till.stop();
    }
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
}

/** Times of so many scans in ms, two cards in turn; null where there is no Chromium or no pseudo-terminal. */
export function scanTimes(scans: number): Promise<readonly number[] | null> {
  return atACounter(async ({ scan }) => {
    const times: number[] = [];
    for (let i = 0; i < scans; i++) times.push(await scan());
    return times;
  });
}

/** A shop alone with two members, signed in and open: the till keeps that, whichever window looks at it. */
async function openShop(till: RunningTill): Promise<void> {
  const window = await openWindow(till.url() ?? '');
  await window.ask('setup.alone', { store: 'Alimentara', manager: 'Ion', pin: PIN, language: 'ro' });
  const [manager] = await window.ask('staff.list', {});
  if (manager === undefined) throw new Error('Nobody is there who could sign in.');
  await window.ask('staff.signIn', { staff: manager.id, pin: PIN });
  const { businessDay } = await window.ask('shift.propose', { businessDay: null });
  await window.ask('shift.open', { businessDay, confirmed: [], float: [] });
  for (const person of PEOPLE) {
    const rest = { callName: '', language: 'ro', birthday: '', consent: true, marketing: false } as const;
    await window.ask('members.enrol', { ...person, ...rest, samePhone: true });
    await window.ask('counter.leaveMember', {});
  }
  await window.until(({ status }) => status.scanner.state === 'ready');
  window.close();
}

async function atTheLine<T>(page: Page, till: RunningTill, work: (counter: AtACounter) => Promise<T>): Promise<T> {
  await page.waitForLoadState('networkidle');
  const offset = await clockOffset(page);
  const line = openSync(till.nullModem?.scannerPath ?? '', constants.O_WRONLY | constants.O_NOCTTY);
  const window = await openWindow(await till.newUrl());
  let turn = 0;
  const scan = async (): Promise<number> => {
    const { name, card } = PEOPLE[turn++ & 1 ? 1 : 0];
    // Evaluated in the page at once; it answers when the name is painted.
    const painted = page.evaluate(paintedAt, { name, patienceMs: PATIENCE_MS });
    await wait(PAUSE_MS);
    writeSync(line, card);
    writeSync(line, '\r');
    const sent = performance.timeOrigin + performance.now();
    return (await painted) - offset - sent;
  };
  try {
    // The first two, where everything is compiled and laid out for the first time, are not counted.
    for (let i = 0; i < 2; i++) await scan();
    return await work({ window, scan });
  } finally {
    window.close();
    closeSync(line);
  }
}

/** In the page: when the name has come into the document and a frame with it has been painted, ms since the epoch. */
function paintedAt({ name, patienceMs }: { name: string; patienceMs: number }): Promise<number> {
  return new Promise((resolve, reject) => {
    const isThere = (): boolean => document.body.innerText.includes(name);
    const timer = setTimeout(
      () => reject(new Error(`${name} did not appear: ${document.body.innerText.slice(0, 300)}`)),
      patienceMs,
    );
    const observer = new MutationObserver(() => {
      if (!isThere()) return;
      observer.disconnect();
      clearTimeout(timer);
      // The second callback comes after the frame of the first was painted.
      requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.timeOrigin + performance.now())));
    });
    observer.observe(document.body, { subtree: true, childList: true, characterData: true });
  });
}

/** The page's clock less ours, ms: of many questions the one that was answered fastest. */
async function clockOffset(page: Page): Promise<number> {
  let best = { took: Number.POSITIVE_INFINITY, offset: 0 };
  for (let i = 0; i < 40; i++) {
    const begun = performance.timeOrigin + performance.now();
    const there = await page.evaluate(() => performance.timeOrigin + performance.now());
    const ended = performance.timeOrigin + performance.now();
    if (ended - begun < best.took) best = { took: ended - begun, offset: there - (begun + ended) / 2 };
  }
  return best.offset;
}
