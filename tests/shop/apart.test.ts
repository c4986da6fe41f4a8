import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tillDir } from '../../cli/places.ts';
import { SAMPLE_SIZES } from '../../cli/sample/plan.ts';
import { SAMPLE_PINS } from '../../cli/sample/shop.ts';
import { readTillNote } from '../../cli/start/notes.ts';
import { type RunningShop, startShop } from '../../cli/start/shop.ts';
import { run as verify } from '../../cli/verify/run.ts';
import { openWindow, type PlainWindow } from '../../cli/window/open.ts';
import type { Confirmed } from '../../contract/till/views.ts';
import { bani } from '../../domain/amount/bani.ts';
import { thousandths, vatRate } from '../../domain/amount/quantity.ts';

const CARD = '2900000000018';
const VAT = vatRate(2000);

let data: string;
let shop: RunningShop;
let botanica: PlainWindow;
let centru: PlainWindow;

beforeAll(async () => {
  data = mkdtempSync(join(tmpdir(), 'loial-apart-'));
  shop = await startShop({
    data,
    tills: [1, 3],
    sample: SAMPLE_SIZES.small,
    now: Date.now(),
    staticDir: data,
    scratch: true,
    serverPort: 0,
    port: 0,
  });
  botanica = await atTheCounter(1, 'Elena Munteanu');
  centru = await atTheCounter(3, 'Victor Moraru');
}, 120_000);

afterAll(async () => {
  botanica?.close();
  centru?.close();
  await shop?.stop();
  rmSync(data, { recursive: true, force: true });
});

/** A manager with an open shift at a till. */
async function atTheCounter(number: number, manager: string): Promise<PlainWindow> {
  const till = shop.tills.find((each) => each.number === number);
  if (till === undefined) throw new Error(`Till ${number} was not started.`);
  const window = await openWindow(await till.newUrl());
  // Its people and its members come with the centre's first word.
  await window.until(({ status: { centre } }) => centre.state === 'connected' && centre.loaded === null, 30_000);
  const staff = (await window.ask('staff.list', {})).find(({ name }) => name === manager);
  if (staff === undefined) throw new Error(`${manager} does not work at till ${number}.`);
  await window.ask('staff.signIn', { staff: staff.id, pin: SAMPLE_PINS.manager });
  const { businessDay } = await window.ask('shift.propose', { businessDay: null });
  await window.ask('shift.open', { businessDay, confirmed: [], float: [] });
  return window;
}

/** Everything that the till of a window wrote is at the centre, and counted there: the other till may be told of it. */
async function told(window: PlainWindow): Promise<void> {
  await window.until((view) => view.status.unsent === 0, 60_000);
  const metrics = async (): Promise<string> => (await fetch(`${shop.centre?.url}/metrics`)).text();
  await expect.poll(metrics, { timeout: 30_000 }).toMatch(/^loial_records_uncounted 0$/m);
}

/** Sells one amount to the member of the card. */
async function sell(window: PlainWindow, amount: string): Promise<Confirmed> {
  await window.ask('counter.code', { code: CARD });
  await window.ask('counter.amount', { amount, vat: VAT });
  const { figures } = window.view().counter;
  return window.ask('counter.confirm', { total: figures.total, fiscalNumber: null });
}

/** What the till of a window says the member of the card has, once everything is sent and told. */
async function balanceAt(window: PlainWindow, wanted: number): Promise<void> {
  await window.ask('counter.code', { code: CARD });
  await window.until((view) => view.counter.member?.balance === wanted, 30_000);
  await window.ask('counter.leaveMember', {});
}

test('where one of the tills that start together does not open, the others are closed again, and who ran before runs on', async () => {
  const start = { data, sample: SAMPLE_SIZES.small, now: Date.now(), staticDir: data, port: 0 } as const;
  const broken = tillDir(data, 9);
  mkdirSync(broken);
  writeFileSync(join(broken, 'ledger.db'), 'not a database, and long enough to be read as one'.repeat(30));
  await expect(startShop({ ...start, tills: [2, 9] })).rejects.toThrow(/^Till 9 did not open/);
  rmSync(broken, { recursive: true });
  expect(readTillNote(data, 2)).toBeNull();
  expect((await fetch(`${shop.centre?.url}/ready`)).ok).toBe(true);
  const again = await startShop({ ...start, tills: [2] });
  await again.stop();
}, 120_000);

