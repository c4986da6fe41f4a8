import { expect, type Page, test } from '@playwright/test';
import { DEED } from '../../cli/screenshots/deeds.ts';
import { ELENA, scan, toTheCounter } from '../../cli/screenshots/hands.ts';
import { PAGES } from '../../cli/screenshots/staff.ts';
import deeds from '../../resources/translations/deeds/ro.json' with { type: 'json' };
import ro from '../../resources/translations/ro.json' with { type: 'json' };
import words from '../../resources/translations/staff/ro.json' with { type: 'json' };
import { expectAccessible } from './accessible.ts';
import { aShop, type TriedShop } from './shop.ts';

/** What a manager reads of people, days and the audit, on real parts: by keys, and by finger. */

test.describe.configure({ mode: 'serial' });

const CARD = '2900000000018';
/** An ordinary week of the sample is over: its tills sold on each of the days before today. */
const WEEK_BACK = 'ArrowLeft';

let shop: TriedShop;
test.beforeAll(async () => {
  shop = await aShop([1]);
});
test.afterAll(async () => {
  await shop?.end();
});

const heading = (page: Page, name: string) => page.getByRole('heading', { name, exact: true });

test('by keys: the list, the people’s week, the month, the audit with the words just written; Esc goes back the way one came', async ({
  browser,
}) => {
  test.setTimeout(180_000);
  const page = await shop.window(browser, 1);
  // Last week's thanks stand where everybody signs in.
  await expect(page.locator('.praise')).toContainText(words['praise.title'], { timeout: 30_000 });
  await expectAccessible(page, 'the thanks of the week');
  await toTheCounter(page, ELENA);

  // Points from the house, with a reason: something to be answered for.
  await scan(shop.scanner(1), CARD);
  await expect(page.locator('.member-name')).not.toBeEmpty();
  const name = (await page.locator('.member-name').textContent()) ?? '';
  await page.keyboard.press('Control+b');
  await page.locator('.deed').nth(4).waitFor();
  await page.keyboard.press(DEED.goodwill);
  await page.getByLabel(deeds['deeds.points']).fill('7');
  await page.getByRole('button', { name: deeds['deeds.reason.mistake'] }).click();
  await page.keyboard.press('Enter');
  await page.locator('.deed-done').waitFor();
  await page.keyboard.press('F2');

  await page.keyboard.press('Control+m');
  await expect(heading(page, words['pages.title'])).toBeVisible();
  await page.keyboard.press(PAGES.staff);
  await expect(heading(page, words['staff.title'])).toBeVisible();
  await page.keyboard.press(WEEK_BACK);
  const people = page.locator('.staff-table tbody tr');
  await expect(people.first()).toBeVisible({ timeout: 30_000 });
  await expect(page.locator('.room-note').first()).toContainText(words['staff.ofStore'].split(';')[0] ?? '');
  const names = await people.locator('th').allTextContents();
  expect(names).toEqual(names.toSorted(new Intl.Collator('ro').compare));
  await expectAccessible(page, 'the people of the store');
  await page.keyboard.press('Escape');
  await expect(heading(page, words['pages.title'])).toBeVisible();

  await page.keyboard.press(PAGES.month);
  const chosen = page.locator('.month-day[aria-pressed="true"]');
  await expect(chosen).toBeFocused({ timeout: 30_000 });
  // The day before today was sold on, and nobody signed it.
  await page.keyboard.press('ArrowLeft');
  await expect(page.locator('.month-missing[aria-pressed="true"]')).toBeFocused({ timeout: 30_000 });
  await expect(page.locator('.month-chosen')).toContainText(/vânz/);
  await page.keyboard.press('PageUp');
  await expect(chosen).toHaveAttribute('aria-label', /^1 /, { timeout: 30_000 });
  await page.keyboard.press('PageDown');
  await expectAccessible(page, 'the month');
  await page.keyboard.press('Escape');

  await page.keyboard.press(PAGES.audit);
  const first = page.locator('.audit-row').first();
  await expect(first).toContainText('7 puncte');
  await expect(first.locator('q')).not.toBeEmpty();
  await expect(first).toContainText(ELENA.name);
  await expectAccessible(page, 'the audit');
  for (let right = 0; right < 2; right += 1) await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('button', { name: words['audit.topic.points'] })).toHaveAttribute('aria-pressed', 'true');
  await first.getByRole('button', { name }).click();
  await expect(page.locator('.timeline-row').first()).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: words['audit.topic.points'] })).toHaveAttribute('aria-pressed', 'true');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await expect(heading(page, words['pages.title'])).toBeHidden();
  await page.context().close();
});

test('by finger: the manager turns the thanks off, and nobody reads them any more', async ({ browser }) => {
  test.setTimeout(120_000);
  const page = await shop.window(browser, 1, { hasTouch: true });
  const tap = (button: string) => page.getByRole('button', { name: button }).first().tap();
  await page.locator('.header-person-button').first().tap();
  await tap(words['pages.open']);
  await tap(words['staff.open']);
  await tap(words['staff.weekBefore']);
  await expect(page.locator('.staff-table')).toBeVisible({ timeout: 30_000 });
  const shown = page.getByRole('switch', { name: words['staff.saidSwitch'] });
  await expect(page.locator('.staff-said .praise-rows')).toBeVisible({ timeout: 30_000 });
  await shown.tap({ force: true });
  await expect(page.locator('.staff-said .praise-rows')).toBeHidden();
  await tap(ro['action.back']);
  await tap(words['audit.open']);
  await tap(words['audit.topic.day']);
  await expect(page.getByText(words['audit.nothing'])).toBeVisible();
  await tap(ro['action.back']);
  await tap(ro['action.back']);
  await page.locator('.header-person-button').first().tap();
  await tap(ro['shift.signOut']);
  await expect(heading(page, ro['signin.title'])).toBeVisible();
  await expect(page.getByRole('button', { name: ELENA.name })).toBeVisible();
  await expect(page.locator('.praise')).toBeHidden();
  await page.context().close();
});
