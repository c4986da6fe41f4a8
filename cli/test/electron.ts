/** Finds Electron's binary without fetching it: the npm package downloads on the first import of its index. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectDir } from '../places.ts';

/** Absolute path of Electron's program, or undefined where it was never fetched. */
export function electronBinary(): string | undefined {
  const root = join(projectDir(), 'node_modules', 'electron');
  const note = join(root, 'path.txt');
  if (!existsSync(note)) return undefined;
  const program = join(root, 'dist', readFileSync(note, 'utf8').trim());
  return existsSync(program) ? program : undefined;
}
