import type { Reply } from './wire.ts';

/**
 * The question behind the one that is being answered, or whose answer is being written: asked before its turn, so that the centre works
 * on it meanwhile. Only the question runs ahead; what is written, and in which order, is as if each were asked when its turn comes.
 */
export interface Ahead<Question> {
  /** Asks; done when the question is on its way. One that is under way is given up. */
  begin(key: string, question: Question): Promise<void>;
  /** The question of this key, if it was asked ahead, and its reply; one of another key is given up. */
  take(key: string, signal: AbortSignal): { readonly question: Question; readonly reply: Promise<Reply> } | null;
  /** Gives up what is under way. */
  drop(): void;
}

export function askAhead<Question>(ask: (question: Question, signal: AbortSignal) => Promise<Reply>): Ahead<Question> {
  let underWay: {
    readonly key: string;
    readonly question: Question;
    readonly giving: AbortController;
    readonly reply: Promise<Reply>;
  } | null = null;

  function drop(): void {
    underWay?.giving.abort();
    underWay = null;
  }

  return {
    begin(key, question) {
      drop();
      const giving = new AbortController();
      underWay = { key, question, giving, reply: ask(question, giving.signal) };
      // A kept connection sends in the next turn of the event loop, not in this one.
      return new Promise((resolve) => setImmediate(resolve));
    },
    take(key, signal) {
      const found = underWay;
      if (found === null) return null;
      if (found.key !== key) {
        drop();
        return null;
      }
      underWay = null;
      if (signal.aborted) found.giving.abort();
      signal.addEventListener('abort', () => found.giving.abort(), { once: true });
      return found;
    },
    drop,
  };
}
