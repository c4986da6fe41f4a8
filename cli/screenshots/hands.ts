import type { Locator, Page } from '@playwright/test';
import { SerialPort } from 'serialport';
import ro from '../../resources/translations/ro.json' with { type: 'json' };
import { SAMPLE_PINS } from '../sample/shop.ts';

/**
 * A cashier's hands at a real window, with the Romanian words: what the pictures are made with, and the tests that
 * cross the whole house.
 */

/** What a cashier of the first store is called and types. */
export const ANA = { name: 'Ana Rusu', pin: SAMPLE_PINS.cashiers[0] } as const;
export const ELENA = { name: 'Elena Munteanu', pin: SAMPLE_PINS.manager } as const;

export const LIDIA = { name: 'Lidia Bordei', pin: SAMPLE_PINS.shiftLeader } as const;
export const MIHAI = { name: 'Mihai Sandu', pin: SAMPLE_PINS.auditor } as const;

export const entryOf = (page: Page): Locator => page.getByRole('combobox', { name: ro['counter.entryLabel'] });
export const dueOf = (page: Page): Locator => page.getByRole('status', { name: ro['counter.due'] });

/** Signs in at the sign-in screen, with keys. */
export async function signIn(page: Page, who: { readonly name: string; readonly pin: string }): Promise<void> {
  await page.getByRole('button', { name: who.name }).click();
  await page.keyboard.type(who.pin);
  await page.keyboard.press('Enter');
}

/** Opens the shift of today. */
export async function openShift(page: Page): Promise<void> {
  await page.getByRole('heading', { name: ro['shift.openTitle'] }).waitFor();
  await page.getByRole('button', { name: ro['shift.open'] }).click();
  await entryOf(page).waitFor();
}

/** Signs in and comes to the counter, opening the shift where none is open. */
export async function toTheCounter(page: Page, who: { readonly name: string; readonly pin: string }): Promise<void> {
  await signIn(page, who);
  const shift = page.getByRole('heading', { name: ro['shift.openTitle'] });
  await shift.or(entryOf(page)).first().waitFor();
  if (await shift.isVisible()) await openShift(page);
}

/** Sends a code down a serial line as a scanner would, CR-LF behind it. Resolves when the last byte is on the line. */
export async function scan(scannerPath: string, ...codes: readonly string[]): Promise<void> {
  const port = new SerialPort({ path: scannerPath, baudRate: 9600, autoOpen: false });
  await new Promise<void>((resolve, reject) => port.open((error) => (error ? reject(error) : resolve())));
  for (const code of codes) {
    await new Promise<void>((resolve, reject) =>
      port.write(`${code}\r\n`, (error) => (error ? reject(error) : port.drain(() => resolve()))),
    );
  }
  await new Promise<void>((resolve) => port.close(() => resolve()));
}

/** The lines of the sale on the counter. */
export const linesOf = (page: Page): Locator =>
  page.getByRole('list', { name: ro['counter.lines'] }).getByRole('listitem');

/** Types an amount into the sale's field and looks for its line, as a cashier does before going on. */
export async function ring(page: Page, amount: string): Promise<void> {
  const lines = await linesOf(page).count();
  await entryOf(page).fill(amount);
  await page.keyboard.press('Enter');
  await linesOf(page).nth(lines).waitFor();
}

/** Confirms what stands on the counter with Enter and waits until it is on disk; returns the receipt's number. */
export async function confirm(page: Page): Promise<string> {
  await entryOf(page).focus();
  await page.keyboard.press('Enter');
  return doneNumber(page);
}

/** The number of the receipt just confirmed. */
export async function doneNumber(page: Page): Promise<string> {
  const done = page.getByText(/R\d{13} ·/);
  await done.waitFor();
  const number = /R\d{13}/.exec((await done.textContent()) ?? '')?.[0];
  if (number === undefined) throw new Error('The receipt has no number.');
  return number;
}
