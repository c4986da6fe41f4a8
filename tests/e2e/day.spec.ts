import { readFileSync } from 'node:fs';
import { expect, type Locator, type Page, test } from '@playwright/test';
import { ANA, confirm, ELENA, entryOf, MIHAI, openShift, ring, signIn } from '../../cli/screenshots/hands.ts';
import { piecesOf } from '../../cli/screenshots/shift.ts';
import { addDays, civilDateAt } from '../../domain/calendar/civil.ts';
import { wordsOf } from '../../renderer/words/words.ts';
import { aShopAlone, type ShopAlone } from './day/alone.ts';

/**
 * The close of the day of a shop with one till: two shifts, 50 lei too little, a register that says otherwise; explained and signed by keys.
 * That everybody can read its pages is day-look's, which shows each of them.
 */

const ION = { name: 'Ion Ceban', pin: '3690' } as const;
const words = wordsOf('ro');
const { say } = words;

test.describe.configure({ mode: 'serial' });

let shop: ShopAlone;
let page: Page;

test.beforeAll(async ({ browser }) => {
  shop = await aShopAlone();
  page = await shop.window(browser);
});
test.afterAll(async () => {
  await shop?.end();
});

const press = async (...keys: readonly string[]): Promise<void> => {
  for (const key of keys) await page.keyboard.press(key);
};
const title = (): Locator => page.getByRole('heading', { level: 2 });
const main = (): Locator => page.locator('.action-main');
/** What stands open under the money's check. */
const rows = (): Locator =>
  page
    .locator('.day-check')
    .filter({ has: page.locator('[data-door="check:money"]') })
    .locator('.day-row');

/** A shift of one sale, and what is found in the drawer, by denomination. */
async function aShift(
  who: { readonly name: string; readonly pin: string },
  sale: string,
  counted: Readonly<Record<string, string>>,
): Promise<void> {
  await signIn(page, who);
  await openShift(page);
  await ring(page, sale);
  await confirm(page);
  await press('F2', 'F10', '1');
  for (const [value, pieces] of Object.entries(counted)) await piecesOf(page, value).first().fill(pieces);
  await main().click();
  await page.getByText(say('drawer.sureText')).waitFor();
  await press('Enter');
  await page.locator('.counted').waitFor();
  await press('Enter');
  await page.locator('.z-lines').waitFor();
  await press('Enter');
  await page.getByRole('heading', { name: say('shift.openTitle') }).waitFor();
  await page.getByRole('button', { name: say('shift.signOut') }).click();
  await page.getByRole('heading', { name: say('signin.title') }).waitFor();
}

test('two shifts, one 50 lei short, and the day is drawn up: log, points and till agree, the money does not', async () => {
  await aShift(ANA, '150', { '100': '1' });
  await aShift(ION, '75,50', { '100': '1', '50': '1', '20': '1', '5': '1', '0,50': '1' });
  await signIn(page, ELENA);
  await page.getByRole('heading', { name: say('shift.openTitle') }).waitFor();
  await press('Control+d');
  await expect(title()).toHaveText(say('day.open'));
  await expect(page.locator('.day-right')).toContainText(say('day.rightHere'));
  await expect(page.getByText(say('day.listNone'))).toBeVisible();
  await press('Enter');
  await expect(page.locator('.day-counts')).toContainText(say('day.shifts', { count: 2 }));
  await expect(page.locator('.day-check[data-state="good"]')).toHaveCount(3);
  await expect(rows().last()).toContainText('−50,00');
  await expect(page.locator('.day-fact-main').first()).toContainText('−50,00');
});

test('the register’s Z is typed, and what it says otherwise stands beside; every figure is a door', async () => {
  await press('F2');
  await expect(page.getByLabel(say('day.registerTotal'))).toBeFocused();
  // A slip of the hand is found again as it was typed, and the close says that it counts for nothing.
  await page.keyboard.insertText('12,3,4');
  await press('Escape');
  await expect(page.locator('.day-foot')).toContainText(say('day.leftUnreadable', { count: 1 }));
  await press('F2');
  await expect(page.getByLabel(say('day.registerTotal'))).toHaveValue('12,3,4');
  await expect(page.getByText(say('day.notAnAmount'))).toBeVisible();
  await page.getByLabel(say('day.registerTotal')).fill('230');
  await press('Enter');
  await expect(rows()).toHaveCount(2);
  await expect(rows().last()).toContainText(say('day.diff.registerTotal', { ours: '225,50', theirs: '230,00' }));
  await expect(rows().last()).toContainText('−4,50');
  // Down to the cash's card by arrows, in, and back to the same place.
  await page.locator('[data-door="card:cash"]').focus();
  await press('Enter');
  await expect(title()).toHaveText(say('day.check.money'));
  await expect(page.locator('.day-table').first()).toContainText('−50,00');
  await press('ArrowDown', 'Enter');
  await expect(page.locator('.z-lines')).toBeVisible();
  await press('Escape');
  await expect(page.locator('.day-open:focus')).toContainText('Z 8');
  // What the drawer should have had is a door, too: the sale, up to the count; and back to the figure.
  await press('ArrowDown', 'ArrowDown', 'Enter');
  await expect(title()).toHaveText(say('day.parts.drawer'));
  await expect(page.locator('.day-amount')).toHaveText('150,00');
  await expect(page.locator('.day-table tbody tr')).toHaveCount(2);
  await press('ArrowDown', 'Enter');
  await page.locator('.receipt').waitFor();
  await press('Escape');
  await expect(page.locator('[data-door="part:0"]')).toBeFocused();
  await press('Escape');
  await expect(page.locator('.day-open-figure:focus')).toHaveText('150,00');
  await press('Escape');
  await expect(page.locator('[data-door="card:cash"]')).toBeFocused();
  await page.locator('[data-door="card:cash"]').blur();
});

