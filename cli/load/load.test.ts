import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { incarnationId, storeId, tillId } from '../../domain/identity/ids.ts';
import { load } from './load.ts';
import { LoadLog } from './memory.ts';
import { spread } from './times.ts';

test('tills of two stores sell against two servers: all that was confirmed is held once, and seen next door', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'loial-load-test-'));
  try {
    const loaded = await load({
      dir,
      tills: 4,
      stores: 2,
      servers: 2,
      salesPerMinute: 120,
      members: 20,
      seconds: 3,
      say: () => undefined,
    });
    expect(loaded.findings).toEqual([]);
    expect(loaded.times.sales).toBeGreaterThan(0);
    // What each till began with, the members, and the sales.
    expect(loaded.confirmed).toBe(4 + 20 + loaded.times.sales);
    expect(loaded.held).toBe(loaded.confirmed);
    expect(loaded.times.confirmToHeld).toHaveLength(loaded.times.sales);
    expect(loaded.times.confirmToSeen.length).toBeGreaterThan(0);
    expect(loaded.times.states).toBeGreaterThan(0);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
  expect(existsSync(dir)).toBe(false);
}, 60_000);

test('a log forgets what is held, and still answers for the last of it', () => {
  const id = '019a0000-0000-7000-8000-000000000001';
  const at = { store: storeId(id), till: tillId(id), incarnation: incarnationId(id) };
  const log = new LoadLog({ ...at, seq: 0, hash: '' });
  for (let seq = 1; seq <= 5; seq++)
    log.add({ ...at, seq, hash: `h${seq}` }, { seq, hash: `h${seq}`, body: '', beside: null });
  log.forget(3);
  expect(log.hashAt({ seq: 3 })).toBe('h3');
  expect(log.hashAt({ seq: 2 })).toBeNull();
  expect(log.recordsAfter(3, 10).map(({ seq }) => seq)).toEqual([4, 5]);
  log.forget(3);
  expect(log.recordsAfter(4, 10).map(({ seq }) => seq)).toEqual([5]);
  expect(() => log.recordsAfter(1, 10)).toThrow();
});

test('times are told as their middle and their ends', () => {
  expect(spread([])).toBe('–');
  expect(spread(Array.from({ length: 100 }, (_, i) => i + 1))).toBe('50.0 / 95.0 / 99.0');
});
