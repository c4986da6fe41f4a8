import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from '@playwright/test';
import editor from '../../resources/translations/programme/ro.json' with { type: 'json' };
import ro from '../../resources/translations/ro.json' with { type: 'json' };
import { buildRenderer } from '../build/renderer.ts';
import { projectDir } from '../places.ts';
import { SAMPLE_SIZES } from '../sample/plan.ts';
import { startShop } from '../start/shop.ts';
import type { RunningTill } from '../start/till.ts';
import { chromiumSwitches, ensureChromium } from '../test/chromium.ts';
import { takeDay } from './day.ts';
import { takeDeeds } from './deeds.ts';
import { takeGiftCards } from './giftcards.ts';
import { ANA, confirm, dueOf, ELENA, entryOf, linesOf, ring, scan, signIn, toTheCounter } from './hands.ts';
import { takeMonth } from './month.ts';
import { takePerson } from './person.ts';
import { takeShift } from './shift.ts';
import { takeStaff } from './staff.ts';

const CARD = '2900000000018';
/** A litre of milk, the same again, and milk without lactose, of resources/sample/products.csv. */
const BASKET = ['4840099007070', '4840099007148', '4840099007285'] as const;

/** Ground coffee, the sample programme's own: four of them bring the fourth free, and enough for a coupon. */
const COFFEE = '5940099019673';
/** A coupon of the sample programme that anybody may use. */
const COUPON = 'NOV10';

/** What pictures may be taken of alone. */
const TAKEN = ['all', 'shift', 'day', 'pages'] as const;

/**
 * `npm run screenshots`: makes the pictures of the README and for looking at, anew, from a real till; `-- shift`: those of a shift's end,
 * `-- day`: those of the close of the day, `-- pages`: those of what a manager reads, alone. Returns 0, or 2 where it does not know what
 * is asked.
 */
export async function run(args: readonly string[]): Promise<number> {
  const [asked = 'all', ...more] = args;
  const part = TAKEN.find((each) => each === asked);
  if (part === undefined || more.length > 0) {
    console.error(
      'Pictures are taken of all, or with `-- shift` of a shift and its end, `-- day` of the close of the day, `-- pages` of what a manager reads.',
    );
    return 2;
  }
  const pictures = join(projectDir(), 'resources', 'pictures');
  mkdirSync(pictures, { recursive: true });
  const data = mkdtempSync(join(tmpdir(), 'loial-pictures-'));
  const executablePath = await ensureChromium((line) => console.log(line));
  const shop = await startShop({
    data,
    // A shift and its end on a till of its own: on the other one there is a shift already.
    tills: part === 'all' ? [1, 2] : part === 'day' ? [1] : [2],
    sample: SAMPLE_SIZES.small,
    now: Date.now(),
    staticDir: await buildRenderer(),
    scratch: true,
    serverPort: 0,
    port: 0,
  });
  let browser: Browser | null = null;
  try {
    browser = await chromium.launch({ executablePath, args: chromiumSwitches() });
    if (part === 'all' || part === 'day') {
      const { page, take } = await windowOn(browser, shop.tills, 1, pictures);
      await takeDay(page, take);
    }
    if (part === 'all') await takeAll(await windowOn(browser, shop.tills, 1, pictures));
    if (part === 'all' || part === 'shift') {
      const { page, take } = await windowOn(browser, shop.tills, 2, pictures);
      await takeShift(page, take);
    }
    if (part === 'all' || part === 'pages') {
      const { page, take } = await windowOn(browser, shop.tills, 2, pictures);
      await signIn(page, ELENA);
      await page.locator('.shift-doors').first().waitFor();
      await takeStaff(page, take);
      await takeMonth(browser, {
        data: join(data, 'alone'),
        now: Date.now(),
        staticDir: await buildRenderer(),
        shoot: (name, picture) => {
          writeFileSync(join(pictures, `${name}.png`), picture);
          console.log(`resources/pictures/${name}.png`);
        },
      });
    }
  } finally {
    await browser?.close();
    await shop.stop();
    rmSync(data, { recursive: true, force: true });
  }
  return 0;
}

interface Shown {
  readonly page: Page;
  readonly scanner: string;
  readonly take: (name: string, width?: number, height?: number) => Promise<void>;
}

/** A window on a till, and what takes a picture of it. */
async function windowOn(
  browser: Browser,
  tills: readonly RunningTill[],
  number: number,
  pictures: string,
): Promise<Shown> {
  const till = tills.find((each) => each.number === number);
  if (till === undefined) throw new Error(`Till ${number} did not open.`);
  const scanner = till.nullModem?.scannerPath;
  if (scanner === undefined) throw new Error('This machine has no pseudo-terminals to play a scanner with.');
  const context = await browser.newContext({ locale: 'ro-MD', timezoneId: 'Europe/Chisinau' });
  const page = await context.newPage();
  await page.setViewportSize({ width: 1024, height: 768 });
  await page.goto(await till.newUrl());
  await page.getByRole('heading', { name: ro['signin.title'] }).waitFor();
  return {
    page,
    scanner,
    async take(name, width = 1024, height = 768) {
      await page.setViewportSize({ width, height });
      await page.waitForTimeout(400);
      await page.screenshot({ path: join(pictures, `${name}.png`) });
      console.log(`resources/pictures/${name}.png`);
    },
  };
}

