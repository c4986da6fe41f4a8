import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { TillView } from '../../contract/till/views.ts';
import { done } from '../../domain/refusal/refusal.ts';
import { ASK_CHANNEL, TELL_CHANNEL, WINDOW_URL } from './channels.ts';
import { type Guarded, guardContents, guardPermissions, type Permissions } from './guard.ts';
import { type AskEvent, type AskPort, type Contents, type Frame, isOurPage, serveOverIpc } from './ipc.ts';
import { pageHandler } from './page.ts';

/** Electron's two ends of a line, as far as the shell uses them; their types are those main.ts hands real ones to. */
function line(url = WINDOW_URL) {
  const listeners = new Set<(event: AskEvent, message: unknown) => void>();
  const ipc: AskPort = {
    on: (channel, listener) => channel === ASK_CHANNEL && listeners.add(listener),
    removeListener: (_channel, listener) => listeners.delete(listener),
  };
  const told: unknown[] = [];
  const mainFrame: Frame = { url };
  let onDestroyed = (): void => undefined;
  let isDestroyed = false;
  const contents: Contents = {
    mainFrame,
    send: (channel, message) => channel === TELL_CHANNEL && told.push(message),
    isDestroyed: () => isDestroyed,
    once: (_event, listener) => {
      onDestroyed = listener;
    },
  };
  const changes = new Set<() => void>();
  serveOverIpc(ipc, contents, {
    ask: async ({ name }) => done(name),
    view: () => ({ version: 'seen' }) as TillView, // the window's side is not under test here
    onChange(listener) {
      changes.add(listener);
      return () => changes.delete(listener);
    },
  });
  return {
    contents,
    mainFrame,
    told,
    changes,
    listeners,
    say(event: AskEvent, message: unknown): void {
      for (const listener of listeners) listener(event, message);
    },
    destroy(): void {
      isDestroyed = true;
      onDestroyed();
    },
  };
}
const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));
const HELLO = { id: 1, name: 'hello', input: {} };

test('the window’s own page is answered, and told of changes', async () => {
  const { say, told, contents, mainFrame, changes } = line();
  say({ sender: contents, senderFrame: mainFrame }, HELLO);
  await turn();
  for (const change of changes) change();
  await turn();
  expect(told).toEqual([
    { type: 'answer', id: 1, ok: true, value: 'hello' },
    { type: 'view', view: { version: 'seen' } },
  ]);
});

test('another window, a frame within the page, a frame that is gone, a foreign page: not even an answer', async () => {
  const { say, told, contents, mainFrame } = line();
  say({ sender: {}, senderFrame: mainFrame }, HELLO);
  say({ sender: contents, senderFrame: { url: WINDOW_URL } }, HELLO);
  say({ sender: contents, senderFrame: null }, HELLO);
  const foreign = line('https://evil.example/');
  foreign.say({ sender: foreign.contents, senderFrame: foreign.mainFrame }, HELLO);
  await turn();
  expect([...told, ...foreign.told]).toEqual([]);
});

test('what a page sends is checked like everything that arrives', async () => {
  const { say, told, contents, mainFrame } = line();
  say({ sender: contents, senderFrame: mainFrame }, { id: 1, name: 'counter.explode', input: {} });
  say({ sender: contents, senderFrame: mainFrame }, 'not a message');
  await turn();
  expect(told).toMatchObject([{ id: 1, ok: false, refusal: { code: 'request.invalid' } }]);
});

test('a window that is gone leaves nothing behind', async () => {
  const { say, told, contents, mainFrame, destroy, changes, listeners } = line();
  say({ sender: contents, senderFrame: mainFrame }, HELLO);
  destroy();
  await turn();
  expect(told).toEqual([]);
  expect([changes.size, listeners.size]).toEqual([0, 0]);
});

test('only our own page is ours', () => {
  expect(isOurPage(WINDOW_URL)).toBe(true);
  expect(isOurPage(`${WINDOW_URL}index.html#/sale`)).toBe(true);
  for (const url of ['loial://evil/', 'https://till/', 'file:///till/', 'about:blank', '', 'loial://till.evil/']) {
    expect([url, isOurPage(url)]).toEqual([url, false]);
  }
});

test('a window stays on its page, opens no other, attaches nothing', () => {
  type Event = { preventDefault(): void; url: string };
  const listeners = new Map<string, (event: Event) => void>();
  let openHandler = (): { action: string } => ({ action: 'allow' });
  const contents: Guarded = {
    setWindowOpenHandler(handler) {
      openHandler = handler;
    },
    on: (name: string, listener: (event: Event) => void) => listeners.set(name, listener),
  };
  guardContents(contents);
  const isStopped = (name: string, url: string): boolean => {
    let stopped = false;
    listeners.get(name)?.({
      url,
      preventDefault() {
        stopped = true;
      },
    });
    return stopped;
  };
  expect(openHandler()).toEqual({ action: 'deny' });
  expect(isStopped('will-navigate', 'https://evil.example/')).toBe(true);
  expect(isStopped('will-redirect', 'file:///etc/passwd')).toBe(true);
  expect(isStopped('will-navigate', WINDOW_URL)).toBe(false);
  expect(isStopped('will-attach-webview', '')).toBe(true);
});

test('whatever a page asks of the machine is refused', () => {
  const answers: boolean[] = [];
  const session: Permissions = {
    setPermissionRequestHandler: (handler) => handler({}, 'camera', (granted) => answers.push(granted)),
    setPermissionCheckHandler: (handler) => answers.push(handler()),
    setDevicePermissionHandler: (handler) => answers.push(handler()),
  };
  guardPermissions(session);
  expect(answers).toEqual([false, false, false]);
});

test('the page comes from its bundle, with its policy, and nothing else does', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'loial-page-'));
  try {
    mkdirSync(join(dir, 'bundle'));
    writeFileSync(join(dir, 'bundle', 'index.html'), '<title>Loial</title>');
    writeFileSync(join(dir, 'secret.txt'), 'no');
    const handle = pageHandler(join(dir, 'bundle'));
    const page = await handle({ url: WINDOW_URL });
    expect(await page.text()).toContain('Loial');
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
    expect((await handle({ url: 'loial://evil/index.html' })).status).toBe(404);
    expect((await handle({ url: 'loial://till/..%2fsecret.txt' })).status).toBe(404);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});
