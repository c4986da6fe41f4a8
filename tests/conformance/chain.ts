/** A chain on a real PostgreSQL with real server processes, its tills, and the proof of what they did. */
import { randomBytes } from 'node:crypto';
import { expect, vi } from 'vitest';
import { vatRate } from '../../domain/amount/quantity.ts';
import type { StoreId, TillId } from '../../domain/identity/ids.ts';
import { type Admin, openAdmin } from '../../server/admin.ts';
import { MACHINE } from '../../server/main.ts';
import { INSIDE } from '../../server/testing/inside.ts';
import { BREAD, PROGRAMME, type TestTill } from '../../server/testing/till.ts';
import { verifyCentre } from '../../server/verify.ts';
import { asked, type Postgres } from './postgres.ts';
import { ServerProcess } from './server.ts';
import { balancesOf, CounterTill } from './till.ts';

/** How long the centre may take to count what it has acknowledged, and to recover, ms: on a busy machine. */
export const SOON_MS = 30_000;

export const soon = (truth: () => void | Promise<void>, withinMs = SOON_MS): Promise<void> =>
  vi.waitFor(truth, { timeout: withinMs, interval: 50 });

export class RealChain {
  readonly database: string;
  readonly stores: readonly [StoreId, StoreId];
  readonly servers: readonly [ServerProcess, ServerProcess];
  readonly tills: CounterTill[] = [];
  /** Where the database is; changes when a replica takes over. */
  postgres: Postgres;
  #number = 0;

  private constructor(
    postgres: Postgres,
    database: string,
    stores: readonly [StoreId, StoreId],
    servers: readonly [ServerProcess, ServerProcess],
  ) {
    this.postgres = postgres;
    this.database = database;
    this.stores = stores;
    this.servers = servers;
  }

  /** A database of its own, two stores, and two servers, which were started at once on the empty database. */
  static async start(postgres: Postgres): Promise<RealChain> {
    const database = `chain_${randomBytes(6).toString('hex')}`;
    await postgres.ask(INSIDE.createDatabase(database));
    const url = postgres.url(database);
    const servers = await Promise.all([ServerProcess.start(url), ServerProcess.start(url)]);
    const [one, two] = servers;
    try {
      const stores = await withAdmin(url, async (admin) => {
        await admin.createChain({
          kind: 'chain',
          name: 'Lanț',
          cardPrefixes: ['290'],
          weighed: [],
          vatRates: [vatRate(2000), vatRate(800)],
          returnDays: 30,
        });
        const first = await admin.addStore({ name: 'Centru', address: 'bd. Ștefan cel Mare 1' });
        const second = await admin.addStore({ name: 'Botanica', address: 'bd. Dacia 1' });
        await admin.putProgramme(PROGRAMME);
        await admin.putProducts([{ kind: 'product', ...BREAD, ean: '4840000000016', unit: 'piece', active: true }]);
        return [first, second] as const;
      });
      await Promise.all(servers.map((server) => server.ready()));
      if (one === undefined || two === undefined) throw new Error('two servers were started');
      return new RealChain(postgres, database, stores, [one, two]);
    } catch (error) {
      await Promise.all(servers.map((server) => server.stop()));
      throw error;
    }
  }

  get databaseUrl(): string {
    return this.postgres.url(this.database);
  }

  get urls(): readonly [string, string] {
    return [this.servers[0].url, this.servers[1].url];
  }

  /** Enrols a new till at the server `at` (0 or 1). */
  async till(store: 0 | 1 = 0, at: 0 | 1 = 0): Promise<CounterTill> {
    const { code } = await this.newTill(store);
    const till = await CounterTill.enrolAt(this.servers[at].url, code);
    this.tills.push(till);
    return till;
  }

  /** A till of a store that may be enrolled with the code. */
  async newTill(store: 0 | 1 = 0): Promise<{ id: TillId; code: string }> {
    const number = ++this.#number;
    return withAdmin(this.databaseUrl, async (admin) => {
      const id = await admin.addTill({ store: this.stores[store], number });
      return { id, code: await admin.makeEnrolmentCode(id) };
    });
  }

  async ask<Row extends object>(sql: string, values: unknown[] = []): Promise<Row[]> {
    return asked<Row>(this.databaseUrl, sql, values);
  }

  /** What was acknowledged is there, byte for byte, before anybody sends anything again (truth 4). */
  async proveAcknowledged(tills: readonly CounterTill[] = this.tills): Promise<void> {
    for (const till of tills) {
      const { acked } = till;
      const held = await this.#held(till);
      expect(held.length).toBeGreaterThanOrEqual(acked);
      expect(held).toEqual(till.log.slice(0, held.length).map(({ seq, hash }) => ({ seq, hash })));
    }
  }

  /**
   * All records of the tills are there, each once; each server says of each member what the records make; verify finds
   * nothing; nothing that may not be was said meanwhile. Sends what is left first, and waits until it is counted.
   */
  async proveSettled(tills: readonly CounterTill[] = this.tills): Promise<void> {
    await Promise.all(tills.map((till) => till.drain(this.urls)));
    for (const till of tills) {
      expect(await this.#held(till)).toEqual(till.log.map(({ seq, hash }) => ({ seq, hash })));
    }
    const expected = [...balancesOf(tills)].toSorted();
    for (const [asker, url] of this.urls.map((url) => [tills[0], url] as const)) {
      await soon(async () => expect(await balancesAt(asker, url, expected)).toEqual(expected));
    }
    await soon(async () => expect((await verifyCentre(this.databaseUrl)).findings).toEqual([]));
    expect(await this.ask(INSIDE.countedTwice)).toEqual([]);
    expect(tills.flatMap(({ broken }) => broken)).toEqual([]);
  }

  async #held({ head }: TestTill): Promise<{ seq: number; hash: string }[]> {
    return this.ask(INSIDE.held, [head.till, head.incarnation]);
  }

  async stop(): Promise<void> {
    await Promise.all(this.servers.map((server) => server.stop()));
  }
}

async function withAdmin<T>(databaseUrl: string, work: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = await openAdmin({ ...MACHINE, databaseUrl });
  try {
    return await work(admin);
  } finally {
    await admin.close();
  }
}

/** The balances that a server tells a till, of the members asked for. */
async function balancesAt(
  till: CounterTill | undefined,
  url: string,
  of: readonly (readonly [string, number])[],
): Promise<[string, number][]> {
  if (till === undefined) return [];
  till.url = url;
  const states = await till.pullAll();
  return of.map(([member]) => [member, Number(states.get(`member ${member}`)?.['balance'] ?? Number.NaN)]);
}
