import { expect, type Locator, type Page, test } from '@playwright/test';
import { buildRenderer } from '../../cli/build/renderer.ts';
import { addDays } from '../../domain/calendar/civil.ts';
import { LANGUAGES } from '../../domain/person/person.ts';
import { wordsOf } from '../../renderer/words/words.ts';
import { expectAccessible } from './accessible.ts';
import { openStory, type Story } from './day/answering.ts';
import { calm, DAY, drawn, everyDifference, large, tillOf } from './day/drawn.ts';
import { COLUMNS_UNKNOWN, closed, FAILED, OTHER_DAY, view } from './day/signed.ts';
import { expectFits } from './fits.ts';

/** The close of the day as no small shop has it, in three languages at 1024×768: what a till that only answers says is shown whole. */

test.use({ viewport: { width: 1024, height: 768 } });

let staticDir: string;
test.beforeAll(async () => {
  staticDir = await buildRenderer();
});

type Step = (page: Page) => Promise<unknown>;
interface Shown {
  readonly name: string;
  readonly story: Omit<Story, 'language'>;
  /** From the close, or from the page before it, to what is looked at. */
  readonly step?: Step;
  /** What stands there. */
  readonly stands: string;
}

const press =
  (...keys: readonly string[]): Step =>
  async (page) => {
    for (const key of keys) await page.keyboard.press(key);
  };
const through =
  (door: string): Step =>
  (page) =>
    page.locator(`[data-door="${door}"]`).click();
const whole = { day: () => view({ at: 'drawn', drawn: drawn() }) };
const onPaper = drawn().tills.map((each) => ({ ...each, by: 'paper' as const }));
const nothing = { day: () => view({ at: 'nothing' }) };

const SHOWN: readonly Shown[] = [
  { name: 'nothing drawn up', story: nothing, stands: '.day-choice' },
  {
    name: 'nothing signed, the right elsewhere',
    story: { day: () => view({ at: 'nothing' }, { right: { here: false, till: 2, others: [] } }), rows: [] },
    stands: '.day-right-away',
  },
  {
    name: 'today is signed',
    story: { day: () => view({ at: 'nothing' }, { from: addDays(DAY, 1), proposed: null, last: closed() }) },
    stands: '.hint-ok',
  },
  {
    name: 'signed up to yesterday at a till whose clock went back, by nobody who is known',
    story: {
      day: () =>
        view(
          { at: 'nothing' },
          { from: addDays(DAY, 2), proposed: null, right: { here: false, till: null, others: [] } },
        ),
    },
    stands: '.hint-ok',
  },
  { name: 'being drawn up', story: { day: () => view({ at: 'drawing', day: DAY, share: 0.41 }) }, stands: 'progress' },
  {
    name: 'the centre reckons',
    story: { day: () => view({ at: 'drawing', day: DAY, share: null }) },
    stands: 'progress',
  },
  { name: 'failed', story: { day: () => view({ at: 'failed', day: DAY, refusal: FAILED }) }, stands: '.hint-stop' },
  { name: 'the close', story: whole, stands: '.day-checks' },
  { name: 'everything agrees', story: { day: () => view({ at: 'drawn', drawn: calm() }) }, stands: '.day-checks' },
  {
    name: 'from papers',
    story: { day: () => view({ at: 'drawn', drawn: drawn({ by: 'papers' }) }) },
    stands: '.day-checks .hint',
  },
  {
    name: 'papers, one of them added and one not',
    story: { day: () => view({ at: 'drawn', drawn: drawn({ by: 'papers', tills: onPaper }) }) },
    step: async (page) => {
      await press('F4')(page);
      await page.keyboard.insertText('LZ1');
      await press('Enter')(page);
    },
    stands: '.hint-stop',
  },
  {
    name: 'every difference',
    story: { day: () => view({ at: 'drawn', drawn: drawn({ checks: everyDifference() }) }) },
    stands: '[data-door="noMember"]',
  },
  { name: 'ten tills', story: { day: () => view({ at: 'drawn', drawn: large(30) }) }, stands: '.day-checks' },
  { name: 'a difference', story: whole, step: through('returns:1'), stands: '.day-whys' },
  { name: 'a hundred records behind', story: whole, step: through('noMember:3'), stands: '.day-whys' },
  {
    name: 'points that mend',
    story: whole,
    step: async (page) => {
      await through('returns:1')(page);
      await press('F4')(page);
    },
    stands: '.day-form',
  },
  { name: 'a silent till', story: whole, step: through('notHeard:3'), stands: '.day-without' },
  { name: 'the log', story: whole, step: through('check:log'), stands: '.day-table' },
  { name: 'the points', story: whole, step: through('card:points'), stands: '.day-table' },
  {
    name: 'what makes up a figure, some of it away',
    story: whole,
    step: async (page) => {
      await through('card:points')(page);
      await through('figure:moved:redeemed')(page);
    },
    stands: '.day-table',
  },
  { name: 'the money', story: whole, step: through('card:cash'), stands: '.day-table' },
  { name: 'the tills', story: whole, step: through('card:tills'), stands: '.day-table' },
  {
    name: 'the register’s Z',
    story: { day: () => view({ at: 'drawn', drawn: drawn({ register: OTHER_DAY }) }) },
    step: press('F2'),
    stands: '.day-file-answers',
  },
  {
    name: 'a register’s file',
    story: { day: () => view({ at: 'drawn', drawn: drawn({ register: COLUMNS_UNKNOWN }) }) },
    step: press('F2'),
    stands: '.import-lines',
  },
  { name: 'signing', story: { day: () => view({ at: 'drawn', drawn: calm() }) }, step: press('Enter'), stands: '.pin' },
  { name: 'passing the right on', story: nothing, step: press('F9'), stands: '.pin' },
  { name: 'the signed days', story: whole, step: press('F8'), stands: '[data-door="day:40"]' },
  {
    name: 'a signed day',
    story: whole,
    step: async (page) => {
      await press('F8')(page);
      await through('day:40')(page);
    },
    stands: '.day-seal',
  },
  { name: 'what an auditor has', story: { ...nothing, role: 'auditor' }, stands: '[data-door="day:40"]' },
];

