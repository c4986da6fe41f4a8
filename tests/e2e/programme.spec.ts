import { expect, type Page, test } from '@playwright/test';
import {
  ANA,
  confirm,
  dueOf,
  ELENA,
  entryOf,
  linesOf,
  scan,
  signIn,
  toTheCounter,
} from '../../cli/screenshots/hands.ts';
import { civilDateAt, civilTimeAt } from '../../domain/calendar/civil.ts';
import ed from '../../resources/translations/programme/ro.json' with { type: 'json' };
import ro from '../../resources/translations/ro.json' with { type: 'json' };
import { type Receiver, startReceiver } from '../../server/testing/receiver.ts';
import { expectAccessible } from './accessible.ts';
import { aShop, shellOf, type TriedShop } from './shop.ts';

const CARD = '2900000000018';
const MILK = '4840099007070';
const MINUTE_MS = 60_000;

test.describe.configure({ mode: 'serial' });

let shop: TriedShop;
let page: Page;
let receiver: Receiver;
/** When the published version begins to hold. */
let startsAtMs = 0;

test.beforeAll(async ({ browser }, { project }) => {
  receiver = await startReceiver();
  // As an installer names it.
  process.env['LOIAL_MESSAGES_URL'] = receiver.url;
  shop = await aShop([1], shellOf(project.name));
  page = await shop.window(browser, 1);
});
test.afterAll(async () => {
  await shop?.end();
  await receiver?.stop();
  delete process.env['LOIAL_MESSAGES_URL'];
});

/** Goes to a part of the draft. */
async function part(section: 'general' | 'offers' | 'policies' | 'preview' | 'json'): Promise<void> {
  await page
    .getByRole('navigation', { name: ed['draft.sections'] })
    .getByRole('button', { name: new RegExp(`^${ed[`section.${section}`]}`) })
    .click();
  await page.getByRole('heading', { name: ed[`section.${section}`], level: 2 }).waitFor();
}

async function openProgramme(): Promise<void> {
  await page.keyboard.press('F10');
  await page.getByRole('button', { name: ed['programme.open'] }).click();
  await page.getByRole('heading', { name: ed['programme.title'] }).waitFor();
}

/** The draft's JSON, changed as text. */
async function rewrite(change: (programme: Record<string, unknown>) => Record<string, unknown>): Promise<void> {
  await part('json');
  const text = page.getByRole('textbox', { name: ed['json.label'] });
  const programme: Record<string, unknown> = JSON.parse(await text.inputValue());
  await text.fill(JSON.stringify(change(programme), null, 2));
  await expect(page.getByText(ed['draft.right'])).toBeVisible();
}

const OFFER = {
  active: true,
  when: {},
  priority: 5,
  group: null,
  exclusive: false,
  last: false,
  limits: { perReceipt: null, perMember: null, perMemberDay: null, perMemberMonth: null, total: null },
};
const amountOff = (amount: number) => ({
  type: 'amountOff',
  amount,
  per: 'order',
  mostUnits: null,
  which: 'asEntered',
});

test('a manager opens the programme before any shift, and comes back to opening one', async () => {
  await page.getByRole('heading', { name: ro['signin.title'] }).waitFor();
  await signIn(page, ELENA);
  await page.getByRole('heading', { name: ro['shift.openTitle'] }).waitFor();
  await page.getByRole('button', { name: ed['programme.open'] }).click();
  await page.getByRole('heading', { name: ed['programme.title'] }).waitFor();
  await expectAccessible(page, 'versions before a shift');
  await page.keyboard.press('Enter');
  await part('preview');
  await page.getByLabel(ed['preview.find']).fill('Lapte 2,5');
  await page.locator('.form-found-row').first().click();
  await expect(page.locator('.preview-due')).toContainText('21,50');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await page.getByRole('heading', { name: ro['shift.openTitle'] }).waitFor();
  await page.getByRole('button', { name: ro['shift.signOut'] }).click();
  await signIn(page, ANA);
  await page.getByRole('heading', { name: ro['shift.openTitle'] }).waitFor();
  await expect(page.getByRole('button', { name: ed['programme.open'] })).toHaveCount(0);
  await page.getByRole('button', { name: ro['shift.signOut'] }).click();
});