test('each difference is explained with a digit; Enter goes to the next, a reload loses no word', async ({
  browser,
}) => {
  await expect(main()).toContainText(say('day.explainNext', { count: 2 }));
  await press('Enter');
  await expect(title()).toContainText(say('day.diff.cashVariance', { till: 1, z: 8 }));
  await press('2');
  await expect(page.getByRole('button', { name: say('day.why.wrongChange') })).toHaveAttribute('aria-pressed', 'true');
  await page.reload();
  await page.getByRole('heading', { name: say('shift.openTitle') }).waitFor();
  await press('Control+d');
  await expect(rows().first()).toContainText(say('day.why.wrongChange'));
  await expect(main()).toContainText(say('day.explainNext', { count: 1 }));
  await press('Enter');
  await expect(title()).toContainText('230,00');
  // Another window of this till hears each word as it is said.
  const other = await shop.window(browser);
  await other.getByRole('heading', { name: say('shift.openTitle') }).waitFor();
  await other.keyboard.press('Control+d');
  await expect(other.locator('.day-foot')).toContainText(say('day.left', { count: 1 }));
  // Words of one's own are a reason too.
  await page.getByLabel(say('day.note')).focus();
  await page.keyboard.insertText('O probă la casa de marcat');
  await expect(page.getByRole('button', { name: say('day.why.other') })).toHaveAttribute('aria-pressed', 'true');
  await press('Enter');
  await expect(main()).toContainText(say('day.sign'));
  await expect(page.locator('.day-foot')).toContainText(say('day.ready'));
  await expect(other.locator('.day-foot')).toContainText(say('day.ready'));
  await other.context().close();
});

test('the manager’s PIN signs it: a seal, its files, and the list; nobody changes it any more', async () => {
  await press('Enter');
  await page.locator('.pin').waitFor();
  await page.keyboard.insertText('0000');
  await press('Enter');
  await expect(page.locator('.pin-problem')).not.toBeEmpty();
  await page.keyboard.insertText(ELENA.pin);
  await press('Enter');
  await expect(page.getByRole('status').filter({ hasText: say('day.signed') })).toBeVisible();
  const seal = (await page.locator('.day-seal').textContent()) ?? '';
  expect(seal).toMatch(/^[0-9a-f]{64}$/);
  await expect(page.locator('.day-checks, .day-signed')).toContainText('O probă la casa de marcat');
  // Enter puts it into the file once; then it is done.
  const filed = page.waitForEvent('download');
  await press('Enter');
  expect((await filed).suggestedFilename()).toMatch(/\.pdf$/);
  await expect(main()).toContainText(say('day.done'));
  for (const [key, begins] of [
    ['1', '%PDF-'],
    ['2', 'PK'],
    ['3', ''],
    ['4', ''],
  ] as const) {
    const coming = page.waitForEvent('download');
    await press(key);
    const download = await coming;
    expect(
      readFileSync(await download.path())
        .toString('latin1')
        .startsWith(begins),
    ).toBe(true);
    await expect(page.getByText(say('day.fileSaved', { name: download.suggestedFilename() }))).toBeVisible();
  }
  // A signed day's figures open as well.
  await page.locator('[data-door="figure:vat:"]').click();
  await expect(page.locator('.day-amount')).toHaveText('225,50');
  await expect(page.locator('.day-table tbody tr')).toHaveCount(2);
  await press('Escape');
  // Back at the figure Enter opens it again, and beside it nothing is saved a second time.
  const saved: string[] = [];
  page.on('download', (download) => void saved.push(download.suggestedFilename()));
  await expect(page.locator('[data-door="figure:vat:"]')).toBeFocused();
  await press('Enter');
  await expect(page.locator('.day-amount')).toHaveText('225,50');
  await press('Escape');
  await expect(page.locator('[data-door="figure:vat:"]')).toBeFocused();
  await expect(main()).toContainText(say('day.done'));
  await page.locator('[data-door="figure:vat:"]').blur();
  await press('Enter');
  await page.getByRole('heading', { name: say('shift.openTitle') }).waitFor();
  expect(saved).toEqual([]);

  // Today is signed: by whom and when, and what can be closed next; it opens, and what it opens is only looked at.
  await press('Control+d');
  await expect(page.getByRole('status').filter({ hasText: say('day.todaySigned') })).toContainText(ELENA.name);
  const tomorrow = words.longDay(addDays(civilDateAt(Date.now()), 1));
  await expect(page.getByText(say('day.nextFrom', { day: tomorrow }))).toBeVisible();
  await expect(page.locator('.day-choice')).toHaveCount(0);
  await expect(main()).toContainText(say('day.openSigned'));
  await press('Enter');
  await expect(page.locator('.day-seal')).toHaveText(seal);
  await expect(main()).toContainText(say('action.back'));
  // The list, with not a moment's waiting for the page between.
  await press('Escape', 'F8');
  await expect(title()).toHaveText(say('day.list'));
  await expect(page.locator('.day-table tbody tr')).toHaveCount(1);
  await expect(page.locator('.day-table')).toContainText('−50,00');
  expect(saved).toEqual([]);

  // The auditor reads it, and finds nothing to press but its files.
  await press('Escape', 'Escape');
  await page.getByRole('button', { name: say('shift.signOut') }).click();
  await signIn(page, MIHAI);
  await page
    .locator('.shift-doors')
    .getByRole('button', { name: say('day.open') })
    .click();
  await expect(page.locator('.day-table tbody tr')).toHaveCount(1);
  await press('ArrowDown', 'Enter');
  await expect(page.locator('.day-seal')).toHaveText(seal);
  await expect(entryOf(page)).toHaveCount(0);
});
