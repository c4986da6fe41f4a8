/** One PostgreSQL for a run of vitest: started when the first test file asks for it, gone when the run ends. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { TestProject } from 'vitest/node';
import { assert } from '../../../domain/assert.ts';
import { makeMigrated } from '../../../server/testing/migrated.ts';
import { type Cluster, startCluster } from '../cluster.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Answers a GET with the server's address: a superuser's, of the database `postgres`. Starts it if it has to. */
    postgresOfTheRun: string;
  }
}

/** Nothing here outlives the run, and no guest may stop the server: what a disk would have kept is never asked. */
const SETTINGS = { fsync: 'off', full_page_writes: 'off', max_connections: '300' } as const;

async function begin(): Promise<Cluster> {
  const cluster = await startCluster({ scratch: true, settings: SETTINGS });
  await makeMigrated(cluster.url);
  return cluster;
}

/** Vitest's globalSetup. A run of files that need no PostgreSQL pays nothing for it. */
export default async function prepare(project: TestProject): Promise<() => Promise<void>> {
  let starting: Promise<Cluster> | null = null;
  const door = createServer((_request, response) => {
    starting ??= begin();
    starting.then(
      ({ url }) => response.end(url),
      (error: unknown) => response.writeHead(500).end(error instanceof Error ? error.message : String(error)),
    );
  });
  door.listen(0, '127.0.0.1');
  await once(door, 'listening');
  const address = door.address();
  assert(typeof address === 'object' && address !== null, 'it listens on a port');
  project.provide('postgresOfTheRun', `http://127.0.0.1:${address.port}`);
  return async () => {
    door.closeAllConnections();
    door.close();
    // One that did not start has told those who asked.
    const cluster = await starting?.catch(() => null);
    await cluster?.stop();
  };
}
