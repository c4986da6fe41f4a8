/** A line to a server that breaks after so many bytes have gone up, or loses the answer: plain TCP in between. */
import { connect, createServer, type Socket } from 'node:net';

export interface CuttingLine {
  readonly url: string;
  /** How many bytes of the last connection arrived at the server. */
  readonly arrived: () => number;
  /** From the next connection on: so many bytes arrive, then both ends hear a reset; null: all do, and no answer comes back. */
  cutAfter(bytes: number | null): void;
  close(): Promise<void>;
}

/** Opens a line to a server's address. */
export async function openCuttingLine(to: string): Promise<CuttingLine> {
  const target = new URL(to);
  const sockets = new Set<Socket>();
  let most: number | null = null;
  let arrived = 0;
  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket));
  };
  const server = createServer((till) => {
    keep(till);
    arrived = 0;
    const limit = most ?? Number.POSITIVE_INFINITY;
    const centre = connect(Number(target.port), target.hostname);
    keep(centre);
    till.on('data', (bytes) => {
      const passed = bytes.subarray(0, Math.max(0, limit - arrived));
      arrived += passed.length;
      centre.write(passed, () => {
        if (arrived < limit) return;
        till.resetAndDestroy();
        centre.resetAndDestroy();
      });
    });
    // The server has done what was asked, and says so to nobody.
    centre.on('data', () => till.resetAndDestroy());
    till.on('close', () => centre.destroy());
    centre.on('close', () => till.destroy());
  });
  await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the line has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    arrived: () => arrived,
    cutAfter: (bytes) => {
      most = bytes;
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((settle) => server.close(settle));
    },
  };
}
