import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { projectDir } from '../places.ts';
import { startCluster } from '../postgres/cluster.ts';
import { planServer } from './run.ts';

test('what is asked for is read, and what is wrong is said in one line', () => {
  const url = 'postgres://loial@127.0.0.1:5432/loial';
  expect(planServer(['--database-url', url, '--port', '0'], {})).toEqual({
    databaseUrl: url,
    port: 0,
    host: '127.0.0.1',
    isChild: false,
    newEpoch: false,
    divide: null,
    messages: null,
  });
  const gateway = { LOIAL_MESSAGES_URL: 'https://sms.example.md/send', LOIAL_MESSAGES_TOKEN: 'secret' };
  expect(planServer(['--database-url', url], gateway)).toMatchObject({
    messages: { url: 'https://sms.example.md/send', token: 'secret' },
  });
  // Codes do not go over the internet in the clear.
  expect(() => planServer(['--database-url', url], { LOIAL_MESSAGES_URL: 'http://sms.example.md/send' })).toThrow(
    /LOIAL_MESSAGES_URL/,
  );
  expect(planServer([], { DATABASE_URL: url })).toMatchObject({ databaseUrl: url, port: 7300 });
  expect(planServer(['--help'], {})).toBe('help');
  expect(() => planServer([], {})).toThrow(/needs a PostgreSQL/);
  expect(() => planServer(['--database-url', url, '--port', 'x'], {})).toThrow(/--port/);
  expect(planServer(['--database-url', url, '--divide', '16'], {})).toMatchObject({ divide: 16 });
  for (const wrong of ['1', '65', 'x']) {
    expect(() => planServer(['--database-url', url, '--divide', wrong], {})).toThrow(/--divide is a whole number/);
  }
});

test('a real process serves, and a signal stops it cleanly', async () => {
  const cluster = await startCluster({ scratch: true });
  const child = spawn(
    process.execPath,
    [join(projectDir(), 'cli', 'loial.mjs'), 'server', '--database-url', cluster.url, '--port', '0'],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  try {
    const [said] = await once(child.stdout, 'data');
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(String(said))?.[0] ?? '';
    expect(await (await fetch(`${url}/ready`)).json()).toEqual({ status: 'ready' });
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  } finally {
    child.kill('SIGKILL');
    await cluster.stop();
  }
});
