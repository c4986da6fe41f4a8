import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { type Attending, attend, type TillForWindows } from './attend.ts';
import { readWindowFile } from './files.ts';
import { windowHeaders } from './policy.ts';
import { SESSION_MS, type Sessions } from './session.ts';

/** Where windows speak with the till; the same word stands in renderer/client/socket.ts. */
export const SOCKET_PATH = '/till';
/** The largest request, a return of many lines, is far below this, bytes. */
const LARGEST_MESSAGE = 256 * 1024;
/** Views wait while a window has so much unread, bytes. */
const SLOW_WINDOW = 1024 * 1024;
const MOST_WINDOWS = 16;
/** A window that does not answer two pings is gone, ms. */
const PING_MS = 15_000;

export interface WindowServerOptions {
  readonly till: TillForWindows;
  readonly sessions: Sessions;
  /** The bundle: dist/renderer. */
  readonly staticDir: string;
  /** 0: any that is free. */
  readonly port: number;
}

export interface WindowServer {
  readonly port: number;
  /** An address that opens one window, once. */
  newUrl(): string;
  close(): Promise<void>;
}

/** Serves windows of one till on 127.0.0.1, to this machine's user and nobody else. Rejects if the port is taken. */
export async function startWindowServer({
  till,
  sessions,
  staticDir,
  port,
}: WindowServerOptions): Promise<WindowServer> {
  let bound = 0;
  const server = createServer({ requestTimeout: 10_000, headersTimeout: 5000 }, (request, response) => {
    answer(request, response).catch(() => {
      if (response.headersSent) response.destroy();
      else plain(response, 500, 'The till could not read the file of its own window.');
    });
  });
  server.maxConnections = 128;
  const sockets = new WebSocketServer({ noServer: true, maxPayload: LARGEST_MESSAGE, perMessageDeflate: false });
  const answered = new WeakSet<WebSocket>();
  const attended = new Set<Attending>();

  /** Names under which this machine calls itself; anything else is a foreign page that rebound its name to us. */
  const isOurHost = (host: string | undefined): boolean =>
    host === `127.0.0.1:${bound}` || host === `localhost:${bound}`;
  /** Cookies do not tell ports apart, and another till may be served beside this one. */
  const cookieName = (): string => `loial-${bound}`;

  function isLetIn(request: IncomingMessage): boolean {
    const cookies = (request.headers.cookie ?? '').split(/;\s*/);
    const mine = cookies.find((cookie) => cookie.startsWith(`${cookieName()}=`));
    return mine !== undefined && sessions.holds(mine.slice(cookieName().length + 1));
  }

  function plain(response: ServerResponse, status: number, words: string): void {
    response.writeHead(status, { ...windowHeaders([]), 'content-type': 'text/plain; charset=utf-8' });
    response.end(`${words}\n`);
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!isOurHost(request.headers.host)) return plain(response, 421, 'This is not where this till is.');
    if (request.method !== 'GET' && request.method !== 'HEAD') return plain(response, 405, 'Only GET.');
    const url = new URL(request.url ?? '/', `http://${request.headers.host}`);
    const token = url.searchParams.get('token');
    if (url.pathname === '/' && token !== null) return letIn(request, response, token);
    if (!isLetIn(request)) {
      return plain(
        response,
        403,
        'This window was not let in. Open the address that the till printed when it started.',
      );
    }
    const file = await readWindowFile(staticDir, url.pathname);
    if (file === null && url.pathname === '/favicon.ico') {
      // Browsers ask for one by themselves; a till has none, and that is no error.
      response.writeHead(204, windowHeaders([]));
      response.end();
      return;
    }
    if (file === null) return plain(response, 404, 'There is no such file.');
    response.writeHead(200, {
      ...windowHeaders([`ws://${request.headers.host}`]),
      'content-type': file.type,
      'content-length': file.bytes.byteLength,
      'cache-control': file.isLasting ? 'private, max-age=31536000, immutable' : 'no-cache',
    });
    response.end(request.method === 'HEAD' ? undefined : file.bytes);
  }

  /** Exchanges a token for a cookie; a used one is good enough for a window that already has its cookie. */
  function letIn(request: IncomingMessage, response: ServerResponse, token: string): void {
    const session = sessions.exchange(token);
    if (session === null && !isLetIn(request)) {
      plain(response, 403, 'This address was used already. Start the till again, or ask it for a new address.');
      return;
    }
    const headers: Record<string, string> = { ...windowHeaders([]), 'cache-control': 'no-store' };
    if (session !== null)
      headers['set-cookie'] =
        `${cookieName()}=${session}; HttpOnly; SameSite=Strict; Path=/; Max-Age=${SESSION_MS / 1000}`;
    const from = request.headers['sec-fetch-site'];
    if (from === 'cross-site' || from === 'same-site') {
      // After a click in somebody else's page a redirect would come without the strict cookie; a fresh start has it.
      response.writeHead(200, { ...headers, 'content-type': 'text/html; charset=utf-8' });
      response.end('<!doctype html><meta http-equiv="refresh" content="0;url=/"><title>Loial</title>');
      return;
    }
    response.writeHead(303, { ...headers, location: '/' });
    response.end();
  }

  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    const host = request.headers.host;
    const refusal =
      !isOurHost(host) || request.headers.origin !== `http://${host}` || !isLetIn(request)
        ? '403 Forbidden'
        : request.url !== SOCKET_PATH
          ? '404 Not Found'
          : sockets.clients.size >= MOST_WINDOWS
            ? '503 Service Unavailable'
            : null;
    if (refusal !== null) {
      socket.end(`HTTP/1.1 ${refusal}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
    sockets.handleUpgrade(request, socket, head, serve);
  });

  function serve(socket: WebSocket): void {
    const attending = attend(till, {
      send: (message) => socket.send(JSON.stringify(message)),
      isReady: () => socket.bufferedAmount < SLOW_WINDOW,
    });
    attended.add(attending);
    answered.add(socket);
    socket.on('pong', () => answered.add(socket));
    socket.on('error', () => socket.terminate());
    socket.on('close', () => {
      attended.delete(attending);
      attending.close();
    });
    socket.on('message', (data, isBinary) => {
      if (!isBinary) attending.received(parse(String(data)));
    });
  }

  const pinging = setInterval(() => {
    for (const socket of sockets.clients) {
      if (!answered.delete(socket)) socket.terminate();
      else socket.ping();
    }
  }, PING_MS);
  pinging.unref();

  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const isTaken = error.code === 'EADDRINUSE';
      const words = `Port ${port} is in use by another program. Close it, or give the till another --port.`;
      reject(isTaken ? new Error(words, { cause: error }) : error);
    });
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => resolve());
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The till got no port to serve its window on.');
  bound = address.port;

  return {
    port: bound,
    newUrl: () => `http://127.0.0.1:${bound}/?token=${sessions.newToken()}`,
    async close() {
      clearInterval(pinging);
      for (const attending of attended) attending.close();
      for (const socket of sockets.clients) socket.close(1001, 'the till closes');
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      // A window that does not say goodbye at once is not waited for.
      setTimeout(() => {
        for (const socket of sockets.clients) socket.terminate();
        server.closeAllConnections();
      }, 200).unref();
      server.closeIdleConnections();
      await closed;
    },
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // no message: dropped
  }
}
