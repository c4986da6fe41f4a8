import { expect, type Locator, type Page, test } from '@playwright/test';
import { DEED } from '../../cli/screenshots/deeds.ts';
import { ANA, confirm, ELENA, entryOf, ring, scan, toTheCounter } from '../../cli/screenshots/hands.ts';
import { LANGUAGES, type Language } from '../../domain/person/person.ts';
import { type Refusal, type RefusalCode, refuse } from '../../domain/refusal/refusal.ts';
import { refusalText } from '../../renderer/words/refusals.ts';
import { wordsOf } from '../../renderer/words/words.ts';
import { expectAccessible } from './accessible.ts';
import { atRest } from './rest.ts';
import { aShop, type TriedShop } from './shop.ts';

/** What a member is given or does without buying: every deed by keys, again by touch; refused in words, where it was asked. */

test.describe.configure({ mode: 'serial' });

const CARD = '2900000000018';
const ro = wordsOf('ro');

let shop: TriedShop;
let page: Page;
/** The receipt of a sale to nobody, and the member of the card. */
let receipt: string;
let name: string;

test.beforeAll(async ({ browser }) => {
  shop = await aShop([1]);
  page = await shop.window(browser, 1);
  await toTheCounter(page, ANA);
});
test.afterAll(async () => {
  await shop?.end();
});

const deed = (which: keyof typeof DEED): Locator => page.locator('.deed').nth(Number(DEED[which]) - 1);
const done = (): Locator => page.locator('.deed-done');
const points = async (): Promise<number> =>
  Number(((await page.locator('.member-points').textContent()) ?? '').replace(/[^\d−-]/g, '').replace('−', '-'));

async function openMenu(): Promise<void> {
  await page.keyboard.press('Control+b');
  await expect(page.getByRole('heading', { level: 2, name: ro.say('action.deeds') })).toBeVisible();
  await expect(page.locator('.deed')).toHaveCount(5);
}

/** Types into the search: a hand is slower than a scanner, and the keyboard of a test is not. */
const look = (text: string): Promise<void> => page.locator('.panel').getByRole('combobox').fill(text);

/** Opens a deed by its digit. */
async function open(which: keyof typeof DEED): Promise<void> {
  await openMenu();
  await page.keyboard.press(DEED[which]);
  await expect(page.getByRole('heading', { level: 2, name: ro.say(`deeds.${which}`) })).toBeVisible();
}

/** It was said where it was asked, and the member has what they had. */
async function expectRefused(code: RefusalCode, params: Refusal['params'] = {}): Promise<void> {
  const before = await points();
  await page.keyboard.press('Enter');
  await expect(page.locator('.panel').getByRole('alert')).toHaveText(
    new RegExp(refusalText(ro, refuse(code, params)).replace(/[.*+?^${}()|[\]\\]/g, '\\$&')),
  );
  expect(await points()).toBe(before);
}

/** The deed is done, the new balance is said in the panel and stands on the card. */
async function expectDone(title: string, balance: number): Promise<void> {
  await expect(done()).toContainText(title);
  await expect(done().locator('dd').first()).toHaveText(new RegExp(`^${balance}\\D`));
  await expect.poll(points).toBe(balance);
}

test('without a member there is nobody to give to, and that is said', async () => {
  await page.keyboard.press('Control+b');
  await expect(page.getByText(ro.say('history.noMember'))).toBeVisible();
  await page.keyboard.press('Escape');
  await ring(page, '164,50');
  receipt = await confirm(page);
  await page.getByRole('button', { name: ro.say('action.next') }).click();
  await entryOf(page).waitFor();
});

test('the list says what may be done, and why the rest may not; Escape leaves it', async () => {
  await scan(shop.scanner(1), CARD);
  name = (await page.locator('.member-name').textContent()) ?? '';
  expect(name).not.toBe('');
  await ring(page, '25');
  await openMenu();
  await expect(deed('claim')).toBeFocused();
  await expect(deed('goodwill')).toBeDisabled();
  await expect(deed('goodwill')).toContainText(ro.say('deeds.forManager'));
  await expect(deed('refer')).toBeDisabled();
  await expect(deed('refer')).toContainText(refusalText(ro, refuse('refer.notNew')));
  await page.keyboard.press('Escape');
  await expect(page.locator('.deed')).toHaveCount(0);
  await expect(entryOf(page)).toBeFocused();
});

