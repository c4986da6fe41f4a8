import type { Page } from '@playwright/test';
import deedsRu from '../../resources/translations/deeds/ru.json' with { type: 'json' };
import ro from '../../resources/translations/ro.json' with { type: 'json' };
import ru from '../../resources/translations/ru.json' with { type: 'json' };
import { confirm, entryOf, ring, scan } from './hands.ts';

type Take = (name: string, width?: number, height?: number) => Promise<void>;

/** The digit of each deed in the list. */
export const DEED = { claim: '1', event: '2', transfer: '3', refer: '4', goodwill: '5' } as const;

/** Points without a sale: the list, and each page as it is used. A manager stands at an empty counter. */
export async function takeDeeds(
  page: Page,
  of: { readonly scanner: string; readonly card: string; readonly take: Take },
) {
  const { scanner, card, take } = of;
  await ring(page, '164,50');
  const receipt = await confirm(page);
  await page.getByRole('button', { name: ro['action.next'] }).click();
  await entryOf(page).waitFor();
  await scan(scanner, card);
  await page.locator('.member-name').waitFor();
  const open = async (deed: keyof typeof DEED): Promise<void> => {
    await page.keyboard.press('Control+b');
    await page.locator('.deed').first().waitFor();
    await page.keyboard.press(DEED[deed]);
    await page.getByRole('heading', { level: 2 }).first().waitFor();
  };
  await page.keyboard.press('Control+b');
  await page.locator('.deed').first().waitFor();
  await take('deeds');
  await open('event');
  await page.locator('.deed').first().waitFor();
  await take('deeds-event');
  await page.keyboard.press('Enter');
  await page.locator('.deed-done').waitFor();
  await open('claim');
  await scan(scanner, receipt);
  await page.locator('.deed-brings').waitFor();
  await take('deeds-claim');
  await page.getByRole('button', { name: ro['language.ru'], exact: true }).first().click();
  await page.keyboard.press('Control+b');
  await page.locator('.deed').first().waitFor();
  await open('transfer');
  await page.getByRole('combobox', { name: ru['search.label'] }).fill('Rusu');
  await page.locator('.members-row').first().waitFor();
  await page.keyboard.press('Enter');
  await page.getByLabel(deedsRu['deeds.points']).fill('20');
  await take('deeds-transfer-ru');
  await page.keyboard.press('Enter');
  await page.locator('.deed-done').waitFor();
  await open('goodwill');
  await writeGoodwill(page);
  await take('deeds-goodwill-ru');
  const scheme = async (name: 'dark' | 'light'): Promise<void> => {
    await page.keyboard.press('F10');
    await page.getByRole('button', { name: ru[`settings.theme.${name}`] }).click();
    await page.keyboard.press('Escape');
  };
  await scheme('dark');
  await writeGoodwill(page);
  await take('deeds-goodwill-ru-dark');
  await scheme('light');
  await page.getByRole('button', { name: ru['language.ro'], exact: true }).first().click();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
}

async function writeGoodwill(page: Page): Promise<void> {
  await page.getByLabel(deedsRu['deeds.points']).fill('50');
  await page.getByRole('button', { name: deedsRu['deeds.reason.mistake'] }).click();
}