async function takeAll({ page, scanner, take }: Shown): Promise<void> {
  await take('sign-in');
  await toTheCounter(page, ANA);
  await take('empty');
  await scan(scanner, CARD);
  await page.locator('.member-name').waitFor();
  await scan(scanner, ...BASKET);
  await linesOf(page).nth(2).waitFor();
  await ring(page, '2*149,90');
  await scan(scanner, COFFEE);
  await linesOf(page).nth(4).waitFor();
  await entryOf(page).fill('4*');
  await page.keyboard.press('Enter');
  await page.locator('.applied').waitFor();
  await entryOf(page).fill(COUPON);
  await page.keyboard.press('Enter');
  await page.locator('.applied, .near').filter({ hasText: COUPON }).first().waitFor();
  await take('till');
  await speak(page, 'ru');
  await take('till-ru');
  await page.keyboard.press('F4');
  await take('redeem-ru');
  await page.keyboard.press('Escape');
  await page.keyboard.press('F9');
  await take('enrol-ru');
  await page.keyboard.press('Escape');
  await page.keyboard.press('F6');
  await take('why-ru');
  await page.keyboard.press('Escape');
  await speak(page, 'ro');
  await page.keyboard.press('F10');
  await page.getByRole('button', { name: ro['settings.theme.dark'] }).click();
  await take('shift-dark');
  await page.keyboard.press('Escape');
  await take('till-dark', 1366, 768);
  await take('till-dark-large', 1920, 1080);
  await scan(scanner, '4840099999993');
  await page.locator('.notice-stop').waitFor();
  await take('unknown-dark');
  await page.keyboard.press('Escape');
  await page.keyboard.press('F10');
  await page.getByRole('button', { name: ro['settings.theme.light'] }).click();
  await page.keyboard.press('Escape');
  await dueOf(page).waitFor();
  await confirm(page);
  await take('done');
  await page.getByRole('button', { name: ro['action.next'] }).click();
  await entryOf(page).waitFor();
  await page.keyboard.press('F8');
  await page.locator('.row').first().waitFor();
  await take('receipts');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: ro['receipt.return'] }).waitFor();
  await take('receipt');
  await page.getByRole('button', { name: ro['receipt.return'] }).click();
  await page.getByRole('button', { name: ro['return.all'] }).click();
  await take('return');
  for (let back = 0; back < 3; back += 1) await page.keyboard.press('Escape');
  await takeGiftCards(page, take, scanner);
  await page.keyboard.press('Escape');
  await takeProgramme(page, take, scanner);
}

type Take = (name: string) => Promise<void>;
/** The parts of a draft that are pictured, by their place in the list beside them. */
const PARTS = [
  ['offers', 1],
  ['policies', 9],
] as const;

/** The manager's room: versions, and a draft in Russian, whose words are the longest. */
async function takeProgramme(page: Page, take: Take, scanner: string): Promise<void> {
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await page.keyboard.press('F10');
  await page.getByRole('button', { name: ro['shift.signOut'] }).click();
  await page.getByRole('heading', { name: ro['signin.title'] }).waitFor();
  await toTheCounter(page, ELENA);
  await takeDeeds(page, { scanner, card: CARD, take });
  await takePerson(page, { scanner, card: CARD, take });
  await page.keyboard.press('F10');
  await page.getByRole('button', { name: editor['programme.open'] }).click();
  await page.locator('.version').first().waitFor();
  await take('programme');
  await page.keyboard.press('Enter');
  const part = page.locator('.section-link');
  await part.first().waitFor();
  await speak(page, 'ru');
  for (const [name, place] of PARTS) {
    await part.nth(place).click();
    await take(`programme-${name}-ru`);
  }
  await part.nth(1).click();
  const first = page.locator('.thing-open').first();
  if (await first.isVisible()) {
    await first.click();
    await take('programme-offer-ru');
  }
  await speak(page, 'ro');
  await part.nth(10).click();
  await page.getByLabel(editor['preview.find']).fill('Cafea măcinată');
  await page.locator('.form-found-row').first().click();
  for (let more = 0; more < 3; more += 1) await page.locator('.preview-line').getByRole('button').last().click();
  await page.getByLabel(editor['preview.member'], { exact: true }).fill('Rusu');
  await page.locator('.form-found-row').first().click();
  await page.locator('.preview-offer').first().waitFor();
  await take('programme-preview');
}

async function speak(page: Page, language: 'ro' | 'ru'): Promise<void> {
  await page
    .getByRole('button', { name: ro[`language.${language}`], exact: true })
    .first()
    .click();
  await page.waitForTimeout(100);
}