test('goods of one store come back at another, once, and the points with them', async () => {
  const sold = await sell(centru, '3*100');
  expect(sold.earned).toBe(30);
  const before = Number(sold.balanceAfter);
  await told(centru);

  const receipt = await botanica.ask('receipts.find', { number: sold.number });
  expect(receipt.source).toBe('centre');
  const lines = [{ index: 0, quantity: thousandths(1000) }];
  const quote = await botanica.ask('returns.quote', { receipt: receipt.id, lines });
  expect([quote.total, quote.earnedBack]).toEqual([10_000, 10]);
  const more = [{ index: 0, quantity: thousandths(4000) }];
  expect((await botanica.refusal('returns.quote', { receipt: receipt.id, lines: more })).code).toBe('return.aboveSold');
  await botanica.ask('returns.confirm', { receipt: receipt.id, lines, total: quote.total, tender: 'cash' });

  // The store that sold them knows what came back elsewhere, and gives back only the rest.
  await told(botanica);
  await balanceAt(centru, before - 10);
  const there = await centru.ask('receipts.find', { number: sold.number });
  expect(there.lines[0]?.returned).toBe(1000);
  const all = [{ index: 0, quantity: thousandths(3000) }];
  expect((await centru.refusal('returns.quote', { receipt: there.id, lines: all })).code).toBe('return.aboveSold');
}, 120_000);

test('without the centre a receipt of another store is not known, a manager types it, the centre settles the points', async () => {
  const sold = await sell(centru, '200');
  const before = Number(sold.balanceAfter);
  await told(centru);
  await shop.centre?.kill();
  expect((await botanica.refusal('receipts.find', { number: sold.number })).code).toBe('receipt.unknown');
  const typed = await botanica.ask('returns.typed', {
    number: sold.number,
    lines: [{ name: 'Râșniță', amount: '200', vat: VAT }],
    tender: 'cash',
  });
  expect(typed.total).toBe(20_000);
  await shop.centre?.start();
  await told(botanica);
  await balanceAt(centru, before - 20);
  expect(await verify(['--data', data])).toBe(0);
}, 180_000);

test('a gift card sold at one store pays at another, held at the centre; without the centre it pays nowhere', async () => {
  const code = 'APART-GIFT-0001';
  const sold = await centru.ask('giftCards.issue', { code, amount: '100', tender: 'cash' });
  expect(sold).toMatchObject({ balance: 10_000, ending: '0001', fresh: false });
  await told(centru);

  // The other till asks the centre for it, whether or not its pull has told of it yet.
  await botanica.ask('counter.amount', { amount: '70', vat: VAT });
  await botanica.ask('counter.giftCard', { code });
  const { total } = botanica.view().counter.figures;
  const paid = await botanica.ask('counter.confirm', { total, fiscalNumber: null });
  expect(paid.kept).toEqual([{ kind: 'giftCard', ending: '0001', left: 3000 }]);
  await told(botanica);
  expect(await centru.ask('giftCards.look', { code })).toMatchObject({ balance: 3000, available: 3000, fresh: true });

  // Goods come back at the store that sold the card: the money is on it again.
  const receipt = await centru.ask('receipts.find', { number: paid.number });
  const lines = [{ index: 0, quantity: thousandths(1000) }];
  const quote = await centru.ask('returns.quote', { receipt: receipt.id, lines });
  expect(quote).toMatchObject({ kept: [{ kind: 'giftCard', amount: 7000 }], byHand: 0 });
  await centru.ask('returns.confirm', { receipt: receipt.id, lines, total: quote.total, tender: 'cash' });
  await told(centru);
  expect(await botanica.ask('giftCards.look', { code })).toMatchObject({ balance: 10_000, fresh: true });

  await shop.centre?.kill();
  await botanica.ask('counter.amount', { amount: '10', vat: VAT });
  await botanica.ask('counter.giftCard', { code });
  const refusal = await botanica.refusal('counter.confirm', { total: bani(1000), fiscalNumber: null });
  expect(refusal.code).toBe('giftCard.offline');
  await botanica.ask('counter.clear', {});
  await shop.centre?.start();
  await botanica.until((view) => view.status.centre.state === 'connected', 60_000);
  expect(await verify(['--data', data])).toBe(0);
}, 180_000);
