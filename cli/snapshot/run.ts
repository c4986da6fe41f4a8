/** `npm run snapshot`: the centre makes its members.db for new tills now, whether one is due or not. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { uuid7 } from '../../domain/identity/ids.ts';
import { migrate } from '../../server/migrations/migrate.ts';
import { makeAndShelve, type NotMade } from '../../server/snapshot/make.ts';

const HELP = `npm run snapshot -- --database-url URL

Makes a members.db of the chain as it is now, for tills that begin or were away for long: they take it in place of
pulling everything. The centre does so by itself; this is for the evening before a new shop opens.
  --database-url URL   postgres://user:password@host:port/database; the DATABASE_URL of the environment if left out`;

const WORDS: Readonly<Record<NotMade, string>> = {
  another: 'Another process makes one just now. Nothing was changed; tills get that one.',
  overtaken: 'While it was made somebody was erased or the epoch changed, so it was thrown away. Run this again.',
  noChain: 'There is no chain in this database yet. Nothing was made.',
};

export async function run(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: { 'database-url': { type: 'string' }, help: { type: 'boolean', default: false } },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const databaseUrl = values['database-url'] ?? process.env['DATABASE_URL'];
  if (databaseUrl === undefined || !URL.canParse(databaseUrl)) {
    throw new Error('The centre’s PostgreSQL is needed: --database-url postgres://user:password@host:5432/database');
  }
  await migrate(databaseUrl);
  const dir = mkdtempSync(join(tmpdir(), 'loial-snapshot-'));
  try {
    const nowMs = Date.now();
    const id = uuid7(nowMs, randomBytes(10));
    const made = await makeAndShelve({ databaseUrl, id, nowMs, folder: join(dir, 'making') });
    if (typeof made === 'string') {
      console.error(WORDS[made]);
      return 1;
    }
    const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);
    console.log(
      `Made: ${made.members} members, ${megabytes(made.packed.bytes)} MB to send, ${megabytes(made.file.bytes)} MB at the till.`,
    );
    return 0;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
