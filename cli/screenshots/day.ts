import type { Page } from '@playwright/test';
import dayRo from '../../resources/translations/day/ro.json' with { type: 'json' };
import drawer from '../../resources/translations/drawer/ro.json' with { type: 'json' };
import ro from '../../resources/translations/ro.json' with { type: 'json' };
import { ANA, confirm, ELENA, openShift, ring, signIn } from './hands.ts';
import { piecesOf } from './shift.ts';

type Take = (name: string) => Promise<void>;

/** The close of the store's day, from the sign-in on: a shift that is short, the checks, a difference, the signature, the signed days. */
export async function takeDay(page: Page, take: Take): Promise<void> {
  const both = async (name: string): Promise<void> => {
    await take(name);
    await speak(page, 'ru');
    await take(`${name}-ru`);
    await speak(page, 'ro');
  };
  await signIn(page, ANA);
  await openShift(page);
  for (const amount of ['164,50', '1249', '89,90']) {
    await ring(page, amount);
    await confirm(page);
    await page.keyboard.press('F2');
  }
  await page.keyboard.press('F10');
  await page.locator('.shift-doors').getByRole('button', { name: drawer['drawer.count'] }).click();
  // 50 lei are missing.
  for (const [value, pieces] of [
    ['200', '7'],
    ['50', '1'],
    ['1', '3'],
    ['0,10', '4'],
  ] as const) {
    await piecesOf(page, value).first().fill(pieces);
  }
  await page.locator('.action-main').click();
  await page.getByText(drawer['drawer.sureText']).waitFor();
  await page.keyboard.press('Enter');
  await page.locator('.counted').waitFor();
  await page.keyboard.press('Enter');
  await page.locator('.z-code').waitFor();
  await page.locator('.z-code').scrollIntoViewIfNeeded();
  await take('z-code');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: ro['shift.openTitle'] }).waitFor();
  await page.getByRole('button', { name: ro['shift.signOut'] }).click();
  await signIn(page, ELENA);
  await page.getByRole('heading', { name: ro['shift.openTitle'] }).waitFor();
  await page.keyboard.press('Control+d');
  await page.locator('.day-choice').waitFor();
  await both('day-begin');
  await page.keyboard.press('Enter');
  await page.locator('.day-checks').waitFor({ timeout: 90_000 });
  await both('day');
  await page.keyboard.press('F2');
  await page.getByLabel(dayRo['day.registerTotal']).fill('1500');
  await both('day-register');
  await page.keyboard.press('Enter');
  await page.locator('[data-door="card:cash"]').click();
  await page.locator('.day-table').first().waitFor();
  await both('day-money');
  await page.locator('[data-door="figure:vat:"]').click();
  await page.locator('.day-amount').waitFor();
  await both('day-parts');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await page.locator('[data-door="card:points"]').click();
  await page.locator('.day-table').first().waitFor();
  await both('day-points');
  await page.locator('.day-open-figure').last().click();
  await page.locator('.day-amount').waitFor();
  await both('day-parts-points');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await page.keyboard.press('ArrowLeft');
  await clearAll(page, both);
  await both('day-ready');
  await page.locator('.action-main').click();
  await page.locator('.pin').waitFor();
  await both('day-sign');
  await page.keyboard.type(ELENA.pin);
  await page.keyboard.press('Enter');
  await page.locator('.day-seal').waitFor();
  await both('day-signed');
  await page.getByRole('heading', { name: dayRo['day.byVat'] }).evaluate((head) => head.scrollIntoView());
  await both('day-signed-sums');
  await page.keyboard.press('Escape');
  await page.locator('.day-lead').waitFor();
  await both('day-today-signed');
  await page.keyboard.press('F8');
  await page.locator('#day-list').waitFor();
  await both('day-list');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: ro['shift.signOut'] }).click();
  await page.getByRole('heading', { name: ro['signin.title'] }).waitFor();
}

/** Goes from hindrance to hindrance as Enter does, and clears each: a difference by a reason, a till by closing without it. */
async function clearAll(page: Page, both: (name: string) => Promise<void>): Promise<void> {
  const main = page.locator('.action-main');
  await main.click();
  const taken = new Set<string>();
  for (let steps = 0; !(await page.locator('.day-checks').isVisible()); steps += 1) {
    if (steps > 20) throw new Error('What hinders the signing does not come to an end.');
    const name = (await page.locator('.day-without').isVisible()) ? 'day-till' : 'day-difference';
    await page.keyboard.press(name === 'day-till' ? '3' : '2');
    await page.locator('.day-whys [aria-pressed="true"]').waitFor();
    await page.waitForTimeout(300);
    if (!taken.has(name)) await both(name);
    taken.add(name);
    await page.keyboard.press('Enter');
    await page.waitForTimeout(500);
  }
}

async function speak(page: Page, language: 'ro' | 'ru'): Promise<void> {
  await page
    .getByRole('button', { name: ro[`language.${language}`], exact: true })
    .first()
    .click();
  await page.waitForTimeout(100);
}
