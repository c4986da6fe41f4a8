import { expect, type Locator, type Page, test } from '@playwright/test';
import {
  ANA,
  confirm,
  doneNumber,
  dueOf,
  ELENA,
  entryOf,
  ring,
  scan,
  toTheCounter,
} from '../../cli/screenshots/hands.ts';
import ro from '../../resources/translations/ro.json' with { type: 'json' };
import ru from '../../resources/translations/ru.json' with { type: 'json' };
import { expectAccessible } from './accessible.ts';
import { aShop, shellOf, type TriedShop } from './shop.ts';

const CODE = 'CADOU-0000-4321';

test.describe.configure({ mode: 'serial' });

let shop: TriedShop;
let page: Page;
let other: Page;

test.beforeAll(async ({ browser }, { project }) => {
  shop = await aShop([1, 2], shellOf(project.name));
  page = await shop.window(browser, 1);
  other = await shop.window(browser, 2);
});
test.afterAll(async () => {
  await shop?.end();
});

const panel = (of: Page = page): Locator => of.getByRole('heading', { name: ro['giftCard.title'] });
const codeOf = (of: Page = page): Locator => of.getByLabel(ro['giftCard.code']);
const amountOf = (of: Page = page): Locator => of.getByLabel(ro['giftCard.amount']);
const keptOf = (of: Page = page): Locator => of.getByRole('list', { name: ro['kept.title'] });
/** What the card's place on the screen says. */
const cardOf = (of: Page = page): Locator => of.locator('.giftcard');

/** Nothing of the window is outside of it. */
async function expectFits(): Promise<void> {
  const over = await page.evaluate(() => {
    const { scrollWidth, clientWidth, scrollHeight, clientHeight } = document.documentElement;
    return [scrollWidth - clientWidth, scrollHeight - clientHeight];
  });
  expect(over).toEqual([0, 0]);
}

test('a card is sold with keys only: its code, an amount, how it is paid', async () => {
  await toTheCounter(page, ANA);
  await page.keyboard.press('Control+g');
  await panel().waitFor();
  await codeOf().fill(CODE);
  await page.keyboard.press('Enter');
  await expect(page.getByText(ro['giftCard.unsold'])).toBeVisible();
  await expectAccessible(page, 'a card not sold yet');
  await amountOf().fill('100');
  await page.keyboard.press('Enter');
  await expect(cardOf()).toContainText('100,00');
  await expect(cardOf()).toContainText('4321');
  // The code itself is money in the hand: nowhere but where it was typed.
  await expect(cardOf()).not.toContainText(CODE);
  await expectFits();
  await page.keyboard.press('F2');
  // No turnover: the shift has sold nothing.
  await page.keyboard.press('F10');
  await expect(page.getByText('Nicio vânzare')).toBeVisible();
  await page.keyboard.press('F2');
});

test('a scan of it pays a part of the sale, the rest is cash; what is left is said', async () => {
  await ring(page, '130');
  await scan(shop.scanner(1), CODE);
  await expect(keptOf()).toContainText('4321');
  await expect(keptOf()).toContainText('−100,00');
  await expect(keptOf()).toContainText('30,00');
  await expectAccessible(page, 'paying');
  await expectFits();
  await expect(dueOf(page)).toContainText('130,00');
  await confirm(page);
  await expect(page.locator('.kept-after')).toContainText('0,00');
});

test('at the other till of the store goods come back and the card has its money again', async () => {
  const number = await doneNumber(page);
  await page.keyboard.press('Enter');
  await toTheCounter(other, ELENA);
  await other.keyboard.press('F5');
  await other.getByLabel(ro['receipts.findHint']).fill(number);
  await other.keyboard.press('Enter');
  await other.getByRole('button', { name: ro['return.all'] }).click();
  await expect(other.locator('.return-foot')).toContainText('100,00');
  await expect(other.locator('.return-foot')).toContainText('30,00');
  await other.locator('.action-main').click();
  await expect(other.locator('.kept-after')).toContainText('100,00');
  await other.keyboard.press('Enter');
});

test('a scan with nothing on the counter shows what is on it, in the language that is spoken', async () => {
  await page.keyboard.press('F2');
  await entryOf(page).waitFor();
  await scan(shop.scanner(1), CODE);
  await panel().waitFor();
  await expect(cardOf()).toContainText('100,00');
  await page.keyboard.press('F12');
  await expect(page.getByRole('heading', { name: ru['giftCard.title'] })).toBeVisible();
  await expectFits();
  await page.keyboard.press('F12');
  await page.keyboard.press('F12');
  await page.keyboard.press('F2');
});

test('with buttons only: filled up from the panel of mixed payment, and put away again from the sale', async () => {
  await ring(page, '20');
  await page.getByText(ro['counter.mixed'], { exact: true }).click();
  await page.getByRole('button', { name: ro['tender.giftCard'] }).click();
  await codeOf().fill(CODE);
  await page.locator('.action-main').click();
  await expect(cardOf()).toContainText('100,00');
  await amountOf().fill('50');
  await page.locator('.action-main').click();
  await expect(cardOf()).toContainText('150,00');
  await page.getByRole('button', { name: ro['giftCard.pay'] }).click();
  await expect(keptOf()).toContainText('−20,00');
  await keptOf().getByRole('button').click();
  await expect(keptOf()).toBeHidden();
});

test('money put on a card by mistake is taken off again, once', async () => {
  await page.keyboard.press('Control+g');
  await codeOf().fill(CODE);
  await page.keyboard.press('Enter');
  await expect(cardOf()).toContainText('150,00');
  const undo = page.getByRole('button', { name: ro['giftCard.undo'].replace('{amount}', '50,00') });
  await undo.click();
  await expect(cardOf()).toContainText('100,00');
  await expect(undo).toBeHidden();
  await expectAccessible(page, 'money taken off');
  await expectFits();
});
