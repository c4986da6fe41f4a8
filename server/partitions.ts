/** Dividing the tables that grow most: made for an operator, best before the first till is enrolled. See OPERATING.md. */
import pg from 'pg';
import { assert } from '../domain/assert.ts';
import { codeOf, connection } from './database.ts';
import { migrate } from './migrations/migrate.ts';

/** Divided by hash: `record` of its till, `entry` and `moved` of their member. */
const DIVIDED = ['record', 'entry', 'moved'] as const;
/** More than this cost each statement that looks a record up through a join more than they give: DECISIONS.md, "Growth". */
export const MOST_PARTS = 64;

/**
 * Divides each partition of these tables into `parts` (2 to MOST_PARTS) and returns how many each table then has. All of it in one
 * transaction, with every row, under a lock that lets nobody read or write them; a failure leaves everything as it was. Twice is divided
 * twice. Throws where the tables would have more than MOST_PARTS partitions.
 */
export async function divide(databaseUrl: string, parts: number): Promise<number> {
  assert(Number.isInteger(parts) && parts >= 2, `a table is divided into a whole number of parts, from 2: ${parts}`);
  await migrate(databaseUrl);
  for (let tries = 1; ; tries++) {
    try {
      return await divideOnce(databaseUrl, parts);
    } catch (error) {
      if (codeOf(error) !== DEADLOCK || tries === MOST_TRIES) throw error;
    }
  }
}

const DEADLOCK = '40P01';
/** Against servers that count meanwhile. */
const MOST_TRIES = 10;

async function divideOnce(databaseUrl: string, parts: number): Promise<number> {
  const client = new pg.Client(connection(databaseUrl));
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('BEGIN');
    await client.query(`LOCK TABLE ${DIVIDED.join(', ')} IN ACCESS EXCLUSIVE MODE`);
    const { rows } = await client.query<{ parent: string; modulus: number; remainder: number }>(
      `SELECT i.inhparent::regclass::text AS parent, split_part(i.inhrelid::regclass::text, '_', 2)::int AS modulus,
         split_part(i.inhrelid::regclass::text, '_', 3)::int AS remainder
       FROM pg_inherits i WHERE i.inhparent = ANY ($1::regclass[]) ORDER BY 1, 2, 3`,
      [DIVIDED],
    );
    const most = Math.max(...DIVIDED.map((table) => rows.filter(({ parent }) => parent === table).length)) * parts;
    if (most > MOST_PARTS) {
      throw new Error(`A table would have ${most} partitions; ${MOST_PARTS} is the limit. Nothing was changed.`);
    }
    for (const { parent, modulus, remainder } of rows) {
      await client.query('SELECT split_partition($1, $2, $3, $4)', [parent, modulus, remainder, parts]);
    }
    await client.query('COMMIT');
    return most;
  } finally {
    // Ends the transaction that failed, if one did.
    await client.end();
  }
}