/** What is looked at in the dark scheme. */
const DARK: ReadonlySet<string> = new Set([
  'the close',
  'every difference',
  'a silent till',
  'the signed days',
  'a signed day',
]);

async function toTheDay(page: Page, story: Story): Promise<void> {
  await openStory(page, staticDir, story);
  await page.locator('main.screen').waitFor();
  await page.keyboard.press('Control+d');
  await page.locator('main.day, main.day-room').waitFor();
  await expect(page.locator('#day-waiting')).toHaveCount(0);
}

test('everything fits in every language, switched with one key, and can be read by everybody', async ({ page }) => {
  for (const { name, story, step, stands } of SHOWN) {
    await toTheDay(page, { ...story, language: 'ro', theme: DARK.has(name) ? 'dark' : 'light' });
    await step?.(page);
    await page.locator(stands).first().waitFor();
    for (const language of LANGUAGES) {
      await expect(page.locator('html')).toHaveAttribute('lang', language);
      await expectFits(page, `${name}, ${language}`);
      // The longest words; English has the same page.
      if (language === 'ru') await expectAccessible(page, `${name}, ${language}`);
      await page.keyboard.press('F12');
    }
  }
});

test('of thousands of differences two hundred are drawn, the others when they are asked for', async ({ page }) => {
  for (const many of [200, 3000]) {
    const of = large(many);
    await openStory(page, staticDir, { day: () => view({ at: 'drawn', drawn: of }), language: 'ro' });
    await page.locator('main.screen').waitFor();
    await page.keyboard.press('Control+d');
    // However many there are, so many are drawn: a list that draws thousands takes many times as long.
    await expect(page.locator('.day-row')).toHaveCount(200);
  }
  await page.getByRole('button', { name: wordsOf('ro').say('day.moreRows', { count: 2800 }) }).click();
  await expect(page.locator('.day-row')).toHaveCount(400);
  // Up and down by keys, and back to where one was.
  await page.locator('[data-door="receiptAmount:37"]').focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.locator('.day-whys').waitFor();
  await page.keyboard.press('Escape');
  await expect(page.locator('[data-door="receiptAmount:38"]')).toBeFocused();
});

