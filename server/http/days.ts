/** The close of a store's day, as its tills ask for it. */
import {
  dayPartsRequest,
  dayPartsResponse,
  dayReceiptsRequest,
  dayReceiptsResponse,
  drawRequest,
  drawResponse,
} from '../../contract/sync/messages.ts';
import { dayParts } from '../days/parts.ts';
import { dayReceipts } from '../days/receipts.ts';
import { Refused } from './problem.ts';
import { noParams, type Route, tillRoute } from './route.ts';
import type { Parts } from './routes.ts';

export function dayRoutes({ database, counting, days, metrics, clock, failed }: Parts): Route[] {
  return [
    tillRoute({
      method: 'POST',
      url: '/v1/days/draw',
      summary: 'The day of the till’s store as the centre finds it now; nothing is written.',
      body: drawRequest,
      params: noParams,
      answer: drawResponse,
      refusals: [409],
      handle: async ({ till, body }) => {
        const drawn = await days.draw({ store: till.store, day: body.day, nowMs: clock() }, database, counting);
        metrics.count('loial_days_drawn_total', 'Days drawn up.', { result: drawn.is });
        if (drawn.is === 'closed') {
          throw new Refused(409, 'day.closed', `Days up to ${drawn.day} are signed and stay so. Nothing was written.`);
        }
        if (drawn.is === 'failed') {
          failed(new Error(`A day could not be drawn up: ${drawn.why}`));
          throw new Refused(503, 'day.failed', 'The day could not be drawn up now; it was logged. Repeat later.', {
            'retry-after': '1',
          });
        }
        return { account: JSON.parse(drawn.json) as unknown };
      },
    }),
    tillRoute({
      method: 'POST',
      url: '/v1/days/receipts',
      summary: 'Receipts in what was drawn up of the till’s store, page by page.',
      body: dayReceiptsRequest,
      params: noParams,
      answer: dayReceiptsResponse,
      refusals: [403],
      handle: async ({ till, body }) =>
        database.transaction('snapshot', (asking) => dayReceipts(asking, till.store, body)),
    }),
    tillRoute({
      method: 'POST',
      url: '/v1/days/parts',
      summary: 'What makes up a figure of a close of the till’s store, page by page.',
      body: dayPartsRequest,
      params: noParams,
      answer: dayPartsResponse,
      refusals: [403],
      handle: async ({ till, body }) =>
        database.transaction('snapshot', (asking) => dayParts(asking, till.store, body)),
    }),
  ];
}
