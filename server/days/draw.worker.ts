import { parentPort, workerData } from 'node:worker_threads';
import * as z from 'zod';
import { civilDateField, instantField, storeIdField } from '../../contract/fields.ts';
import { never } from '../../domain/assert.ts';
import { type Asking, Database } from '../database.ts';
import { foldWeek, WeekTooLarge } from '../staff/week.ts';
import { DayIsClosed, drawDay } from './draw.ts';
import type { Drawn, Order } from './drawing.ts';
import type { Reading } from './unlisted.ts';

/** Days are drawn up and weeks of the staff folded in a thread of its own: reading and trying thousands of records takes seconds, and the server answers meanwhile. */
const given = z.object({ databaseUrl: z.string() });
const n = z.number().int();
const of = { n, store: storeIdField, day: civilDateField };
const order = z.discriminatedUnion('what', [
  z.object({ what: z.literal('day'), ...of, nowMs: instantField }),
  z.object({ what: z.literal('week'), ...of }),
]);

function done(asking: Asking, asked: Order, reading: Reading): Promise<object> {
  switch (asked.what) {
    case 'day':
      return drawDay(asking, asked, reading);
    case 'week':
      return foldWeek(asking, asked, reading);
    default:
      return never(asked);
  }
}

if (parentPort !== null) {
  const port = parentPort;
  const { databaseUrl } = given.parse(workerData);
  const database = new Database({ url: databaseUrl, most: 2, log: () => undefined });
  port.on('message', (raw: unknown) => {
    const asked = order.parse(raw);
    const say = (drawn: Drawn): void => port.postMessage({ n: asked.n, drawn });
    const drawn = (reading: Reading) => database.transaction('snapshot', (asking) => done(asking, asked, reading));
    drawn('proven')
      // Whatever stood in its way is read again by its form, and named then.
      .catch((error: unknown) => {
        if (error instanceof DayIsClosed || error instanceof WeekTooLarge) throw error;
        return drawn('whole');
      })
      .then(
        // As text: it goes on to the till as it is.
        (found) => say({ is: 'drawn', json: JSON.stringify(found) }),
        (error: unknown) => {
          if (error instanceof DayIsClosed) say({ is: 'closed', day: error.message });
          else say({ is: 'failed', why: error instanceof Error ? `${error.name}: ${error.message}` : String(error) });
        },
      );
  });
}
