import { createHmac, timingSafeEqual } from 'node:crypto';

/** A window that was let in stays so for a working day and the next morning, ms. */
export const SESSION_MS = 36 * 3_600_000;
/** Printed and never opened addresses: more than anyone prints. */
const MOST_TOKENS = 16;

/**
 * Who may open a window: whoever has an address with a token that was printed by this till and not used yet; after
 * that, whoever has the cookie that was given for it. Cookies are signed with a secret of the till's data folder,
 * so a page outlives a restart of its till.
 */
export interface Sessions {
  /** A token for one opening. */
  newToken(): string;
  /** Gives a session for a token, once. */
  exchange(token: string): string | null;
  /** Whether a session was given by this till and is not over. */
  holds(session: string): boolean;
}

export interface SessionOptions {
  /** 32 bytes, the same at each start. */
  readonly secret: Uint8Array;
  readonly randomBytes: (count: number) => Uint8Array;
  /** UTC ms. */
  readonly nowMs: () => number;
}

/** Keeps the tokens of one run of a till. */
export function createSessions({ secret, randomBytes, nowMs }: SessionOptions): Sessions {
  const tokens = new Set<string>();
  const random = (): string => Buffer.from(randomBytes(24)).toString('base64url');
  const sign = (text: string): string => createHmac('sha256', secret).update(text).digest('base64url');

  return {
    newToken() {
      const token = random();
      if (tokens.size >= MOST_TOKENS) for (const oldest of [...tokens].slice(0, 1)) tokens.delete(oldest);
      tokens.add(token);
      return token;
    },
    exchange(token) {
      if (!tokens.delete(token)) return null;
      const named = `${random()}.${(nowMs() + SESSION_MS).toString(36)}`;
      return `${named}.${sign(named)}`;
    },
    holds(session) {
      const found = /^([\w-]{20,60}\.([0-9a-z]{1,12}))\.([\w-]{43})$/.exec(session);
      const [, named, until, signature] = found ?? [];
      if (named === undefined || until === undefined || signature === undefined) return false;
      const isOurs = timingSafeEqual(Buffer.from(sign(named)), Buffer.from(signature));
      return isOurs && Number.parseInt(until, 36) > nowMs();
    },
  };
}
