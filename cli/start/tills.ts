import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { tillDir } from '../places.ts';

/** Numbers of the tills that have a ledger in a data folder, the smallest first. */
export function tillsIn(data: string): readonly number[] {
  if (!existsSync(data)) return [];
  return readdirSync(data)
    .flatMap((name) => /^till-([1-9]\d{0,3})$/.exec(name)?.[1] ?? [])
    .map(Number)
    .filter((n) => existsSync(join(tillDir(data, n), 'ledger.db')))
    .sort((a, b) => a - b);
}
