import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readLedger } from '../../db/ledger/ledger.ts';
import { postgresDir, projectDir, scannerNote, tillDir } from '../places.ts';
import { removeCluster } from '../postgres/cluster.ts';
import { homesOf } from '../postgres/home.ts';
import { readPostmaster } from '../postgres/postmaster.ts';
import { isAlive, readCentreNote, readShopNote, readTillNote } from './notes.ts';
import { isFree } from './ports.ts';

/** The command as a person types it, on a folder of its own. One shop serves all these tests, in their order. */
let data: string;
const running = new Set<ChildProcess>();

beforeAll(() => {
  data = mkdtempSync(join(tmpdir(), 'loial-start-'));
});
afterAll(async () => {
  for (const child of running) child.kill('SIGKILL');
  await gone(pids());
  removeCluster(postgresDir(data));
  rmSync(data, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
});

interface Started {
  readonly child: ChildProcess;
  said(): string;
  /** Resolves when it has said this. */
  until(text: string): Promise<void>;
  /** The exit code. */
  end(): Promise<number | null>;
}

function loial(command: string, ...args: readonly string[]): Started {
  const { DATABASE_URL: _, ...env } = process.env;
  const child = spawn(process.execPath, [join(projectDir(), 'cli', 'loial.mjs'), command, '--data', data, ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text: Buffer) => (said += String(text)));
  let over = false;
  const end = once(child, 'close').then(([code]) => {
    over = true;
    running.delete(child);
    return typeof code === 'number' ? code : null;
  });
  return {
    child,
    said: () => said,
    async until(text) {
      for (let waited = 0; waited < 50_000 && !over; waited += 50) {
        if (said.includes(text)) return;
        await wait(50);
      }
      throw new Error(`It never said "${text}", but: ${said}`);
    },
    end: () => end,
  };
}

const start = (...args: readonly string[]): Started =>
  loial('start', '--sample', 'small', '--port', '0', '--server-port', '0', '--browser', '--no-open', ...args);
const READY = 'Ctrl-C stops everything';

/** Every process of this shop, as its notes name them. */
function pids(): number[] {
  const found = [
    readCentreNote(data)?.pid,
    ...homesOf(postgresDir(data)).map((home) => readPostmaster(join(home, 'data'))?.pid),
    ...[1, 2].map((n) => readTillNote(data, n)?.pid),
  ];
  return found.filter((pid): pid is number => pid !== undefined);
}

async function gone(all: readonly number[]): Promise<void> {
  for (let waited = 0; waited < 15_000 && all.some(isAlive); waited += 50) await wait(50);
  expect(all.filter(isAlive)).toEqual([]);
}

const written = (n: number): number => {
  const ledger = readLedger(join(tillDir(data, n), 'ledger.db'));
  const seq = ledger.head()?.seq ?? 0;
  ledger.close();
  return seq;
};

test('what is asked wrongly is said in one line, and nothing is made', async () => {
  const wrong = start('--till', '7');
  expect(await wrong.end()).toBe(1);
  expect(wrong.said()).toBe('--till is a number from 1 to 4.\n');
  const unknown = start('--fast');
  expect(await unknown.end()).toBe(1);
  expect(unknown.said().trim().split('\n')).toHaveLength(1);
  expect(existsSync(tillDir(data, 1))).toBe(false);
});

test('a start that is interrupted while it makes the sample leaves nothing running and nothing that looks whole', async () => {
  const first = start();
  await first.until('Making a sample chain');
  const began = pids();
  first.child.kill('SIGINT');
  await first.end();
  await gone(began);
  expect(readShopNote(data)).toBeNull();
});

test('two tills share one shop; each start stops what it started; a second start keeps everything', {
  timeout: 150_000,
}, async () => {
  const first = start();
  await first.until(READY);
  expect(first.said()).toContain('made anew');
  expect(first.said()).toMatch(/Till 1 is ready: http:\/\/127\.0\.0\.1:\d+\/\?token=/);
  const centre = readCentreNote(data);
  const before = written(1);
  expect(before).toBeGreaterThan(200);

  const second = start('--till', '2');
  await second.until(READY);
  expect(second.said()).toContain(`already running at ${centre?.url}`);
  expect(pids()).toHaveLength(4);

  const third = start('--till', '2');
  expect(await third.end()).toBe(1);
  expect(third.said()).toContain('already running');
  const fresh = start('--fresh');
  expect(await fresh.end()).toBe(1);
  expect(fresh.said()).toContain('Nothing was thrown away');

  second.child.kill('SIGINT');
  expect(await second.end()).toBe(0);
  expect(pids()).toHaveLength(3);
  const scan = existsSync(scannerNote(data, 1));
  expect(scan).toBe(process.platform !== 'win32');

  const all = pids();
  const begun = performance.now();
  first.child.kill('SIGTERM');
  expect(await first.end()).toBe(0);
  expect(performance.now() - begun).toBeLessThan(10_000);
  await gone(all);
  expect(await isFree(Number(new URL(centre?.url ?? '').port))).toBe(true);
  expect([readCentreNote(data), readTillNote(data, 1), existsSync(scannerNote(data, 1))]).toEqual([null, null, false]);

  const verify = loial('verify');
  expect([await verify.end(), verify.said()]).toEqual([0, expect.stringContaining('Everything holds.')]);
  // The centre reckoned every record of the sample again, by the same rules, and raised no alarm.
  expect(verify.said()).not.toContain('for a person to look at');

  const again = loial('start', '--port', '0', '--browser', '--no-open');
  await again.until(READY);
  expect(again.said()).not.toContain('Making');
  expect(written(1)).toBe(before);
  expect(readCentreNote(data)?.url).toBe(centre?.url);

  // kill -9: nobody is told anything, and yet nothing stays.
  const orphans = pids();
  again.child.kill('SIGKILL');
  await again.end();
  await gone(orphans);
});

test('verify finds what was changed behind the back of a till', async () => {
  writeFileSync(join(tillDir(data, 3), 'members.db'), 'not a database, and long enough to be read as one'.repeat(30));
  const verify = loial('verify', '--till', '3');
  expect(await verify.end()).toBe(1);
  expect(verify.said()).toContain('members.db');
});

test('a shop alone needs no server, and its folder is not taken for a chain', async () => {
  const alone = join(data, 'alone');
  mkdirSync(alone);
  const shop = loial(
    'start',
    '--data',
    alone,
    '--no-server',
    '--sample',
    'small',
    '--port',
    '0',
    '--browser',
    '--no-open',
  );
  await shop.until(READY);
  expect(shop.said()).not.toContain('PostgreSQL');
  shop.child.kill('SIGINT');
  expect(await shop.end()).toBe(0);
  const verify = loial('verify', '--data', alone);
  expect([await verify.end(), verify.said()]).toEqual([0, expect.stringContaining('Everything holds.')]);
  const chain = loial('start', '--data', alone, '--browser', '--no-open');
  expect(await chain.end()).toBe(1);
  expect(chain.said()).toContain('Add --no-server');
});
