/** What can be asked of the centre. */
import * as z from 'zod';
import { memberIdField } from '../../contract/fields.ts';
import {
  codeRequest,
  codeResponse,
  codeTryRequest,
  codeTryResponse,
  enrolRequest,
  enrolResponse,
  giftCardHoldRequest,
  giftCardHoldResponse,
  giftCardLookRequest,
  giftCardLookResponse,
  historyResponse,
  holdRequest,
  holdResponse,
  MOST_PUSHED,
  publishRequest,
  publishResponse,
  pullRequest,
  pullResponse,
  pushRequest,
  pushResponse,
  receiptResponse,
  retireRequest,
  retireResponse,
} from '../../contract/sync/messages.ts';
import { type Database, statement } from '../database.ts';
import type { Drawing } from '../days/drawing.ts';
import { enrol, Guesses, type RandomBytes } from '../enrolment.ts';
import { holdMoney, lookAtGiftCard } from '../giftcards.ts';
import { history } from '../history.ts';
import { hold } from '../holds.ts';
import { sendCode, tryCode } from '../messages/codes.ts';
import type { Gateway } from '../messages/gateway.ts';
import type { Metrics } from '../metrics.ts';
import { publishProgramme } from '../programmes.ts';
import { pull } from '../pull/pull.ts';
import { readReceipt } from '../pull/states.ts';
import type { Watch } from '../pull/watch.ts';
import { type Counting, countingLag } from '../push/counting.ts';
import { pushFew } from '../push/few.ts';
import { retireAtStore } from '../tills.ts';
import { dayRoutes } from './days.ts';
import { openApi } from './openapi.ts';
import { Refused } from './problem.ts';
import { checked, noParams, nothing, type Route, tillRoute } from './route.ts';
import { snapshotRoutes } from './snapshots.ts';
import { staffRoutes } from './staff.ts';

/** What the routes work with. */
export interface Parts {
  readonly database: Database;
  readonly watch: Watch;
  readonly counting: Counting;
  readonly days: Drawing;
  readonly metrics: Metrics;
  readonly clock: () => number;
  readonly randomBytes: RandomBytes;
  /** The way out for messages; null: none was set. */
  readonly gateway: Gateway | null;
  /** True once the database has its tables. */
  readonly ready: () => boolean;
  /** What goes wrong after an answer was given. */
  readonly failed: (error: unknown) => void;
}

const ONE = statement<{ one: number }>('health.one', 'SELECT 1 AS one');
const health = z.object({ status: z.literal('up'), database: z.enum(['up', 'away']) });

/** All routes; the last describes the others and itself. */
export function routesOf(parts: Parts): readonly Route[] {
  const routes: Route[] = [
    enrolRoute(parts),
    ...syncRoutes(parts),
    ...giftCardRoutes(parts),
    ...tillRoutes(parts),
    ...dayRoutes(parts),
    ...staffRoutes(parts),
    ...codeRoutes(parts),
    ...lookRoutes(parts),
    ...snapshotRoutes(parts),
    ...watchRoutes(parts),
  ];
  routes.push({
    ...open('/openapi.json', 'This description.'),
    answer: z.looseObject({ openapi: z.string() }),
    handle: async () => openApi(routes),
  });
  return routes;
}

function open(url: string, summary: string) {
  return { method: 'GET', url, summary, by: 'anyone', body: null, params: null, refusals: [] } as const;
}

function enrolRoute({ database, clock, randomBytes }: Parts): Route {
  const guesses = new Guesses();
  return {
    method: 'POST',
    url: '/v1/enrol',
    summary: 'A one-time code makes a till, or gives a till a new life.',
    by: 'anyone',
    body: enrolRequest,
    params: null,
    answer: enrolResponse,
    refusals: [400, 403, 409, 429, 503],
    handle: async (_till, request) => {
      const { code } = checked(enrolRequest, request.body ?? undefined, 'body');
      guesses.begin(request.ip, clock());
      try {
        const enrolled = await enrol(database, code, randomBytes, clock());
        guesses.forgive(request.ip);
        return enrolled;
      } catch (error) {
        if (!(error instanceof Refused && error.status === 403)) guesses.forgive(request.ip);
        throw error;
      }
    },
  };
}

