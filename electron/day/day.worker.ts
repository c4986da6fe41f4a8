import { parentPort, workerData } from 'node:worker_threads';
import { readBody } from '../../contract/record.ts';
import { readDay } from '../../db/ledger/day.ts';
import { readReplica } from '../../db/replica/replica.ts';
import { assert } from '../../domain/assert.ts';
import { behindOf, FiscalTwice } from '../../domain/day/behind.ts';
import { LooksFold } from '../../domain/day/looks.ts';
import { OurReceipts } from '../../domain/day/ours.ts';
import type { TillId } from '../../domain/identity/ids.ts';
import type { LogRange } from '../../domain/shift/figures.ts';
import { dayTask, type FromDay } from './messages.ts';

/** Reads the till's part of a day beside the till, in a thread of its own; it only reads. */

const AT_ONCE = 200;

const port = parentPort;
assert(port !== null, 'a day is read in a thread of its own');
const { ledgerFile, membersFile, ...of } = dayTask.parse(workerData);
const say = (message: FromDay): void => port.postMessage(message);

const receipts = new OurReceipts();
const twice = new FiscalTwice();
const looks = new LooksFold();
const reading = readDay(ledgerFile, {
  ...of,
  listed: membersFile === null ? [] : listedElsewhere(membersFile, of.till),
  taken: (found) => {
    const record = found.counted ? (found.read?.record ?? null) : null;
    if (record === null) return;
    const behind = behindOf(record);
    receipts.add(record, behind);
    twice.add(record, behind);
    looks.add(found, behind);
  },
});
for (;;) {
  const next = reading.next();
  if (next.done === true) {
    const all = receipts.all();
    for (let at = 0; at < all.length; at += AT_ONCE) {
      say({ type: 'receipts', receipts: all.slice(at, at + AT_ONCE) });
    }
    say({ type: 'done', day: { ...next.value, looks: looks.looks(), fiscalTwice: twice.twice() } });
    break;
  }
  say({ type: 'share', share: next.value });
}

/** What closes that other tills of the store signed list of this one. */
function listedElsewhere(file: string, till: TillId): LogRange[] {
  const replica = readReplica(file);
  try {
    const listed: LogRange[] = [];
    for (let before: number | null = null; ; ) {
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
