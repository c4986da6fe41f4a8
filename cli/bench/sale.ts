/**
 * A confirmed sale through the till's core against a bare SQLite transaction that writes the very same rows, sale by
 * sale in turn, so that whatever disturbs the machine disturbs both.
 */
import { randomBytes } from 'node:crypto';
import { closeSync, fdatasyncSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { openLedgerKeeper } from '../../db/ledger/keeper.ts';
import { readLedger } from '../../db/ledger/ledger.ts';
import { openReplica } from '../../db/replica/replica.ts';
import { assert } from '../../domain/assert.ts';
import { gs1CheckDigit } from '../../domain/card/codes.ts';
import { uuid7 } from '../../domain/identity/ids.ts';
import { refused } from '../../domain/refusal/refusal.ts';
import { type Links, NOTHING_HEARD } from '../../electron/till/links.ts';
import { openTill, type Till } from '../../electron/till/till.ts';
import { asking } from './inside.ts';

/** What one act cost, ms. */
export interface Cost {
  readonly wall: number;
  /** Of the processor, user and system, all threads of this process. */
  readonly cpu: number;
}

export interface SaleCosts {
  /** `counter.confirm` and the view that the window gets with its answer. */
  readonly sale: readonly Cost[];
  /** The same rows in a bare transaction with synchronous=FULL. */
  readonly bare: readonly Cost[];
  /** A member's card scanned: found, put on the counter, kept in ledger.db, and the view made. */
  readonly scan: readonly Cost[];
  /** One page appended to a file of its own and synced: what the disk asks for one fsync, in the same run. */
  readonly fsync: readonly Cost[];
  /** Member, five lines and the confirmation: the whole sale. */
  readonly ringing: readonly Cost[];
}

const LINES = 5;
/** Each sale makes a lot: a member who is at the counter once a minute would have more of them than anybody has. */
const MEMBERS = 60;
const PIN = '4826';

/** Makes `warmUp + sales` sales of five lines with a member in a shop alone, and gives the costs of the last `sales`. */
export async function saleCosts(
  dir: string,
  { sales, warmUp }: { readonly sales: number; readonly warmUp: number },
): Promise<SaleCosts> {
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir, { recursive: true });
  const shop = await openShop(dir);
  const bare = openBare(dir);
  const page = openPage(dir);
  const costs = {
    sale: [] as Cost[],
    bare: [] as Cost[],
    scan: [] as Cost[],
    fsync: [] as Cost[],
    ringing: [] as Cost[],
  };
  try {
    for (let n = -warmUp; n < sales; n++) {
      const total = { wall: 0, cpu: 0 };
      const add = (cost: Cost): Cost => {
        total.wall += cost.wall;
        total.cpu += cost.cpu;
        return cost;
      };
      const scan = add(await costOf(shop.scan(n)));
      for (const ring of shop.lines(n)) add(await costOf(ring));
      const confirm = add(await costOf(shop.confirm(shop.total())));
      const again = bare.writeLast();
      const plain = await costOf(async () => again());
      const fsync = await costOf(async () => page.append());
      // Outside of both: the till's worker does it in another thread, and nobody's commit waits for it.
      shop.keep();
      bare.keep();
      if (n < 0) continue;
      costs.scan.push(scan);
      costs.fsync.push(fsync);
      costs.sale.push(confirm);
      costs.bare.push(plain);
      costs.ringing.push(total);
    }
    return costs;
  } finally {
    page.close();
    bare.close();
    shop.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

async function costOf(work: () => Promise<unknown>): Promise<Cost> {
  const cpu = process.cpuUsage();
  const begun = performance.now();
  await work();
  const wall = performance.now() - begun;
  const { user, system } = process.cpuUsage(cpu);
  return { wall, cpu: (user + system) / 1000 };
}

/** A file to which one page at a time is appended and synced. */
function openPage(dir: string): { append(): void; close(): void } {
  const handle = openSync(join(dir, 'page'), 'w');
  const bytes = Buffer.alloc(4096, 'x');
  return {
    append() {
      writeSync(handle, bytes);
      fdatasyncSync(handle);
    },
    close: () => closeSync(handle),
  };
}

interface OpenShop {
  scan(n: number): () => Promise<unknown>;
  lines(n: number): (() => Promise<unknown>)[];
  total(): number;
  confirm(total: number): () => Promise<unknown>;
  /** What the sync worker does after each sale. */
  keep(): void;
  close(): void;
}

interface Worker {
  /** Folds what was written into members.db, moves the ledger's log on, and tells the till. */
  fold(): void;
  close(): void;
}

function openWorker(dir: string, till: Till): Worker {
  const ledger = readLedger(join(dir, 'ledger.db'));
  const replica = openReplica(join(dir, 'members.db'));
  const keeper = openLedgerKeeper(join(dir, 'ledger.db'));
  let revision = 0;
  return {
    fold() {
      replica.foldLocal(ledger.liveAfter(replica.syncState().folded, 1000));
      keeper.keep();
      till.setSyncStatus({ ...NOTHING_HEARD, revision: ++revision });
    },
    close() {
      keeper.close();
      replica.close();
      ledger.close();
    },
  };
}

/** A shop alone, signed in, its shift open, one member enrolled; folding as the worker does it, but only here. */
async function openShop(dir: string): Promise<OpenShop> {
  let worker: Worker | null = null;
  const links: Links = {
    sync: { start: () => undefined, appended: () => undefined, folded: async () => worker?.fold() },
    deed: () => undefined,
    lists: {
      read: () => {
        throw new TypeError('a bench of sales reads no list');
      },
    },
    reports: {
      read: () => {
        throw new TypeError('a bench of sales adds up no months');
      },
      week: () => {
        throw new TypeError('a bench of sales reads no week');
      },
      days: () => {
        throw new TypeError('a bench of sales reads no days');
      },
    },
    days: {
      read: () => {
        throw new TypeError('a bench of sales closes no day');
      },
      parts: () => {
        throw new TypeError('a bench of sales opens no figure');
      },
    },
    registers: {
      read: () => {
        throw new TypeError('a bench of sales reads no register');
      },
    },
    dayFiles: {
      make: () => {
        throw new TypeError('a bench of sales makes no files');
      },
    },
    scanner: { ports: async () => [], choose: () => undefined },
    centre: {
      use: () => undefined,
      enrol: async () => refused('setup.codeWrong'),
      hold: async () => 'unreachable',
      receipt: async () => 'unreachable',
      history: async () => 'unreachable',
      sendCode: () => Promise.resolve('unreachable'),
      tryCode: () => Promise.resolve('unreachable'),
      holdMoney: async () => 'unreachable',
      giftCard: async () => 'unreachable',
      publish: async () => 'unreachable',
      retire: async () => 'unreachable',
      drawDay: async () => 'unreachable',
      storeWeek: async () => 'unreachable',
      dayReceipts: async () => 'unreachable',
      dayParts: async () => 'unreachable',
    },
  };
  const open = openTill({
    dataDir: dir,
    clock: () => Date.now(),
    newUuid: () => uuid7(Date.now(), randomBytes(10)),
    randomBytes: (count) => randomBytes(count),
    links,
    version: 'bench',
  });
  const worked = openWorker(dir, open);
  worker = worked;
  const ask = asking(open);

  await ask('setup.alone', { store: 'Alimentara', manager: 'Ion', pin: PIN, language: 'ro' });
  const [manager] = await ask('staff.list', {});
  assert(manager !== undefined, 'the manager is there');
  await ask('staff.signIn', { staff: manager.id, pin: PIN });
  const { businessDay } = await ask('shift.propose', { businessDay: null });
  await ask('shift.open', { businessDay, confirmed: [], float: [] });
  const cards: string[] = [];
  for (let n = 0; n < MEMBERS; n++) {
    const person = { name: `Ana Rusu ${n}`, callName: 'Ana', phone: `0691${23_000 + n}`, language: 'ro', birthday: '' };
    const digits = `29${String(n).padStart(10, '0')}`;
    const card = `${digits}${gs1CheckDigit(digits)}`;
    await ask('members.enrol', { ...person, card, consent: true, marketing: false, samePhone: false });
    cards.push(card);
  }
  await ask('counter.leaveMember', {});
  worked.fold();

  return {
    scan: (n) => async () => {
      await ask('counter.code', { code: cards[Math.abs(n) % MEMBERS] });
      assert(open.view().counter.member !== null, 'the card that was scanned leads to its member');
    },
    lines: (n) =>
      Array.from({ length: LINES }, (_, i) => {
        const amount = `${10 + ((n + i * 7) & 63)},${10 + i}`;
        return () => ask('counter.amount', { amount, vat: i % 2 === 0 ? 2000 : 800 });
      }),
    total: () => open.view().counter.figures.total,
    confirm: (total) => () => ask('counter.confirm', { total, fiscalNumber: null }),
    keep: worked.fold,
    close() {
      worked.close();
      open.close();
    },
  };
}

interface Bare {
  /** Reads the till's last record and gives the transaction that writes the same rows; nothing but that is in it. */
  writeLast(): () => void;
  keep(): void;
  close(): void;
}

/** A database of the same tables and indexes as ledger.db, without its triggers. */
function openBare(dir: string): Bare {
  const till = new Database(join(dir, 'ledger.db'), { readonly: true });
  const db = new Database(join(dir, 'bare.db'));
  db.pragma('journal_mode = WAL');
  const made = till
    .prepare<[], string>(
      "SELECT sql FROM sqlite_schema WHERE type IN ('table', 'index') AND sql IS NOT NULL AND name NOT LIKE 'sqlite_%'",
    )
    .pluck();
  for (const sql of made.all()) db.exec(sql);
  db.pragma('synchronous = FULL');
  db.pragma('wal_autocheckpoint = 0');
  db.pragma('foreign_keys = ON');
  db.pragma(`cache_size = ${String(till.pragma('cache_size', { simple: true }))}`);

  const lastRecord = till.prepare<[], unknown[]>('SELECT * FROM record ORDER BY n DESC LIMIT 1').raw();
  const entriesOf = till.prepare<[unknown], unknown[]>('SELECT * FROM entry WHERE n = ?').raw();
  const standings = till.prepare<[unknown], unknown[]>('SELECT * FROM standing WHERE n = ?').raw();
  const width = (rows: { columns(): readonly unknown[] }): string =>
    rows
      .columns()
      .map(() => '?')
      .join(', ');
  const addRecord = db.prepare<unknown[]>(`INSERT INTO record VALUES (${width(lastRecord)})`);
  const addEntry = db.prepare<unknown[]>(`INSERT INTO entry VALUES (${width(entriesOf)})`);
  const putStanding = db.prepare<unknown[]>(`INSERT OR REPLACE INTO standing VALUES (${width(standings)})`);
  const putCounter = db.prepare<[string]>('INSERT OR REPLACE INTO counter VALUES (1, ?)');
  const clearCounter = db.prepare<[]>('DELETE FROM counter');
  const begin = db.prepare<[]>('BEGIN IMMEDIATE');
  const commit = db.prepare<[]>('COMMIT');
  const basket = 'x'.repeat(1000);
  let written = 0;

  return {
    writeLast() {
      const record = lastRecord.get();
      assert(record !== undefined, 'the till has sold');
      const entries = entriesOf.all(record[0]);
      const rows = standings.all(record[0]);
      // What stood on the counter goes with the sale, here as there.
      putCounter.run(basket);
      return () => {
        begin.run();
        clearCounter.run();
        addRecord.run(...record);
        for (const entry of entries) addEntry.run(...entry);
        for (const row of rows) putStanding.run(...row);
        commit.run();
      };
    },
    // Its log begins anew about as often as the till's, whose counter is written between the sales.
    keep: () => void (++written % 40 === 0 && db.pragma('wal_checkpoint(PASSIVE)')),
    close() {
      db.close();
      till.close();
    },
  };
}
