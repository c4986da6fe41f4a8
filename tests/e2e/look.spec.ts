import { expect, type Page, test } from '@playwright/test';
import { confirm, ELENA, entryOf, ring, scan, toTheCounter } from '../../cli/screenshots/hands.ts';
import words from '../../resources/translations/alarms/ro.json' with { type: 'json' };
import ro from '../../resources/translations/ro.json' with { type: 'json' };
import { aShop, shellOf } from './shop.ts';

const CARD = '2900000000018';
const CASHIER_TWO = { name: 'Ion Ceban', pin: '3690' } as const;
/** What the member has before both tills spend it. */
const ENOUGH = 300;

const pointsShown = async (page: Page): Promise<number> =>
  Number(((await page.locator('.member-points').textContent()) ?? '').replace(/[^\d−-]/g, '').replace('−', '-'));

async function member(page: Page, scanner: string): Promise<number> {
  await scan(scanner, CARD);
  await expect(page.locator('.member-name')).not.toBeEmpty();
  return pointsShown(page);
}

/** Sells to the member on the counter for so much, with so many points, and goes on to the next. */
async function sellFor(page: Page, amount: string, points: number): Promise<void> {
  await ring(page, amount);
  if (points > 0) {
    await page.keyboard.press('F4');
    const field = page.getByRole('textbox', { name: ro['redeem.label'] });
    await field.fill(String(points));
    await expect(page.locator('.redeem-word')).toContainText(/^. Cuvântul centrului despre sold: /);
    await page.keyboard.press('Enter');
    await expect(field).toBeHidden();
  }
  await confirm(page);
  await page.getByRole('button', { name: ro['action.next'] }).click();
  await entryOf(page).waitFor();
}

/** The page of what the manager must look at, on real parts: points that two tills let one member spend apart, and a till that is no more. */
test('a manager sees what the centre found, opens what is behind it, and settles it', async ({ browser }, {
  project,
}) => {
  test.setTimeout(240_000);
  const shop = await aShop([1, 2], shellOf(project.name));
  try {
    const [one, two] = [await shop.window(browser, 1), await shop.window(browser, 2)];
    await toTheCounter(one, ELENA);
    await toTheCounter(two, CASHIER_TWO);
    const count = one.locator('.alarms-count');

    // Nothing yet: said; and a cashier has no such page.
    await one.keyboard.press('Control+l');
    await expect(one.getByText(words['alarms.empty'])).toBeVisible();
    await one.keyboard.press('Escape');
    await two.keyboard.press('Control+l');
    await expect(two.getByText(words['alarms.empty'])).toBeHidden();
    await expect(count).toBeHidden();

    // Some 300 points; then, with no centre, both tills let the member spend most of them.
    const had = await member(one, shop.scanner(1));
    const name = (await one.locator('.member-name').textContent()) ?? '';
    if (had > ENOUGH) await sellFor(one, '2000', had - ENOUGH);
    else await sellFor(one, String((ENOUGH - had + 1) * 10), 0);
    const has = await member(one, shop.scanner(1));
    await expect.poll(() => member(two, shop.scanner(2)), { timeout: 30_000 }).toBe(has);
    await shop.centre.kill();
    const most = Math.min(400, Math.floor(has * 0.85));
    await sellFor(one, '300', most);
    await sellFor(two, '300', most);
    await shop.centre.start();

    // The manager hears of it beside the name, and reads what happened, what was kept, what to do.
    await expect(count).toBeVisible({ timeout: 30_000 });
    await count.click();
    await one.getByRole('button', { name: words['alarm.overdraft.title'] }).click();
    await expect(one.getByText(words['alarm.overdraft.kept'])).toBeVisible();
    const doors = one.locator('.alarm-doors');
    await expect(doors.getByRole('button')).toHaveCount(3);
    await doors
      .getByRole('button', { name: /^Bonul R/ })
      .first()
      .click();
    await expect(one.locator('.receipt-paper')).toBeVisible();
    await one.keyboard.press('Escape');
    await doors.getByRole('button', { name: `Istoricul: ${name}` }).click();
    await expect(one.locator('.timeline-row').first()).toBeVisible();
    await one.keyboard.press('Escape');

    // Settled with a note and the PIN, by keys.
    await one.getByRole('button', { name: words['alarms.note.talked'] }).click();
    await one.getByLabel(words['alarms.pin']).fill('0000');
    await one.keyboard.press('Enter');
    await expect(one.locator('.alarm-refused')).toContainText(/PIN/);
    await one.getByLabel(words['alarms.pin']).fill(ELENA.pin);
    await one.keyboard.press('Enter');
    await expect(one.getByText(words['alarms.empty'])).toBeVisible();
    await expect(count).toBeHidden();
    await one.getByRole('button', { name: words['alarms.tab.settled'] }).click();
    await one.getByRole('button', { name: words['alarm.overdraft.title'] }).click();
    await expect(one.getByText(words['alarms.note.talked'])).toBeVisible();
    await one.keyboard.press('Escape');

    // What is owed stands at the member.
    await one.keyboard.press('F2');
    expect(await member(one, shop.scanner(1))).toBeLessThan(0);
    await expect(one.locator('.member-line')).toHaveAttribute('data-tone', 'stop');
    await one.getByRole('button', { name: ro['member.leave'] }).click();

    // A till is retired: it says so and sells on; taken back, it goes on as if nothing had been.
    await one.keyboard.press('Control+l');
    await one.getByRole('button', { name: words['tills.open'] }).click();
    await one.getByRole('button', { name: words['tills.retire'] }).click();
    await one.getByLabel(words['alarms.pin']).fill(ELENA.pin);
    await one.keyboard.press('Enter');
    await expect(one.getByRole('button', { name: words['tills.restore'] })).toBeVisible();
    await ring(two, '20');
    await confirm(two);
    await expect(two.getByText(words['status.centre.retired'])).toBeVisible({ timeout: 30_000 });
    await expect(two.getByText(/de trimis/)).toBeVisible();
    await expect(count).toContainText('2', { timeout: 30_000 });
    await one.getByRole('button', { name: words['tills.restore'] }).click();
    await one.getByLabel(words['alarms.pin']).fill(ELENA.pin);
    await one.keyboard.press('Enter');
    await expect(one.getByRole('button', { name: words['tills.retire'] })).toBeVisible({ timeout: 30_000 });
    await expect(two.getByText(/Centru: chiar acum/)).toBeVisible({ timeout: 60_000 });
    await expect(two.getByText(/de trimis/)).toBeHidden({ timeout: 30_000 });
  } finally {
    await shop.end();
  }
});
