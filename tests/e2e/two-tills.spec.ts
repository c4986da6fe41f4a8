import { expect, type Page, test } from '@playwright/test';
import { ANA, confirm, doneNumber, entryOf, linesOf, ring, scan, toTheCounter } from '../../cli/screenshots/hands.ts';
import { run as verify } from '../../cli/verify/run.ts';
import ro from '../../resources/translations/ro.json' with { type: 'json' };
import { aShop, shellOf } from './shop.ts';

const CARD = '2900000000018';
/** Of resources/sample/products.csv: milk, milk, and bread or what stands there with VAT of 8 and 20 per cent. */
const PRODUCTS = ['4840099007070', '4840099007148', '4840099007285'] as const;
const CASHIER_TWO = { name: 'Ion Ceban', pin: '3690' } as const;

const pointsShown = async (page: Page): Promise<number> =>
  Number(((await page.locator('.member-points').textContent()) ?? '').replace(/[^\d−-]/g, '').replace('−', '-'));

/** The whole main job, on real parts: serial lines, PostgreSQL, two tills, a centre that dies in the middle. */
test('two tills and a centre that dies agree to the point', async ({ browser }, { project }) => {
  // The longest scenario of all: on a busy machine its many steps together need more than the usual two minutes.
  test.setTimeout(300_000);
  const shop = await aShop([1, 2], shellOf(project.name));
  try {
    const one = await shop.window(browser, 1);
    const two = await shop.window(browser, 2);
    await toTheCounter(one, ANA);
    await toTheCounter(two, CASHIER_TWO);

    // Enough points to use: what the sample left this member with depends on the day it is made.
    await scan(shop.scanner(1), CARD);
    const name = (await one.locator('.member-name').textContent()) ?? '';
    expect(name).not.toBe('');
    await ring(one, '300');
    await confirm(one);
    await next(one);

    // A card read down the line, three products, points for a part of the price.
    await scan(shop.scanner(1), CARD);
    await expect(one.locator('.member-name')).toHaveText(name);
    const before = await pointsShown(one);
    await ring(one, '400');
    await scan(shop.scanner(1), ...PRODUCTS);
    await expect(linesOf(one)).toHaveCount(4);
    await one.keyboard.press('F4');
    const field = one.getByRole('textbox', { name: ro['redeem.label'] });
    await field.fill('20');
    await one.keyboard.press('Enter');
    await expect(one.locator('.hint-ok')).toBeVisible();
    const first = await confirm(one);
    const afterFirst = await shownAfterDone(one);
    expect(afterFirst).not.toBe(before);
    await expectBalance(two, shop.scanner(2), CARD, afterFirst);
    await two.getByRole('button', { name: ro['member.leave'] }).click();

    // The centre dies; the counter does not notice.
    await shop.centre.kill();
    for (let sale = 0; sale < 5; sale += 1) {
      await next(one);
      await scan(shop.scanner(1), CARD);
      await expect(one.locator('.member-name')).toHaveText(name);
      await ring(one, `${10 + sale * 7},90`);
      await confirm(one);
    }
    const beforeReturn = await shownAfterDone(one);

    // One line of the first receipt comes back: what it earned goes, what was spent on it comes.
    await next(one);
    await scan(shop.scanner(1), first);
    await one.getByRole('button', { name: ro['receipt.return'] }).click();
    await one.getByRole('button', { name: /^Mai mult înapoi: Sum/ }).click();
    await expect(one.locator('.totals-amount').last()).not.toHaveText(/^0,00/);
    await one.keyboard.press('Enter');
    await doneNumber(one);
    const afterReturn = await shownAfterDone(one);
    expect(afterReturn).toBeLessThan(beforeReturn);

    // Somebody new, with no network at all.
    await next(one);
    await one.keyboard.press('F9');
    await one.getByLabel(ro['enrol.phone'], { exact: true }).fill('069 777 001');
    await one.getByLabel(ro['enrol.name']).fill('Ștefan Țurcanu');
    await one.getByLabel(ro['enrol.consent']).check();
    await one.keyboard.press('Enter');
    await expect(one.locator('.member-name')).toHaveText('Ștefan Țurcanu');
    await ring(one, '120');
    await confirm(one);
    await expect(one.getByText(/de trimis/)).toBeVisible();

    // The centre is back: everything drains, the other till knows it all.
    await shop.centre.start();
    await expect(one.getByText(ro['status.unsent'].match(/=0 \{([^}]*)\}/)?.[1] ?? '')).toBeVisible({
      timeout: 30_000,
    });
    await expectBalance(two, shop.scanner(2), CARD, afterReturn);
    await two.keyboard.press('F3');
    await two.getByRole('combobox', { name: ro['search.label'] }).fill('turcanu stef');
    const found = two.getByRole('option', { name: /Ștefan Țurcanu/ });
    await expect(found).toBeVisible();
    await expect(found).toContainText('12');
    // Every chain and every balance, rebuilt from the records at both tills and at the centre, and compared.
    expect(await verify(['--data', shop.data])).toBe(0);
  } finally {
    await shop.end();
  }
});

/** The balance that the confirmed sale's screen shows. */
async function shownAfterDone(page: Page): Promise<number> {
  const shown = (await page.locator('dd.done-balance').textContent()) ?? '';
  return Number(shown.replace(/[^\d−-]/g, '').replace('−', '-'));
}

/** Leaves the confirmed sale's screen by its key. */
async function next(page: Page): Promise<void> {
  await page.getByRole('button', { name: ro['action.next'] }).click();
  await entryOf(page).waitFor();
}

/** The member of a card stands with this balance on a till, as soon as the centre's word is there. */
async function expectBalance(page: Page, scanner: string, card: string, balance: number): Promise<void> {
  await scan(scanner, card);
  await expect(page.locator('.member-name')).toBeVisible();
  await expect.poll(() => pointsShown(page), { timeout: 30_000 }).toBe(balance);
}
