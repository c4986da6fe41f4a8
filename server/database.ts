/** The way to PostgreSQL: one pool, prepared statements, transactions that are tried again when two got in each other's way. */
import pg from 'pg';
import { assert } from '../domain/assert.ts';

/** SQL written by hand, prepared once a connection under its name. `Row` is what it gives, checked by the tests. */
export interface Statement<Row extends object> {
  readonly name: string;
  readonly text: string;
  /** Never set: it carries the type. */
  readonly row?: Row;
}

/** Names a statement. The name must be unique in the process; PostgreSQL plans it once a connection. */
export function statement<Row extends object = Record<string, never>>(name: string, text: string): Statement<Row> {
  assert(!named.has(name), `two statements are named ${name}`);
  named.set(name, text);
  return { name, text };
}
const named = new Map<string, string>();

/** Every statement of the modules that were loaded, by name: what the tests read to judge them all. */
export function allStatements(): ReadonlyMap<string, string> {
  return named;
}

export type Value = string | number | boolean | null | readonly (string | number | boolean | null)[];

/** What can be asked within a transaction, or on the pool outside one. */
export interface Asking {
  rows<Row extends object>(what: Statement<Row>, values?: readonly Value[]): Promise<Row[]>;
  /** The number of rows changed. */
  change(what: Statement<Record<string, never>>, values?: readonly Value[]): Promise<number>;
}

export interface DatabaseOptions {
  readonly url: string;
  /** The most connections of this process. */
  readonly most: number;
  /** One line a problem. */
  readonly log: (line: string) => void;
}

export type Isolation = 'write' | 'snapshot';

/** Longest statement, wait for a lock, and idle moment within a transaction, in ms: nothing holds a lock for ever. */
const STATEMENT_MS = 20_000;
const LOCK_MS = 10_000;
const IDLE_MS = 30_000;
const CONNECT_MS = 3_000;
/** How often a transaction that met a deadlock or a serialization failure is tried, in all. */
const MOST_TRIES = 5;

/** Thrown where PostgreSQL cannot be reached or went away in the middle; the request may be repeated. */
export class DatabaseAway extends Error {
  override readonly name = 'DatabaseAway';
}

export class Database {
  readonly #pool: pg.Pool;
  readonly #clients = new Set<pg.PoolClient>();
  #broken = false;

