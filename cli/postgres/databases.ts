/** The databases inside a running PostgreSQL: made, copied whole, dropped. */
import pg from 'pg';

/** Names are put into the statement as they are: lower-case words of our own making. */
const NAME = /^[a-z][a-z0-9_]{0,62}$/;

/**
 * Makes a database in the server of `url` and returns the new one's address. With `from`: a copy of that one, to which
 * nobody may be connected. Rejects with PostgreSQL's error where the name is taken.
 */
export async function makeDatabase(url: string, name: string, from?: string): Promise<string> {
  await order(url, `CREATE DATABASE ${checked(name)}${from === undefined ? '' : ` TEMPLATE ${checked(from)}`}`);
  const made = new URL(url);
  made.pathname = `/${name}`;
  return made.href;
}

/** Drops it. Rejects while anybody is connected: what is still open is something that was left running. */
export async function dropDatabase(url: string, name: string): Promise<void> {
  await order(url, `DROP DATABASE ${checked(name)}`);
}

async function order(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

function checked(name: string): string {
  if (!NAME.test(name)) throw new Error(`"${name}" is no name for a database of ours.`);
  return name;
}