test('a cashier sees no programme; a manager begins a draft, and a reload loses nothing of it', async () => {
  await page.getByRole('heading', { name: ro['signin.title'] }).waitFor();
  await toTheCounter(page, ANA);
  await page.keyboard.press('F10');
  await page.getByRole('button', { name: ro['shift.signOut'] }).waitFor();
  await expect(page.getByRole('button', { name: ed['programme.open'] })).toHaveCount(0);
  await page.getByRole('button', { name: ro['shift.signOut'] }).click();
  await toTheCounter(page, ELENA);
  await openProgramme();
  await expectAccessible(page, 'versions');
  await page.keyboard.press('Enter');
  await page.getByLabel(ed['programme.name']).fill('Program încercat');
  await page.reload();
  await entryOf(page).waitFor();
  await openProgramme();
  await page.keyboard.press('Enter');
  await expect(page.getByLabel(ed['programme.name'])).toHaveValue('Program încercat');
  await expect(page.getByText(ed['draft.reload'])).toBeVisible();
  await expectAccessible(page, 'draft');
});

test('an offer is written in its form; what is wrong is said beside its field', async () => {
  await part('offers');
  await page.getByRole('button', { name: ed['offer.add'] }).click();
  await page.getByRole('textbox', { name: ed['form.name'] }).fill('Lapte −10 %');
  const percent = page.getByLabel(ed['effect.percent'], { exact: true });
  await percent.fill('250');
  await expect(page.locator('.form-fault').first()).toBeVisible();
  await expect(page.getByRole('button', { name: /de corectat/ })).toBeVisible();
  await percent.fill('10');
  await expect(page.getByText(ed['draft.right'])).toBeVisible();
  await expectAccessible(page, 'offer');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: /Lapte −10 %/ }).first()).toBeVisible();
});

test('a policy is chosen by its example, the rest is written as JSON', async () => {
  await part('policies');
  const best = page.getByRole('button', { name: new RegExp(ed['policy.discounts.best']) });
  await best.click();
  await expect(best).toHaveAttribute('aria-pressed', 'true');
  await expectAccessible(page, 'policies');
  await rewrite((programme) => ({
    ...programme,
    offers: [
      ...(Array.isArray(programme['offers']) ? programme['offers'] : []),
      {
        ...OFFER,
        id: 'summer',
        name: 'Vara −5 lei',
        trigger: { type: 'code', codes: ['VARA5'], issued: false },
        effect: amountOff(500),
        when: { basket: [{ spendFrom: 4000 }] },
      },
      {
        ...OFFER,
        id: 'ten-lei',
        name: 'Zece lei',
        trigger: { type: 'points', points: 10 },
        effect: amountOff(1000),
      },
      {
        ...OFFER,
        id: 'hundreds',
        name: 'Sutele',
        trigger: { type: 'perPoint', points: 3, value: 1, least: 3, step: 3, largestShare: 5000, most: null },
        effect: { type: 'pointsValue' },
      },
    ],
    proofs: [
      { upTo: 10, by: ['card'] },
      { upTo: null, by: ['pin', 'code', 'manager'] },
    ],
  }));
  await expectAccessible(page, 'JSON');
});

test('the draft is tried on a basket, and nothing is written', async () => {
  await part('preview');
  const find = page.getByLabel(ed['preview.find']);
  await find.fill('Lapte 2,5');
  await page.locator('.form-found-row').first().waitFor();
  await page.keyboard.press('Enter');
  await expect(page.locator('.preview-offer')).toContainText('Lapte −10 %');
  await expect(page.locator('.preview-due')).toContainText('19,35');
  await expectAccessible(page, 'preview');
});

