import { expect, type Page } from '@playwright/test';
import { scan } from '../../../cli/screenshots/hands.ts';
import type { DrawnDay } from '../../../contract/till/day.ts';
import { readZCode } from '../../../contract/zCode.ts';
import { drawn, press, title, words } from './window.ts';

/** A close without the centre: the other tills' Zs come off their forms. */

const { say } = words;

/** What papers and the centre both know of a day. */
export function sameOnPaper({ sums, cash, tills }: DrawnDay) {
  return {
    sums,
    cash,
    tills: tills.map(({ number, state, shifts, late }) => ({
      number,
      state,
      shifts,
      late: late.map(({ day, sums: of }) => ({ day, sums: of })),
    })),
  };
}

/**
 * Scans the forms of the other tills' Zs into the close that stands open, and comes back to it: the one of till 1, and those of till 2, by
 * number. What is no Z, one that is in already and one before which another is missing are refused in words.
 */
export async function scanPapers(
  page: Page,
  scanner: string,
  { ofOne, ofTwo }: { readonly ofOne: string; readonly ofTwo: readonly string[] },
): Promise<void> {
  await press(page, 'F4');
  await expect(title(page)).toHaveText(say('day.papers'));
  const scanned = (...codes: readonly string[]): Promise<void> => scan(scanner, ...codes);
  const [earliest = '', ...later] = ofTwo;
  const zOf = (code: string): number => readZCode(code)?.z ?? 0;
  const added = (count: number) => page.getByText(say('day.paperAdded', { count }));
  await scanned('LOIAL-CARD-1');
  await expect(page.getByText(say('refusal.day.paperUnreadable'))).toBeVisible();
  await scanned(earliest);
  await expect(added(1)).toBeVisible();
  await scanned(later.at(-1) ?? '');
  await expect(page.getByText(say('refusal.day.paperGap', { number: zOf(earliest) + 1, till: 2 }))).toBeVisible();
  await scanned(ofOne);
  await expect(added(2)).toBeVisible();
  await expect(page.locator('.hint-stop, .notice-stop')).toHaveCount(0);
  await scanned(ofOne);
  await expect(page.getByText(say('refusal.day.paperKnown', { number: zOf(ofOne), till: 1 }))).toBeVisible();
  await scanned(...later);
  await expect(added(2 + later.length)).toBeVisible();
  await press(page, 'Enter');
  await expect(drawn(page)).toContainText(say('day.shifts', { count: 3 }));
  await expect(drawn(page)).toContainText(say('day.older', { count: ofTwo.length - 1 }));
}
