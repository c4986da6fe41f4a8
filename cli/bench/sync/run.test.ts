import { expect, test } from 'vitest';
import { run } from './run.ts';

test('what it does not know is said before anything is started', async () => {
  await expect(run(['--only', 'push,pul'])).rejects.toThrow('--only knows push, pull, bytes, latency, not pul.');
  await expect(run(['--records', 'many'])).rejects.toThrow('--records takes a whole number above 0');
});
