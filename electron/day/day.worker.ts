import { parentPort, workerData } from 'node:worker_threads';
import { readBody } from '../../contract/record.ts';
import { readDay } from '../../db/ledger/day.ts';
import { readParts } from '../../db/ledger/dayParts.ts';
import { readReplica } from '../../db/replica/replica.ts';
import { assert, never } from '../../domain/assert.ts';
import { behindOf, FiscalTwice } from '../../domain/day/behind.ts';
import { LooksFold } from '../../domain/day/looks.ts';
import { OurReceipts } from '../../domain/day/ours.ts';
import type { TillId } from '../../domain/identity/ids.ts';
import type { LogRange } from '../../domain/shift/figures.ts';
import { type DrawTask, dayTask, type FromDay, type PartsTask } from './messages.ts';

/** Reads the till's part of a day beside the till, in a thread of its own; it only reads. */

const AT_ONCE = 200;

const port = parentPort;
assert(port !== null, 'a day is read in a thread of its own');
const task = dayTask.parse(workerData);
const say = (message: FromDay): void => port.postMessage(message);
switch (task.read) {
  case 'day':
    draw(task);
    break;
  case 'parts':
    tell(task);
    break;
  default:
    never(task);
}

function draw({ ledgerFile, membersFile, ...of }: DrawTask): void {
  const receipts = new OurReceipts();
  const twice = new FiscalTwice();
  const looks = new LooksFold();
  const reading = readDay(ledgerFile, {
    ...of,
    listed: listedElsewhere(membersFile, of.till, null),
    taken: (found) => {
      const record = found.counted ? (found.read?.record ?? null) : null;
      if (record === null) return;
      const behind = behindOf(record);
      receipts.add(record, behind);
      twice.add(record, behind);
      looks.add(found, behind);
    },
  });
  const day = through(reading);
  inPieces(receipts.all(), (some) => say({ type: 'receipts', receipts: some }));
  say({ type: 'done', day: { ...day, looks: looks.looks(), fiscalTwice: twice.twice() } });
}

function tell({ ledgerFile, membersFile, ...of }: PartsTask): void {
  const listed = listedElsewhere(membersFile, of.till, of.number);
  inPieces(through(readParts(ledgerFile, { ...of, listed })), (some) => say({ type: 'parts', parts: some }));
  say({ type: 'doneParts' });
}

/** Reads to the end, and tells how far it is. */
function through<T>(reading: Generator<number, T>): T {
  for (;;) {
    const next = reading.next();
    if (next.done === true) return next.value;
    say({ type: 'share', share: next.value });
  }
}

function inPieces<T>(all: readonly T[], say: (some: readonly T[]) => void): void {
  for (let at = 0; at < all.length; at += AT_ONCE) say(all.slice(at, at + AT_ONCE));
}

/** What closes that other tills of the store signed list of this one; `below`: only those with smaller numbers. A shop without a centre has none. */
function listedElsewhere(file: string | null, till: TillId, below: number | null): LogRange[] {
  if (file === null) return [];
  const replica = readReplica(file);
  try {
    const listed: LogRange[] = [];
    for (let before = below; ; ) {
      const page = replica.closedDays(before, 100);
      for (const { body } of page) {
        const read = readBody(body);
        if (!read.known || read.record.kind !== 'dayClosed') continue;
        for (const one of read.record.tills) if (one.till === till) listed.push(...one.ranges);
      }
      before = page.at(-1)?.number ?? null;
      if (before === null) return listed;
    }
  } finally {
    replica.close();
  }
}
