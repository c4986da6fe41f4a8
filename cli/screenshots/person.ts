import type { Page } from '@playwright/test';
import personRo from '../../resources/translations/person/ro.json' with { type: 'json' };
import personRu from '../../resources/translations/person/ru.json' with { type: 'json' };
import ro from '../../resources/translations/ro.json' with { type: 'json' };
import { SAMPLE_PINS } from '../sample/shop.ts';
import { scan } from './hands.ts';

type Take = (name: string, width?: number, height?: number) => Promise<void>;

/** The digit of each page of who a member is. */
export const PERSON = { edit: '1', same: '2', apart: '3', erase: '4' } as const;

/** Enrols somebody with a phone that the member at the counter has, as happens at another till or years later. */
export async function enrolTwice(page: Page, name: string): Promise<void> {
  const phone = await page.evaluate(() => document.querySelector('.member-name')?.textContent ?? '');
  if (phone === '') throw new Error('Nobody stands at the counter.');
  await page.keyboard.press('Control+e');
  await page.locator('.deed').first().waitFor();
  await page.keyboard.press(PERSON.edit);
  const field = page.getByLabel(ro['enrol.phone'], { exact: true });
  await field.waitFor();
  const same = await field.inputValue();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await page.keyboard.press('F9');
  await page.getByLabel(ro['enrol.phone'], { exact: true }).fill(same);
  await page.getByLabel(ro['enrol.name']).fill(name);
  await page.getByLabel(ro['enrol.consent']).check();
  await page.keyboard.press('Enter');
  // Families share phones: asked about once.
  await page.locator('.enrol-same').waitFor();
  await page.keyboard.press('Enter');
  await page.locator('.member-name').filter({ hasText: name }).waitFor();
}

/** Who a member is: a likely duplicate, merged and apart again, and what an erasure says. A manager stands at an empty counter. */
export async function takePerson(
  page: Page,
  of: { readonly scanner: string; readonly card: string; readonly take: Take },
): Promise<void> {
  const { scanner, card, take } = of;
  await scan(scanner, card);
  await page.locator('.member-name').waitFor();
  await enrolTwice(page, 'Ana-Maria Țurcanu');
  await take('person-likely');
  const open = async (which: keyof typeof PERSON): Promise<void> => {
    await page.keyboard.press('Control+e');
    await page.locator('.deed').nth(3).waitFor();
    const menu = page.locator('.panel-title', { hasText: (await page.locator('.panel-title').textContent()) ?? '' });
    await page.keyboard.press(PERSON[which]);
    // A key that follows at once would be a scanner's.
    await menu.waitFor({ state: 'detached' });
  };
  await page.keyboard.press('Control+e');
  await page.locator('.deed').nth(3).waitFor();
  await take('person');
  await page.keyboard.press(PERSON.edit);
  await page.getByLabel(ro['enrol.birthday']).waitFor();
  await take('person-edit');
  await page.keyboard.press('Escape');
  await open('same');
  await page.locator('.deed').nth(1).waitFor();
  await take('person-same');
  await page.keyboard.press('1');
  await page.locator('.deed-both').waitFor();
  await page.getByLabel(personRo['person.managerPin']).fill(SAMPLE_PINS.manager);
  await take('person-merge');
  await page.keyboard.press('Enter');
  await page.locator('.deed-done').waitFor();
  await take('person-merged');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: ro['language.ru'], exact: true }).first().click();
  await open('apart');
  await page.locator('.deed-both').waitFor();
  await take('person-apart-ru');
  await page.keyboard.press('Escape');
  await open('erase');
  await page.locator('.person-gone').waitFor();
  await page.getByRole('button', { name: personRu['person.reason.asked'] }).click();
  await take('person-erase-ru');
  for (let back = 0; back < 3; back += 1) await page.keyboard.press('Escape');
  await page.getByRole('button', { name: ro['language.ro'], exact: true }).first().click();
}
