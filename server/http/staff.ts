/** The staff's week, as the tills of their store ask for it. */
import { staffWeekRequest, staffWeekResponse } from '../../contract/sync/messages.ts';
import { Refused } from './problem.ts';
import { noParams, type Route, tillRoute } from './route.ts';
import type { Parts } from './routes.ts';

export function staffRoutes({ days, metrics, failed }: Parts): Route[] {
  return [
    tillRoute({
      method: 'POST',
      url: '/v1/staff/week',
      summary: 'What each of the staff did in a week at the tills of the till’s store; nothing is written.',
      body: staffWeekRequest,
      params: noParams,
      answer: staffWeekResponse,
      handle: async ({ till, body }) => {
        const week = await days.week({ store: till.store, day: body.day });
        metrics.count('loial_staff_weeks_total', 'Weeks of the staff folded.', { result: week.is });
        if (week.is === 'drawn') return JSON.parse(week.json) as unknown;
        failed(new Error(`A week could not be folded: ${week.is === 'failed' ? week.why : week.is}`));
        throw new Refused(503, 'week.failed', 'The week could not be folded now; it was logged. Repeat later.', {
          'retry-after': '1',
        });
      },
    }),
  ];
}
