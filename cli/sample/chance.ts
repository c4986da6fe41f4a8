import { createHash } from 'node:crypto';
import { assert } from '../../domain/assert.ts';
import { uuid7 } from '../../domain/identity/ids.ts';

/** Chance from a seed: the same seed gives the same shop, on any machine. */
export interface Chance {
  /** 0 or above, below 1. */
  next(): number;
  /** An integer, both ends included. */
  between(least: number, most: number): number;
  /** True in so many cases of one (0.3: three of ten). */
  hit(probability: number): boolean;
  pick<T>(from: readonly T[]): T;
  bytes(count: number): Uint8Array;
  /** A UUIDv7 of that instant (UTC ms). */
  uuid(ms: number): string;
}

/** A stream of chance (sfc32) named by any text; two names give two unrelated streams. */
export function chanceFrom(name: string): Chance {
  const seed = createHash('sha256').update(name).digest();
  let [a, b, c, counter] = [seed.readInt32LE(0), seed.readInt32LE(4), seed.readInt32LE(8), 1];
  const bits = (): number => {
    const t = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + t) | 0;
    return t >>> 0;
  };
  for (let i = 0; i < 12; i++) bits();
  const next = (): number => bits() / 4_294_967_296;
  const bytes = (count: number): Uint8Array => Uint8Array.from({ length: count }, () => bits() >>> 24);
  return {
    next,
    between: (least, most) => least + Math.floor(next() * (most - least + 1)),
    hit: (probability) => next() < probability,
    pick: (from) => {
      const one = from[Math.floor(next() * from.length)];
      assert(one !== undefined, 'there is something to pick from');
      return one;
    },
    bytes,
    uuid: (ms) => uuid7(ms, bytes(10)),
  };
}

/** Picks in proportion to weights (above zero). */
export function weighted<T>(choices: readonly (readonly [T, number])[]): (chance: Chance) => T {
  const ends: number[] = [];
  let sum = 0;
  for (const [, weight] of choices) {
    sum += weight;
    ends.push(sum);
  }
  return (chance) => {
    const at = chance.next() * sum;
    let [low, high] = [0, ends.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ends[middle] ?? sum) > at) high = middle;
      else low = middle + 1;
    }
    const found = choices[low];
    assert(found !== undefined, 'there is something to choose from');
    return found[0];
  };
}
