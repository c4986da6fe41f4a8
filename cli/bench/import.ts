/** What a counter feels while the members of another system are taken over. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { bani } from '../../domain/amount/bani.ts';
import { vatRate } from '../../domain/amount/quantity.ts';
import { checkedList, listReached } from './list.ts';
import { type AtACounter, atACounter } from './scan.ts';
import { type TakingTimes, takingTimes } from './taking.child.ts';

export interface CounterTimes {
  /** From a scan's last byte to the painted panel, ms. */
  readonly scans: readonly number[];
  /** From asking for a sale to be confirmed to its answer, over the till's socket, ms. */
  readonly sales: readonly number[];
}

export interface ImportTimes {
  /** At rest, on the same till before. */
  readonly before: CounterTimes;
  readonly meanwhile: CounterTimes;
  readonly members: number;
  /** Of checking the whole list, and of writing it, seconds. */
  readonly checkedS: number;
  readonly writtenS: number;
}

/** Takes so many members over at a real till while somebody works at it; null where that cannot be had here. */
export function importTimes(members: number, atRest: number): Promise<ImportTimes | null> {
  return atACounter(async (counter) => {
    const { window } = counter;
    let left = atRest;
    const before = await workOn(counter, async () => left-- > 0);
    const checkBegan = performance.now();
    await checkedList(window, members);
    const checkedS = (performance.now() - checkBegan) / 1000;
    const writeBegan = performance.now();
    await window.ask('import.go', { leaveOut: 0 });
    let writtenS = 0;
    const meanwhile = await workOn(counter, async () => {
      if ((await window.ask('import.state', {})).at === 'going') return true;
      writtenS = (performance.now() - writeBegan) / 1000;
      return false;
    });
    await listReached(window, 'done');
    return { before, meanwhile, members, checkedS, writtenS };
  });
}

/** The same inside a till of its own, without a window: what a sale takes there while so many members are taken over. */
export async function takingOver(dir: string, members: number): Promise<TakingTimes> {
  const { stdout } = await execute(
    process.execPath,
    [join(import.meta.dirname, 'taking.child.ts'), dir, String(members)],
    {
      maxBuffer: 64 << 20,
    },
  );
  return takingTimes.parse(JSON.parse(stdout));
}

const execute = promisify(execFile);

/** Between sales, ms: a cashier who is quicker than any; who never stopped would measure how an import waits for them. */
const PAUSE_MS = 500;

/** Scans a member and sells them something for ten lei, again and again. */
async function workOn({ window, scan }: AtACounter, goesOn: () => Promise<boolean>): Promise<CounterTimes> {
  const scans: number[] = [];
  const sales: number[] = [];
  while (await goesOn()) {
    scans.push(await scan());
    await window.ask('counter.amount', { amount: '10', vat: vatRate(2000) });
    const began = performance.now();
    await window.ask('counter.confirm', { total: bani(1000), fiscalNumber: null });
    sales.push(performance.now() - began);
    await window.ask('counter.next', {});
    await wait(PAUSE_MS);
  }
  return { scans, sales };
}
