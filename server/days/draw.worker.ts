import { parentPort, workerData } from 'node:worker_threads';
import * as z from 'zod';
import { civilDateField, instantField, storeIdField } from '../../contract/fields.ts';
import { Database } from '../database.ts';
import { DayIsClosed, drawDay } from './draw.ts';
import type { Drawn } from './drawing.ts';
import type { Reading } from './unlisted.ts';

/** Days are drawn up in a thread of its own: reading and trying thousands of records takes seconds, and the server answers meanwhile. */
const given = z.object({ databaseUrl: z.string() });
const order = z.object({ n: z.number().int(), store: storeIdField, day: civilDateField, nowMs: instantField });

if (parentPort !== null) {
  const port = parentPort;
  const { databaseUrl } = given.parse(workerData);
  const database = new Database({ url: databaseUrl, most: 2, log: () => undefined });
  port.on('message', (raw: unknown) => {
    const { n, ...of } = order.parse(raw);
    const say = (drawn: Drawn): void => port.postMessage({ n, drawn });
    const drawn = (reading: Reading) => database.transaction('snapshot', (asking) => drawDay(asking, of, reading));
    drawn('proven')
      // Whatever stood in its way is read again by its form, and named then.
      .catch((error: unknown) => {
        if (error instanceof DayIsClosed) throw error;
        return drawn('whole');
      })
      .then(
        // As text: it goes on to the till as it is.
        (account) => say({ is: 'drawn', json: JSON.stringify(account) }),
        (error: unknown) => {
          if (error instanceof DayIsClosed) say({ is: 'closed', day: error.message });
          else say({ is: 'failed', why: error instanceof Error ? `${error.name}: ${error.message}` : String(error) });
        },
      );
  });
}
