/** A narrow line between a till and its centre, plain TCP in between: so many bytes come down in a second, and it can be cut. */
import { connect, createServer, type Socket } from 'node:net';

export interface NarrowLine {
  readonly url: string;
  /** Bytes that come down in a second, over all connections each; 0: the line is cut, and refused. */
  set(bytesPerSecond: number): void;
  /** From which byte on the till asked for the rest of a file, each time that it did. */
  rests(): readonly number[];
  close(): Promise<void>;
}

const TICK_MS = 10;
/** As much of what went up as a header can be cut over. */
const HEADER_CHARACTERS = 64;

export async function openNarrowLine(to: string, bytesPerSecond: number): Promise<NarrowLine> {
  const target = new URL(to);
  let width = bytesPerSecond;
  const sockets = new Set<Socket>();
  const rests: number[] = [];
  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  };
  const cutAll = (): void => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  const server = createServer((till) => {
    keep(till);
    if (width === 0) {
      till.resetAndDestroy();
      return;
    }
    const centre = connect(Number(target.port), target.hostname);
    keep(centre);
    let waiting = Buffer.alloc(0);
    let before = '';
    till.on('data', (bytes) => {
      centre.write(bytes);
      const text = before + bytes.toString('latin1');
      for (const [, from] of text.matchAll(/\brange: bytes=(\d+)-\r/gi)) rests.push(Number(from));
      before = text.slice(Math.max(text.lastIndexOf('\n'), text.length - HEADER_CHARACTERS));
    });
    centre.on('data', (bytes) => {
      waiting = Buffer.concat([waiting, bytes]);
      if (waiting.length > width) centre.pause();
    });
    const pump = setInterval(() => {
      const some = waiting.subarray(0, Math.ceil((width * TICK_MS) / 1000));
      waiting = waiting.subarray(some.length);
      if (some.length > 0) till.write(some);
      if (waiting.length <= width) centre.resume();
    }, TICK_MS);
    till.on('close', () => {
      clearInterval(pump);
      centre.destroy();
    });
    centre.on('close', () => {
      if (waiting.length === 0) till.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the line has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    set(next) {
      width = next;
      if (next === 0) cutAll();
    },
    rests: () => rests,
    async close() {
      cutAll();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
