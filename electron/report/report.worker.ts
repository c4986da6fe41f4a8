import { parentPort, workerData } from 'node:worker_threads';
import { readMonths } from '../../db/ledger/months.ts';
import { readDaysWorked, readWeek } from '../../db/ledger/weeks.ts';
import { assert, never } from '../../domain/assert.ts';
import { type FromReport, reportTask } from './messages.ts';

/** Reads the log for pages beside the till, in a thread of its own; it only reads. */

const port = parentPort;
assert(port !== null, 'the log is read for pages in a thread of its own');
const task = reportTask.parse(workerData);
const say = (message: FromReport): void => port.postMessage(message);

switch (task.what) {
  case 'months': {
    const reading = readMonths(task.ledgerFile, task.upTo);
    for (;;) {
      const next = reading.next();
      if (next.done === true) {
        say({ type: 'months', months: [...next.value] });
        break;
      }
      say({ type: 'share', share: next.value });
    }
    break;
  }
  case 'week': {
    const { people, recognitions } = readWeek(task.ledgerFile, task.monday);
    say({ type: 'week', week: { people: [...people], recognitions: [...recognitions] } });
    break;
  }
  case 'days':
    say({ type: 'days', days: [...readDaysWorked(task.ledgerFile, task.from, task.to)] });
    break;
  default:
    never(task);
}
