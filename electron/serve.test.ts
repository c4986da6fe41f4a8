import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import * as z from 'zod';
import type { TillView } from '../contract/till/views.ts';

/** The whole second shell as a program of its own: real files, real worker, real sockets. */
const SERVE = fileURLToPath(new URL('./serve.ts', import.meta.url));

let dir: string;
let running: ChildProcess[];

beforeEach(() => {
  running = [];
  dir = mkdtempSync(join(tmpdir(), 'loial-serve-'));
  mkdirSync(join(dir, 'bundle'));
  writeFileSync(join(dir, 'bundle', 'index.html'), '<!doctype html><title>Loial</title>');
});
afterEach(async () => {
  for (const child of running) {
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await new Promise((resolve) => child.on('exit', resolve));
  }
  rmSync(dir, { recursive: true, force: true });
});

const said = z.object({ ready: z.boolean().optional(), url: z.string().optional(), problem: z.string().optional() });
type Said = z.infer<typeof said>;

interface Program {
  readonly child: ChildProcess;
  next(): Promise<Said>;
  /** How it ended: its code, or the signal. */
  readonly ended: Promise<number | string | null>;
}

function start(...more: string[]): Program {
  const child = spawn(
    process.execPath,
    [SERVE, '--data', join(dir, 'till'), '--static', join(dir, 'bundle'), '--with-parent', ...more],
    { stdio: ['pipe', 'pipe', 'ignore'] },
  );
  running.push(child);
  const lines: Said[] = [];
  const waiting: ((line: Said) => void)[] = [];
  if (child.stdout === null) throw new Error('the program has an output');
  createInterface({ input: child.stdout }).on('line', (line) => {
    const read = said.parse(JSON.parse(line));
    const first = waiting.shift();
    if (first === undefined) lines.push(read);
    else first(read);
  });
  return {
    child,
    next: () => {
      const first = lines.shift();
      return first === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(first);
    },
    ended: new Promise((resolve) => child.on('exit', (code, signal) => resolve(signal ?? code))),
  };
}

/** A window: lets itself in with an address or a cookie, asks, and keeps the last view. */
async function openWindow(url: string, cookie?: string) {
  const at = new URL(url);
  let mine = cookie;
  if (mine === undefined) {
    const opened = await fetch(at, { redirect: 'manual' });
    mine = (opened.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  }
  const socket = new WebSocket(`ws://${at.host}/till`, { headers: { cookie: mine, origin: at.origin } });
  await new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject));
  const answers = new Map<number, (answer: { ok: boolean; value?: unknown; refusal?: unknown }) => void>();
  let view: TillView | null = null;
  let count = 0;
  socket.on('message', (data) => {
    // The till's own messages; their form is tried in attend.test.ts.
    const message = JSON.parse(String(data)) as
      | { type: 'view'; view: TillView }
      | { type: 'answer'; id: number; ok: boolean; value?: unknown; refusal?: unknown };
    if (message.type === 'view') view = message.view;
    else answers.get(message.id)?.(message);
  });
  const ask = async (name: string, input: unknown = {}): Promise<unknown> => {
    const id = ++count;
    const answer = await new Promise<{ ok: boolean; value?: unknown; refusal?: unknown }>((resolve) => {
      answers.set(id, resolve);
      socket.send(JSON.stringify({ id, name, input }));
    });
    if (!answer.ok) throw new Error(`${name}: ${JSON.stringify(answer.refusal)}`);
    return answer.value;
  };
  view = (await ask('hello')) as TillView;
  return {
    cookie: mine,
    ask,
    view: (): TillView => {
      if (view === null) throw new Error('no view');
      return view;
    },
    close: () => socket.close(),
  };
}
type Window = Awaited<ReturnType<typeof openWindow>>;

async function signIn(window: Window): Promise<void> {
  const [person] = (await window.ask('staff.list')) as { id: string }[];
  await window.ask('staff.signIn', { staff: person?.id, pin: '2580' });
}

test('a shop is set up, sells, is killed in the middle of a sale, and goes on where it was', async () => {
  const first = start();
  const ready = await first.next();
  expect(ready).toMatchObject({ ready: true });
  const window = await openWindow(ready.url ?? '');
  expect(window.view().stage).toBe('setup');
  await window.ask('setup.alone', { store: 'La colț', manager: 'Maria', pin: '2580', language: 'ro' });
  if (window.view().stage === 'signIn') await signIn(window);
  const proposal = (await window.ask('shift.propose', { businessDay: null })) as { businessDay: string };
  await window.ask('shift.open', { businessDay: proposal.businessDay, confirmed: [], float: [] });
  expect(window.view().stage).toBe('counter');

  await window.ask('counter.amount', { amount: '12,50', vat: 2000 });
  await window.ask('counter.tenders', { tenders: [{ kind: 'cash', amount: 1250 }] });
  const confirmed = (await window.ask('counter.confirm', { total: 1250, fiscalNumber: null })) as { number: string };
  await window.ask('counter.next');
  await window.ask('counter.amount', { amount: '7', vat: 800 });
  expect(window.view().counter.figures.total).toBe(700);

  first.child.kill('SIGKILL');
  expect(await first.ended).toBe('SIGKILL');

  const second = start('--port', new URL(ready.url ?? '').port);
  const again = await second.next();
  expect(again).toMatchObject({ ready: true });
  // The page that was open lets itself in with the cookie it has.
  const reopened = await openWindow(again.url ?? '', window.cookie);
  await signIn(reopened);
  expect(reopened.view().stage).toBe('counter');
  expect(reopened.view().counter.figures.total).toBe(700);
  const receipts = (await reopened.ask('receipts.recent')) as { number: string }[];
  expect(receipts.map(({ number }) => number)).toEqual([confirmed.number]);

  // Another address, for another window; both see the same.
  second.child.stdin?.write('\n');
  const more = await second.next();
  const other = await openWindow(more.url ?? '');
  await reopened.ask('counter.clear');
  await other.ask('hello');
  expect(other.view().counter.lines).toEqual([]);

  // Whoever started it is gone: it ends by itself, cleanly.
  second.child.stdin?.end();
  expect(await second.ended).toBe(0);
});

test('a second till on the same data is refused in words, and the first goes on', async () => {
  const first = start();
  const { url } = await first.next();
  const second = start();
  const refused = await second.next();
  expect(refused).toMatchObject({ ready: false });
  expect(refused.problem).toContain('already running');
  expect(await second.ended).toBe(1);
  expect((await openWindow(url ?? '')).view().stage).toBe('setup');
  first.child.kill('SIGTERM');
  expect(await first.ended).toBe(0);
});

test('a port that is taken, and arguments that mean nothing, are said in words', async () => {
  const first = start();
  const { url } = await first.next();
  const taken = start('--port', new URL(url ?? '').port, '--data', join(dir, 'other'));
  expect((await taken.next()).problem).toContain('in use by another program');
  expect(await taken.ended).toBe(1);
  const odd = start('--port', 'many');
  expect((await odd.next()).problem).toContain('many is no port');
  expect(await odd.ended).toBe(1);
});
