import { once } from 'node:events';
import { createServer } from 'node:net';

/** The central server's usual port; a till's is this one and its number. */
export const USUAL_PORT = 4840;

/** Whether nobody listens on a port of 127.0.0.1; 0 always is. */
export async function isFree(port: number): Promise<boolean> {
  return (await tryPort(port)) !== null;
}

/** The wanted port if it is free, else any that is; never one of `chosen`, on which nobody listens yet. */
export async function portNear(wanted: number, chosen: readonly number[] = []): Promise<number> {
  const near = wanted === 0 || chosen.includes(wanted) ? null : await tryPort(wanted);
  return near ?? (await anyPort(chosen));
}

async function anyPort(chosen: readonly number[]): Promise<number> {
  // The system may give one again as soon as the probe has let it go: at most once for each that was chosen.
  for (let tries = 0; tries <= chosen.length; tries++) {
    const port = await tryPort(0);
    if (port !== null && !chosen.includes(port)) return port;
  }
  throw new Error('The system gave no free port on 127.0.0.1.');
}

async function tryPort(port: number): Promise<number | null> {
  const probe = createServer();
  const listening = new Promise<boolean>((settle) => {
    probe.once('listening', () => settle(true));
    probe.once('error', () => settle(false));
  });
  probe.listen({ host: '127.0.0.1', port, exclusive: true });
  if (!(await listening)) return null;
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  return typeof address === 'object' && address !== null ? address.port : null;
}
