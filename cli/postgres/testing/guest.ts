/** A test file's place in the PostgreSQL of the run. */
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';

/**
 * What a test file that needs no more than databases has instead of a cluster of its own. One that kills, stops or
 * configures PostgreSQL, or looks at everything that happens in it, starts its own.
 */
export interface Guest {
  /** Of an empty database, as a superuser of this file's own: whatever is made through it is this file's. */
  readonly url: string;
  /** Drops every database that was made through `url`, whoever is still connected to it. */
  stop(): Promise<void>;
}

/** Comes in. Rejects with one clear line where PostgreSQL does not start. */
export async function comeIn(): Promise<Guest> {
  const answer = await fetch(inject('postgresOfTheRun'));
  const said = await answer.text();
  if (!answer.ok) throw new Error(said);
  const name = `guest_${randomBytes(8).toString('hex')}`;
  const password = randomBytes(16).toString('hex');
  await orders(said, [`CREATE ROLE ${name} SUPERUSER LOGIN PASSWORD '${password}'`]);
  const url = new URL(said);
  url.username = name;
  url.password = password;
  await orders(url.href, [`CREATE DATABASE ${name}`]);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    async stop() {
      const made = await orders(said, [
        `SELECT datname FROM pg_database JOIN pg_roles ON datdba = pg_roles.oid WHERE rolname = '${name}'`,
      ]);
      await orders(said, [...made.map((database) => `DROP DATABASE "${database}" WITH (FORCE)`), `DROP ROLE ${name}`]);
    },
  };
}

/** Gives the server one order after another; returns the first column of what the last one found. */
async function orders(url: string, statements: readonly string[]): Promise<readonly string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    let found: readonly string[] = [];
    for (const text of statements) {
      const { rows } = await client.query<string[]>({ text, rowMode: 'array' });
      found = rows.flatMap(([first]) => (first === undefined ? [] : [first]));
    }
    return found;
  } finally {
    await client.end();
  }
}
