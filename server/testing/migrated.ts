/** A database with every migration and nothing in it, made once a server: a chain's own is a copy of it in less than the half of the time. */
import pg from 'pg';
import { migrate } from '../migrations/migrate.ts';

const MIGRATED = 'loial_migrated';

/** Makes it on a server (a superuser's address). */
export async function makeMigrated(serverUrl: string): Promise<void> {
  await onServer(serverUrl, (client) => client.query(`CREATE DATABASE ${MIGRATED}`));
  await migrate(addressOf(serverUrl, MIGRATED));
}

/** Makes a database under this name, a copy where the server has one to be copied; returns its address. */
export async function makeChainDatabase(serverUrl: string, name: string): Promise<string> {
  await onServer(serverUrl, async (client) => {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [MIGRATED]);
    await client.query(`CREATE DATABASE ${name}${rowCount === 1 ? ` TEMPLATE ${MIGRATED}` : ''}`);
  });
  return addressOf(serverUrl, name);
}

async function onServer(url: string, run: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await run(client);
  } finally {
    await client.end();
  }
}

function addressOf(serverUrl: string, database: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  return url.href;
}
