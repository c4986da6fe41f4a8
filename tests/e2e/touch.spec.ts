import { join } from 'node:path';
import { expect, type Locator, type Page, test } from '@playwright/test';
import { tillDir } from '../../cli/places.ts';
import { cardNumber } from '../../cli/sample/people.ts';
import { SAMPLE_SIZES } from '../../cli/sample/plan.ts';
import { ANA, dueOf, entryOf, linesOf } from '../../cli/screenshots/hands.ts';
import { readReplica } from '../../db/replica/replica.ts';
import ro from '../../resources/translations/ro.json' with { type: 'json' };
import ru from '../../resources/translations/ru.json' with { type: 'json' };
import { expectAccessible } from './accessible.ts';
import { aShop, type TriedShop } from './shop.ts';

/** A till that has a touch screen and nothing else: no test here presses a key or moves a mouse. */

test.describe.configure({ mode: 'serial' });

let shop: TriedShop;
let page: Page;

test.beforeAll(async ({ browser }) => {
  shop = await aShop([1]);
  page = await shop.window(browser, 1, { hasTouch: true });
});
test.afterAll(async () => {
  await shop?.end();
});

const button = (name: string | RegExp, exact = false): Locator => page.getByRole('button', { name, exact });
const keypad = (): Locator => page.getByRole('group', { name: ro['keypad.title'] }).and(page.locator('.keypad'));
const mainButton = (): Locator => page.locator('.action-main');

/** Touches the keys that stand on the screen, one after the other; `↵`, `⌫`, `C` are keys like the others. */
async function touch(...keys: readonly string[]): Promise<void> {
  for (const key of keys) {
    await keypad()
      .locator('.key')
      .filter({ hasText: new RegExp(`^${key.replace(/[*+.]/g, '\\$&')}$`) })
      .tap();
  }
}

/** The first member of the sample with a phone and so many points: who has how many depends on the day the sample is made. */
function memberWith(fewest: number): { readonly name: string; readonly lastDigits: string } {
  const replica = readReplica(join(tillDir(shop.data, 1), 'members.db'));
  try {
    for (let n = 1; n <= SAMPLE_SIZES.small.members; n++) {
      const card = replica.card(cardNumber(n));
      const member = card === null ? null : replica.member(card.member);
      const phone = member?.person?.phone ?? null;
      if (member?.person == null || phone === null || member.balance < fewest) continue;
      return { name: member.person.name, lastDigits: phone.slice(-5) };
    }
    throw new Error(`nobody in the sample has a phone and ${fewest} points`);
  } finally {
    replica.close();
  }
}

test('a whole sale by finger: the shift, an amount, a person by phone, points, cash and its change', async () => {
  await button(new RegExp(ANA.name)).tap();
  for (const digit of ANA.pin) await button(digit, true).tap();
  await button(new RegExp(`^${ro['signin.enter']}`)).tap();
  await page.getByRole('heading', { name: ro['shift.openTitle'] }).waitFor();
  await button(new RegExp(`^${ro['shift.open']}`)).tap();

  await entryOf(page).tap();
  await touch('1', '2', '9', ',', '5', '⌫', '9', '0', '↵');
  await expect(linesOf(page)).toHaveCount(1);
  await touch('3', '*', '↵');
  await expect(dueOf(page)).toContainText('389,70');
  await touch('9', '9', 'C', '2', '0', '↵');
  await expect(dueOf(page)).toContainText('409,70');

  const { name, lastDigits } = memberWith(40);
  await button(new RegExp(ro['action.find'])).first().tap();
  await touch(...lastDigits);
  await page.getByRole('option', { name }).tap();
  await expect(page.locator('.member-name')).toHaveText(name);
  await expect(page.locator('.member-points')).toBeInViewport({ ratio: 1 });

  await button(new RegExp(ro['action.redeem'])).tap();
  await touch('4', '0', '↵');
  await expect(dueOf(page)).toContainText('399,70');

  const given = page.getByRole('textbox', { name: ro['counter.givenLabel'] });
  await given.tap();
  // The system's own keyboard would lie over half of the screen.
  await expect(given).toHaveAttribute('inputmode', 'none');
  await touch('5', '00');
  await expect(given).toHaveValue('500');
  await expect(page.locator('.change')).toContainText('100,30');
  await touch('↵');
  await expect(page.locator('.done')).toContainText('100,30');
  const fiscal = page.getByRole('textbox', { name: ro['done.fiscal'] });
  await touch('1', '2', '7');
  await expect(fiscal).toHaveValue('127');
  await mainButton().tap();
  await expect(entryOf(page)).toBeFocused();
  await expect(linesOf(page)).toHaveCount(0);
});

test('letters of both alphabets for names; the keypad stays as it was left', async () => {
  await page.reload();
  await expect(keypad()).toBeVisible();
  await button(new RegExp(ro['action.enrol'])).first().tap();
  await touch('0', '6', '9', '9', '1', '8', '2', '7', '3');
  await page.getByLabel(ro['enrol.name']).tap();
  await touch('Ș', 'T', 'E', 'F', 'A', 'N', '␣', 'АБВ', 'Ж', 'У', 'К');
  await expect(page.getByLabel(ro['enrol.name'])).toHaveValue('Ștefan Жук');
  await expect(page.getByLabel(ro['enrol.phone'], { exact: true })).toHaveValue('069918273');
  await page.getByLabel(ro['enrol.consent']).tap();
  await touch('↵');
  await expect(page.locator('.member-name')).toHaveText('Ștefan Жук');
  await expect(keypad()).toHaveClass(/keypad-digits/);
  await button(/^123/).tap();
  await expect(page.locator('.keypad')).toHaveCount(0);
  await page.reload();
  await entryOf(page).waitFor();
  await expect(page.locator('.keypad')).toHaveCount(0);
  await entryOf(page).tap();
  await expect(keypad()).toBeVisible();
});

/** Every key is large enough for a thumb, and the screen accessible. */
async function expectTouchable(what: string): Promise<void> {
  await expectAccessible(page, what);
  // A thumb's key with the half of the gap around it: no key is nearer to another than that.
  const small = await page.locator('.key').evaluateAll((keys) =>
    keys
      .map((key) => ({ key: key.textContent, ...key.getBoundingClientRect().toJSON() }))
      .filter(({ width, height }) => height < 56 || width < 48)
      .map(({ key, width, height }) => `${key}: ${width}×${height}`),
  );
  expect(small, what).toEqual([]);
}

test('at night too every screen is accessible, with the keypad on it', async () => {
  await button(ANA.name).tap();
  await button(ro['settings.theme.dark']).tap();
  await expectTouchable('shift');
  await button(new RegExp(`^${ro['action.back']}`))
    .first()
    .tap();
  await entryOf(page).tap();
  await touch('7', '5', '↵');
  await expect(linesOf(page)).toHaveCount(1);
  await expectTouchable('counter');
  await button(new RegExp(`^${ru['keypad.abc']}|^${ro['keypad.abc']}`))
    .first()
    .tap();
  await expectTouchable('counter with letters');
  for (const panel of ['find', 'redeem', 'enrol', 'receipts'] as const) {
    await button(new RegExp(ro[`action.${panel}`]))
      .first()
      .tap();
    await page.locator('.panel').waitFor();
    await expectTouchable(panel);
    await button(new RegExp(`^${ro['action.back']}`))
      .first()
      .tap();
  }
});
