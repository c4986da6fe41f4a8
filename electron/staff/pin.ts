import { scrypt, timingSafeEqual } from 'node:crypto';
import type { Pin } from '../../contract/sync/states.ts';
import { done, type Outcome, refused } from '../../domain/refusal/refusal.ts';

/**
 * A staff member's PIN as scrypt keeps it: salt (16 bytes) and hash (32 bytes) in hex, r = 8, p = 1, and the cost N
 * with which it was made, so that a chain can raise the cost without asking anybody for a new PIN.
 *
 * 2^15 takes 32 MB and some 60–150 ms on the PCs that shops have: unnoticed by a cashier, long for who tries them all.
 */
export const PIN_COST = 32_768;

const HASH_BYTES = 32;
const BLOCK = 8;

/** Makes what is kept of a PIN; off the main thread. `salt` is 16 random bytes. */
export async function makePin(pin: string, salt: Uint8Array, cost: number = PIN_COST): Promise<Pin> {
  const hash = await stretch(pin, salt, cost);
  return { salt: Buffer.from(salt).toString('hex'), hash: hash.toString('hex'), cost };
}

/** Whether a PIN is the kept one; takes the same time either way, off the main thread. */
export async function pinHolds(pin: string, kept: Pin): Promise<boolean> {
  const hash = await stretch(pin, Buffer.from(kept.salt, 'hex'), kept.cost);
  return timingSafeEqual(hash, Buffer.from(kept.hash, 'hex'));
}

function stretch(pin: string, salt: Uint8Array, cost: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    // scrypt needs 128 * N * r bytes; Node refuses beyond maxmem, which must leave some room above.
    const options = { N: cost, r: BLOCK, p: 1, maxmem: 256 * cost * BLOCK };
    scrypt(pin.normalize('NFKC'), salt, HASH_BYTES, options, (error, key) => {
      if (error === null) resolve(key);
      else reject(error);
    });
  });
}

/** Four to twelve digits, and none of those that everybody tries first: all the same, or one after the other. */
export function checkPin(pin: string): Outcome<string> {
  if (!/^\d{4,12}$/.test(pin)) return refused('pin.weak');
  const steps = new Set<number>();
  for (let i = 1; i < pin.length; i++) steps.add((pin.charCodeAt(i) - pin.charCodeAt(i - 1) + 10) % 10);
  const step = steps.size === 1 ? [...steps][0] : undefined;
  return step === 0 || step === 1 || step === 9 ? refused('pin.weak') : done(pin);
}