test('a receipt without a member is claimed: scanned, shown with what it would bring, confirmed, and only once', async () => {
  const before = await points();
  await open('claim');
  await scan(shop.scanner(1), receipt);
  await expect(page.getByLabel(ro.say('receipts.findHint'))).toHaveValue(receipt);
  await expect(page.locator('.deed-receipt')).toContainText('164,50');
  await expect(page.locator('.deed-receipt')).toContainText(`${before} → ${before + 16}`);
  await page.keyboard.press('Enter');
  await expectDone(ro.say('deeds.claimDone', { number: receipt, points: 16 }), before + 16);

  await open('claim');
  await page.getByLabel(ro.say('receipts.findHint')).fill(receipt);
  await expectRefused('claim.taken');
  await page
    .getByLabel(ro.say('receipts.findHint'))
    .fill(`${receipt.slice(0, -1)}${(Number(receipt.at(-1)) + 1) % 10}`);
  await page.keyboard.press('Enter');
  await expect(page.locator('.panel').getByRole('alert')).toBeVisible();
  await expect(page.locator('.deed-receipt')).toHaveCount(0);
  // The sale stands under it as it stood.
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await expect(page.locator('.lines-list')).toContainText('25,00');
});

test('an event that the programme names is noted, earns what it says, and no more than its cap', async () => {
  const before = await points();
  await open('event');
  await expect(page.locator('.deed')).toHaveCount(2);
  await page.keyboard.press('ArrowDown');
  await expect(page.locator('.deed').nth(1)).toHaveAttribute('aria-pressed', 'true');
  await page.keyboard.press('ArrowUp');
  await expect(page.locator('.deed').first()).toContainText(ro.say('deeds.eventGives', { points: 15 }));
  await page.keyboard.press('Enter');
  await expectDone(ro.say('deeds.eventEarned', { points: 15 }), before + 15);

  await open('event');
  await expect(page.locator('.deed').first()).toContainText(ro.say('deeds.eventNothing'));
  await page.keyboard.press('Enter');
  await expectDone(ro.say('deeds.eventEarnedNothing'), before + 15);
  await page.keyboard.press('Enter');
  await expect(entryOf(page)).toBeFocused();
});

test('points go to another member, found by name: both balances, and why not more or less', async () => {
  const before = await points();
  await open('transfer');
  await look('Rusu');
  // Never to themselves.
  await expect(page.getByRole('option').first()).toBeVisible();
  await expect(page.getByRole('option', { name })).toHaveCount(0);
  const other = (await page.locator('.members-name').first().textContent()) ?? '';
  await page.keyboard.press('Enter');
  await page.getByLabel(ro.say('deeds.points')).fill('99999');
  await expectRefused('redeem.aboveBalance', { asked: 99_999, available: before });
  await page.getByLabel(ro.say('deeds.points')).fill('9');
  await expectRefused('transfer.tooFew', { least: 10 });
  await page.getByLabel(ro.say('deeds.points')).fill('zece');
  await expectRefused('amount.notANumber', { text: 'zece' });
  await page.getByLabel(ro.say('deeds.points')).fill('10');
  const got = page.locator('.deed-one').nth(1).locator('.deed-balance b');
  const after = Number(await got.textContent());
  await page.keyboard.press('Enter');
  await expectDone(ro.say('deeds.transferDone', { points: 10, name: other }), before - 10);
  await expect(done().locator('dd').nth(1)).toHaveText(new RegExp(`^${after}\\D`));
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
});

