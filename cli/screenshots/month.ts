import { mkdirSync } from 'node:fs';
import type { Browser } from '@playwright/test';
import { bani } from '../../domain/amount/bani.ts';
import { vatRate } from '../../domain/amount/quantity.ts';
import { assert } from '../../domain/assert.ts';
import { type CivilDate, civilDateAt } from '../../domain/calendar/civil.ts';
import { drawn } from '../../electron/till/day/testing/drawn.ts';
import { type Rehearsal, rehearse } from '../../electron/till/rehearsal.ts';
import { tillDir } from '../places.ts';
import { runTill } from '../start/till.ts';
import { PAGES } from './staff.ts';

const PIN = '4826';
const DAYS = 30;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const VAT_20 = vatRate(2000);

/** A shop without a centre in which some weeks were sold, counted and signed, but for a day: what a month of days is pictured with. */
async function signedWeeks(data: string, now: number): Promise<void> {
  const dir = tillDir(data, 1);
  mkdirSync(dir, { recursive: true });
  const r = rehearse({ dir });
  try {
    const first = Math.floor(now / DAY_MS) * DAY_MS - DAYS * DAY_MS + 6 * HOUR_MS;
    r.clock.now = first;
    await r.must('setup.alone', { store: 'Alimentara Colț', manager: 'Vera Ciobanu', pin: PIN, language: 'ro' });
    const [vera] = await r.must('staff.list', {});
    await r.must('staff.signIn', { staff: vera?.id ?? '', pin: PIN });
    await r.must('settings.set', { theme: 'system' });
    for (let n = 0; n < DAYS; n += 1) {
      r.clock.now = first + n * DAY_MS;
      const day = civilDateAt(r.clock.now);
      await sellOn(r, day, n);
      if (n !== DAYS - 8 && n !== DAYS - 1) await sign(r, day);
    }
  } finally {
    r.till.close();
  }
}

async function sellOn(r: Rehearsal, day: CivilDate, n: number): Promise<void> {
  await r.must('shift.open', { businessDay: day, confirmed: [], float: [] });
  if (n === 0) {
    await r.must('members.enrol', {
      name: 'Ștefan Rusu',
      callName: '',
      phone: '069123456',
      language: 'ro',
      birthday: '',
      card: '',
      consent: true,
      marketing: false,
      samePhone: false,
    });
    await r.must('counter.clear', {});
  }
  const [stefan] = await r.must('members.search', { text: 'Rusu' });
  assert(stefan !== undefined, 'he is enrolled');
  let cash = 0;
  for (let sale = 0; sale < 4 + (n % 4); sale += 1) {
    r.clock.now += 70_000;
    if (sale % 2 === 0) await r.must('counter.member', { member: stefan.id, foundBy: 'phone' });
    await r.must('counter.amount', { amount: String(90 + ((sale * 37 + n * 11) % 160)), vat: VAT_20 });
    const { total } = r.view().counter.figures;
    cash += total;
    await r.must('counter.confirm', { total, fiscalNumber: null });
    await r.must('counter.next', {});
  }
  if (n % 6 === 3) {
    const reason = 'a așteptat mult la casă';
    await r.must('members.goodwill', { member: stefan.id, points: '5', reason });
  }
  const off = n % 7 === 4 ? -5000 : n % 11 === 8 ? 2500 : 0;
  const pieces = { kind: 'note' as const, value: bani(100), pieces: Math.round((cash + off) / 100) };
  await r.must('shift.count', { cash: [pieces], slips: { card: null, other: null } });
  await r.must('shift.close', {});
  r.clock.now += HOUR_MS / 2;
}

async function sign(r: Rehearsal, day: CivilDate): Promise<void> {
  await r.must('day.begin', { day });
  const { checks } = await drawn(r);
  for (const { key } of checks.flatMap(({ differences }) => differences)) {
    await r.ask('day.explain', { key, why: 'wrongChange', note: '' });
  }
  // What was said stands in it now.
  await r.must('day.sign', { seen: (await drawn(r)).seen, pin: PIN });
}

/** The month of signed days and the audit of a shop without a centre, in Romanian and Russian, light and dark. */
export async function takeMonth(
  browser: Browser,
  of: {
    readonly data: string;
    readonly now: number;
    readonly staticDir: string;
    /** Keeps a picture under its name. */
    readonly shoot: (name: string, picture: Buffer) => void;
  },
): Promise<void> {
  const { data, now, staticDir, shoot } = of;
  await signedWeeks(data, now);
  const till = await runTill({ data, number: 1, port: 0, staticDir, electron: null });
  try {
    const context = await browser.newContext({
      viewport: { width: 1024, height: 768 },
      locale: 'ro-MD',
      timezoneId: 'Europe/Chisinau',
      colorScheme: 'light',
    });
    const page = await context.newPage();
    const take = async (name: string): Promise<void> => {
      await page.waitForTimeout(400);
      shoot(name, await page.screenshot());
    };
    const open = async (which: keyof typeof PAGES): Promise<void> => {
      await page.keyboard.press('Control+m');
      await page.locator('.deed').nth(3).waitFor();
      await page.keyboard.press(PAGES[which]);
    };
    await page.goto(await till.newUrl());
    await page.locator('.signin-tile').first().waitFor();
    await page.keyboard.type(PIN);
    await page.keyboard.press('Enter');
    await page.locator('.shift-doors').waitFor();
    await open('month');
    await page.locator('.month-signed').first().waitFor();
    for (let back = 0; back < 2; back += 1) await page.keyboard.press('ArrowLeft');
    await take('month');
    await page.locator('.report-pictures').evaluate((pictures) => pictures.scrollIntoView({ block: 'start' }));
    await take('month-points');
    await page.keyboard.press('F12');
    await take('month-points-ru');
    await page.locator('.room-card').evaluate((card) => card.scrollTo(0, 0));
    await take('month-ru');
    for (let back = 0; back < 2; back += 1) await page.keyboard.press('Escape');
    await open('audit');
    await page.locator('.audit-row').first().waitFor();
    await take('audit-ru');
    await page.keyboard.press('F12');
    await page.keyboard.press('F12');
    await take('audit');
    for (let back = 0; back < 2; back += 1) await page.keyboard.press('Escape');
    await page.emulateMedia({ colorScheme: 'dark' });
    await open('month');
    await page.locator('.month-signed').first().waitFor();
    await page.keyboard.press('F12');
    await take('month-ru-dark');
    await context.close();
  } finally {
    await till.stop();
  }
}
