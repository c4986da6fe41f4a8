import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keptSecret, SECRET_BYTES } from './secret.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'loial-secret-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

let made = 0;
const chance = (count: number): Uint8Array => new Uint8Array(count).fill(++made);

test('the windows’ secret is made once, and only this user may read it', () => {
  const file = join(dir, 'window.key');
  const first = keptSecret(file, chance);
  expect(Buffer.from(keptSecret(file, chance))).toEqual(Buffer.from(first));
  expect(readdirSync(dir)).toEqual(['window.key']);
  if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('one that a power cut left empty or half is made anew, and kept from then on', () => {
  const file = join(dir, 'window.key');
  for (const left of [0, 7]) {
    keptSecret(file, chance);
    truncateSync(file, left);
    writeFileSync(`${file}.new`, 'half');
    const anew = keptSecret(file, chance);
    expect(anew).toHaveLength(SECRET_BYTES);
    expect(readFileSync(file)).toEqual(Buffer.from(anew));
    expect(Buffer.from(keptSecret(file, chance))).toEqual(Buffer.from(anew));
  }
});

test('where it cannot be kept, the till opens all the same', () => {
  expect(keptSecret(join(dir, 'no', 'folder', 'window.key'), chance)).toHaveLength(SECRET_BYTES);
});
