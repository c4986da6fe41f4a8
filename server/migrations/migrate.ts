/** Brings a database up to this version, one step after another, each whole or not at all. */
import pg from 'pg';
import { connection } from '../database.ts';
import { sql as chain } from './0001_chain.sql.ts';
import { sql as log } from './0002_log.sql.ts';
import { sql as members } from './0003_members.sql.ts';
import { sql as feed } from './0004_feed.sql.ts';
import { sql as movements } from './0005_movements.sql.ts';
import { sql as given } from './0006_given.sql.ts';
import { sql as published } from './0007_published.sql.ts';
import { sql as totals } from './0008_totals.sql.ts';
import { sql as expired } from './0009_expired.sql.ts';
import { sql as pins } from './0010_pins.sql.ts';
import { sql as giftCards } from './0011_giftcards.sql.ts';
import { sql as counted } from './0012_counted.sql.ts';
import { sql as merges } from './0013_merges.sql.ts';
import { sql as alarms } from './0014_alarms.sql.ts';
import { sql as snapshots } from './0015_snapshots.sql.ts';
import { sql as codes } from './0016_codes.sql.ts';
import { sql as stretches } from './0017_stretches.sql.ts';
import { sql as partitions } from './0018_partitions.sql.ts';
import { sql as days } from './0019_days.sql.ts';
import { sql as booked } from './0020_booked.sql.ts';
import { sql as shifts } from './0021_shifts.sql.ts';
import { sql as few } from './0022_few.sql.ts';

/** Append only: a step that was released is never edited. Its version is its place, from 1. */
export const MIGRATIONS: readonly { readonly name: string; readonly sql: string }[] = [
  { name: 'chain', sql: chain },
  { name: 'log', sql: log },
  { name: 'members', sql: members },
  { name: 'feed', sql: feed },
  { name: 'movements', sql: movements },
  { name: 'given', sql: given },
  { name: 'published', sql: published },
  { name: 'totals', sql: totals },
  { name: 'expired', sql: expired },
  { name: 'pins', sql: pins },
  { name: 'giftCards', sql: giftCards },
  { name: 'stretches', sql: stretches },
  { name: 'snapshots', sql: snapshots },
  { name: 'counted', sql: counted },
  { name: 'alarms', sql: alarms },
  { name: 'codes', sql: codes },
  { name: 'merges', sql: merges },
  { name: 'partitions', sql: partitions },
  { name: 'days', sql: days },
  { name: 'booked', sql: booked },
  { name: 'shifts', sql: shifts },
  { name: 'few', sql: few },
];

/** Thrown for a database that a later version of the centre has changed; nothing was touched. */
export class FutureDatabase extends Error {
  override readonly name = 'FutureDatabase';
}

/** One lock for the whole database, so that servers starting at once take turns. Any number of our own will do. */
const MIGRATION_LOCK = 7_106_041_201;

/**
 * Applies what is missing of `steps` (all of MIGRATIONS, unless a test wants an earlier version). Several processes
 * may call it at once. Throws FutureDatabase where the database knows more steps than this program.
 */
export async function migrate(url: string, steps = MIGRATIONS): Promise<void> {
  const client = new pg.Client({ ...connection(url), connectionTimeoutMillis: 3_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await client.query(
      'CREATE TABLE IF NOT EXISTS migration (version integer PRIMARY KEY, name text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())',
    );
    const { rows } = await client.query<{ version: number }>('SELECT version FROM migration ORDER BY version');
    const last = rows.at(-1)?.version ?? 0;
    if (last > steps.length) {
      throw new FutureDatabase(
        `The database is of version ${last} and this centre knows ${steps.length}: a newer centre has been here. ` +
          'Nothing was changed. Start the newer version.',
      );
    }
    for (const [index, step] of steps.entries()) {
      const version = index + 1;
      if (version <= last) continue;
      await client.query('BEGIN');
      await client.query(step.sql);
      await client.query('INSERT INTO migration (version, name) VALUES ($1, $2)', [version, step.name]);
      await client.query('COMMIT');
    }
  } finally {
    // Ends the transaction that failed, if one did, and gives the lock back.
    await client.end();
  }
}
