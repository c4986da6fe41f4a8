import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from '@playwright/test';
import { buildRenderer } from '../../../cli/build/renderer.ts';
import { SAMPLE_SIZES } from '../../../cli/sample/plan.ts';
import { startShop } from '../../../cli/start/shop.ts';
import { assert } from '../../../domain/assert.ts';

/** A shop of one till without a centre, on scratch data. */
export interface ShopAlone {
  /** A window on its till, 1024×768. */
  window(browser: Browser): Promise<Page>;
  /** Stops it and leaves nothing behind. */
  end(): Promise<void>;
}

/** Starts one with the sample's days before today, none of them closed. */
export async function aShopAlone(): Promise<ShopAlone> {
  const data = mkdtempSync(join(tmpdir(), `loial-e2e-${process.pid}-alone-`));
  const remove = (): void => rmSync(data, { recursive: true, force: true });
  try {
    const shop = await startShop({
      data,
      tills: [1],
      sample: SAMPLE_SIZES.small,
      now: Date.now(),
      staticDir: await buildRenderer(),
      alone: true,
      port: 0,
    });
    const [till] = shop.tills;
    assert(till !== undefined, 'the till was started');
    const contexts: BrowserContext[] = [];
    return {
      async window(browser) {
        const context = await browser.newContext({
          viewport: { width: 1024, height: 768 },
          locale: 'ro-MD',
          timezoneId: 'Europe/Chisinau',
          acceptDownloads: true,
        });
        contexts.push(context);
        const page = await context.newPage();
        await page.goto(await till.newUrl());
        return page;
      },
      async end() {
        await Promise.all(contexts.map((context) => context.close()));
        await shop.stop();
        remove();
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}
