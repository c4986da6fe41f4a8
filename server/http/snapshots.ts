/** The routes by which a new till gets its members.db ready made. */
import * as z from 'zod';
import { snapshotRequest, snapshotResponse } from '../../contract/sync/messages.ts';
import { sendSnapshot } from '../snapshot/serve.ts';
import { offerSnapshot } from '../snapshot/shelf.ts';
import { noParams, nothing, type Route, tillRoute } from './route.ts';
import type { Parts } from './routes.ts';

export function snapshotRoutes({ database, metrics, clock }: Parts): Route[] {
  return [
    tillRoute({
      method: 'POST',
      url: '/v1/snapshots',
      summary: 'Whether there is a members.db of this form that a till may take in place of pulling.',
      body: snapshotRequest,
      params: noParams,
      answer: snapshotResponse,
      handle: async ({ body }) => {
        const answer = await offerSnapshot(database, body, clock());
        const offered = String(answer.snapshot !== null);
        metrics.count('loial_snapshots_asked_total', 'Questions for a snapshot.', { offered });
        return answer;
      },
    }),
    tillRoute({
      method: 'GET',
      url: '/v1/snapshots/:id',
      summary: 'The packed file of a snapshot (zstd), from any byte on: Range: bytes=N-, If-Range with its ETag.',
      body: nothing,
      params: z.object({ id: z.uuid() }),
      answer: 'bytes',
      refusals: [404, 416],
      handle: async ({ params, header }) => {
        const bytes = await sendSnapshot(database, params.id, { range: header('range'), ifRange: header('if-range') });
        metrics.count('loial_snapshots_sent_total', 'Downloads of a snapshot, whole or the rest of one.', {
          rest: String(bytes.status === 206),
        });
        return bytes;
      },
    }),
  ];
}
