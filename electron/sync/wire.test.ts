import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { PROTOCOL } from '../../contract/sync/messages.ts';
import { openWire, type Question, type Wire } from './wire.ts';

/** A centre of a few lines: what it answers is the test's. */
let answer: (request: IncomingMessage, body: Buffer, response: ServerResponse) => void;
let server: Server;
let wire: Wire;

beforeEach(async () => {
  server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => answer(request, Buffer.concat(pieces), response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  wire = openWire(`http://127.0.0.1:${(server.address() as AddressInfo).port}/loial/`);
});
afterEach(async () => {
  wire.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const question = (some: Partial<Question> = {}): Question => ({
  method: 'POST',
  path: '/v1/push',
  body: { words: 'multe puncte '.repeat(100) },
  credential: 'till.key',
  timeoutMs: 2000,
  ...some,
});

test('a body goes packed and an answer comes unpacked, under the till’s name and version', async () => {
  answer = (request, body, response) => {
    expect(request.url).toBe('/loial/v1/push');
    expect(request.headers).toMatchObject({
      authorization: 'Bearer till.key',
      'loial-protocol': String(PROTOCOL),
      'content-encoding': 'zstd',
    });
    expect(JSON.parse(zstdDecompressSync(body).toString())).toEqual(question().body);
    response.writeHead(200, { 'content-encoding': 'zstd' }).end(zstdCompressSync('{"held":3}'));
  };
  expect(await wire.ask(question())).toEqual({ kind: 'answer', status: 200, json: { held: 3 } });
});

test('a refusal is an answer', async () => {
  answer = (_request, _body, response) => response.writeHead(403).end('{"code":"till.unknown","detail":"no"}');
  expect(await wire.ask(question())).toMatchObject({ kind: 'answer', status: 403, json: { code: 'till.unknown' } });
});

test('a centre that says nothing is a timeout, in its time', async () => {
  answer = () => undefined;
  const from = performance.now();
  expect(await wire.ask(question({ timeoutMs: 100 }))).toEqual({ kind: 'timeout' });
  expect(performance.now() - from).toBeLessThan(1000);
});

test('an answer that drips is a timeout too', async () => {
  answer = (_request, _body, response) => {
    response.writeHead(200);
    const dripping = setInterval(() => response.write(' '), 20);
    response.on('close', () => clearInterval(dripping));
  };
  expect(await wire.ask(question({ timeoutMs: 150 }))).toEqual({ kind: 'timeout' });
});

test('a cut answer, one that is no JSON, and one that unpacks without end are no answers', async () => {
  answer = (_request, _body, response) => {
    response.writeHead(200, { 'content-length': '100' }).write('{"held":');
    setTimeout(() => response.destroy(), 20);
  };
  expect((await wire.ask(question())).kind).toBe('unreachable');
  answer = (_request, _body, response) => response.end('<html>a proxy’s login page</html>');
  expect((await wire.ask(question())).kind).toBe('unreachable');
  const bomb = zstdCompressSync(Buffer.alloc(65 * 1024 * 1024));
  answer = (_request, _body, response) => response.writeHead(200, { 'content-encoding': 'zstd' }).end(bomb);
  expect((await wire.ask(question({ timeoutMs: 30_000 }))).kind).toBe('unreachable');
});

test('nobody there is unreachable', async () => {
  await new Promise((resolve) => server.close(resolve));
  expect((await wire.ask(question())).kind).toBe('unreachable');
});

test('what is given up comes back at once', async () => {
  answer = () => undefined;
  const giving = new AbortController();
  const asked = wire.ask(question({ signal: giving.signal }));
  setTimeout(() => giving.abort(), 20);
  expect(await asked).toEqual({ kind: 'unreachable', detail: 'given up' });
});

test('a kept connection that was closed meanwhile is not a lost centre', async () => {
  let count = 0;
  answer = (request, _body, response) => {
    count += 1;
    // The second question meets a connection that the centre has just closed.
    if (count === 2) request.socket.resetAndDestroy();
    else response.end('{}');
  };
  expect((await wire.ask(question())).kind).toBe('answer');
  expect((await wire.ask(question())).kind).toBe('answer');
  expect(count).toBe(3);
});

test('a push goes compact once the centre has said that it reads that, and plainly to one that says nothing or can make nothing of it', async () => {
  const types: (string | undefined)[] = [];
  let speaks: string | null = null;
  let status = 200;
  answer = (request, _body, response) => {
    const type = request.headers['content-type'];
    types.push(type);
    const isRefused = type === 'application/vnd.loial.push' && status !== 200;
    response
      .writeHead(isRefused ? status : 200, speaks === null ? {} : { 'loial-protocol': speaks })
      .end(isRefused ? '{"code":"request.invalid","detail":"no"}' : '{"held":3}');
  };
  const compact = () => ({ text: '{}', bytes: Uint8Array.of(1, 2, 3) });
  const ask = async (some: Partial<Question> = {}) => {
    expect(await wire.ask(question({ compact, ...some }))).toMatchObject({ status: 200, json: { held: 3 } });
    return types.splice(0);
  };
  const [plain, small] = ['application/json', 'application/vnd.loial.push'];
  expect(await ask()).toEqual([plain]);
  speaks = '3';
  expect([await ask(), await ask()]).toEqual([[plain], [plain]]);
  speaks = '4';
  expect([await ask(), await ask()]).toEqual([[plain], [small]]);
  expect(await ask({ compact: () => null })).toEqual([plain]);
  // An older centre takes its place: it is sent what it knows as soon as it was heard.
  speaks = null;
  expect([await ask(), await ask()]).toEqual([[small], [plain]]);
  speaks = '4';
  status = 415;
  expect([await ask(), await ask(), await ask()]).toEqual([[plain], [small, plain], [plain]]);
});