test('it is published with what changes in sight, never into the past', async () => {
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: ed['publish.title'] }).waitFor();
  await expect(page.getByRole('list', { name: ed['difference.title'] }).getByRole('listitem').first()).toBeVisible();
  const confirmIt = page.getByRole('button', { name: new RegExp(`^${ed['publish.confirm']}`) });
  await page.getByLabel(ed['publish.day']).fill('2020-01-01');
  await expect(page.getByText(ed['publish.past'])).toBeVisible();
  await expect(confirmIt).toBeDisabled();
  await expectAccessible(page, 'publish');
  startsAtMs = (Math.floor(Date.now() / MINUTE_MS) + 1) * MINUTE_MS;
  if (startsAtMs - Date.now() < 5000) startsAtMs += MINUTE_MS;
  await page.getByLabel(ed['publish.day']).fill(civilDateAt(startsAtMs));
  await page.getByLabel(ed['publish.time']).fill(civilTimeAt(startsAtMs));
  await page.keyboard.press('Enter');
  await expect(page.getByText(ed['publish.done'])).toBeVisible();
  await expect(page.locator('.version').first()).toContainText(ed['versions.coming']);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await entryOf(page).waitFor();
});

test('any two versions are compared, and a draft with any of them', async () => {
  await openProgramme();
  const versions = page.getByRole('list', { name: ed['versions.title'] }).getByRole('listitem');
  const other = page.getByRole('group', { name: ed['difference.other'] });
  const chip = (version: number) =>
    other.getByRole('button', { name: ed['versions.number'].replace('{version}', String(version)) });
  const changes = page.getByRole('list', { name: ed['difference.title'] });
  // The first version against the second: what the second brought is what the first does not have.
  await versions.last().getByRole('button', { name: ed['versions.changes'] }).click();
  await expect(page.getByText(ed['difference.first'])).toBeVisible();
  await chip(2).click();
  await expect(chip(2)).toHaveAttribute('aria-pressed', 'true');
  await expect(changes.getByText(ed['difference.removed']).first()).toBeVisible();
  await expectAccessible(page, 'difference');
  await page.keyboard.press('Escape');
  // A draft is begun from the newest version, which is only coming: what that brings is not taken back by the next.
  await page.keyboard.press('Enter');
  await part('general');
  await page.keyboard.press('Escape');
  await page.locator('.version-draft').getByRole('button', { name: ed['versions.changes'] }).click();
  await expect(page.getByText(ed['difference.none'])).toBeVisible();
  await chip(1).click();
  await expect(changes.getByRole('listitem').first()).toBeVisible();
  await page.keyboard.press('Escape');
  await page.locator('.version-draft').getByRole('button', { name: ed['versions.drop'] }).click();
  await page.getByRole('button', { name: ed['versions.dropConfirm'] }).click();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await entryOf(page).waitFor();
});

test('at the minute that was chosen the sale reckons with it', async () => {
  // A till looks at its clock at each change: the version holds from its first instant.
  await page.waitForTimeout(Math.max(0, startsAtMs - Date.now()) + 500);
  await scan(shop.scanner(1), CARD);
  await page.locator('.member-name').waitFor();
  await scan(shop.scanner(1), MILK);
  await expect(page.getByRole('list', { name: ro['counter.offers'] })).toContainText('Lapte −10 %');
  await expect(dueOf(page)).toContainText('19,35');
});

test('a coupon typed into the sale waits with its reason until the basket is enough', async () => {
  await entryOf(page).fill('VARA5');
  await page.keyboard.press('Enter');
  await expect(page.locator('.near')).toContainText('VARA5');
  await scan(shop.scanner(1), MILK);
  await expect(linesOf(page)).toHaveCount(1);
  // Of the offers on a line only the best is left: the coupon's five lei are more than a tenth.
  await expect(page.getByRole('list', { name: ro['counter.offers'] })).toContainText('Vara −5 lei');
});

