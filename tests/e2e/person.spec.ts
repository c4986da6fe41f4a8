import { expect, type Locator, type Page, test } from '@playwright/test';
import { ANA, confirm, ELENA, ring, scan, toTheCounter } from '../../cli/screenshots/hands.ts';
import { enrolTwice, PERSON } from '../../cli/screenshots/person.ts';
import { LANGUAGES } from '../../domain/person/person.ts';
import { refuse } from '../../domain/refusal/refusal.ts';
import { refusalText } from '../../renderer/words/refusals.ts';
import { wordsOf } from '../../renderer/words/words.ts';
import { expectAccessible } from './accessible.ts';
import { aShop, type TriedShop } from './shop.ts';

/** One person enrolled twice, at two tills: merged by keys, apart again, erased by finger; each till knows, and words say it. */

test.describe.configure({ mode: 'serial' });

const CARD = '2900000000018';
const CASHIER_TWO = { name: 'Ion Ceban', pin: '3690' } as const;
const TWIN = 'Ana-Maria Țurcanu';
const ro = wordsOf('ro');

let shop: TriedShop;
let one: Page;
let two: Page;
/** Who has the card, and with how many points. */
let name: string;
let had: number;

test.beforeAll(async ({ browser }) => {
  shop = await aShop([1, 2]);
  [one, two] = [await shop.window(browser, 1), await shop.window(browser, 2)];
  await toTheCounter(one, ANA);
  await toTheCounter(two, CASHIER_TWO);
});
test.afterAll(async () => {
  await shop?.end();
});

const points = async (page: Page): Promise<number> =>
  Number(((await page.locator('.member-points').textContent()) ?? '').replace(/[^\d−-]/g, '').replace('−', '-'));
const done = (page: Page): Locator => page.locator('.deed-done');
async function open(page: Page, which: keyof typeof PERSON): Promise<void> {
  await page.keyboard.press('Control+e');
  await page.locator('.deed').nth(3).waitFor();
  const menu = (await page.locator('.panel-title').textContent()) ?? '';
  await page.keyboard.press(PERSON[which]);
  // A key that follows at once would be a scanner's.
  await expect(page.locator('.panel-title')).not.toHaveText(menu);
}

test('who looks alike is proposed, a manager’s PIN merges them, and the other till has them as one', async () => {
  await scan(shop.scanner(1), CARD);
  await one.locator('.member-name').waitFor();
  name = (await one.locator('.member-name').textContent()) ?? '';
  had = await points(one);
  await enrolTwice(one, TWIN);
  await ring(one, '200');
  await confirm(one);
  await one.getByRole('button', { name: ro.say('action.next') }).click();
  await scan(shop.scanner(1), CARD);
  await expect(one.locator('.member-name')).toHaveText(name);
  await expect(one.locator('.hint')).toContainText([ro.say('person.likelyHint')]);

  await open(one, 'same');
  await expect(one.locator('.deed').first()).toContainText(ro.say('person.why.phone'));
  await one.keyboard.press('1');
  await expect(one.locator('.deed-both')).toContainText(TWIN);
  const pin = one.getByLabel(new RegExp(`^${ro.say('person.managerPin')}`));
  await pin.fill(ANA.pin);
  await one.keyboard.press('Enter');
  await expect(one.locator('.panel').getByRole('alert')).toBeVisible();
  await pin.fill(ELENA.pin);
  await one.keyboard.press('Enter');
  await expect(done(one)).toContainText(ro.say('person.mergeDone', { name: `${name} + ${TWIN}` }));
  await expect.poll(() => points(one)).toBe(had + 20);
  await one.keyboard.press('Enter');

  await expect(async () => {
    await scan(shop.scanner(2), CARD);
    await expect.poll(() => points(two), { timeout: 1500 }).toBe(had + 20);
  }).toPass({ timeout: 20_000 });
  await expect(two.locator('.member-speaks')).toContainText(ro.say('person.mergedHint', { count: 2 }));
});

test('the other till takes it back: each with their own again, there and here', async () => {
  await open(two, 'apart');
  await expect(two.locator('.deed-one').first()).toContainText(name);
  await expect(two.locator('.deed-one').nth(1)).toContainText(TWIN);
  await two.getByLabel(new RegExp(`^${ro.say('person.managerPin')}`)).fill(ELENA.pin);
  await two.keyboard.press('Enter');
  await expect(done(two)).toContainText(ro.say('person.apartDone'));
  await expect.poll(() => points(two)).toBe(had);
  await two.keyboard.press('Enter');
  await expect.poll(() => points(one), { timeout: 20_000 }).toBe(had);
});

test('details are changed by keys, and the other till has them', async () => {
  await open(one, 'edit');
  await one.getByLabel(ro.say('enrol.callName')).fill('Mari');
  await one.keyboard.press('Enter');
  await expect(one.locator('.member-speaks')).toContainText('Mari');
  await expect(two.locator('.member-speaks')).toContainText('Mari', { timeout: 20_000 });
});

for (const language of LANGUAGES) {
  test(`every page of it fits and is accessible in ${language}`, async () => {
    const words = wordsOf(language);
    await one
      .getByRole('button', { name: words.say(`language.${language}`), exact: true })
      .first()
      .click();
    for (const which of ['edit', 'same', 'erase'] as const) {
      await open(one, which);
      if (which === 'same') await one.keyboard.press('1');
      await one.locator('.panel input').first().waitFor();
      const sideways = await one.evaluate(() =>
        [document.documentElement, ...document.querySelectorAll<HTMLElement>('.panel-body, .counter-person')]
          .filter((each) => each.scrollWidth > each.clientWidth + 1)
          .map((each) => each.className),
      );
      expect(sideways, `${language} ${which}`).toEqual([]);
      await expectAccessible(one, which);
      for (let n = 0; n < 4; n++) await one.keyboard.press('Escape');
      await expect(one.locator('.panel')).toHaveCount(0);
    }
  });
}

test('a person is erased by finger alone; the other till says so politely when the card is read', async ({
  browser,
}) => {
  await one
    .getByRole('button', { name: ro.say('language.ro'), exact: true })
    .first()
    .click();
  const page = await shop.window(browser, 1, { hasTouch: true });
  await page.locator('.member-name').waitFor();
  await page.getByRole('button', { name: new RegExp(`^${ro.say('action.person')}`) }).tap();
  await page.locator('.deed').nth(3).tap();
  await expect(page.locator('.person-gone')).toContainText(name);
  await expect(page.locator('.action-main')).toBeDisabled();
  await page.getByRole('button', { name: ro.say('person.reason.asked') }).tap();
  await page.getByLabel(new RegExp(`^${ro.say('person.managerPin')}`)).tap();
  const key = (text: string): Locator => page.locator('.keypad .key').filter({ hasText: new RegExp(`^${text}$`) });
  for (const digit of ELENA.pin) await key(digit).tap();
  await page.locator('.action-main').tap();
  await expect(done(page)).toContainText(ro.say('person.eraseDone'));
  await page.locator('.action-main').tap();
  await expect(page.locator('.member-none')).toBeVisible();
  await page.close();

  await expect(two.locator('.member-name')).toHaveCount(0, { timeout: 20_000 });
  await scan(shop.scanner(2), CARD);
  const said = refusalText(ro, refuse('code.erasedCard', { code: CARD }));
  await expect(two.getByText(said)).toBeVisible();
});
