import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LEDGER_FILE } from './ledger/file.ts';
import { type Ledger, ledgerOn, openLedger, readLedger } from './ledger/ledger.ts';
import { type DataLock, lockData } from './lock.ts';
import { openForWriting } from './open.ts';
import { DataProblem, type DataTrouble } from './problem.ts';
import { openReplica, readReplica } from './replica/replica.ts';
import { incarnationOf, recordOf, STORE, sale, TILL, timeOf } from './samples.ts';
import { pragmaInt } from './sqlite.ts';
import { verifyTill } from './verify.ts';

let dir: string;
let file: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'loial-open-'));
  file = join(dir, 'ledger.db');
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function populated(sales: number): Ledger {
  const ledger = openLedger(file);
  if (ledger.head() === null) {
    ledger.begin({
      store: STORE,
      till: TILL,
      incarnation: incarnationOf(1),
      ordinal: 1,
      previous: null,
      id: recordOf(0),
      occurredAt: timeOf(0),
      alone: true,
    });
  }
  for (let n = 1; n <= sales; n++) ledger.append(sale(n));
  return ledger;
}

/** The trouble with which something refuses. */
function troubleWith(work: () => unknown): DataTrouble | 'none' {
  try {
    work();
    return 'none';
  } catch (error) {
    if (!(error instanceof DataProblem)) throw error;
    expect(error.message).toContain(error.file);
    expect(error.message.length).toBeGreaterThan(40);
    return error.kind;
  }
}

describe('a file that is not what it should be is refused and left as it is, byte for byte', () => {
  const damages: readonly (readonly [string, DataTrouble, () => void])[] = [
    ['from the future', 'future', () => raw((db) => db.pragma('user_version = 99'))],
    ['not ours', 'notOurs', () => raw((db) => db.pragma('application_id = 42'))],
    [
      'made by other migrations',
      'notOurs',
      () => raw((db) => db.exec("UPDATE migration SET digest = 'x' WHERE version = 1")),
    ],
    ['random bytes', 'corrupt', () => writeFileSync(file, Buffer.alloc(40_000, 'not a database '))],
    ['empty', 'corrupt', () => truncateSync(file, 0)],
    ['cut in the header', 'corrupt', () => truncateSync(file, 50)],
    ['cut in the middle', 'corrupt', () => truncateSync(file, Math.floor(readFileSync(file).length / 8192) * 4096)],
    ['pages overwritten', 'corrupt', () => overwrite()],
  ];

  function raw(work: (db: Database.Database) => void): void {
    const db = new Database(file);
    work(db);
    db.close();
  }
  function overwrite(): void {
    const bytes = readFileSync(file);
    for (let at = 3 * 4096; at < bytes.length; at += 4096) bytes.fill(0x5a, at, at + 200);
    writeFileSync(file, bytes);
  }

  test.each(damages)('%s: %s', (_, trouble, damage) => {
    populated(30).close();
    damage();
    const before = readFileSync(file);
    expect(troubleWith(() => openLedger(file))).toBe(trouble);
    expect(readFileSync(file).equals(before)).toBe(true);
    expect(existsSync(`${file}.making`)).toBe(false);
  });

  test('the other of the two files, and a file that is not there', () => {
    openReplica(file).close();
    expect(troubleWith(() => openLedger(file))).toBe('notOurs');
    expect(troubleWith(() => readLedger(join(dir, 'none.db')))).toBe('missing');
    expect(troubleWith(() => readReplica(join(dir, 'none.db')))).toBe('missing');
  });

  test('a log without its file is not covered with a new one', () => {
    writeFileSync(`${file}-wal`, 'somebody’s sales');
    expect(troubleWith(() => openLedger(file))).toBe('missing');
  });

  test('a making that was cut off is begun anew', () => {
    writeFileSync(`${file}.making`, 'half a file');
    populated(1).close();
    expect(existsSync(`${file}.making`)).toBe(false);
  });
});

