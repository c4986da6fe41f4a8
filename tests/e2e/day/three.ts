import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from '@playwright/test';
import * as z from 'zod';
import { buildRenderer } from '../../../cli/build/renderer.ts';
import { tillDir } from '../../../cli/places.ts';
import { SAMPLE_PINS } from '../../../cli/sample/shop.ts';
import type { RunningCentre } from '../../../cli/start/centre.ts';
import { startShop } from '../../../cli/start/shop.ts';
import { type RunningTill, runTill } from '../../../cli/start/till.ts';
import { openWindow, type PlainWindow } from '../../../cli/window/open.ts';
import { openLedger } from '../../../db/ledger/ledger.ts';
import { assert } from '../../../domain/assert.ts';
import { addDays, type CivilDate, civilDateAt } from '../../../domain/calendar/civil.ts';
import { staffId } from '../../../domain/identity/ids.ts';
import { makePin } from '../../../electron/staff/pin.ts';
import { type Admin, openAdmin } from '../../../server/admin.ts';
import { MACHINE } from '../../../server/main.ts';
import { type Line, openLine } from '../../sync/line.ts';
import { atRest } from '../rest.ts';
import { aDatabase } from '../template.ts';

/** The tills of the store, by their numbers: the sample's two, and one that is new in it (3 and 4 stand in the other stores). */
export const TILLS = [1, 2, 5] as const;
export type TillNumber = (typeof TILLS)[number];

/** Who works there besides the sample's people, so that each till has two cashiers of its own. */
export const VASILE = { name: 'Vasile Cojocaru', pin: '2468' } as const;
export const DOINA = { name: 'Doina Lupu', pin: '1357' } as const;

/** A store with three tills and their centre, on scratch data, a day after the sample's last: yesterday nobody has sold anything yet. */
export interface StoreOfThree {
  readonly data: string;
  readonly centre: RunningCentre;
  /** The two days that are closed: yesterday and today. */
  readonly days: readonly [CivilDate, CivilDate];
  /** The way of a till to the centre: 1's is never cut. */
  line(number: 2 | 5): Line;
  /** A browser's window on a till, 1024×768. */
  window(browser: Browser, number: TillNumber): Promise<Page>;
  /** Where codes are sent so that this till's scanner reads them. */
  scanner(number: TillNumber): string;
  /** A window without a picture on the same till. */
  plain(number: TillNumber): Promise<PlainWindow>;
  /** A one-time code for the new till. */
  readonly code: string;
  /** Stops everything and leaves nothing behind. */
  end(): Promise<void>;
}

/** The smallest sample that has days before: what is tried is the two days after it. */
const SAMPLE = { members: 60, days: 3, salesPerDay: 24 } as const;

/** Starts it; of the till that is new nobody has set anything up. */
export async function aStoreOfThree(): Promise<StoreOfThree> {
  const now = Date.now();
  const today = civilDateAt(now);
  const data = mkdtempSync(join(tmpdir(), `loial-e2e-${process.pid}-three-`));
  const ends: (() => Promise<void>)[] = [async () => rmSync(data, { recursive: true, force: true })];
  const end = async (): Promise<void> => {
    for (const one of ends.splice(0).reverse()) await one();
  };
  try {
    const database = await aDatabase();
    ends.push(database.remove);
    const staticDir = await buildRenderer();
    const shop = await startShop({
      data,
      tills: [],
      sample: SAMPLE,
      now: now - 86_400_000,
      staticDir,
      databaseUrl: database.url,
      serverPort: 0,
      port: 0,
    });
    ends.push(shop.stop);
    const { centre } = shop;
    assert(centre !== null, 'a chain has a centre');
    const admin = await openAdmin({ ...MACHINE, databaseUrl: database.url });
    const code = await peopled(admin, data).finally(() => admin.close());
    const lines = { 2: await openLine(centre.url), 5: await openLine(centre.url) };
    ends.push(async () => {
      for (const line of Object.values(lines)) await line.close();
    });
    lead(tillDir(data, 2), lines[2].url);
    mkdirSync(tillDir(data, 5), { recursive: true });
    const tills = await Promise.all(
      TILLS.map((number) => runTill({ data, number, port: 0, staticDir, electron: null })),
    );
    const windows: PlainWindow[] = [];
    const contexts: BrowserContext[] = [];
    const stopTills = async (): Promise<void> => {
      await Promise.all(contexts.splice(0).map((context) => context.close()));
      for (const window of windows.splice(0)) window.close();
      await Promise.all(tills.splice(0).map((till) => till.stop()));
    };
    ends.push(stopTills);
    const till = (number: TillNumber): RunningTill => {
      const found = tills.find((each) => each.number === number);
      assert(found !== undefined, `till ${number} was started`);
      return found;
    };
    return {
      data,
      centre,
      days: [addDays(today, -1), today],
      line: (number) => lines[number],
      async window(browser, number) {
        const context = await browser.newContext({
          viewport: { width: 1024, height: 768 },
          locale: 'ro-MD',
          timezoneId: 'Europe/Chisinau',
        });
        contexts.push(context);
        const page = await context.newPage();
        await page.goto(await till(number).newUrl());
        await atRest(page);
        return page;
      },
      scanner(number) {
        const line = till(number).nullModem;
        assert(line !== null, 'this machine has pseudo-terminals');
        return line.scannerPath;
      },
      async plain(number) {
        const window = await openWindow(await till(number).newUrl());
        windows.push(window);
        return window;
      },
      code,
      end,
    };
  } catch (error) {
    await end();
    throw error;
  }
}

/** Two more cashiers and one more till for the first store; returns the one-time code of the till. */
async function peopled(admin: Admin, data: string): Promise<string> {
  const ledger = openLedger(join(tillDir(data, 1), 'ledger.db'));
  const { store } = identity.parse(ledger.setting('identity'));
  ledger.close();
  const of = (await admin.tills()).find((till) => till.store === store)?.store;
  assert(of !== undefined, 'the first till stands in a store');
  for (const { name, pin } of [VASILE, DOINA]) {
    assert(!Object.values<unknown>(SAMPLE_PINS).flat().includes(pin), 'a PIN of one’s own');
    const kept = await makePin(pin, MACHINE.randomBytes(16), 4096);
    const id = staffId(MACHINE.newUuid());
    await admin.putStaff([
      { kind: 'staff', id, store: of, name, role: 'cashier', language: 'ro', pin: kept, active: true },
    ]);
  }
  return admin.makeEnrolmentCode(await admin.addTill({ store: of, number: 5 }));
}

const identity = z.looseObject({ store: z.string(), centre: z.looseObject({ url: z.string() }) });

/** Leads a till that does not run to its centre over a line. */
function lead(dir: string, url: string): void {
  const ledger = openLedger(join(dir, 'ledger.db'));
  const kept = identity.parse(ledger.setting('identity'));
  ledger.set('identity', { ...kept, centre: { ...kept.centre, url } });
  ledger.close();
}
