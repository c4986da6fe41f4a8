import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';

export const SECRET_BYTES = 32;

/**
 * The secret that signs windows' cookies: made at the first start, readable by this user only, 32 bytes. One that was
 * half written when the power went is made anew. Where it cannot be kept, it holds for this run alone: then open pages
 * must be let in again after the next start, and no more.
 */
export function keptSecret(file: string, randomBytes: (count: number) => Uint8Array): Uint8Array {
  const kept = readSecret(file);
  if (kept !== null && kept.length === SECRET_BYTES) return kept;
  const made = randomBytes(SECRET_BYTES);
  const making = `${file}.new`;
  try {
    rmSync(making, { force: true });
    const handle = openSync(making, 'wx', 0o600);
    try {
      writeSync(handle, made);
      // Its bytes before its name: whichever of them survives a power cut, it is whole or not there.
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(making, file);
  } catch {
    // It holds for this run.
  }
  return made;
}

function readSecret(file: string): Uint8Array | null {
  try {
    return readFileSync(file);
  } catch {
    return null;
  }
}