test('a reward is chosen with keys only, and stays chosen until it is taken back', async () => {
  await page.keyboard.press('F4');
  await page.getByRole('heading', { name: ro['rewards.title'] }).waitFor();
  await expectAccessible(page, 'rewards');
  const reward = page.getByRole('group', { name: 'Zece lei' });
  for (let steps = 0; steps < 3 && !(await reward.evaluate((row) => row === document.activeElement)); steps++) {
    await page.keyboard.press('ArrowDown');
  }
  await page.keyboard.press('+');
  await expect(reward.getByRole('status')).toHaveText('1');
  await page.keyboard.press('-');
  await expect(reward.getByRole('status')).toHaveText('0');
  await page.keyboard.press('+');
  await expect(reward.getByRole('status')).toHaveText('1');
  // Only the best reduction is left: the coupon waits, and says why, until it is taken away.
  await expect(page.getByRole('list', { name: ro['rewards.codes'] })).toContainText(ro['rewards.waits']);
  await page.getByRole('button', { name: ro['rewards.codeDrop'].replace('{code}', 'VARA5') }).click();
  await expect(page.getByRole('list', { name: ro['rewards.codes'] })).toHaveCount(0);
  await reward.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('list', { name: ro['counter.offers'] })).toContainText('Zece lei');
  await confirm(page);
  await expectAccessible(page, 'confirmed');
});

test('more points ask for a proof: the member chooses a PIN and types it, or reads out a code that was sent to them', async () => {
  await page.keyboard.press('Enter');
  await scan(shop.scanner(1), CARD);
  await page.locator('.member-name').waitFor();
  await scan(shop.scanner(1), MILK);
  await page.keyboard.press('F4');
  const proof = page.getByRole('region', { name: ro['proof.title'] });
  await expect(proof.getByRole('heading')).toContainText(ed['proofs.card']);
  // A second offer by which points are spent freely has a row of its own, with what its points are exactly worth.
  await expect(page.getByRole('region', { name: 'Sutele' })).toContainText('3 puncte = 0,01 lei');
  // A service that refuses is said; nothing is pretended to be on its way.
  receiver.answers = 500;
  await proof.getByRole('button', { name: ro['proof.byCode'] }).click();
  await expect(proof.getByRole('alert')).toHaveText(ro['refusal.proof.notSent']);
  receiver.answers = 202;
  await proof.getByRole('button', { name: ro['proof.byCode'] }).click();
  await expect(proof.getByRole('status')).toContainText(/\d\d\.$/);
  await expect(proof.getByRole('button', { name: /^Alt cod peste \d+ s$/ })).toBeDisabled();
  await expectAccessible(page, 'a code on its way');
  await proof.getByLabel(ro['proof.code']).fill(receiver.code() === '000000' ? '000001' : '000000');
  await page.keyboard.press('Enter');
  await expect(proof.getByRole('alert')).toContainText('4');
  await proof.getByLabel(ro['proof.code']).fill(receiver.code());
  await page.keyboard.press('Enter');
  await expect(proof.getByRole('heading')).toContainText(ed['proofs.code']);
  await proof.getByRole('button', { name: ro['proof.choosePin'] }).click();
  await proof.getByLabel(ro['proof.newPin']).fill('2580');
  await expectAccessible(page, 'a new PIN');
  await proof.getByRole('button', { name: ro['proof.check'] }).click();
  await proof.getByRole('button', { name: ro['proof.byPin'], exact: true }).click();
  await proof.getByLabel(ro['proof.pin']).fill('2581');
  await proof.getByRole('button', { name: ro['proof.check'] }).click();
  await expect(proof.getByRole('alert')).toBeVisible();
  await proof.getByLabel(ro['proof.pin']).fill('2580');
  // Enter in the field checks what stands there, and does not go back to the sale.
  await page.keyboard.press('Enter');
  await expect(proof.getByRole('heading')).toContainText(ed['proofs.pin']);
  // And it is taken away again, with one word in between.
  await proof.getByRole('button', { name: ro['proof.removePin'] }).click();
  await expectAccessible(page, 'removing a PIN');
  await proof.getByRole('button', { name: ro['proof.removeConfirm'] }).click();
  await expect(proof.getByRole('button', { name: ro['proof.choosePin'] })).toBeVisible();
});
