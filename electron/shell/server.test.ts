import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { TillView } from '../../contract/till/views.ts';
import { done } from '../../domain/refusal/refusal.ts';
import { startWindowServer, type WindowServer } from './server.ts';
import { createSessions, SESSION_MS } from './session.ts';

let dir: string;
let server: WindowServer;
let now = 1_800_000_000_000;
let drawn = 0;
const change = new Set<() => void>();

const sessions = () =>
  createSessions({
    secret: new Uint8Array(32).fill(7),
    randomBytes: (count) => new Uint8Array(count).fill(++drawn),
    nowMs: () => now,
  });
const start = (port = 0): Promise<WindowServer> =>
  startWindowServer({
    till: {
      ask: async (request) => done(request.name),
      view: () => ({ version: 'seen' }) as TillView, // the window's side is not under test here
      onChange(listener) {
        change.add(listener);
        return () => change.delete(listener);
      },
    },
    sessions: sessions(),
    staticDir: join(dir, 'bundle'),
    port,
  });

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'loial-windows-'));
  mkdirSync(join(dir, 'bundle', 'assets'), { recursive: true });
  writeFileSync(join(dir, 'secret.txt'), 'not yours');
  writeFileSync(join(dir, 'bundle', 'index.html'), '<!doctype html><title>Loial</title>');
  writeFileSync(join(dir, 'bundle', 'assets', 'index-B4s9Xk2a.js'), 'export {};');
  symlinkSync(join(dir, 'secret.txt'), join(dir, 'bundle', 'link.txt'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));
beforeEach(async () => {
  server = await start();
});
afterEach(async () => {
  await server.close();
  expect(change.size).toBe(0);
});

interface Got {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}
/** Plain HTTP, so that Host, Origin and dots in a path go out as they are written. */
function get(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Got> {
  return new Promise((resolve, reject) => {
    const asked = httpRequest(
      { host: '127.0.0.1', port: server.port, path, method, headers, agent: false },
      (answer) => {
        let body = '';
        answer.setEncoding('utf8');
        answer.on('data', (piece: string) => {
          body += piece;
        });
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body }));
      },
    );
    asked.on('error', reject);
    asked.end();
  });
}
const tokenOf = (url: string): string => new URL(url).pathname + new URL(url).search;
async function letIn(): Promise<string> {
  const { headers } = await get(tokenOf(server.newUrl()));
  return (headers['set-cookie']?.[0] ?? '').split(';')[0] ?? '';
}

/** Opens a socket; resolves with what the till says first, or with the status it was refused with. */
function openSocket(headers: Record<string, string>, path = '/till', say: unknown = null): Promise<unknown> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}${path}`, { headers });
    socket.on('unexpected-response', (_, answer) => {
      resolve(answer.statusCode);
      socket.terminate();
    });
    socket.on('error', () => undefined);
    socket.on('close', (code) => resolve(code));
    socket.on('open', () => socket.send(typeof say === 'string' ? say : JSON.stringify(say)));
    socket.on('message', (data) => {
      resolve(JSON.parse(String(data)));
      socket.close();
    });
  });
}
const origin = (): string => `http://127.0.0.1:${server.port}`;
const HELLO = { id: 1, name: 'hello', input: {} };