test('who brought a new member is noted, and the first purchase brings both their points', async () => {
  await page.getByRole('button', { name: ro.say('member.leave') }).click();
  await page.keyboard.press('F9');
  await page.getByLabel(ro.say('enrol.phone'), { exact: true }).fill('069 777 002');
  await page.getByLabel(ro.say('enrol.name')).fill('Ion Nou');
  await page.getByLabel(ro.say('enrol.consent')).check();
  await page.keyboard.press('Enter');
  await expect(page.locator('.member-name')).toHaveText('Ion Nou');
  await open('refer');
  await look(name);
  await expect(page.getByRole('option', { name })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.locator('.deed-both')).toContainText(name);
  await page.keyboard.press('Enter');
  await expect(done()).toContainText(ro.say('deeds.referLater'));

  await openMenu();
  await expect(deed('refer')).toBeDisabled();
  await expect(deed('refer')).toContainText(ro.say('deeds.broughtBy', { name }));
  // Nothing to give yet, less than the programme asks for.
  await expect(deed('transfer')).toContainText(ro.say('deeds.transferNone', { least: 10, most: 0 }));
  await page.keyboard.press('Escape');
  await ring(page, '200');
  await confirm(page);
  await page.getByRole('button', { name: ro.say('action.next') }).click();
  await page.keyboard.press('F3');
  await page.getByRole('combobox', { name: ro.say('search.label') }).fill('Ion Nou');
  await page.keyboard.press('Enter');
  await expect(page.locator('.member-name')).toHaveText('Ion Nou');
  // 225 lei were paid: 22 points, and 50 for having been brought.
  await expect.poll(points).toBe(72);
});

test('a manager gives points for a reason', async () => {
  await page.keyboard.press('F10');
  await page.getByRole('button', { name: ro.say('shift.signOut') }).click();
  await toTheCounter(page, ELENA);
  const before = await points();
  await open('goodwill');
  await page.getByLabel(ro.say('deeds.points')).fill('20');
  // Without a reason there is nothing to confirm.
  await page.keyboard.press('Enter');
  await expect(page.locator('.action-main')).toBeDisabled();
  await page.getByLabel(ro.say('deeds.reason')).fill('lapte acru');
  await expect(page.getByText(ro.say('deeds.willBe', { before, after: before + 20 }))).toBeVisible();
  await page.keyboard.press('Enter');
  await expectDone(ro.say('deeds.goodwillDone', { points: 20 }), before + 20);
  await page.keyboard.press('Enter');
  await expect(entryOf(page)).toBeFocused();
});

test('the same by finger alone, with the keys on the screen', async ({ browser }) => {
  const keyboard = page;
  page = await shop.window(browser, 1, { hasTouch: true });
  const main = page.locator('.action-main');
  const key = (text: string): Locator => page.locator('.keypad .key').filter({ hasText: new RegExp(`^${text}$`) });
  const menu = async (): Promise<void> => {
    await page.getByRole('button', { name: new RegExp(ro.say('action.deeds')) }).tap();
    await expect(page.locator('.deed')).toHaveCount(5);
  };
  await page.locator('.member-name').waitFor();
  const before = await points();

  await menu();
  await expectTouchable();
  await deed('goodwill').tap();
  await page.getByLabel(ro.say('deeds.points')).tap();
  await key('7').tap();
  await page.getByRole('button', { name: ro.say('deeds.reason.waiting') }).tap();
  await expectTouchable();
  await main.tap();
  await expectDone(ro.say('deeds.goodwillDone', { points: 7 }), before + 7);
  await page.getByRole('button', { name: ro.say('deeds.another') }).tap();
  await expectTouchable();

  await deed('event').tap();
  await page.locator('.deed').nth(1).tap();
  await expectTouchable();
  await main.tap();
  await expectDone(ro.say('deeds.eventEarned', { points: 10 }), before + 17);
  await main.tap();

  await menu();
  await deed('transfer').tap();
  await page.getByRole('combobox', { name: ro.say('search.label') }).tap();
  await page.getByRole('button', { name: /^ABC/ }).tap();
  for (const letter of name.split(' ')[0]?.toUpperCase() ?? '') await key(letter).tap();
  await page.getByRole('option', { name }).tap();
  await page.getByRole('button', { name: /^123/ }).tap();
  await page.getByLabel(ro.say('deeds.points')).tap();
  await key('1').tap();
  await key('0').tap();
  await expectTouchable();
  await main.tap();
  await expectDone(ro.say('deeds.transferDone', { points: 10, name }), before + 7);
  await main.tap();
  await expect(entryOf(page)).toBeVisible();
  await page.close();
  page = keyboard;
});

