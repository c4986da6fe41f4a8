import { checkDigitHolds } from '../../domain/card/codes.ts';
import { readReceiptNumber } from '../../domain/card/receiptNumber.ts';

/**
 * Cuts a scanner's bytes into codes. Endings differ between makes (CR, LF, CR-LF, ETX, Tab, nothing), bytes arrive
 * in any pieces, and no frame may depend on how they were cut: so every byte is looked at once, by itself, and the
 * only other input is the time that passed between bytes.
 */
export type Frame =
  /** A code as printed, an AIM identifier before it kept: what it means is domain's `readCode` to say. */
  | { readonly kind: 'code'; readonly text: string }
  /** The scanner says that it could not read. */
  | { readonly kind: 'noRead' }
  /** Bytes that no code is made of: line noise, a wrong speed, text in some national encoding. */
  | { readonly kind: 'garbage'; readonly why: 'tooLong' | 'notAscii'; readonly bytes: number };

export interface FramerOptions {
  /** After so long without a byte, what came is a whole code, ms: longer than a USB adapter holds bytes back (16). */
  readonly idleMs: number;
  /** The longest code, in bytes; a longer run is garbage up to its ending. */
  readonly mostBytes: number;
}

/** The code of a Z form is the longest that there is (contract/zCode). */
export const FRAMER_DEFAULTS: FramerOptions = { idleMs: 35, mostBytes: 1024 };

/** A scanner that was seen to end its codes is given so many times longer before silence ends one. */
const PATIENCE = 10;

export interface Framer {
  /** Takes bytes as they came at `nowMs` (any steady clock); returns the frames that they completed. */
  push(bytes: Uint8Array, nowMs: number): Frame[];
  /** Nothing came until `nowMs`: returns the frame that silence ended, if it did. */
  idle(nowMs: number): Frame[];
  /** When silence will end what is there; null: nothing is there. */
  dueMs(): number | null;
  /** How the scanner ends its codes, as far as it was seen; for the installer's eyes. */
  ending(): Ending;
  /** Forgets half a code: the line was cut. */
  reset(): void;
}

export type Ending = 'unknown' | 'CR' | 'LF' | 'CR-LF' | 'ETX' | 'Tab' | 'none';

const STX = 0x02;
const ETX = 0x03;
const TAB = 0x09;
const LF = 0x0a;
const CR = 0x0d;
/** Separates the fields of a GS1 code; part of it. */
const GS = 0x1d;

/** What scanners send for a failed read: `%%NoRead`, `NOREAD`, `No Read`. */
const NO_READ = /^%*no[ _-]?read%*$/i;

/** Makes a framer with nothing read yet. */
export function createFramer(options: FramerOptions = FRAMER_DEFAULTS): Framer {
  let text = '';
  let bytes = 0;
  let spoilt: 'tooLong' | 'notAscii' | null = null;
  let lastByteMs = 0;
  let lastWasCr = false;
  let ending: Ending = 'unknown';

  const patienceMs = (): number =>
    ending === 'unknown' || ending === 'none' ? options.idleMs : options.idleMs * PATIENCE;

  /** Ends the frame; empty ones (the LF of a CR-LF, a header alone) are nothing. */
  function end(bySilence: boolean): Frame[] {
    const [whole, length, why] = [text.trim(), bytes, spoilt];
    reset();
    if (why !== null) return [{ kind: 'garbage', why, bytes: length }];
    if (whole === '') return [];
    if (NO_READ.test(whole)) return [{ kind: 'noRead' }];
    return (bySilence ? apart(whole) : [whole]).map((code) => ({ kind: 'code', text: code }));
  }

  function reset(): void {
    text = '';
    bytes = 0;
    spoilt = null;
  }

  function silence(nowMs: number): Frame[] {
    if (bytes === 0 || nowMs - lastByteMs < patienceMs()) return [];
    const seen = end(true);
    if (seen.length > 0) ending = ending === 'unknown' || ending === 'none' ? 'none' : 'unknown';
    return seen;
  }

  function take(byte: number): Frame[] {
    const afterCr = lastWasCr;
    lastWasCr = byte === CR;
    switch (byte) {
      case CR:
      case LF:
      case ETX:
      case TAB: {
        const seen = end(false);
        if (seen.length > 0) ending = ENDING_OF[byte];
        else if (byte === LF && afterCr && ending === 'CR') ending = 'CR-LF';
        return seen;
      }
      case STX:
        // A header: whatever stands before it is another code.
        return end(true);
      default: {
        if (byte === 0 && bytes === 0) return []; // the break that plugging in makes
        bytes += 1;
        if (bytes > options.mostBytes) spoilt ??= 'tooLong';
        else if ((byte < 0x20 && byte !== GS) || byte > 0x7e) spoilt ??= 'notAscii';
        else text += String.fromCharCode(byte);
        return [];
      }
    }
  }

  return {
    push(chunk, nowMs) {
      const frames = silence(nowMs);
      for (const byte of chunk) frames.push(...take(byte));
      if (chunk.length > 0) lastByteMs = nowMs;
      return frames;
    },
    idle: silence,
    dueMs: () => (bytes === 0 ? null : lastByteMs + patienceMs()),
    ending: () => ending,
    reset() {
      reset();
      lastWasCr = false;
    },
  };
}

const ENDING_OF = { [CR]: 'CR', [LF]: 'LF', [ETX]: 'ETX', [TAB]: 'Tab' } as const;

const AIM = /^\][A-Za-z][0-9A-Za-z]/;

/** Codes in a row that are told apart by their form: EAN-13s, and receipts' numbers. */
const IN_A_ROW = /^(?:R?\d{13}){2,}$/;

/**
 * Two scans of a scanner that ends codes with nothing, so soon after each other that silence did not part them: cut
 * where it can be proven, by the AIM identifiers before each, or by the check digits of all of them. Anything else
 * stays whole, and its own check digit decides.
 */
function apart(whole: string): readonly string[] {
  if (AIM.test(whole)) {
    const codes = whole.split(/(?=\][A-Za-z][0-9A-Za-z])/);
    return codes.every((code) => code.length > 3) ? codes : [whole];
  }
  if (!IN_A_ROW.test(whole)) return [whole];
  const codes = whole.match(/R?\d{13}/g) ?? [];
  const isProven = (code: string): boolean =>
    code.startsWith('R') ? readReceiptNumber(code).ok : checkDigitHolds(code);
  return codes.every(isProven) ? codes : [whole];
}
