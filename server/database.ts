/** The way to PostgreSQL: one pool, prepared statements, transactions that are tried again when two got in each other's way. */
import { Socket } from 'node:net';
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

/** What no JSON holds unescaped. */
const BETWEEN = '\u001e';

/** Texts of JSON as one value, to be taken apart by `texts` or `jsons`: cheaper at both ends than an array, whose every quotation mark is escaped. */
export function joined(list: readonly string[]): string {
  return list.join(BETWEEN);
}
/** SQL: the texts of a parameter that was `joined`. */
export const texts = (parameter: string): string => `string_to_array(${parameter}, E'\\x1e')`;
/** SQL: the same as jsonb; of an empty text NULL. */
export const jsons = (parameter: string): string => `string_to_array(${parameter}, E'\\x1e', '')::jsonb[]`;

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
  /** The lines of its connections: a pipelined connection that is told to end waits for all answers. */
  readonly #lines = new Set<Socket>();
  #broken = false;

  constructor(options: DatabaseOptions) {
    this.#pool = new pg.Pool({
      ...connection(options.url),
      max: options.most,
      // A question is sent without waiting for the answers to those before it.
      pipeline: true,
      stream: () => this.#line(),
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
    });
  }

  #line(): Socket {
    const line = new Line();
    this.#lines.add(line);
    line.once('close', () => this.#lines.delete(line));
    // Of a connection that was being made.
    if (this.#broken) line.once('connect', () => line.destroy());
    return line;
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
   * wait for one by one (Promise.all) travel together and run in the order in which they were asked: what it costs are the ways to
   * PostgreSQL and back, so ask together what can be.
   */
  async transaction<T>(isolation: Isolation, work: (asking: Asking) => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries++) {
      try {
        return await away(() => (isolation === 'write' ? this.#written(work) : this.#read(work)));
      } catch (error) {
        if (!isContention(error) || tries === MOST_TRIES) throw error;
      }
    }
  }

  async #written<T>(work: (asking: Asking) => Promise<T>): Promise<T> {
    const client = await this.#pool.connect();
    const warnings: string[] = [];
    const warn = (notice: { readonly severity: string | undefined; readonly message: string | undefined }): void => {
      if (notice.severity === 'WARNING') warnings.push(notice.message ?? '');
    };
    const questions = new Questions(client, 'BEGIN');
    try {
      const result = await work(questions);
      await questions.answered();
      client.on('notice', warn);
      await client.query('COMMIT');
      // Committed here, and not at the replica that was to have it too: somebody ended the wait. Not acknowledged, then.
      if (warnings.length > 0) throw new DatabaseAway(`the commit was not confirmed: ${warnings.join('; ')}`);
      client.off('notice', warn);
      client.release();
      return result;
    } catch (error) {
      client.off('notice', warn);
      questions.end();
      await ended(client, 'ROLLBACK');
      throw questions.cause(error);
    }
  }

  /** What was read is true whatever becomes of its end, which nobody waits for. */
  async #read<T>(work: (asking: Asking) => Promise<T>): Promise<T> {
    const client = await this.#pool.connect();
    const questions = new Questions(client, 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    try {
      const result = await work(questions);
      await questions.answered();
      return result;
    } catch (error) {
      throw questions.cause(error);
    } finally {
      questions.end();
      void ended(client, 'COMMIT');
    }
  }

  /** Ends every connection, whatever it waits for, from now on: what was asked fails as if PostgreSQL had gone away. */
  breakOff(): void {
    this.#broken = true;
    for (const line of this.#lines) line.destroy();
  }

  /** Waits for the connections in use, then closes all. */
  async close(): Promise<void> {
    await this.#pool.end();
  }
}

/** What is written to it in one turn of the program leaves in one piece: to the system each write costs as much as a statement. */
class Line extends Socket {
  #gathers = false;

  override write(
    bytes: string | Uint8Array,
    encoding?: BufferEncoding | ((error?: Error | null) => void),
    written?: (error?: Error | null) => void,
  ): boolean {
    if (!this.#gathers) {
      this.#gathers = true;
      this.cork();
      process.nextTick(() => {
        this.#gathers = false;
        this.uncork();
      });
    }
    return typeof encoding === 'string' ? super.write(bytes, encoding, written) : super.write(bytes, encoding);
  }
}

/** Ends a transaction and gives the connection back; one that cannot be ended is thrown away: PostgreSQL undoes what it had begun. */
async function ended(client: pg.PoolClient, how: 'COMMIT' | 'ROLLBACK'): Promise<void> {
  try {
    await client.query(how);
    client.release();
  } catch (error) {
    client.release(error instanceof Error ? error : new Error(String(error)));
  }
}

/** SQLSTATE: refused, because a statement before it in the transaction failed. */
const IN_FAILED = '25P02';
const READS = /^\s*SELECT\b/;

/** What is asked within one transaction: sent at once, answered in order. */
class Questions implements Asking {
  readonly #client: pg.PoolClient;
  readonly #begun: Promise<void>;
  /** How many wait until it is known. */
  #held = 0;
  /** It is known that the transaction has begun. */
  #isBegun = false;
  /** Nothing is sent any more: it would stand outside of the transaction. */
  #isEnded = false;
  #waiting: Promise<unknown> = Promise.resolve();
  /** The first that failed: those behind it were only refused because of it. */
  #failed: { readonly error: unknown } | null = null;

  constructor(client: pg.PoolClient, begin: string) {
    this.#client = client;
    this.#begun = client.query(begin).then(() => {
      this.#isBegun = true;
    });
    this.#begun.catch((error: unknown) => {
      this.#failed ??= { error };
      this.#isEnded = true;
    });
  }

  async rows<Row extends object>(what: Statement<Row>, values: readonly Value[] = []): Promise<Row[]> {
    return (await this.#ask<Row>(what, values)).rows;
  }

  async change(what: Statement<Record<string, never>>, values: readonly Value[] = []): Promise<number> {
    return (await this.#ask(what, values)).rowCount ?? 0;
  }

  /** Settles when everything that was asked is answered; throws where something was refused. */
  async answered(): Promise<void> {
    await this.#begun;
    await this.#waiting;
    if (this.#failed !== null) throw this.#failed.error;
  }

  /** Takes no more questions. */
  end(): void {
    this.#isEnded = true;
  }

  /** Why the transaction failed, of the errors that it ended with. */
  cause(error: unknown): unknown {
    return codeOf(error) === IN_FAILED && this.#failed !== null ? this.#failed.error : error;
  }

  #ask<Row extends object>(what: Statement<Row>, values: readonly Value[]): Promise<pg.QueryResult<Row>> {
    const send = async (): Promise<pg.QueryResult<Row>> => {
      if (this.#isEnded) throw this.#failed?.error ?? new Error('the transaction is over');
      return this.#client.query<Row>({ ...text(what), values: [...values] });
    };
    // Sent behind a BEGIN that is refused, what writes would be written for good; what is asked after it keeps its place.
    const mustWait = this.#held > 0 || (!this.#isBegun && !READS.test(what.text));
    const asked = mustWait ? this.#behindBegin(send) : send();
    this.#waiting = asked.catch((error: unknown) => {
      this.#failed ??= { error };
    });
    return asked;
  }

  #behindBegin<T>(send: () => Promise<T>): Promise<T> {
    this.#held++;
    return this.#begun.then(() => {
      this.#held--;
      return send();
    });
  }
}

function text(what: Statement<object>): { name: string; text: string } {
  return { name: what.name, text: what.text };
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
