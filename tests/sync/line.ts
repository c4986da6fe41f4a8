/** A line between a till and its centre that a test cuts, slows and makes lose answers: plain TCP in between. */
import { connect, createServer, type Server, type Socket } from 'node:net';

export interface Line {
  /** What the till is told: http://127.0.0.1:port. */
  readonly url: string;
  /** How many bytes went up, for a test to wait on. */
  readonly sentUp: () => number;
  /** 'whole'; 'cut': no connection, and those there are reset; 'deaf': what goes up arrives, no answer comes down. */
  set(state: 'whole' | 'cut' | 'deaf'): void;
  /** Another centre at the end of the line, from the next connection on. */
  lead(to: string): void;
  close(): Promise<void>;
}

/** Opens a line to a centre's address. */
export async function openLine(to: string): Promise<Line> {
  let target = new URL(to);
  let state: 'whole' | 'cut' | 'deaf' = 'whole';
  let up = 0;
  const sockets = new Set<Socket>();
  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  };
  const server: Server = createServer((till) => {
    keep(till);
    if (state === 'cut') {
      till.resetAndDestroy();
      return;
    }
    const centre = connect(Number(target.port), target.hostname);
    keep(centre);
    till.on('data', (bytes) => {
      up += bytes.length;
      centre.write(bytes);
    });
    centre.on('data', (bytes) => {
      if (state === 'whole') till.write(bytes);
      // The answer is lost after the centre has done what was asked: the till hears a reset.
      else till.resetAndDestroy();
    });
    till.on('close', () => centre.destroy());
    centre.on('close', () => till.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the line has no port');
  const cutAll = (): void => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  return {
    url: `http://127.0.0.1:${address.port}`,
    sentUp: () => up,
    set(next) {
      state = next;
      if (next === 'cut') cutAll();
    },
    lead(next) {
      target = new URL(next);
      cutAll();
    },
    async close() {
      cutAll();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
