import type { TillClient } from '../../contract/till/api.ts';
import { asking } from './asking.ts';

/** Where the till that serves this page listens for its windows; see electron/shell/door.ts. */
export const SOCKET_PATH = '/till';
/** Between two tries, growing: soon at first (a till restarts in a second), then gently, ms. */
const RETRY_MS = [100, 200, 400, 800, 1500] as const;

/** A client and how to end it (a page that is closed needs not to). */
export interface SocketClient extends TillClient {
  close(): void;
}

/** How the socket is made; handed in by tests, which have no page. */
export interface SocketSource {
  readonly url: string;
  readonly open: (url: string) => WebSocket;
}

/** Connects to the till over its WebSocket, and again whenever the connection is lost. */
export function connectSocket(source: SocketSource = pageSource()): SocketClient {
  let socket: WebSocket | null = null;
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let closed = false;

  const client = asking({
    send(message) {
      if (socket?.readyState !== WebSocket.OPEN) return false;
      socket.send(JSON.stringify(message));
      return true;
    },
  });

  function open(): void {
    const mine = source.open(source.url);
    socket = mine;
    mine.addEventListener('open', () => {
      failures = 0;
      client.connected();
    });
    mine.addEventListener('message', (event) => {
      if (typeof event.data !== 'string') return;
      client.arrived(parse(event.data));
    });
    mine.addEventListener('close', () => {
      if (socket === mine) socket = null;
      client.lost();
      if (closed) return;
      timer = setTimeout(open, RETRY_MS[Math.min(failures, RETRY_MS.length - 1)]);
      failures += 1;
    });
  }
  open();

  return {
    ask: client.ask,
    onView: client.onView,
    onConnection: client.onConnection,
    close() {
      closed = true;
      clearTimeout(timer);
      socket?.close();
    },
  };
}

function pageSource(): SocketSource {
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
  return { url: `${scheme}://${location.host}${SOCKET_PATH}`, open: (url) => new WebSocket(url) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // readMessage drops it
  }
}
