import { expect, test } from '@playwright/test';
import { buildRenderer } from '../../cli/build/renderer.ts';
import type { Praise } from '../../contract/till/staff.ts';
import { civilDate } from '../../domain/calendar/civil.ts';
import { openStory } from './day/answering.ts';
import { NOW } from './day/drawn.ts';
import { view } from './day/signed.ts';

/** The thanks of the week where everybody signs in: when the till is asked for them. */

const NOTHING: Praise = { monday: civilDate('2026-11-09'), of: 'store', rows: [] };
/** Of so many that the page becomes higher with them. */
const SOMETHING: Praise = {
  ...NOTHING,
  rows: Array.from({ length: 14 }, (_, i) => ({ of: 'enrolled', name: i === 0 ? 'Ana Rusu' : `Ana ${i}`, members: 7 })),
};

/** What a count comes to when it no longer grows. */
async function still(count: () => number): Promise<number> {
  for (let before = Number.NaN; before !== count(); await new Promise((soon) => setTimeout(soon, 250)))
    before = count();
  return count();
}

test('a till that has nothing to say yet is asked again when it has heard the centre, until it says something', async ({
  page,
}) => {
  let said = NOTHING;
  let times = 0;
  const till = await openStory(
    page,
    await buildRenderer(),
    { day: () => view({ at: 'nothing' }), stage: 'signIn', language: 'ro' },
    (name) => {
      if (name !== 'staff.praise') return undefined;
      times += 1;
      return said;
    },
  );
  /** The till hears the centre once more. */
  let heard = 0;
  const hear = (): void => {
    heard += 1;
    till.tell({
      centre: { state: 'connected', heardAt: NOW + heard * 1000, loaded: null, restored: false, clockSkewMs: 0 },
    });
  };
  await page.locator('.signin-tile').waitFor();
  await expect.poll(() => times).toBeGreaterThan(0);
  await expect(page.locator('.praise')).toHaveCount(0);
  // However often it asked while it opened.
  let before = await still(() => times);

  // Heard again, and still nothing: it was asked.
  hear();
  await expect.poll(() => times).toBe(before + 1);
  // What comes for another reason is none to ask.
  till.tell({ unsent: 3 });
  said = SOMETHING;
  // Who is typing a PIN by finger must not have another digit under it when the thanks come.
  const five = page.getByRole('button', { name: '5', exact: true });
  const there = await five.boundingBox();
  hear();
  await expect(page.locator('.praise-rows')).toContainText('Ana Rusu');
  expect(times).toBe(before + 2);
  expect(await five.boundingBox()).toEqual(there);

  // What is said stays; nobody asks again, however often the centre is heard, until the next day.
  before = times;
  hear();
  hear();
  till.tell({ now: NOW + 86_400_000 });
  await expect.poll(() => still(() => times)).toBe(before + 1);
  await expect(page.locator('.praise-rows')).toContainText('Ana Rusu');
});
