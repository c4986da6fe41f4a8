/** The way out for messages: one HTTP POST to whatever the shop's installer points us at. */
import type { Language } from '../../domain/person/person.ts';

/** A message to one phone; `id` is the same for a message that is sent again, so that a gateway may drop the second. */
export interface Message {
  readonly id: string;
  /** E.164. */
  readonly to: string;
  readonly text: string;
  readonly language: Language;
}

/** `sent`: the gateway took it. `failed`: it did not. `unknown`: no answer in time; the message may still come. */
export type Delivery = 'sent' | 'failed' | 'unknown';

/** Sends a message within a bounded time; never throws, and says nothing of the message anywhere. */
export type Gateway = (message: Message) => Promise<Delivery>;

/** Where messages go and the secret that lets us in. */
export interface GatewayPlace {
  readonly url: string;
  readonly token: string | null;
}

/** How long a gateway may think, ms: somebody stands at the counter. */
export const GATEWAY_MS = 4_000;

/**
 * The gateway that the environment names: LOIAL_MESSAGES_URL and, if it wants one, LOIAL_MESSAGES_TOKEN. Null: none. Throws one clear
 * line for an address that would carry codes in the clear: without https only this machine and the local network will do.
 */
export function gatewayPlace(environment: Readonly<Record<string, string | undefined>>): GatewayPlace | null {
  const typed = environment['LOIAL_MESSAGES_URL']?.trim() ?? '';
  if (typed === '') return null;
  const url = URL.parse(typed);
  if (url === null || !(url.protocol === 'https:' || (url.protocol === 'http:' && isNear(url.hostname)))) {
    throw new Error(
      'LOIAL_MESSAGES_URL is not an address that codes may go to: https://…, or http:// within the local network.',
    );
  }
  const token = environment['LOIAL_MESSAGES_TOKEN']?.trim() ?? '';
  return { url: url.href, token: token === '' ? null : token };
}

/** This machine and the local network (RFC 1918, RFC 6762). */
function isNear(host: string): boolean {
  return /^(localhost|.+\.local|\[::1\]|127\.[\d.]+|10\.[\d.]+|192\.168\.[\d.]+|172\.(1[6-9]|2\d|3[01])\.[\d.]+)$/i.test(
    host,
  );
}

/** The gateway at a place. `patienceMs`: GATEWAY_MS unless a test has less time. */
export function openGateway({ url, token }: GatewayPlace, patienceMs = GATEWAY_MS): Gateway {
  return async ({ id, ...message }) => {
    const signal = AbortSignal.timeout(patienceMs);
    try {
      const response = await fetch(url, {
        method: 'POST',
        // A redirect would carry the code to somewhere that nobody chose.
        redirect: 'error',
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'idempotency-key': id,
          ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        },
        body: JSON.stringify(message),
        signal,
      });
      await response.body?.cancel();
      return response.ok ? 'sent' : 'failed';
    } catch {
      return signal.aborted ? 'unknown' : 'failed';
    }
  };
}
