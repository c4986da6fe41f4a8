import { characterOf, isEnding, isModifier, type KeyPress } from './keys.ts';

/**
 * Tells a keyboard-wedge scanner from a person by timing alone. A scanner types a whole code with a few milliseconds
 * between keys; the fastest typists need 50 ms on average and now and then roll two or three keys over within 30, but
 * never six.
 */

/** So many keys in a row, each so soon after the one before, are a scanner's. */
export const FEWEST_KEYS = 6;
export const LONGEST_GAP_MS = 35;
/** Once it is a scanner, a hiccup of the line may be longer before the code counts as ended, ms. */
export const END_MS = 100;
/** No code is longer; what goes on is thrown away up to its end. */
const MOST_KEYS = 256;

/** What is to be done with one key. */
export interface Verdict {
  /**
   * 'pass': let it through. 'begin': it is the key by which a scanner was recognised: swallow it, and take back the
   * `leaked` keys before it. 'swallow': it belongs to a code.
   */
  readonly key: 'pass' | 'begin' | 'swallow';
  /** Keys of the code that were let through before it was known to be one. */
  readonly leaked: number;
  /** True for a key that may turn out to be a code's first: what the focused field holds now is what to restore. */
  readonly mayBeFirst: boolean;
  /** A code that ended with this key, or before it. */
  readonly code: string | null;
}

export interface BurstDetector {
  press(key: KeyPress): Verdict;
  /** Nothing was pressed until then: the code that silence ended, if there is one. */
  idle(nowMs: number): string | null;
  /** When silence will end the code; null: none is being typed. */
  dueMs(): number | null;
}

/** Makes a detector that has seen nothing yet. */
export function createBurstDetector(): BurstDetector {
  let typed = '';
  let keys = 0;
  let lastMs = Number.NEGATIVE_INFINITY;
  let isScanner = false;

  function forget(): void {
    typed = '';
    keys = 0;
    isScanner = false;
  }

  function end(): string | null {
    const code = isScanner && keys <= MOST_KEYS ? typed.trim() : '';
    forget();
    return code === '' ? null : code;
  }

  function silence(nowMs: number): string | null {
    const gap = isScanner ? END_MS : LONGEST_GAP_MS;
    return nowMs - lastMs > gap ? end() : null;
  }

  function press(key: KeyPress): Verdict {
    const code = silence(key.atMs);
    const pass: Verdict = { key: 'pass', leaked: 0, mayBeFirst: false, code };
    if (isModifier(key)) {
      if (keys > 0) lastMs = key.atMs;
      return isScanner ? { ...pass, key: 'swallow' } : pass;
    }
    if (key.repeat) {
      forget();
      return pass;
    }
    if (isEnding(key)) {
      if (!isScanner) {
        forget();
        return pass;
      }
      return { ...pass, key: 'swallow', code: end() };
    }
    const character = characterOf(key);
    if (character === null) {
      // A key that types nothing ends nobody's code but is not a scanner's.
      const ended = end();
      return { ...pass, code: code ?? ended };
    }
    lastMs = key.atMs;
    keys += 1;
    if (keys <= MOST_KEYS) typed += character;
    if (isScanner) return { ...pass, key: 'swallow' };
    if (keys < FEWEST_KEYS) return { ...pass, mayBeFirst: keys === 1 };
    isScanner = true;
    return { ...pass, key: 'begin', leaked: keys - 1 };
  }

  return {
    press,
    idle: silence,
    dueMs: () => (isScanner ? lastMs + END_MS + 1 : null),
  };
}
