import { once } from 'node:events';
import { createServer } from 'node:net';

/** The central server's usual port; a till's is this one and its number. */
export const USUAL_PORT = 4840;

/** Whether nobody listens on a port of 127.0.0.1; 0 always is. */
export async function isFree(port: number): Promise<boolean> {
  return (await tryPort(port)) !== null;
}

/** The wanted port if it is free, else any that is. */
export async function portNear(wanted: number): Promise<number> {
  return (wanted === 0 ? null : await tryPort(wanted)) ?? (await anyPort());
}

async function anyPort(): Promise<number> {
  const port = await tryPort(0);
  if (port === null) throw new Error('The system gave no free port on 127.0.0.1.');
  return port;
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
