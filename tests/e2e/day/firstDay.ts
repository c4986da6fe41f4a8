import { expect, type Page } from '@playwright/test';
import { cardNumber } from '../../../cli/sample/people.ts';
import { ANA, confirm, LIDIA, ring, signIn } from '../../../cli/screenshots/hands.ts';
import { piecesOf } from '../../../cli/screenshots/shift.ts';
import type { PlainWindow } from '../../../cli/window/open.ts';
import { bani } from '../../../domain/amount/bani.ts';
import { vatRate } from '../../../domain/amount/quantity.ts';
import { assert } from '../../../domain/assert.ts';
import ro from '../../../resources/translations/ro.json' with { type: 'json' };
import { type Fiscal, openShiftAt, sellAt, shiftAt, signInAt } from './selling.ts';
import { DOINA, type StoreOfThree, VASILE } from './three.ts';
import { main, PATIENCE, press, unsent, words } from './window.ts';

/** The first day of the store, as it is sold: what is planted in it is found in the evening. */

export const ION = { name: 'Ion Ceban', pin: '3690' } as const;
export const NATALIA = { name: 'Наталья Попова', pin: '2580' } as const;
/** Who uses her points at two tills that do not hear of each other. */
export const MEMBER = 'Veronica Țurcan';
export const CARD = cardNumber(900_001);
/** What is missing in Ana's drawer. */
export const SHORT = bani(-5000);

const { say } = words;
const amount = (n: number): string => `${10 + ((n * 37) % 190)},${n % 2 === 0 ? '50' : '00'}`;

/** Windows on the tills: with a picture on 1 and 5, without on all. */
export interface Windows {
  readonly one: Page;
  readonly five: Page;
  readonly first: PlainWindow;
  readonly second: PlainWindow;
  readonly fifth: PlainWindow;
}

/** What came of it. */
export interface Sold {
  /** What the registers beside tills 1 and 5 printed, and the register beside till 2. */
  readonly printed: readonly Fiscal[];
  readonly printedAtTwo: readonly Fiscal[];
  /** The codes on the forms of till 2's Zs. */
  readonly codesAtTwo: readonly string[];
  /** What each drawer was left with, bani. */
  readonly left: Readonly<Record<1 | 2 | 5, number>>;
}

