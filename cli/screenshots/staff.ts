import type { Page } from '@playwright/test';
import ro from '../../resources/translations/ro.json' with { type: 'json' };
import staffRo from '../../resources/translations/staff/ro.json' with { type: 'json' };

type Take = (name: string, width?: number, height?: number) => Promise<void>;

/** The digit of each of the manager's pages. */
export const PAGES = { month: '1', staff: '2', report: '3', audit: '4' } as const;

/** What a manager reads: the list, and the people's week in Romanian and Russian. A manager is signed in, at an empty counter or before a shift. */
export async function takeStaff(page: Page, take: Take): Promise<void> {
  const speak = async (language: 'ro' | 'ru'): Promise<void> => {
    await page
      .getByRole('button', { name: ro[`language.${language}`], exact: true })
      .first()
      .click();
    await page.waitForTimeout(100);
  };
  const open = async (which: keyof typeof PAGES): Promise<void> => {
    await page.keyboard.press('Control+m');
    await page.locator('.deed').nth(3).waitFor();
    await page.keyboard.press(PAGES[which]);
  };
  const close = async (): Promise<void> => {
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
  };
  await page.keyboard.press('Control+m');
  await page.locator('.deed').nth(3).waitFor();
  await take('pages');
  await page.keyboard.press('Escape');
  await open('staff');
  await page.getByRole('heading', { name: staffRo['staff.title'] }).waitFor();
  await page.keyboard.press('ArrowLeft');
  await page.locator('.staff-table').waitFor();
  await take('staff');
  await speak('ru');
  await take('staff-ru');
  await speak('ro');
  await close();
}
