import type { Reply } from './wire.ts';

/** A page of states, as a pull asks for it without waiting. */
export interface PageAsked {
  readonly cursor: string;
  readonly most: number;
}

/**
 * The page behind the one that has come, asked for before that one is written, so that the centre works on it meanwhile. Only the
 * question runs ahead: the pages are written in their order, each with its cursor, and what is on disk is where a till begins again.
 */
export interface PageAhead {
  /** Asks for a page; done when the question is on its way. */
  begin(page: PageAsked): Promise<void>;
  /** The reply to exactly this question, if it was asked ahead; one to another question is given up. */
  take(page: PageAsked, signal: AbortSignal): Promise<Reply> | null;
  /** Gives up what is under way. */
  drop(): void;
}

export function pageAhead(ask: (page: PageAsked, signal: AbortSignal) => Promise<Reply>): PageAhead {
  let underWay: { readonly page: PageAsked; readonly giving: AbortController; readonly reply: Promise<Reply> } | null =
    null;

  function drop(): void {
    underWay?.giving.abort();
    underWay = null;
  }

  return {
    begin(page) {
      drop();
      const giving = new AbortController();
      underWay = { page, giving, reply: ask(page, giving.signal) };
      // A kept connection sends in the next turn of the event loop, not in this one.
      return new Promise((resolve) => setImmediate(resolve));
    },
    take({ cursor, most }, signal) {
      const found = underWay;
      if (found === null) return null;
      if (found.page.cursor !== cursor || found.page.most !== most) {
        drop();
        return null;
      }
      underWay = null;
      if (signal.aborted) found.giving.abort();
      signal.addEventListener('abort', () => found.giving.abort(), { once: true });
      return found.reply;
    },
    drop,
  };
}
