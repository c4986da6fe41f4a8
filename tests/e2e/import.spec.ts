import { expect, type Page, test } from '@playwright/test';
import { cardNumber } from '../../cli/sample/people.ts';
import { confirm, ELENA, entryOf, ring, signIn, toTheCounter } from '../../cli/screenshots/hands.ts';
import words from '../../resources/translations/import/ro.json' with { type: 'json' };
import ru from '../../resources/translations/import/ru.json' with { type: 'json' };
import months from '../../resources/translations/report/ro.json' with { type: 'json' };
import monthsRu from '../../resources/translations/report/ru.json' with { type: 'json' };
import ro from '../../resources/translations/ro.json' with { type: 'json' };
import { expectAccessible } from './accessible.ts';
import { aShop, shellOf, type TriedShop } from './shop.ts';

/** Of no member of the sample. */
const CARD = cardNumber(7_777_777);

let shop: TriedShop;
let page: Page;
test.beforeAll(async ({ browser }, { project }) => {
  shop = await aShop([1], shellOf(project.name));
  page = await shop.window(browser, 1);
});
test.afterAll(async () => {
  await shop?.end();
});

const LIST = [
  'Nume;Prenume;Telefon;Nr. card;Puncte;Observații',
  `Țărnă;Veaceslav;069 300 101;${CARD};1 250;client vechi, plătește cu cardul, vine sâmbăta`,
  'Жосан;Ирина;069 300 102;;75;',
  'Fără;Telefon;;;10;',
].join('\r\n');

async function fits(): Promise<void> {
  const over = await page.evaluate(() => {
    const { scrollWidth, clientWidth, scrollHeight, clientHeight } = document.documentElement;
    return [scrollWidth - clientWidth, scrollHeight - clientHeight];
  });
  expect(over).toEqual([0, 0]);
}

test('a manager takes over the members of another system, and they are at the counter', async () => {
  await page.getByRole('heading', { name: ro['signin.title'] }).waitFor();
  await signIn(page, ELENA);
  await page.getByRole('button', { name: words['import.open'] }).click();
  await page.getByRole('heading', { name: words['import.title'] }).waitFor();
  await expectAccessible(page, 'choose');
  await page.getByLabel(words['import.choose']).setInputFiles({
    name: 'clienti-vechi.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(LIST),
  });
  const check = page.getByRole('button', { name: new RegExp(`^${words['import.check']}`) });
  await expect(check).toBeDisabled();
  await expect(page.getByText(words['import.missing'])).toBeVisible();
  await page.getByText(words['import.consented']).click();
  await fits();
  await expectAccessible(page, 'columns');
  await page.keyboard.press('F12');
  await expect(page.getByText(ru['import.consented'])).toBeVisible();
  await fits();
  await expectAccessible(page, 'columns in Russian');
  await page.keyboard.press('F12');
  await page.keyboard.press('F12');
  await page.keyboard.press('Enter');
  await expect(page.getByText(words['import.fault.neitherPhoneNorCard'])).toBeVisible();
  await fits();
  await expectAccessible(page, 'what is wrong');
  await page.keyboard.press('Enter');
  await expect(page.getByText(/2 membri au fost preluați, cu 1.325 puncte/)).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: words['import.choose'] }).first()).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: ro['shift.signOut'] }).click();
  await toTheCounter(page, ELENA);
  await page.keyboard.press('F3');
  await page.getByRole('combobox', { name: ro['search.label'] }).fill('josan irina');
  await expect(page.getByRole('option', { name: /Жосан/ })).toContainText('75');
  await page.keyboard.press('Escape');
  await entryOf(page).fill(CARD);
  await page.keyboard.press('Enter');
  await expect(page.locator('.member-name')).toHaveText('Veaceslav Țărnă');
});

test('the months of the till, added up beside a till that goes on', async () => {
  const sales = page
    .getByRole('table', { name: months['report.table'] })
    .getByRole('row')
    .nth(1)
    .getByRole('cell')
    .first();
  const open = async (): Promise<void> => {
    await page.keyboard.press('Control+m');
    await page.getByRole('button', { name: months['report.open'] }).click();
    await expect(sales).toHaveText(/^\d+$/);
  };
  await open();
  const before = Number(await sales.textContent());
  await fits();
  await expectAccessible(page, 'months');
  await page.keyboard.press('F12');
  await expect(page.getByRole('heading', { name: monthsRu['report.title'] })).toBeVisible();
  await fits();
  await expectAccessible(page, 'months in Russian');
  await page.keyboard.press('F12');
  await page.keyboard.press('F12');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await expect(page.locator('.member-name')).toHaveText('Veaceslav Țărnă');

  await ring(page, '10');
  await confirm(page);
  // What was read stays as of when it was read; Enter reads it anew.
  await open();
  await expect(sales).toHaveText(String(before));
  await page.keyboard.press('Enter');
  await expect(sales).toHaveText(String(before + 1));
});
