/** Numbers and ids as bytes, in a row: written by one side, read back by the other. */

/** Grows as it is written to. */
export class ByteWriter {
  #bytes = new Uint8Array(4096);
  #length = 0;

  /** 0 or above, at most Number.MAX_SAFE_INTEGER; small ones are short. */
  whole(value: number): void {
    let left = value;
    while (left >= 128) {
      this.#byte((left % 128) + 128);
      left = Math.floor(left / 128);
    }
    this.#byte(left);
  }

  /** A difference of two such numbers. */
  signed(value: number): void {
    // Twice a large difference is no exact number any more: the sign has a byte of its own then.
    if (Math.abs(value) >= LARGE) {
      this.whole(value < 0 ? 3 : 1);
      this.whole(Math.abs(value));
      return;
    }
    this.whole(value < 0 ? -value * 4 : value * 4 + 2);
  }

  /** Hex text of an even length. */
  hex(text: string): void {
    for (let i = 0; i < text.length; i += 2) this.#byte(Number.parseInt(text.slice(i, i + 2), 16));
  }

  done(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  #byte(value: number): void {
    if (this.#length === this.#bytes.length) {
      const more = new Uint8Array(this.#bytes.length * 2);
      more.set(this.#bytes);
      this.#bytes = more;
    }
    this.#bytes[this.#length++] = value;
  }
}
const LARGE = 2 ** 50;

/** Thrown for bytes that nobody wrote. */
export class BrokenBytes extends Error {
  override readonly name = 'BrokenBytes';
}

/** Reads what a ByteWriter wrote. Throws BrokenBytes where there is nothing more, or no such number. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  whole(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.#byte();
      value += (byte % 128) * scale;
      if (byte < 128) break;
      if (scale > 2 ** 49) throw new BrokenBytes('a number without an end');
    }
    if (!Number.isSafeInteger(value)) throw new BrokenBytes('a number that is too large');
    return value;
  }

  signed(): number {
    const value = this.whole();
    if (value % 2 === 1) return value === 3 ? -this.whole() : this.whole();
    return value % 4 === 0 ? -value / 4 : (value - 2) / 4;
  }

  /** So many bytes as hex text. */
  hex(count: number): string {
    let text = '';
    for (let i = 0; i < count; i++) text += HEX[this.#byte()] ?? '';
    return text;
  }

  #byte(): number {
    const byte = this.#bytes[this.#at++];
    if (byte === undefined) throw new BrokenBytes('it ends in the middle');
    return byte;
  }
}
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