describe('a full disk', () => {
  test('refuses, keeps all that was, and goes on when there is room', () => {
    const ledger = populated(5);
    const membersFile = join(dir, 'members.db');
    ledger.saveCounter('{"basket":1}');
    ledger.close();

    // The file may grow by two pages and no more: SQLite answers as for a disk without room.
    const db = openForWriting(file, LEDGER_FILE);
    db.pragma(`max_page_count = ${pragmaInt(db, 'page_count') + 2}`);
    const full = ledgerOn(db);
    let trouble: DataTrouble | 'none' = 'none';
    let last = full.head();
    for (let n = 100; n < 400 && trouble === 'none'; n++) {
      last = full.head();
      trouble = troubleWith(() => full.append(sale(n), { counter: null }));
    }
    expect(trouble).toBe('diskFull');
    // Memory stands where the file stands: the refused record is nowhere, the counter as it was.
    expect(full.head()).toEqual(last);
    expect(full.recordsAfter((last?.seq ?? 0) - 1, 10)).toHaveLength(1);
    full.close();

    const roomy = openLedger(file);
    expect(roomy.head()).toEqual(last);
    expect(roomy.head()?.seq).toBeGreaterThan(6);
    expect(roomy.draft()).toBeNull();
    roomy.append(sale(1000));
    roomy.close();
    openReplica(membersFile).close();
    expect(verifyTill({ ledgerFile: file, membersFile }).findings).toEqual([]);
  });
});

describe('one till on one folder', () => {
  test('a second lock is refused while the first is held, in this process and in another', async () => {
    const lock: DataLock = lockData(dir);
    expect(troubleWith(() => lockData(dir))).toBe('running');
    const other = await child(`lockData(${JSON.stringify(dir)})`);
    expect(other.output).toContain('running');
    lock.release();
    lockData(dir).release();
  });

  test('a holder that is killed frees it', async () => {
    const holder = await child(
      // Held as the till holds it: a handle that nobody refers to may be collected, and its lock with it.
      `globalThis.lock = lockData(${JSON.stringify(dir)}); console.log('held'); setInterval(() => {}, 1000)`,
      'held',
    );
    expect(troubleWith(() => lockData(dir))).toBe('running');
    await holder.kill();
    lockData(dir).release();
  });
});

test('kill -9 in a stream of appends: every record that was confirmed is there, and the log is whole', async () => {
  populated(0).close();
  const writer = await child(
    `const ledger = openLedger(${JSON.stringify(file)});
     for (let n = 1; ; n++) { ledger.append(sale(n)); fs.writeSync(1, n + '\\n'); }`,
    '150\n',
  );
  await writer.kill();
  const confirmed = writer.output.trim().split('\n').map(Number);
  const last = confirmed.filter((n) => Number.isInteger(n)).length;
  const ledger = openLedger(file);
  for (let n = 1; n <= last; n++) expect(ledger.has(recordOf(n)), `record ${n}`).toBe(true);
  expect(ledger.head()?.seq).toBeGreaterThanOrEqual(last + 1);
  ledger.close();
  expect(verifyTill({ ledgerFile: file, membersFile: join(dir, 'members.db') }).findings).toEqual([]);
});

interface Child {
  output: string;
  kill(): Promise<void>;
}

/** Runs a line of the room's code in a process of its own; comes back when it has said `until`, or ended. */
async function child(code: string, until?: string): Promise<Child> {
  const here = new URL('.', import.meta.url);
  const script = `import fs from 'node:fs';
    import { openLedger } from ${JSON.stringify(new URL('ledger/ledger.ts', here).href)};
    import { lockData } from ${JSON.stringify(new URL('lock.ts', here).href)};
    import { sale } from ${JSON.stringify(new URL('samples.ts', here).href)};
    try { ${code} } catch (error) { console.log(error.kind ?? error); }`;
  const process_ = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => process_.once('close', () => resolve()));
  const result: Child = {
    output: '',
    async kill() {
      process_.kill('SIGKILL');
      await ended;
    },
  };
  const said = new Promise<void>((resolve) => {
    process_.stdout.on('data', (bytes: Buffer) => {
      result.output += bytes.toString('utf8');
      if (until !== undefined && result.output.includes(until)) resolve();
    });
  });
  await Promise.race([said, ended]);
  return result;
}
