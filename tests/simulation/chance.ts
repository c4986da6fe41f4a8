/**
 * Seeded chance: sfc32 (Chris Doty-Humphrey's Small Fast Counter, from PractRand), its state filled by splitmix32 from a seed
 * and the name of a stream. Each part of the world draws from a stream of its own, so that one more message does not change
 * what somebody buys.
 */
export interface Chance {
  /** A whole number in [0, 2^32). */
  bits(): number;
  /** In [0, 1). */
  fraction(): number;
  /** A whole number in [0, below). */
  below(below: number): number;
  /** True so often (a share in [0, 1]). */
  hits(share: number): boolean;
  /** One of a list that is not empty. */
  oneOf<T>(list: readonly T[]): T;
}

export function chance(seed: number, stream: string): Chance {
  let filling = (seed ^ textBits(stream)) >>> 0;
  // splitmix32: the finaliser of MurmurHash3 over a Weyl sequence.
  const fill = (): number => {
    filling = (filling + 0x9e3779b9) | 0;
    let z = filling ^ (filling >>> 16);
    z = Math.imul(z, 0x21f0aaad);
    z ^= z >>> 15;
    z = Math.imul(z, 0x735a2d97);
    return (z ^ (z >>> 15)) >>> 0;
  };
  let [a, b, c, counter] = [fill(), fill(), fill(), 1];

  function bits(): number {
    const drawn = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + drawn;
    c |= 0;
    return drawn >>> 0;
  }
  for (let i = 0; i < 12; i++) bits();

  const fraction = (): number => bits() / 4_294_967_296;
  const below = (limit: number): number => Math.floor(fraction() * limit);
  return {
    bits,
    fraction,
    below,
    hits: (share) => fraction() < share,
    oneOf: <T>(list: readonly T[]): T => {
      const found = list[below(list.length)];
      if (found === undefined) throw new Error('nothing to choose from');
      return found;
    },
  };
}

/** FNV-1a over a text's UTF-16 units. */
export function textBits(text: string): number {
  let bits = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) bits = Math.imul(bits ^ text.charCodeAt(i), 0x01000193);
  return bits >>> 0;
}
