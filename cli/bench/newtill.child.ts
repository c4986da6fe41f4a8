/** A new till in a process of its own: `newtill.child.ts DIR URL CODE MEMBERS` joins, sells while its members come, and prints what it took. */
import { setTimeout as wait } from 'node:timers/promises';
import * as z from 'zod';
import { assert } from '../../domain/assert.ts';
import { SAMPLE_PINS } from '../sample/shop.ts';
import { insideTill, timed } from './inside.ts';

const order = z.tuple([z.string(), z.string(), z.string(), z.coerce.number().int().min(1)]);

/** What is printed, as JSON. Times in ms. */
export const newTillTimes = z.object({
  /** From joining on: until somebody could sign in, and until everybody was found by a search. */
  signInMs: z.number(),
  searchableMs: z.number(),
  /** While the members came: confirmations, and a scanned product with the view that it gives. */
  sales: z.array(z.number()),
  scans: z.array(z.number()),
  /** Confirmations once they had come. */
  salesAfter: z.array(z.number()),
  /** Once they had come: a scanned card with the view of its member. */
  cards: z.array(z.number()),
  /** The most memory that the process ever had, MB; and what it had before it joined. */
  peakMb: z.number(),
  restMb: z.number(),
  /** Of the processor, all threads of the till, until everybody was found: what a busy machine does not change much. Its own sales are in it. */
  cpuMs: z.number(),
  /** Phases of the snapshot that were seen, by when they began. */
  phases: z.record(z.string(), z.number()),
});
export type NewTillTimes = z.infer<typeof newTillTimes>;

/** Between customers, ms: a cashier who is quicker than any; who never stopped would measure how the till makes way for them. */
const PAUSE_MS = 500;
/** How often it is asked whether anybody is found, ms. */
const LOOK_MS = 20;
/** Sales once everybody has come. */
const AT_REST = 50;
const PATIENCE_MS = 600_000;

if (import.meta.main) {
  const [dataDir, centre, code, members] = order.parse(process.argv.slice(2));
  process.stdout.write(JSON.stringify(await run(dataDir, centre, code, members)));
  process.exit(0);
}

async function run(dataDir: string, centre: string, code: string, members: number): Promise<NewTillTimes> {
  const { till, ask, close } = insideTill(dataDir);
  const restMb = process.memoryUsage.rss() / 1e6;
  const phases: Record<string, number> = {};
  const cpuBefore = process.cpuUsage();
  const begun = performance.now();
  const since = (): number => performance.now() - begun;
  till.onChange(() => {
    const phase = till.view().status.centre.snapshot?.phase;
    if (phase !== undefined) phases[phase] ??= since();
  });
  await ask('setup.join', { centre, code });
  let staff = await ask('staff.list', {});
  while (staff.length === 0) {
    assert(since() < PATIENCE_MS, 'somebody can sign in');
    await wait(10);
    staff = await ask('staff.list', {});
  }
  const signInMs = since();
  const manager = staff.find(({ role }) => role === 'manager');
  assert(manager !== undefined, 'a manager works there');
  await ask('staff.signIn', { staff: manager.id, pin: SAMPLE_PINS.manager });
  const { businessDay } = await ask('shift.propose', { businessDay: null });
  await ask('shift.open', { businessDay, confirmed: [], float: [] });
  let goods = await ask('products.search', { text: 'a' });
  while (goods.length === 0) {
    assert(since() < PATIENCE_MS, 'there is something to sell');
    await wait(10);
    goods = await ask('products.search', { text: 'la' });
  }

  const [sales, scans]: [number[], number[]] = [[], []];
  let searchableMs = Number.NaN;
  const sell = async (n: number, intoScans: number[], intoSales: number[]): Promise<void> => {
    for (let i = 0; i < 5; i++) {
      const { sku } = goods[(n + i) % goods.length] ?? { sku: '' };
      await timed(intoScans, () => ask('counter.product', { sku, quantity: null }));
    }
    const { total } = till.view().counter.figures;
    await timed(intoSales, () => ask('counter.confirm', { total, fiscalNumber: null }));
    await ask('counter.next', {});
  };
  for (let n = 0; Number.isNaN(searchableMs); n++) {
    assert(since() < PATIENCE_MS, 'the members come');
    await sell(n, scans, sales);
    for (const until = since() + PAUSE_MS; since() < until && Number.isNaN(searchableMs); ) {
      await wait(LOOK_MS);
      if (till.view().status.centre.loaded !== null) continue;
      if ((await ask('members.search', { text: 'an' })).length > 0) searchableMs = since();
    }
  }
  const cpu = process.cpuUsage(cpuBefore);
  const cpuMs = (cpu.user + cpu.system) / 1000;
  const salesAfter: number[] = [];
  for (let n = 0; n < AT_REST; n++) {
    await wait(PAUSE_MS / 5);
    await sell(n, [], salesAfter);
  }
  const cards: number[] = [];
  const { cardNumber } = await import('../sample/people.ts');
  for (let i = 0; i < 200; i++) {
    const number = cardNumber(1 + ((i * 7919) % members));
    await timed(cards, () => ask('counter.code', { code: number }));
    assert(till.view().counter.member !== null, `card ${number} leads to its member`);
    await ask('counter.leaveMember', {});
  }
  // In KB, of the whole life of the process.
  const peakMb = (process.resourceUsage().maxRSS * 1024) / 1e6;
  await close();
  return { signInMs, searchableMs, sales, scans, salesAfter, cards, peakMb, restMb, cpuMs, phases };
}
