import { expect, type Page, test } from '@playwright/test';
import { ANA, doneNumber, dueOf, entryOf, linesOf, ring, toTheCounter } from '../../cli/screenshots/hands.ts';
import ro from '../../resources/translations/ro.json' with { type: 'json' };
import { aShop, shellOf } from './shop.ts';

const LATE_MS = 400;

/** Enter by a hand that is quicker than the machine: never lost where the sale was seen, never taken where it was not. */
test('an Enter on what stands there confirms it, one that ran ahead confirms nothing', async ({ browser }, {
  project,
}) => {
  const shop = await aShop([1], shellOf(project.name));
  try {
    const page = await shop.window(browser, 1, { answersLateMs: LATE_MS });
    await toTheCounter(page, ANA);

    // The line is there, the answer to it is not: what the cashier sees is the sale.
    await ring(page, '120');
    await page.keyboard.press('Enter');
    await doneNumber(page);
    await page.getByRole('button', { name: ro['action.next'] }).click();
    await entryOf(page).waitFor();

    // A second Enter before the line is there: its total was seen by nobody.
    await ring(page, '30');
    await entryOf(page).fill('45');
    await enterTwice(page);
    await expect(linesOf(page)).toHaveCount(2);
    await expect(dueOf(page)).toHaveText(/75,00/);
    await nothingWasConfirmed(page);

    // What was refused stands in the field again; the sale without it is not what anybody meant.
    await entryOf(page).fill('4840000000000');
    await enterTwice(page);
    await expect(entryOf(page)).toHaveValue('4840000000000');
    await nothingWasConfirmed(page);

    await entryOf(page).fill('');
    await page.keyboard.press('Enter');
    await doneNumber(page);
    await page.getByRole('button', { name: ro['action.next'] }).click();

    // A search: of several found after the Enter nobody has seen which; the only one is who was meant.
    await page.keyboard.press('F3');
    const search = page.getByRole('combobox', { name: ro['search.label'] });
    const rows = page.locator('.members-row');
    await search.fill('Rusu');
    await page.keyboard.press('Enter');
    await rows.nth(1).waitFor();
    await page.waitForTimeout(3 * LATE_MS);
    await expect(search).toBeVisible();
    const phone = (await rows.first().locator('.members-phone').textContent()) ?? '';
    await search.fill(phone);
    await page.keyboard.press('Enter');
    await expect(page.locator('.member-name')).toContainText('Rusu');
  } finally {
    await shop.end();
  }
});

/** Two Enters as near to each other as two keys can be: nothing of the till's comes in between. */
async function enterTwice(page: Page): Promise<void> {
  await page.evaluate(async () => {
    for (let n = 0; n < 2; n++) {
      document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
      await Promise.resolve();
    }
  });
}

/** Long enough for late answers to have come, and for what would have followed them. */
async function nothingWasConfirmed(page: Page): Promise<void> {
  await page.waitForTimeout(3 * LATE_MS);
  await expect(page.getByText(/R\d{13} ·/)).toHaveCount(0);
}
