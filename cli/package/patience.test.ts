import { expect, test } from 'vitest';
import { runWithin } from './patience.ts';

const node = (script: string, ms: number) => runWithin(ms, process.execPath, ['-e', script], { stdio: 'ignore' });

test('gives the exit code of what ends, and cuts off what does not', async () => {
  expect(await node('', 20_000)).toBe(0);
  expect(await node('process.exit(3)', 20_000)).toBe(3);
  const began = performance.now();
  expect(await node('setInterval(() => {}, 1000)', 300)).toBeUndefined();
  expect(performance.now() - began).toBeLessThan(5_000);
});
