import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/**
 * Builds the shim that slows a process's fsync down (slowdisk.c) into a folder. Returns the environment that preloads
 * it with `fsyncMs` per fsync, or null where this machine has no C compiler or no LD_PRELOAD (not Linux).
 */
export function slowDisk(dir: string, fsyncMs: number): Record<string, string> | null {
  if (process.platform !== 'linux') return null;
  const library = join(dir, 'slowdisk.so');
  try {
    const source = join(import.meta.dirname, 'slowdisk.c');
    execFileSync('cc', ['-shared', '-fPIC', '-O1', '-o', library, source, '-ldl'], { stdio: 'pipe' });
  } catch {
    return null;
  }
  return { LD_PRELOAD: library, LOIAL_FSYNC_MS: String(fsyncMs) };
}
