import { parentPort, workerData } from 'node:worker_threads';
import { readMonths } from '../../db/ledger/months.ts';
import { assert } from '../../domain/assert.ts';
import { type FromReport, reportTask } from './messages.ts';

/** Adds up the till's months beside the till, in a thread of its own; it only reads. */

const port = parentPort;
assert(port !== null, 'months are added up in a thread of their own');
const { ledgerFile, upTo } = reportTask.parse(workerData);
const say = (message: FromReport): void => port.postMessage(message);

const reading = readMonths(ledgerFile, upTo);
for (;;) {
  const next = reading.next();
  if (next.done === true) {
    say({ type: 'done', months: [...next.value] });
    break;
  }
  say({ type: 'share', share: next.value });
}
