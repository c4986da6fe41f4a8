import type { Page } from '@playwright/test';
import ro from '../../resources/translations/ro.json' with { type: 'json' };
import { ring, scan } from './hands.ts';

type Take = (name: string) => Promise<void>;

const CODE = 'CADOU-0000-4321';

/** A gift card is sold, shown, and pays a part of the next sale. The counter is empty before and after. */
export async function takeGiftCards(page: Page, take: Take, scanner: string): Promise<void> {
  await page.keyboard.press('Control+g');
  const code = page.getByLabel(ro['giftCard.code']);
  await code.fill(CODE);
  await page.keyboard.press('Enter');
  await page.getByText(ro['giftCard.unsold']).waitFor();
  await page.getByLabel(ro['giftCard.amount']).fill('200');
  await take('giftcard');
  await page.keyboard.press('Enter');
  await page.locator('.giftcard').getByText('200,00').first().waitFor();
  await page.getByRole('button', { name: ro['language.ru'], exact: true }).first().click();
  await page.waitForTimeout(100);
  await take('giftcard-sold-ru');
  await page.getByRole('button', { name: ro['language.ro'], exact: true }).first().click();
  await page.keyboard.press('F2');
  await ring(page, '364,50');
  await scan(scanner, CODE);
  await page.getByRole('list', { name: ro['kept.title'] }).waitFor();
  await take('giftcard-pays');
  await page.getByRole('button', { name: ro['counter.clear'] }).click();
}
