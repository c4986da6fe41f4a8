import type { Page } from '@playwright/test';
import drawer from '../../resources/translations/drawer/ro.json' with { type: 'json' };
import drawerRu from '../../resources/translations/drawer/ru.json' with { type: 'json' };
import ro from '../../resources/translations/ro.json' with { type: 'json' };
import ru from '../../resources/translations/ru.json' with { type: 'json' };
import { ANA, confirm, ELENA, entryOf, LIDIA, MIHAI, ring, signIn } from './hands.ts';

type Take = (name: string) => Promise<void>;

/** The field of a denomination, `100`, `0,50`; a note and a coin of the same worth: the note first. */
export const piecesOf = (page: Page, value: string, words: typeof drawer | typeof drawerRu = drawer) =>
  page.getByRole('textbox', { name: words['drawer.pieces'].replace('{value}', value), exact: true });

/** The end of a day at one till, from the sign-in on: what lies in the drawer, cash to the safe, the count, the Z and the list of them. */
export async function takeShift(page: Page, take: Take): Promise<void> {
  const both = async (name: string): Promise<void> => {
    await take(name);
    await speak(page, 'ru');
    await take(`${name}-ru`);
    await speak(page, 'ro');
  };
  const door = (name: string) => page.locator('.shift-doors').getByRole('button', { name });
  await page.getByRole('heading', { name: ro['signin.title'] }).waitFor();
  await signIn(page, ANA);
  await page.getByRole('heading', { name: ro['shift.openTitle'] }).waitFor();
  await door(drawer['drawer.countFloat']).click();
  await piecesOf(page, '100').fill('2');
  await piecesOf(page, '50').fill('1');
  await piecesOf(page, '10').first().fill('5');
  await piecesOf(page, '0,50').fill('12');
  await both('shift-float');
  await page.getByRole('button', { name: drawer['drawer.floatDone'] }).click();
  await page.keyboard.press('Enter');
  await entryOf(page).waitFor();
  for (const amount of ['164,50', '1249', '89,90']) {
    await ring(page, amount);
    await confirm(page);
    await page.getByRole('button', { name: ro['action.next'] }).click();
    await entryOf(page).waitFor();
  }
  await page.keyboard.press('F10');
  await both('shift');
  await door(drawer['drawer.move']).click();
  await page.getByLabel(drawer['drawer.amount']).fill('1000');
  await page.keyboard.press('Enter');
  await page.getByText(drawer['drawer.written'].replace('{sum} lei.', '')).waitFor();
  await both('shift-cash');
  await page.getByRole('button', { name: drawer['drawer.how.pieces'] }).click();
  await piecesOf(page, '100').fill('2');
  await take('shift-cash-pieces');
  await page.keyboard.press('Escape');
  await door(drawer['drawer.x']).click();
  await page.locator('.x-group').first().waitFor();
  await both('shift-x');
  await page.keyboard.press('Escape');
  await door(drawer['drawer.count']).click();
  await piecesOf(page, '200').fill('2');
  await piecesOf(page, '100').fill('3');
  await piecesOf(page, '20').fill('1');
  await piecesOf(page, '0,50').fill('13');
  await piecesOf(page, '5').first().focus();
  await both('shift-count');
  await page.getByRole('button', { name: '123' }).click();
  await take('shift-count-keypad');
  await page.getByRole('button', { name: '123' }).click();
  await page.getByRole('button', { name: drawer['drawer.commit'] }).click();
  await take('shift-sure');
  await page.keyboard.press('Enter');
  await page.locator('.counted').waitFor();
  await both('shift-counted');
  await signOutAt(page);
  await signIn(page, ELENA);
  await page.locator('.counted').waitFor();
  await page.keyboard.press('1');
  await page.getByLabel(drawer['drawer.againReason']).fill('Un teanc de 50 a rămas în casetă');
  await take('shift-recount');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Enter');
  await page.locator('.z-lines').waitFor();
  await both('shift-z');
  await page.getByRole('button', { name: drawer['drawer.paperMm'].replace('{mm}', '58') }).click();
  await take('shift-z-narrow');
  await page.keyboard.press('Escape');
  await page.keyboard.press('F10');
  await page.locator('.row').first().waitFor();
  await both('shift-zs');
  await page.keyboard.press('Escape');
  await both('shift-open');
  await page.getByRole('button', { name: ro['shift.signOut'] }).click();
  await page.getByRole('heading', { name: ro['signin.title'] }).waitFor();
  await take('shift-sign-in');
  await signIn(page, MIHAI);
  await page.locator('.shift-doors').waitFor();
  await take('shift-auditor');
  await page.getByRole('button', { name: ro['shift.signOut'] }).click();
  await signIn(page, LIDIA);
  await page.getByRole('heading', { name: ro['shift.openTitle'] }).waitFor();
  await page.locator('.shift-float').waitFor();
  await page.keyboard.press('Enter');
  await entryOf(page).waitFor();
  await page.keyboard.press('F10');
  await page.getByRole('button', { name: ro['settings.theme.dark'] }).click();
  await speak(page, 'ru');
  await page.locator('.shift-doors').getByRole('button', { name: drawerRu['drawer.count'] }).click();
  await piecesOf(page, '100', drawerRu).fill('3');
  await take('shift-count-ru-dark');
  await page.getByRole('button', { name: drawerRu['drawer.commit'] }).click();
  await page.keyboard.press('Enter');
  await page.locator('.counted').waitFor();
  await take('shift-counted-ru-dark');
  await page.keyboard.press('Enter');
  await page.locator('.z-lines').waitFor();
  await take('shift-z-ru-dark');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: ru['shift.signOut'] }).click();
  await page.getByRole('heading', { name: ru['signin.title'] }).waitFor();
  await speak(page, 'ro');
}

async function signOutAt(page: Page): Promise<void> {
  await page.locator('.shift-doors').getByRole('button', { name: ro['shift.signOut'] }).click();
  await page.getByRole('heading', { name: ro['signin.title'] }).waitFor();
}

async function speak(page: Page, language: 'ro' | 'ru'): Promise<void> {
  await page
    .getByRole('button', { name: ro[`language.${language}`], exact: true })
    .first()
    .click();
  await page.waitForTimeout(100);
}