/** Everything of the panel that a thumb is for is at least 44 px high and wide, and in sight or to be scrolled to. */
async function expectTouchable(): Promise<void> {
  const small = await page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('.panel button, .panel input, .panel [role="option"], .doors button')]
      .filter((each) => each.offsetParent !== null)
      .flatMap((each) => {
        const { width, height } = each.getBoundingClientRect();
        return width < 44 || height < 44 ? [`${each.innerText || each.id}: ${width}×${height}`] : [];
      }),
  );
  expect(small).toEqual([]);
}

/** Each page of the panel, as it is used. */
const PAGES: readonly { readonly what: string; go(language: Language): Promise<void> }[] = [
  { what: 'list', go: async () => undefined },
  { what: 'claim', go: () => page.keyboard.press(DEED.claim) },
  {
    what: 'claim refused',
    async go() {
      await page.keyboard.press(DEED.claim);
      await page.locator('.panel input').fill(receipt);
      await page.keyboard.press('Enter');
      await page.locator('.deed-receipt').waitFor();
    },
  },
  { what: 'event', go: () => page.keyboard.press(DEED.event) },
  {
    what: 'event done',
    async go() {
      await page.keyboard.press(DEED.event);
      await page.locator('.deed-choice').first().waitFor();
      await page.keyboard.press('Enter');
      await done().waitFor();
    },
  },
  {
    what: 'transfer: whom',
    async go() {
      await page.keyboard.press(DEED.transfer);
      await look('Rusu');
      await page.locator('.members-row').first().waitFor();
    },
  },
  {
    what: 'transfer: how many',
    async go() {
      await page.keyboard.press(DEED.transfer);
      await look('Rusu');
      await page.locator('.members-row').first().waitFor();
      await page.keyboard.press('Enter');
      await page.locator('.deed-amount input').fill('99999');
      await page.keyboard.press('Enter');
      await page.locator('.panel .hint-stop').waitFor();
    },
  },
  {
    what: 'goodwill',
    async go(language) {
      await page.keyboard.press(DEED.goodwill);
      await page.locator('.deed-amount input').fill('50');
      await page.getByRole('button', { name: wordsOf(language).say('deeds.reason.waiting') }).click();
    },
  },
];

for (const language of LANGUAGES) {
  test(`every page of it fits and is accessible in ${language}`, async () => {
    await page
      .getByRole('button', { name: wordsOf(language).say(`language.${language}`), exact: true })
      .first()
      .click();
    for (const { what, go } of PAGES) {
      await page.keyboard.press('Control+b');
      await page.locator('.deed').nth(4).waitFor();
      await go(language);
      for (const size of [
        { width: 1366, height: 768 },
        { width: 1024, height: 768 },
      ]) {
        await page.setViewportSize(size);
        await atRest(page);
        await expectFits(`${language} ${size.width} ${what}`);
      }
      await expectAccessible(page, what);
      for (let n = 0; n < 4; n++) await page.keyboard.press('Escape');
      await expect(page.locator('.panel')).toHaveCount(0);
    }
  });
}

/** Nothing of the window is outside of it, and nothing of the panel is cut or lies over another thing. */
async function expectFits(what: string): Promise<void> {
  const wrong = await page.evaluate(() => {
    const root = document.documentElement;
    const found: string[] = [];
    if (root.scrollWidth > root.clientWidth || root.scrollHeight > root.clientHeight) found.push('the page');
    for (const each of document.querySelectorAll<HTMLElement>('.panel *, .doors *, .actions *')) {
      if (each.offsetParent === null || each.closest('svg, .mantine-Input-wrapper') !== null) continue;
      if (
        each.scrollWidth > each.clientWidth + 1 &&
        each.clientWidth > 0 &&
        getComputedStyle(each).display !== 'inline'
      )
        found.push(`${each.className} "${each.innerText.slice(0, 40)}" is too wide`);
    }
    for (const card of document.querySelectorAll<HTMLElement>('.counter-person, .panel-body')) {
      if (card.matches('.counter-person') && card.scrollHeight > card.clientHeight + 1) found.push('the member’s card');
      if (card.scrollWidth > card.clientWidth + 1) found.push(`${card.className} scrolls sideways`);
    }
    return found;
  });
  expect(wrong.map((each) => `${what}: ${each}`)).toEqual([]);
}