/** Two shifts at each till: the first of tills 1 and 5 by their windows. Till 5 comes to no centre any more; till 2 is away already. */
export async function sellTheDay(shop: StoreOfThree, { one, five, first, second, fifth }: Windows): Promise<Sold> {
  const printed: Fiscal[] = [];
  const printedAtTwo: Fiscal[] = [];
  const codesAtTwo: string[] = [];
  const left = { 1: 0, 2: 0, 5: 0 };
  const [day] = shop.days;
  // Ana, by the window of till 1: the shift is of yesterday, and that was asked.
  await signIn(one, ANA);
  await one.getByRole('heading', { name: ro['shift.openTitle'] }).waitFor();
  await one.getByRole('button', { name: say('shift.dayBefore') }).click();
  await expect(one.locator('.shift-day-words')).toContainText(words.longDay(day));
  const question = one.getByLabel(say('shift.confirmQuestion'));
  for (const each of await question.all()) await each.check();
  await press(one, 'Enter');
  await one.getByRole('combobox', { name: ro['counter.entryLabel'] }).waitFor();
  await first.ask('members.enrol', {
    name: MEMBER,
    callName: '',
    phone: '',
    language: 'ro',
    birthday: '',
    card: CARD,
    consent: true,
    marketing: false,
    samePhone: false,
  });
  await ring(one, '1000');
  await confirm(one);
  await expect(one.locator('dd.done-balance')).toHaveText('100');
  await one.getByLabel(say('done.fiscal')).fill('000101');
  await expect(main(one)).toBeEnabled();
  await press(one, 'Enter');
  await one.getByRole('combobox', { name: ro['counter.entryLabel'] }).waitFor();
  printed.push({ fiscal: '000101', total: bani(100_000) });
  for (let n = 2; n <= 9; n++) {
    printed.push(...(await sellAt(first, { amount: amount(n), fiscal: `00010${n}`, vat: n % 3 === 0 ? 800 : 2000 })));
  }

  // Till 5 has heard of the member, and from now on of nothing.
  const heard = async (): Promise<unknown> =>
    (await fifth.ask('members.search', { text: 'Turcan Veronica' })).find(({ name }) => name === MEMBER)?.balance;
  await signInAt(fifth, NATALIA);
  await expect.poll(heard, { timeout: PATIENCE }).toBe(100);
  shop.line(5).set('cut');
  await openShiftAt(fifth, day);

  // Natalia, by the window of till 5: 80 of the member's points, with nobody to ask.
  await five.getByRole('combobox', { name: ro['counter.entryLabel'] }).waitFor();
  await fifth.ask('counter.code', { code: CARD });
  await expect(five.locator('.member-name')).toHaveText(MEMBER);
  await ring(five, '200');
  await press(five, 'F4');
  await five.getByRole('textbox', { name: ro['redeem.label'] }).fill('80');
  await press(five, 'Enter');
  await expect(five.locator('.hint-ok')).toBeVisible();
  await confirm(five);
  await five.getByLabel(say('done.fiscal')).fill('000501');
  await expect(main(five)).toBeEnabled();
  await press(five, 'Enter');
  await five.getByRole('combobox', { name: ro['counter.entryLabel'] }).waitFor();
  printed.push({ fiscal: '000501', total: bani(18_000) });
  let cash = 18_000;
  for (let n = 2; n <= 7; n++) {
    const [receipt] = await sellAt(fifth, { amount: amount(n + 20), fiscal: `00050${n}` });
    assert(receipt !== undefined, 'what is sold is printed');
    printed.push(receipt);
    cash += receipt.total;
  }
  await hasSeen(five, fifth);
  await counted(five, cash, '+0,00');
  left[5] = cash;

  // Ana's drawer: 50 lei are not there.
  const should = printed.slice(0, 9).reduce((sum, { total }) => sum + total, 0);
  await hasSeen(one, first);
  await counted(one, should + SHORT, '−50,00');
  left[1] = should + SHORT;

  // The second cashiers; Ion asks the centre, which knows of no points used at till 5.
  const ion = await shiftAt(first, {
    who: ION,
    day,
    float: left[1],
    sales: [
      { amount: '200', fiscal: '000110', card: CARD, redeem: '90' },
      ...Array.from({ length: 6 }, (_, n) => ({
        amount: amount(n + 40),
        fiscal: `00011${n + 1}`,
        byCard: n % 2 === 1,
      })),
      { amount: '64,50', fiscal: '000118', vat: 800, after: 'undone' },
    ],
  });
  const lidia = await shiftAt(fifth, {
    who: LIDIA,
    day,
    float: left[5],
    sales: [
      ...Array.from({ length: 5 }, (_, n) => ({ amount: amount(n + 60), fiscal: `00051${n}` })),
      { amount: '37', fiscal: '000518', vat: 800, after: { back: '000519' } },
    ],
  });
  printed.push(...ion.receipts, ...lidia.receipts);
  [left[1], left[5]] = [ion.left, lidia.left];
  for (const [i, who] of [VASILE, DOINA].entries()) {
    const sales = Array.from({ length: 4 }, (_, n) => ({ amount: amount(n + 80 + i), fiscal: `0002${i}${n}` }));
    const shift = await shiftAt(second, { who, day, float: left[2], sales });
    left[2] = shift.left;
    codesAtTwo.push(shift.code);
    printedAtTwo.push(...shift.receipts);
  }
  await unsent(first);
  return { printed, printedAtTwo, codesAtTwo, left };
}

/**
 * Resolves when a window has shown all that was done at its till from elsewhere: a sale that it hears of late closes
 * what its own keys opened meanwhile. What comes to it comes in order, so one thing more that it shows is enough.
 */
async function hasSeen(page: Page, till: PlainWindow): Promise<void> {
  await till.ask('counter.amount', { amount: '1', vat: vatRate(2000) });
  await expect(page.locator('.line')).toHaveCount(1);
  await till.ask('counter.clear', {});
  await expect(page.locator('.line')).toHaveCount(0);
}

/** Counts a drawer by the window, closes the shift, signs out. `sum`: what is found; `variance`: what is then told. */
async function counted(page: Page, sum: number, variance: string): Promise<void> {
  await press(page, 'F10');
  await page.locator('.shift-doors').waitFor();
  await press(page, '1');
  await piecesOf(page, '100').waitFor();
  const pieces = new Map([
    ['100', Math.floor(sum / 10_000)],
    ['1', Math.floor((sum % 10_000) / 100)],
    ['0,50', (sum % 100) / 50],
  ]);
  for (const [value, many] of pieces) await piecesOf(page, value).first().fill(String(many));
  await main(page).click();
  await page.getByText(say('drawer.sureText')).waitFor();
  await press(page, 'Enter');
  await expect(page.locator('.counted')).toContainText(variance === '+0,00' ? say('drawer.exact') : variance);
  await press(page, 'Enter');
  await page.locator('.z-lines').waitFor();
  await press(page, 'Enter');
  await page.getByRole('heading', { name: ro['shift.openTitle'] }).waitFor();
  await page.getByRole('button', { name: say('shift.signOut') }).click();
  await page.getByRole('heading', { name: say('signin.title') }).waitFor();
}