test('a list of twenty thousand is leafed through by ← and →, and by finger, and its figure is come back to', async ({
  page,
}) => {
  await toTheDay(page, { ...whole, language: 'ro' });
  const { say } = wordsOf('ro');
  await through('card:points')(page);
  await page.locator('[data-door="figure:moved:redeemed"]').focus();
  await press('Enter')(page);
  await expect(page.locator('[data-door="part:99"]')).toBeVisible();
  await press('ArrowRight')(page);
  await expect(page.locator('[data-door="part:199"]')).toBeVisible();
  await page.getByRole('button', { name: say('day.parts.later') }).click();
  await expect(page.locator('[data-door="part:299"]')).toBeVisible();
  await press('ArrowLeft')(page);
  await expect(page.locator('[data-door="part:199"]')).toBeVisible();
  await press('ArrowLeft')(page);
  await expect(page.locator('[data-door="part:1"]')).toBeVisible();
  await press('ArrowLeft')(page);
  await expect(page.locator('.day-table')).toContainText(say('day.parts.centre'));
  await press('Escape')(page);
  await expect(page.locator('[data-door="figure:moved:redeemed"]')).toBeFocused();
});

/** Presses a key in the very moment in which something stands on the page, before anything that comes after its painting. */
function pressAtOnce(page: Page, key: string, stands: string): Promise<void> {
  return page.evaluate(
    ([name, selector]) => {
      const watching = new MutationObserver(() => {
        if (document.querySelector(selector) === null) return;
        watching.disconnect();
        document.body.dispatchEvent(new KeyboardEvent('keydown', { key: name, code: name, bubbles: true }));
      });
      watching.observe(document.body, { childList: true, subtree: true });
    },
    [key, stands] as const,
  );
}

test('a key is heard from the moment in which its page stands there', async ({ page }) => {
  await toTheDay(page, { ...whole, language: 'ro' });
  await through('card:points')(page);
  await page.locator('[data-door="figure:moved:redeemed"]').focus();
  await pressAtOnce(page, 'ArrowRight', '[data-door="part:99"]');
  await press('Enter')(page);
  await expect(page.locator('[data-door="part:199"]')).toBeVisible();
});

test('a page that lay under another has its keys at once when that goes, also where the till is slow to say where it is', async ({
  page,
}) => {
  let isHeld = false;
  const held = new Promise<never>(() => undefined);
  await openStory(page, staticDir, { ...whole, language: 'ro' }, (name) =>
    name === 'day.state' && isHeld ? held : undefined,
  );
  await page.locator('main.screen').waitFor();
  await press('Control+d')(page);
  await page.locator('.day-checks').waitFor();
  await press('Control+m')(page);
  await expect(page.locator('.day-checks')).toHaveCount(0);
  isHeld = true;
  await press('Escape', 'F2')(page);
  await expect(page.locator('#day-register')).toBeVisible();
});

test('the signed days open with F8 before the till has said where the close is, and at once where one comes back from them', async ({
  page,
}) => {
  let isHeld = true;
  const held = new Promise<never>(() => undefined);
  await openStory(page, staticDir, { ...nothing, language: 'ro' }, (name) =>
    name === 'day.state' && isHeld ? held : undefined,
  );
  await page.locator('main.screen').waitFor();
  await press('Control+d')(page);
  await page.locator('#day-waiting').waitFor();
  await press('F8')(page);
  await expect(page.locator('#day-list')).toBeVisible();
  isHeld = false;
  await press('Escape')(page);
  await page.locator('.day-choice').waitFor();
  await through('day:40')(page);
  await page.locator('.day-seal').waitFor();
  isHeld = true;
  await press('Escape', 'F8')(page);
  await expect(page.locator('#day-list')).toBeVisible();
  await press('Escape')(page);
  await expect(page.locator('.day-choice')).toBeVisible();
});

test('Enter saves the PDF of a day that was signed just now once, however often it is pressed while it is made', async ({
  page,
}) => {
  const { say } = wordsOf('ro');
  const files: { readonly answer: (file: unknown) => void }[] = [];
  const story = { day: () => view({ at: 'drawn', drawn: calm() }), language: 'ro' } as const;
  await openStory(page, staticDir, story, (name) =>
    name === 'day.file' ? new Promise((answer) => files.push({ answer })) : undefined,
  );
  await page.locator('main.screen').waitFor();
  await press('Control+d')(page);
  await page.locator('.day-checks').waitFor();
  await press('Enter')(page);
  await page.locator('.pin').waitFor();
  await page.keyboard.insertText('4826');
  await press('Enter')(page);
  await page.locator('.day-seal').waitFor();
  await press('Enter', 'Enter')(page);
  await expect.poll(() => files.length).toBe(1);
  // Somebody looks at a figure meanwhile: it is not asked for again when they come back.
  await through('figure:vat:')(page);
  await page.locator('.day-amount').waitFor();
  await press('Escape')(page);
  await expect(page.locator('[data-door="figure:vat:"]')).toBeFocused();
  await page.locator('[data-door="figure:vat:"]').blur();
  await press('Enter')(page);
  await page.locator('[data-door="figure:vat:"]').focus();
  files[0]?.answer({ name: 'loial.pdf', type: 'application/pdf', base64: '' });
  await expect(page.locator('.action-main')).toContainText(say('day.done'));
  await expect(page.getByText(say('day.fileSaved', { name: 'loial.pdf' }))).toBeAttached();
  await press('Enter')(page);
  await expect(page.locator('.day-amount')).toBeVisible();
  expect(files).toHaveLength(1);
});

