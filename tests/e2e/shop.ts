import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from '@playwright/test';
import { buildRenderer } from '../../cli/build/renderer.ts';
import { SAMPLE_SIZES } from '../../cli/sample/plan.ts';
import type { RunningCentre } from '../../cli/start/centre.ts';
import { startShop } from '../../cli/start/shop.ts';
import type { RunningTill } from '../../cli/start/till.ts';
import { assert } from '../../domain/assert.ts';

/** A whole small shop on scratch data: real PostgreSQL, a centre, tills with their scanners' lines. */
export interface TriedShop {
  readonly data: string;
  readonly centre: RunningCentre;
  /** A running till by its number. */
  till(number: number): RunningTill;
  /** Where codes are sent so that this till's scanner reads them. */
  scanner(number: number): string;
  /** A window on a till, 1024×768 unless another size is named. */
  window(browser: Browser, number: number, size?: { width: number; height: number }): Promise<Page>;
  /** Stops everything and leaves nothing behind. */
  end(): Promise<void>;
}

/** Starts one; a first start makes its small sample. */
export async function aShop(tills: readonly number[]): Promise<TriedShop> {
  const data = mkdtempSync(join(tmpdir(), 'loial-e2e-'));
  const staticDir = await buildRenderer();
  const shop = await startShop({
    data,
    tills,
    sample: SAMPLE_SIZES.small,
    now: Date.now(),
    staticDir,
    scratch: true,
    serverPort: 0,
    port: 0,
  });
  const { centre } = shop;
  assert(centre !== null, 'a chain has a centre');
  const till = (number: number): RunningTill => {
    const found = shop.tills.find((each) => each.number === number);
    assert(found !== undefined, `till ${number} was started`);
    return found;
  };
  return {
    data,
    centre,
    till,
    scanner(number) {
      const line = till(number).nullModem;
      assert(line !== null, 'this machine has pseudo-terminals');
      return line.scannerPath;
    },
    async window(browser, number, size = { width: 1024, height: 768 }) {
      const context = await browser.newContext({ viewport: size, locale: 'ro-MD', timezoneId: 'Europe/Chisinau' });
      const page = await context.newPage();
      await page.goto(await till(number).newUrl());
      return page;
    },
    async end() {
      await shop.stop();
      rmSync(data, { recursive: true, force: true });
    },
  };
}
