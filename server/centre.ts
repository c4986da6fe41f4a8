/** The centre: one stateless process on PostgreSQL. Any number of them may work on one database. */
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { PROTOCOL_FLOOR } from '../contract/sync/messages.ts';
import { Checker } from './check/check.ts';
import { Expiry } from './check/expiry.ts';
import { Database, DatabaseAway, isAway } from './database.ts';
import { Drawing } from './days/drawing.ts';
import { type Asker, authenticate, type RandomBytes, TillRetired } from './enrolment.ts';
import { expireMoneyHolds } from './giftcards.ts';
import { expireHolds } from './holds.ts';
import { MOST_BODY, speakZstd } from './http/body.ts';
import { Bytes } from './http/bytes.ts';
import { Refused } from './http/problem.ts';
import type { Route } from './http/route.ts';
import { type Parts, routesOf } from './http/routes.ts';
import { expireCodes } from './messages/codes.ts';
import type { Gateway } from './messages/gateway.ts';
import { Metrics } from './metrics.ts';
import { FutureDatabase, migrate } from './migrations/migrate.ts';
import { forgetEnded } from './pull/feed.ts';
import { Watch } from './pull/watch.ts';
import { Counting } from './push/counting.ts';
import { SNAPSHOT_POLICY, SnapshotKeeper, type SnapshotPolicy } from './snapshot/keeper.ts';
import { noteReturned } from './tills.ts';

export interface CentreOptions {
  readonly databaseUrl: string;
  /** 0: any free one. */
  readonly port: number;
  readonly host: string;
  /** UTC ms. */
  readonly clock: () => number;
  readonly randomBytes: RandomBytes;
  /** The way out for messages to members; left out or null: there is none. */
  readonly gateway?: Gateway | null;
  /** One line of JSON a problem, without personal data. */
  readonly log: (line: string) => void;
  /** Connections to PostgreSQL at most; 10 unless said otherwise. */
  readonly mostConnections?: number;
  /** When members.db files are made for new tills, where it is not as usual. */
  readonly snapshots?: SnapshotPolicy;
}

export interface Centre {
  /** Where it listens, without a slash at the end. */
  readonly url: string;
  /** Answers who waits, finishes what was begun, closes everything. A second call waits for the same end. */
  stop(): Promise<void>;
}

/** How often housekeeping runs, and how soon a database that was away is tried again, in ms. */
const SWEEP_MS = 10_000;
const AGAIN_MS = 500;
/** How long a stop waits for what is in flight, in ms. */
const STOP_MS = 5_000;

/**
 * Starts a centre and brings its database up to date. Where PostgreSQL is away it starts all the same, answers 503 and
 * recovers by itself. Throws FutureDatabase for a database of a later version, and where the port is taken.
 */