test('by finger alone: a difference is explained with a word of one’s own, a till is left out, the Z typed', async ({
  browser,
}) => {
  const context = await browser.newContext({ viewport: { width: 1024, height: 768 }, hasTouch: true });
  const page = await context.newPage();
  const { say } = wordsOf('ro');
  const asked: { readonly name: string; readonly input: unknown }[] = [];
  await openStory(page, staticDir, { ...whole, language: 'ro' }, (name, input) => void asked.push({ name, input }));
  const button = (name: string): Locator => page.getByRole('button', { name });
  const last = (name: string): unknown => asked.findLast((each) => each.name === name)?.input;
  await page
    .locator('.shift-doors')
    .getByRole('button', { name: say('day.open') })
    .tap();
  await page.locator('[data-door="cashVariance:1"]').tap();
  await page.getByLabel(say('day.note')).tap();
  await page.locator('.key').filter({ hasText: /^A$/ }).tap();
  await expect(page.getByLabel(say('day.note'))).toHaveValue('A');
  await expect.poll(() => last('day.explain')).toEqual({ key: 'cashVariance:1', why: 'other', note: 'A' });
  await button(say('day.why.wrongChange')).tap();
  await expect.poll(() => last('day.explain')).toEqual({ key: 'cashVariance:1', why: 'wrongChange', note: 'A' });
  await expectFits(page, 'a difference with keys for thumbs');
  await page.locator('.room-back').tap();
  await page.locator('[data-door="notHeard:3"]').tap();
  await button(say('day.without.later')).tap();
  await expect.poll(() => last('day.without')).toEqual({ till: tillOf(3), why: 'later', note: '' });
  await page.locator('.room-back').tap();
  await button(say('day.barRegister')).tap();
  await page.getByLabel(say('day.registerTotal')).tap();
  for (const digit of ['2', '3', '0'])
    await page
      .locator('.key')
      .filter({ hasText: new RegExp(`^${digit}$`) })
      .tap();
  await expectFits(page, 'the Z with keys for thumbs');
  await page.locator('.action-main').tap();
  await expect.poll(() => last('day.register')).toEqual({ typed: { total: '230', vat: [], tenders: [] } });
  await expect(page.locator('.day-checks')).toBeVisible();
  await context.close();
});

test('a file dropped onto the page goes to the till in pieces, whole', async ({ page }) => {
  const pieces: { readonly at: number; readonly bytes: number; readonly base64: string }[] = [];
  await openStory(page, staticDir, { ...whole, language: 'ro' }, (name, input) => {
    if (name === 'day.registerFile') pieces.push(input as (typeof pieces)[number]);
    return undefined;
  });
  await page.locator('main.screen').waitFor();
  await page.keyboard.press('Control+d');
  await page.locator('.day-checks').waitFor();
  await page.keyboard.press('F2');
  await page.locator('.day-file').waitFor();
  const size = 700_001;
  await page.evaluate((bytes) => {
    const carried = new DataTransfer();
    carried.items.add(new File([new Uint8Array(bytes).fill(65)], 'z.csv', { type: 'text/csv' }));
    document.querySelector('.day-file')?.dispatchEvent(new DragEvent('drop', { dataTransfer: carried, bubbles: true }));
  }, size);
  await expect.poll(() => pieces.reduce((sum, { base64 }) => sum + Buffer.from(base64, 'base64').length, 0)).toBe(size);
  expect(pieces.map(({ at }) => at)).toEqual([0, 300_000, 600_000]);
  expect(pieces.every(({ bytes }) => bytes === size)).toBe(true);
});