  constructor(options: DatabaseOptions) {
    this.#pool = new pg.Pool({
      ...connection(options.url),
      max: options.most,
      connectionTimeoutMillis: CONNECT_MS,
      idleTimeoutMillis: 30_000,
      statement_timeout: STATEMENT_MS,
      lock_timeout: LOCK_MS,
      idle_in_transaction_session_timeout: IDLE_MS,
    });
    // A connection that breaks, idle or not, must never end the process: the query in flight fails by itself.
    this.#pool.on('error', (error) => options.log(`a connection to PostgreSQL was lost: ${error.message}`));
    this.#pool.on('connect', (client) => {
      client.on('error', () => undefined);
      this.#clients.add(client);
      if (this.#broken) breakOff(client);
    });
    this.#pool.on('remove', (client) => this.#clients.delete(client));
  }

  /** Connections now: all, idle ones, and requests waiting for one. */
  get use(): { readonly all: number; readonly idle: number; readonly waiting: number } {
    return { all: this.#pool.totalCount, idle: this.#pool.idleCount, waiting: this.#pool.waitingCount };
  }

  async rows<Row extends object>(what: Statement<Row>, values: readonly Value[] = []): Promise<Row[]> {
    return away(async () => (await this.#pool.query<Row>({ ...text(what), values: [...values] })).rows);
  }

  async change(what: Statement<Record<string, never>>, values: readonly Value[] = []): Promise<number> {
    return away(async () => (await this.#pool.query({ ...text(what), values: [...values] })).rowCount ?? 0);
  }

  /**
   * Runs `work` in one transaction: 'write' is READ COMMITTED (each statement sees what is committed when it begins,
   * so what is read after a lock is true, also when it was sent before the lock was had), 'snapshot' is one REPEATABLE READ, READ ONLY picture. Tried again, from the
   * beginning, when PostgreSQL chose it as a deadlock's victim; `work` must not keep anything from a failed try. Statements that it does not
   * wait for one by one (Promise.all) run in the order in which they were asked.
   */
  async transaction<T>(isolation: Isolation, work: (asking: Asking) => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries++) {
      try {
        return await away(() => this.#once(isolation, work));
      } catch (error) {
        if (!isContention(error) || tries === MOST_TRIES) throw error;
      }
    }
  }

  async #once<T>(isolation: Isolation, work: (asking: Asking) => Promise<T>): Promise<T> {
    const client = await this.#pool.connect();
    let broken: Error | undefined;
    const warnings: string[] = [];
    const warn = (notice: { readonly severity: string | undefined; readonly message: string | undefined }): void => {
      if (notice.severity === 'WARNING') warnings.push(notice.message ?? '');
    };
    // One after the other, in the order in which they were asked: the next is sent as soon as the one before is answered.
    let turn: Promise<unknown> = client.query(
      isolation === 'write' ? 'BEGIN' : 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY',
    );
    const begun = turn;
    // What was asked and not sent yet when the transaction ended must never be sent outside of it.
    let end: { readonly error: unknown } | null = null;
    begun.catch((error: unknown) => {
      end = { error };
    });
    const inTurn = <T>(ask: () => Promise<T>): Promise<T> => {
      const send = (): Promise<T> => (end === null ? ask() : Promise.reject(end.error));
      const mine = turn.then(send, send);
      turn = mine.catch(() => undefined);
      return mine;
    };
    try {
      const result = await work({
        rows: async <Row extends object>(what: Statement<Row>, values: readonly Value[] = []) =>
          (await inTurn(() => client.query<Row>({ ...text(what), values: [...values] }))).rows,
        change: async (what, values = []) =>
          (await inTurn(() => client.query({ ...text(what), values: [...values] }))).rowCount ?? 0,
      });
      await begun;
      await turn;
      client.on('notice', warn);
      await client.query('COMMIT');
      // Committed here, and not at the replica that was to have it too: somebody ended the wait. Not acknowledged, then.
      if (warnings.length > 0) throw new DatabaseAway(`the commit was not confirmed: ${warnings.join('; ')}`);
      return result;
    } catch (error) {
      end = { error };
      await turn.catch(() => undefined);
      // A connection whose ROLLBACK fails too is thrown away: PostgreSQL undoes what it had begun.
      await client.query('ROLLBACK').catch((failed: unknown) => {
        broken = failed instanceof Error ? failed : new Error(String(failed));
      });
      throw error;
    } finally {
      client.off('notice', warn);
      client.release(broken);
    }
  }

  /** Ends every connection, whatever it waits for, from now on: what was asked fails as if PostgreSQL had gone away. */
  breakOff(): void {
    this.#broken = true;
    for (const client of this.#clients) breakOff(client);
  }

  /** Waits for the connections in use, then closes all. */
  async close(): Promise<void> {
    await this.#pool.end();
  }
}

function text(what: Statement<object>): { name: string; text: string } {
  return { name: what.name, text: what.text };
}

/** A pool's type hides that its clients can be ended; one that waits for an answer hears a broken connection. */
function breakOff(client: pg.PoolClient): void {
  if ('end' in client && typeof client.end === 'function') client.end();
}

/** What every connection to the database has in common. */
export function connection(url: string): pg.ClientConfig {
  const bare = new URL(url);
  // The driver takes what stands in the address for more than what is said here.
  const asked = bare.searchParams.get('options') ?? '';
  bare.searchParams.delete('options');
  return {
    connectionString: bare.href,
    application_name: 'loial',
    // An acknowledgement means "on disk" whatever the server's default, or the address, is (truth 4). The last one holds.
    // One plan for each statement: left to itself PostgreSQL prices all partitions of a table that a plan will prune as it runs, takes the
    // general plan for dear, and plans anew each time.
    options: `${asked} -c synchronous_commit=on -c TimeZone=UTC -c plan_cache_mode=force_generic_plan`.trim(),
    keepAlive: true,
    types: { getTypeParser },
  };
}

/** int8 as a safe integer and dates as their text: no other way loses nothing. */
function getTypeParser(oid: number, format?: 'text' | 'binary'): (value: string) => unknown {
  if (oid === pg.types.builtins.INT8) return safeInteger;
  if (oid === pg.types.builtins.DATE) return (value) => value;
  return format === 'binary' ? pg.types.getTypeParser(oid, 'binary') : pg.types.getTypeParser(oid, 'text');
}

function safeInteger(value: string): number {
  const number = Number(value);
  assert(Number.isSafeInteger(number), `too large for an exact number: ${value}`);
  return number;
}

async function away<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw isAway(error) ? new DatabaseAway(error instanceof Error ? error.message : String(error)) : error;
  }
}

/** The SQLSTATE or system error code of a failure, or empty. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error) || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
}

/** Two transactions met: serialization failure, deadlock, or the same id written by both at once. */
function isContention(error: unknown): boolean {
  return ['40001', '40P01', '23505'].includes(codeOf(error));
}

const AWAY_CODES = new Set(
  'ECONNREFUSED ECONNRESET ENOTFOUND EAI_AGAIN ETIMEDOUT EPIPE EHOSTUNREACH ENETUNREACH 57P01 57P02 57P03 53300 25P03 25006'.split(
    ' ',
  ),
);
const AWAY_WORDS =
  /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|not queryable/;

/** True where the trouble is the connection or a server that starts, stops, is full or is a replica, not the question. */
export function isAway(error: unknown): boolean {
  if (error instanceof DatabaseAway) return true;
  const code = codeOf(error);
  if (AWAY_CODES.has(code) || code.startsWith('08')) return true;
  if (error instanceof AggregateError) return error.errors.some(isAway);
  return error instanceof Error && AWAY_WORDS.test(error.message);
}
