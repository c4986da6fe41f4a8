import type { Locator, Page } from '@playwright/test';
import type { PlainWindow } from '../../../cli/window/open.ts';
import { bani } from '../../../domain/amount/bani.ts';
import { formatBani } from '../../../domain/amount/text.ts';
import { wordsOf } from '../../../renderer/words/words.ts';

/** A manager's eyes and hands at the room of the close. */

/** Long enough for a machine with other work, ms. */
export const PATIENCE = 60_000;

export const words = wordsOf('ro');
export const lei = (sum: number): string => formatBani(bani(sum));

export const press = async (page: Page, ...keys: readonly string[]): Promise<void> => {
  for (const key of keys) await page.keyboard.press(key);
};
export const title = (page: Page): Locator => page.getByRole('heading', { level: 2 });
export const main = (page: Page): Locator => page.locator('.action-main');
/** What stands open under a check. */
export const rows = (page: Page, check: string): Locator =>
  page
    .locator('.day-check')
    .filter({ has: page.locator(`[data-door="check:${check}"]`) })
    .locator('.day-row');
/** What stands over a close that is drawn up. */
export const drawn = (page: Page): Locator => page.locator('.day-counts');
/** Resolves when all that a till wrote is at the centre. */
export const unsent = (till: PlainWindow): Promise<unknown> =>
  till.until(({ status }) => status.unsent === 0, PATIENCE);
