import { join } from 'node:path';
import { buildShim } from '../powercut/shim.ts';

/**
 * Builds the shim that slows a process's fsync down (slowdisk.c) into a folder. Returns the environment that preloads
 * it with `fsyncMs` per fsync, or null where this machine has no C compiler or no LD_PRELOAD (not Linux).
 */
export function slowDisk(dir: string, fsyncMs: number): Record<string, string> | null {
  const library = buildShim(join(import.meta.dirname, 'slowdisk.c'), dir);
  return library === null ? null : { LD_PRELOAD: library, LOIAL_FSYNC_MS: String(fsyncMs) };
}