function syncRoutes({ database, watch, counting, metrics, clock, failed }: Parts): Route[] {
  const toldAtOnce = (): void => {
    metrics.count(
      'loial_pulls_told_total',
      'Waiting pulls answered from the turn that they waited for, without a question.',
    );
  };
  return [
    tillRoute({
      method: 'POST',
      url: '/v1/push',
      summary: 'Takes the till’s own records in order; answers what is held durably.',
      body: pushRequest,
      params: noParams,
      answer: pushResponse,
      refusals: [413, 422],
      handle: async ({ till, body, links }) => {
        const { answer, stored, counted } = await pushFew(database, till.id, body, clock, links, watch);
        const result = answer.fork === null ? 'held' : 'fork';
        metrics.count('loial_pushes_total', 'Pushes answered.', { result });
        metrics.count('loial_records_total', 'Records stored.', {}, stored);
        // A large batch is one of many: the till is relieved of all of them first.
        if (counted !== null) counting.done(counted);
        else if (stored > 0) counting.later(till.id, stored >= MOST_PUSHED / 4);
        return answer;
      },
    }),
    tillRoute({
      method: 'POST',
      url: '/v1/pull',
      summary: 'States changed since the cursor, waiting for a while where there are none.',
      body: pullRequest,
      params: noParams,
      answer: pullResponse,
      handle: async ({ till, body, gone }) => {
        const pulled = await pull({ database, watch, clock, toldAtOnce }, till, body, gone);
        metrics.count('loial_pulls_total', 'Pulls answered.');
        metrics.count('loial_states_total', 'States sent.', {}, pulled.states.length);
        return pulled;
      },
    }),
    tillRoute({
      method: 'POST',
      url: '/v1/holds',
      summary: 'May this member’s points be spent? Holds them for minutes under the id of the record to come.',
      body: holdRequest,
      params: noParams,
      answer: holdResponse,
      handle: async ({ till, body }) => {
        const answer = await hold(database, till.id, body, clock());
        metrics.count('loial_holds_total', 'Holds asked for.', { granted: String(answer.granted) });
        return answer;
      },
    }),
    tillRoute({
      method: 'POST',
      url: '/v1/programmes',
      summary: 'The next version of the programme, published by a manager at this till.',
      body: publishRequest,
      params: noParams,
      answer: publishResponse,
      handle: async ({ body }) => {
        const answer = await publishProgramme(database, body.programme, clock());
        if (answer.fault === null) watch.sequenced().catch(failed);
        return answer;
      },
    }),
  ];
}

function tillRoutes({ database, watch, clock, failed }: Parts): Route[] {
  const route = (how: 'retire' | 'restore', summary: string): Route =>
    tillRoute({
      method: 'POST',
      url: `/v1/tills/${how}`,
      summary,
      body: retireRequest,
      params: noParams,
      answer: retireResponse,
      refusals: [403],
      handle: async ({ till, body }) => {
        const answer = await database.transaction('write', (asking) =>
          retireAtStore(asking, till, body.till, how, clock()),
        );
        watch.sequenced().catch(failed);
        return answer;
      },
    });
  return [
    route('retire', 'Another till of the store is no more: it is refused from now on, at its last number.'),
    route('restore', 'A till of the store that was retired came back: it goes on where it was.'),
  ];
}

