/** Databases made one of another, as a backup and its restore are. */
import { randomBytes } from 'node:crypto';
import pg from 'pg';

/**
 * Makes a database on a server: empty, or as another one is now, to which nobody may be connected. Returns its URL. `instead`: a database
 * that goes, whoever is connected to it.
 */
export async function makeDatabase(
  serverUrl: string,
  { like = null, instead = null }: { readonly like?: string | null; readonly instead?: string | null } = {},
): Promise<string> {
  const name = `copy_${randomBytes(8).toString('hex')}`;
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  try {
    if (instead !== null) await client.query(`DROP DATABASE ${nameIn(instead)} WITH (FORCE)`);
    await client.query(`CREATE DATABASE ${name}${like === null ? '' : ` TEMPLATE ${nameIn(like)}`}`);
  } finally {
    await client.end();
  }
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

const nameIn = (url: string): string => new URL(url).pathname.slice(1);
