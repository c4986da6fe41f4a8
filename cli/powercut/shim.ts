import { execFileSync } from 'node:child_process';
import { basename, join } from 'node:path';

/**
 * Compiles a C source into a library that can be preloaded (LD_PRELOAD), in a folder; returns its path, or null where
 * this machine cannot: no Linux, or no C compiler called `cc` (Debian's package `gcc` has one).
 */
export function buildShim(source: string, dir: string): string | null {
  if (process.platform !== 'linux') return null;
  const library = join(dir, `${basename(source, '.c')}.so`);
  try {
    execFileSync('cc', ['-shared', '-fPIC', '-O1', '-o', library, source, '-ldl', '-lpthread'], { stdio: 'pipe' });
  } catch {
    return null;
  }
  return library;
}