function giftCardRoutes({ database, metrics, clock }: Parts): Route[] {
  return [
    tillRoute({
      method: 'POST',
      url: '/v1/giftcards/hold',
      summary: 'May this gift card or e-wallet pay? Holds the money for minutes under the id of the record to come.',
      body: giftCardHoldRequest,
      params: noParams,
      answer: giftCardHoldResponse,
      handle: async ({ till, body }) => {
        const answer = await holdMoney(database, till.id, body, clock());
        metrics.count('loial_money_holds_total', 'Holds of money asked for.', { granted: String(answer.granted) });
        return answer;
      },
    }),
    tillRoute({
      method: 'POST',
      url: '/v1/giftcards/look',
      summary: 'Where the gift card stands that was read.',
      body: giftCardLookRequest,
      params: noParams,
      answer: giftCardLookResponse,
      handle: async ({ till, body }) => lookAtGiftCard(database, till.id, body, clock()),
    }),
  ];
}

function codeRoutes(parts: Parts): Route[] {
  return [
    tillRoute({
      method: 'POST',
      url: '/v1/codes',
      summary: 'Sends this member a code by message, which proves the sale to come.',
      body: codeRequest,
      params: noParams,
      answer: codeResponse,
      handle: async ({ till, body }) => {
        const answer = await sendCode(parts, till.id, body);
        parts.metrics.count('loial_codes_total', 'Codes by message asked for.', { result: answer.result });
        return answer;
      },
    }),
    tillRoute({
      method: 'POST',
      url: '/v1/codes/try',
      summary: 'Whether this is the code that was sent. Each try counts.',
      body: codeTryRequest,
      params: noParams,
      answer: codeTryResponse,
      handle: async ({ till, body }) => {
        const answer = await tryCode(parts, till.id, body);
        parts.metrics.count('loial_code_tries_total', 'Codes by message tried.', { result: answer.result });
        return answer;
      },
    }),
  ];
}

function lookRoutes({ database }: Parts): Route[] {
  return [
    tillRoute({
      method: 'GET',
      url: '/v1/receipts/:number',
      summary: 'A receipt of any store of the chain, for a return.',
      body: nothing,
      params: z.object({ number: z.string().min(1).max(40) }),
      answer: receiptResponse,
      handle: async ({ params }) => ({ receipt: await readReceipt(database, params.number) }),
    }),
    tillRoute({
      method: 'GET',
      url: '/v1/members/:id/history',
      summary: 'Every entry of a member, newest first.',
      body: nothing,
      params: z.object({ id: memberIdField }),
      answer: historyResponse,
      handle: async ({ params }) => history(database, params.id),
    }),
  ];
}

function watchRoutes({ database, watch, metrics, ready }: Parts): Route[] {
  return [
    {
      ...open('/health', 'Whether this process lives, and whether it reaches its database.'),
      answer: health,
      handle: async () => {
        const up = await database.rows(ONE).then(
          () => true,
          () => false,
        );
        return { status: 'up', database: up ? 'up' : 'away' } satisfies z.infer<typeof health>;
      },
    },
    {
      ...open('/ready', 'Whether this process can serve tills now.'),
      answer: z.object({ status: z.literal('ready') }),
      refusals: [503],
      handle: async () => {
        if (!ready()) throw new Refused(503, 'database.away', 'The database is not ready yet.', { 'retry-after': '1' });
        await database.rows(ONE);
        return { status: 'ready' };
      },
    },
    {
      ...open('/metrics', 'Counters for Prometheus.'),
      answer: null,
      handle: async () => {
        const { all, idle, waiting } = database.use;
        // Not known while the database is away; the others are.
        const lag = await countingLag(database).catch(() => null);
        return metrics.text({
          loial_pool_connections: { help: 'Connections to PostgreSQL.', value: all },
          loial_pool_idle: { help: 'Of these, idle.', value: idle },
          loial_pool_waiting: { help: 'Requests waiting for a connection.', value: waiting },
          loial_feed_position: { help: 'Last position this process has heard of.', value: watch.position },
          ...(lag === null
            ? {}
            : { loial_records_uncounted: { help: 'Records held and not counted yet, by all processes.', value: lag } }),
          loial_pulls_waiting: { help: 'Pulls waiting for something new.', value: watch.waiting },
        });
      },
    },
  ];
}