describe('who is let in', () => {
  test('a token opens once, the cookie lasts over reloads and over a restart of the till', async () => {
    const url = server.newUrl();
    const first = await get(tokenOf(url));
    expect(first.status).toBe(303);
    expect(first.headers['location']).toBe('/');
    const set = first.headers['set-cookie']?.[0] ?? '';
    expect(set).toContain('HttpOnly');
    expect(set).toContain('SameSite=Strict');
    const cookie = set.split(';')[0] ?? '';

    expect((await get('/', { cookie })).body).toContain('Loial');
    expect((await get('/', { cookie })).status).toBe(200);
    expect((await get(tokenOf(url))).status).toBe(403);
    expect((await get(tokenOf(url), { cookie })).status).toBe(303);

    const { port } = server;
    await server.close();
    server = await start(port);
    expect((await get('/', { cookie })).status).toBe(200);
    now += SESSION_MS;
    expect((await get('/', { cookie })).status).toBe(403);
  });

  test('without token or cookie there is nothing, and a forged cookie is none', async () => {
    expect((await get('/')).status).toBe(403);
    expect((await get('/?token=guess')).status).toBe(403);
    const cookie = await letIn();
    const last = cookie.endsWith('A') ? 'B' : 'A';
    expect((await get('/', { cookie: cookie.slice(0, -1) + last })).status).toBe(403);
    expect((await get('/', { cookie: cookie.replace('loial-', 'loial-1') })).status).toBe(403);
  });

  test('a foreign page that rebinds its name to this machine gets nothing', async () => {
    const cookie = await letIn();
    expect((await get('/', { cookie, host: 'evil.example' })).status).toBe(421);
    expect((await get('/', { cookie, host: `evil.example:${server.port}` })).status).toBe(421);
    expect((await get('/', { cookie, host: `localhost:${server.port}` })).status).toBe(200);
  });

  test('after a click in a foreign page the cookie is set by a page of our own', async () => {
    const opened = await get(tokenOf(server.newUrl()), { 'sec-fetch-site': 'cross-site' });
    expect(opened.status).toBe(200);
    expect(opened.headers['set-cookie']).toHaveLength(1);
    expect(opened.body).toContain('http-equiv="refresh"');
  });
});

describe('files', () => {
  test('only those of the bundle, by no way around', async () => {
    const cookie = await letIn();
    for (const path of [
      '/../secret.txt',
      '/%2e%2e/secret.txt',
      '/..%2fsecret.txt',
      '/link.txt',
      '/assets',
      '//etc/passwd',
      '/%00',
      '/.built',
      '/%',
    ]) {
      expect([path, (await get(path, { cookie })).status]).toEqual([path, 404]);
    }
    expect((await get('/', { cookie }, 'POST')).status).toBe(405);
    const script = await get('/assets/index-B4s9Xk2a.js', { cookie });
    expect(script.headers['content-type']).toContain('javascript');
    expect(script.headers['cache-control']).toContain('immutable');
  });

  test('a strict policy of what the window may load', async () => {
    const policy = String((await get('/', { cookie: await letIn() })).headers['content-security-policy']);
    expect(policy).toContain("default-src 'self'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain(`connect-src 'self' ws://127.0.0.1:${server.port}`);
  });
});

describe('the socket', () => {
  test('answers a window that was let in', async () => {
    const answer = await openSocket({ cookie: await letIn(), origin: origin() }, '/till', HELLO);
    expect(answer).toEqual({ type: 'answer', id: 1, ok: true, value: 'hello' });
  });

  test('refuses a foreign origin, no origin, no cookie, another path, a foreign name', async () => {
    const cookie = await letIn();
    expect(await openSocket({ cookie, origin: 'http://127.0.0.1:1' })).toBe(403);
    expect(await openSocket({ cookie, origin: 'https://evil.example' })).toBe(403);
    expect(await openSocket({ cookie })).toBe(403);
    expect(await openSocket({ origin: origin() })).toBe(403);
    expect(await openSocket({ cookie, origin: origin(), host: 'evil.example' })).toBe(403);
    expect(await openSocket({ cookie, origin: origin() }, '/other')).toBe(404);
  });

  test('a message beyond every honest size ends the connection, not the till', async () => {
    const headers = { cookie: await letIn(), origin: origin() };
    expect(await openSocket(headers, '/till', 'x'.repeat(300 * 1024))).toBe(1009);
    expect(await openSocket(headers, '/till', HELLO)).toMatchObject({ ok: true });
  });

  test('several windows at once each get the view', async () => {
    const headers = { cookie: await letIn(), origin: origin() };
    const seen = [1, 2, 3].map(
      () =>
        new Promise((resolve) => {
          const socket = new WebSocket(`ws://127.0.0.1:${server.port}/till`, { headers });
          socket.on('message', (data) => {
            resolve(JSON.parse(String(data)));
            socket.close();
          });
        }),
    );
    while (change.size < 3) await new Promise((resolve) => setTimeout(resolve, 5));
    for (const listener of change) listener();
    for (const view of await Promise.all(seen)) expect(view).toEqual({ type: 'view', view: { version: 'seen' } });
    while (change.size > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  });
});
