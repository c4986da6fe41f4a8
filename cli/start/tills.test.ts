import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tillDir } from '../places.ts';
import { tillsIn } from './tills.ts';

test('every till that has a ledger is found, whatever its number, and nothing else', () => {
  const data = mkdtempSync(join(tmpdir(), 'loial-tills-'));
  try {
    for (const n of [12, 2, 5, 1]) mkdirSync(tillDir(data, n));
    for (const n of [12, 5, 1]) writeFileSync(join(tillDir(data, n), 'ledger.db'), '');
    for (const name of ['till-0', 'till-1.old', 'postgres']) mkdirSync(join(data, name));
    expect(tillsIn(data)).toEqual([1, 5, 12]);
    expect(tillsIn(join(data, 'nowhere'))).toEqual([]);
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
});
