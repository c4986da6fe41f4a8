import { expect, type Locator, type Page } from '@playwright/test';
import { ELENA } from '../../../cli/screenshots/hands.ts';
import type { PlainWindow } from '../../../cli/window/open.ts';
import { bani } from '../../../domain/amount/bani.ts';
import { formatBani } from '../../../domain/amount/text.ts';
import { wordsOf } from '../../../renderer/words/words.ts';

/** A manager's eyes and hands at the room of the close. */

/** Long enough for a machine with other work, ms. */
export const PATIENCE = 60_000;

export const words = wordsOf('ro');
const { say } = words;
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

/** Points given by the manager's hand from the page of a difference, its member known: by keys alone, with the PIN typed wrongly first. */
export async function mendByKeys(page: Page, of: { readonly points: number; readonly note: string }): Promise<void> {
  await press(page, 'F4');
  await expect(title(page)).toHaveText(say('day.mendTitle'));
  await expect(page.getByLabel(say('day.mendPoints'))).toBeFocused();
  await page.keyboard.insertText(String(of.points));
  await press(page, 'Tab');
  await page.keyboard.insertText(of.note);
  await press(page, 'Tab');
  await page.keyboard.insertText('0000');
  await press(page, 'Enter');
  await expect(page.locator('.hint-stop')).toContainText(say('refusal.pin.wrong', { waitS: 0 }));
  await page.keyboard.insertText(ELENA.pin);
  await press(page, 'Enter');
  // It belongs to the day: the day is drawn up again around it.
  await expect(title(page)).not.toHaveText(say('day.mendTitle'), { timeout: PATIENCE });
  await page.locator('.day-whys').waitFor({ timeout: PATIENCE });
}