export async function startCentre(options: CentreOptions): Promise<Centre> {
  const log = (kind: string, detail: string): void =>
    options.log(JSON.stringify({ at: new Date(options.clock()).toISOString(), kind, detail }));
  const failed = (error: unknown): void => log('background', said(error));
  const database = new Database({
    url: options.databaseUrl,
    most: options.mostConnections ?? 10,
    log: (line) => log('database', line),
  });
  const state = { ready: false, stopping: new AbortController() };
  const ready = (): boolean => state.ready;
  const watch = new Watch({ url: options.databaseUrl, database, ready });
  const checker = new Checker(database, options.clock, failed);
  const expiry = new Expiry(database);
  const snapshots = new SnapshotKeeper({
    databaseUrl: options.databaseUrl,
    database,
    policy: options.snapshots ?? SNAPSHOT_POLICY,
    clock: options.clock,
    randomBytes: options.randomBytes,
    failed,
  });
  const metrics = new Metrics();
  const { clock, randomBytes } = options;
  const gateway = options.gateway ?? null;
  const counting = new Counting({
    database,
    clock,
    counted: (stretch, turn) => {
      metrics.count('loial_records_counted_total', 'Records counted.', {}, stretch.to - stretch.after);
      // Others hear of it; then the figures are reckoned again.
      if (turn?.news != null) watch.told(turn.news);
      const sequenced = turn?.left === false ? Promise.resolve() : watch.sequenced();
      void sequenced.catch(failed).finally(() => checker.later(stretch));
    },
    failed,
  });
  const days = new Drawing(options.databaseUrl);
  const parts: Parts = { database, watch, counting, days, metrics, clock, randomBytes, gateway, ready, failed };

  const app = await server(parts, state.stopping.signal, log);
  const timers = new Set<NodeJS.Timeout>();
  const later = (ms: number, work: () => Promise<void>): void => {
    if (state.stopping.signal.aborted) return;
    const timer = setTimeout(() => {
      timers.delete(timer);
      void work();
    }, ms);
    timers.add(timer);
  };
  const prepare = async (): Promise<void> => {
    try {
      await migrate(options.databaseUrl);
      state.ready = true;
      later(0, sweep);
    } catch (error) {
      if (!isAway(error)) throw error;
      log('database', said(error));
      later(AGAIN_MS, () => prepare().catch((hopeless: unknown) => log('database', said(hopeless))));
    }
  };
  const sweep = async (): Promise<void> => {
    try {
      // First what is held and not counted: what follows asks where everybody stands.
      await counting.sweep();
      await watch.sequenced();
      await checker.sweep();
      await expiry.sweep(clock());
      await expireHolds(database, clock());
      await expireMoneyHolds(database, clock());
      await expireCodes(database, clock());
      await forgetEnded(database, clock());
      await snapshots.sweep();
    } catch (error) {
      failed(error);
    }
    later(SWEEP_MS, sweep);
  };

  const stop = async (): Promise<void> => {
    state.stopping.abort();
    for (const timer of timers) clearTimeout(timer);
    // A commit may wait for ever for a replica that is gone, and whoever asked for it with it.
    const impatient = setTimeout(() => {
      app.server.closeAllConnections();
      database.breakOff();
    }, STOP_MS);
    await app.close();
    await counting.stop();
    await checker.stop();
    await snapshots.stop();
    await days.stop();
    await watch.close();
    await database.close();
    clearTimeout(impatient);
  };
  try {
    await prepare();
    const url = await app.listen({ port: options.port, host: options.host });
    let ended: Promise<void> | null = null;
    return {
      url,
      stop: () => {
        ended ??= stop();
        return ended;
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function server(
  parts: Parts,
  stopping: AbortSignal,
  log: (kind: string, detail: string) => void,
): Promise<FastifyInstance> {
  const app = Fastify({
    bodyLimit: MOST_BODY,
    forceCloseConnections: 'idle',
    // Longer than the longest wait of a pull.
    requestTimeout: 60_000,
    logger: false,
  });
  speakZstd(app);
  for (const route of routesOf(parts)) {
    const asks: Asks = new WeakMap();
    app.route({
      method: route.method,
      url: route.url,
      // Looked up while its body is still on the way, and read.
      onRequest: async (request) => {
        if (route.by !== 'till' || !parts.ready()) return;
        const found = asker(parts, request.headers.authorization);
        found.catch(() => undefined); // told where it is waited for
        asks.set(request, found);
      },
      handler: (request, reply) => answer(parts, route, asks, request, reply, stopping),
    });
  }
  app.setNotFoundHandler((_request, reply) =>
    refuse(reply, new Refused(404, 'route.unknown', 'There is nothing here.')),
  );
  app.setErrorHandler((error, _request, reply) => {
    const refusal = refusalOf(error);
    if (refusal.status >= 500) log(refusal.code, said(error));
    return refuse(reply, refusal);
  });
  app.addHook('onResponse', async (request, reply) => {
    parts.metrics.observe(request.routeOptions.url ?? 'unknown', reply.elapsedTime);
  });
  await app.ready();
  return app;
}

/** Who asks, by the question. */
type Asks = WeakMap<FastifyRequest, Promise<Asker>>;

async function answer(
  parts: Parts,
  route: Route,
  asks: Asks,
  request: FastifyRequest,
  reply: FastifyReply,
  stopping: AbortSignal,
): Promise<unknown> {
  if (route.by === 'till' || route.body !== null) checkReady(parts);
  if (route.by === 'till') checkProtocol(request.headers['loial-protocol']);
  const till = route.by === 'till' ? await (asks.get(request) ?? asker(parts, request.headers.authorization)) : null;
  const gone = new AbortController();
  const leave = (): void => gone.abort();
  if (stopping.aborted) leave();
  stopping.addEventListener('abort', leave);
  reply.raw.on('close', leave);
  try {
    const done = await route.handle(till, request, gone.signal);
    // Else the till's connection stays open, idle, and the stop waits for it.
    if (stopping.aborted) reply.header('connection', 'close');
    if (done instanceof Bytes) {
      return reply.code(done.status).headers(done.headers).type('application/octet-stream').send(done.stream);
    }
    reply.type(route.answer === null ? 'text/plain; version=0.0.4; charset=utf-8' : 'application/json; charset=utf-8');
    return route.answer === null ? done : JSON.stringify(done);
  } finally {
    stopping.removeEventListener('abort', leave);
  }
}

/** Who asks; of a till that was retired and asks all the same, its store's managers are told. */
async function asker({ database, clock }: Parts, authorization: string | undefined): Promise<Asker> {
  try {
    return await authenticate(database, authorization);
  } catch (error) {
    if (error instanceof TillRetired) {
      await database.transaction('write', (asking) => noteReturned(asking, error.till, clock()));
    }
    throw error;
  }
}

function checkReady(parts: Parts): void {
  if (!parts.ready()) throw away();
}

function away(): Refused {
  return new Refused(503, 'database.away', 'The database cannot be reached now. Nothing was lost; repeat later.', {
    'retry-after': '1',
  });
}

/** A till below the floor is told so; one from the future is served as far as it is understood. */
function checkProtocol(header: string | string[] | undefined): void {
  const version = Number(header);
  if (typeof header !== 'string' || !/^\d{1,6}$/.test(header)) {
    throw new Refused(400, 'protocol.missing', 'headers.loial-protocol: the version that the till speaks is missing.');
  }
  if (version < PROTOCOL_FLOOR) {
    throw new Refused(
      426,
      'protocol.old',
      `Version ${version} is no longer spoken here; ${PROTOCOL_FLOOR} and later are.`,
      {
        upgrade: `loial/${PROTOCOL_FLOOR}`,
      },
    );
  }
}

function refuse(reply: FastifyReply, refusal: Refused): FastifyReply {
  return reply
    .code(refusal.status)
    .headers(refusal.headers)
    .type('application/problem+json; charset=utf-8')
    .send(JSON.stringify(refusal.problem));
}

/** What an error means to the asker. What was not foreseen says nothing of the inside. */
function refusalOf(error: unknown): Refused {
  if (error instanceof Refused) return error;
  if (error instanceof DatabaseAway || isAway(error)) return away();
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : 500;
  if (typeof status === 'number' && status >= 400 && status < 500 && error instanceof Error) {
    return new Refused(status, status === 413 ? 'request.tooLarge' : 'request.invalid', error.message);
  }
  return new Refused(500, 'centre.broken', 'Something broke here; it was logged. Nothing was stored; repeat later.');
}

function said(error: unknown): string {
  if (error instanceof FutureDatabase) return error.message;
  // PostgreSQL's message only: its detail may quote a row.
  if (error instanceof AggregateError) return error.errors.map(said).join('; ');
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
