/** What a counter feels while the members of another system are taken over. */
import { setTimeout as wait } from 'node:timers/promises';
import { type ImportView, LARGEST_CHUNK } from '../../contract/till/import.ts';
import { bani } from '../../domain/amount/bani.ts';
import { vatRate } from '../../domain/amount/quantity.ts';
import type { PlainWindow } from '../window/open.ts';
import { type AtACounter, atACounter } from './scan.ts';

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
    await send(window, listOf(members));
    const { look } = await reached(window, 'arrived');
    const { form, columns } = look;
    await window.ask('import.check', { form, columns, language: 'ro', pointsUntil: null, consented: true });
    await reached(window, 'checked');
    const checkedS = (performance.now() - checkBegan) / 1000;
    const writeBegan = performance.now();
    await window.ask('import.go', { leaveOut: 0 });
    let writtenS = 0;
    const meanwhile = await workOn(counter, async () => {
      if ((await window.ask('import.state', {})).at === 'going') return true;
      writtenS = (performance.now() - writeBegan) / 1000;
      return false;
    });
    await reached(window, 'done');
    return { before, meanwhile, members, checkedS, writtenS };
  });
}

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

/** A list as an old till gives it out. */
function* listOf(members: number): Generator<string> {
  yield 'Nume;Prenume;Telefon;Puncte\n';
  for (let n = 0; n < members; n++) {
    const digits = String(10_000_000 + n).slice(1);
    yield `Membru${n};Ion;06${digits};${n % 500}\n`;
  }
}

async function send(window: PlainWindow, lines: Iterable<string>): Promise<void> {
  const whole = Buffer.from([...lines].join(''));
  await window.ask('import.begin', { name: 'members.csv', bytes: whole.length });
  const piece = Math.floor(LARGEST_CHUNK / 4) * 3;
  for (let at = 0; at < whole.length; at += piece) {
    await window.ask('import.chunk', { at, base64: whole.subarray(at, at + piece).toString('base64') });
  }
}

async function reached<At extends ImportView['at']>(
  window: PlainWindow,
  at: At,
): Promise<Extract<ImportView, { readonly at: At }>> {
  for (;;) {
    const view = await window.ask('import.state', {});
    if (isAt(view, at)) return view;
    if (view.at === 'broken') throw new Error('The list that the bench made cannot be read.');
    await wait(100);
  }
}

function isAt<At extends ImportView['at']>(view: ImportView, at: At): view is Extract<ImportView, { readonly at: At }> {
  return view.at === at;
}
