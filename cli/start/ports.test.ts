import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { isFree, portNear } from './ports.ts';

const open: Server[] = [];
afterEach(() => {
  for (const server of open.splice(0)) server.close();
});

async function listener(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  open.push(server);
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

test('a port that somebody has is not given, and neither is one that was chosen for another till', async () => {
  const taken = await listener();
  const first = await portNear(taken);
  expect(first).not.toBe(taken);
  expect(await isFree(first)).toBe(true);
  expect(await portNear(first)).toBe(first);

  const second = await portNear(first, [first]);
  expect(second).not.toBe(first);
  const third = await portNear(second, [first, second]);
  expect([first, second, taken]).not.toContain(third);
});
