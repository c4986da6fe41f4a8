/** A shop's till in a process of its own: `taking.child.ts DIR MEMBERS` takes over a list while it sells, and prints what its sales took. */
import { setTimeout as wait } from 'node:timers/promises';
import * as z from 'zod';
import { vatRate } from '../../domain/amount/quantity.ts';
import { assert } from '../../domain/assert.ts';
import { insideTill, timed } from './inside.ts';
import { checkedList } from './list.ts';

const order = z.tuple([z.string(), z.coerce.number().int().min(1)]);

/** What is printed, as JSON: confirmations inside the till, ms. */
export const takingTimes = z.object({
  /** At rest, before the list. */
  before: z.array(z.number()),
  meanwhile: z.array(z.number()),
});
export type TakingTimes = z.infer<typeof takingTimes>;

const PIN = '4826';
const AT_REST = 50;
/** Between sales, ms: a cashier who is quicker than any. */
const PAUSE_MS = 500;

if (import.meta.main) {
  const [dataDir, members] = order.parse(process.argv.slice(2));
  process.stdout.write(JSON.stringify(await run(dataDir, members)));
  process.exit(0);
}

async function run(dataDir: string, members: number): Promise<TakingTimes> {
  const till = insideTill(dataDir);
  await till.ask('setup.alone', { store: 'Alimentara', manager: 'Ion', pin: PIN, language: 'ro' });
  const [manager] = await till.ask('staff.list', {});
  assert(manager !== undefined, 'the manager is there');
  await till.ask('staff.signIn', { staff: manager.id, pin: PIN });
  const { businessDay } = await till.ask('shift.propose', { businessDay: null });
  await till.ask('shift.open', { businessDay, confirmed: [], float: [] });
  const sell = async (into: number[]): Promise<void> => {
    await till.ask('counter.amount', { amount: '10', vat: vatRate(2000) });
    await till.ask('counter.amount', { amount: '5,50', vat: vatRate(800) });
    const { total } = till.till.view().counter.figures;
    await timed(into, () => till.ask('counter.confirm', { total, fiscalNumber: null }));
    await till.ask('counter.next', {});
  };
  const [before, meanwhile]: [number[], number[]] = [[], []];
  for (let n = 0; n < AT_REST; n++) {
    await wait(PAUSE_MS / 5);
    await sell(before);
  }
  await checkedList(till, members);
  await till.ask('import.go', { leaveOut: 0 });
  while ((await till.ask('import.state', {})).at === 'going') {
    await sell(meanwhile);
    await wait(PAUSE_MS);
  }
  await till.close();
  return { before, meanwhile };
}
