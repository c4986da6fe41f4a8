import * as z from 'zod';
import {
  type CodeResponse,
  type CodeTryResponse,
  codeResponse,
  codeTryResponse,
  dayPartsResponse,
  dayReceiptsResponse,
  drawResponse,
  enrolResponse,
  type GiftCardHoldResponse,
  giftCardHoldResponse,
  giftCardLookResponse,
  type HistoryResponse,
  type HoldResponse,
  historyResponse,
  holdResponse,
  type PublishResponse,
  publishResponse,
  type RetireResponse,
  receiptResponse,
  retireResponse,
  staffWeekResponse,
} from '../../contract/sync/messages.ts';
import type { OurReceipt } from '../../domain/day/register.ts';
import { done, refused } from '../../domain/refusal/refusal.ts';
import type { Centre, TillIdentity, Unreachable } from '../till/links.ts';
import { openWire, type Reply, type Wire } from './wire.ts';

/** An installer waits so long for the answer to a code, ms. */
const ENROL_MS = 15_000;

/** Direct questions, and how to end the connections they keep. */
export interface CentreLine extends Centre {
  close(): void;
}

/** Makes the line for questions that a person waits for. It asks nobody before `use` or `enrol`. */
export function openCentre(): CentreLine {
  let mine: { readonly wire: Wire; readonly credential: string } | null = null;

  async function ask<T>(
    question: { readonly method: 'GET' | 'POST'; readonly path: string; readonly body?: unknown },
    timeoutMs: number,
    form: z.ZodType<T>,
  ): Promise<T | Unreachable> {
    if (mine === null) return 'unreachable';
    const reply = await mine.wire.ask({ ...question, credential: mine.credential, timeoutMs });
    if (reply.kind !== 'answer' || reply.status !== 200) return 'unreachable';
    const parsed = form.safeParse(reply.json);
    return parsed.success ? parsed.data : 'unreachable';
  }

  /** All pages of an answer that comes in several; what is not all there in time is nothing. */
  async function paged<T extends { readonly next: string | null }>(
    path: string,
    body: object,
    form: z.ZodType<T>,
    timeoutMs: number,
  ): Promise<readonly T[] | Unreachable> {
    const untilMs = performance.now() + timeoutMs;
    const pages: T[] = [];
    for (let after = ''; ; ) {
      const leftMs = untilMs - performance.now();
      const page =
        leftMs <= 0 ? 'unreachable' : await ask({ method: 'POST', path, body: { ...body, after } }, leftMs, form);
      if (page === 'unreachable') return page;
      pages.push(page);
      if (page.next === null) return pages;
      if (page.next === after) return 'unreachable';
      after = page.next;
    }
  }

  return {
    use({ centre, till }: TillIdentity) {
      mine?.wire.close();
      mine = centre === null ? null : { wire: openWire(centre.url), credential: `${till}.${centre.key}` };
    },

    async enrol(typed, code) {
      const url = centreUrl(typed);
      if (url === null) return refused('setup.centreUnreachable', { url: typed });
      const wire = openWire(url);
      try {
        const reply = await wire.ask({
          method: 'POST',
          path: '/v1/enrol',
          body: { code: code.trim() },
          credential: null,
          timeoutMs: ENROL_MS,
        });
        if (isCodeRefused(reply)) return refused('setup.codeWrong');
        const answered = reply.kind === 'answer' && reply.status === 200 ? enrolResponse.safeParse(reply.json) : null;
        return answered?.success === true
          ? done({ url, response: answered.data })
          : refused('setup.centreUnreachable', { url });
      } finally {
        wire.close();
      }
    },

    hold: (request, timeoutMs): Promise<HoldResponse | Unreachable> =>
      ask({ method: 'POST', path: '/v1/holds', body: request }, timeoutMs, holdResponse),

    holdMoney: (request, timeoutMs): Promise<GiftCardHoldResponse | Unreachable> =>
      ask({ method: 'POST', path: '/v1/giftcards/hold', body: request }, timeoutMs, giftCardHoldResponse),

    sendCode: (request, timeoutMs): Promise<CodeResponse | Unreachable> =>
      ask({ method: 'POST', path: '/v1/codes', body: request }, timeoutMs, codeResponse),

    tryCode: (request, timeoutMs): Promise<CodeTryResponse | Unreachable> =>
      ask({ method: 'POST', path: '/v1/codes/try', body: request }, timeoutMs, codeTryResponse),

    async giftCard(request, timeoutMs) {
      const question = { method: 'POST', path: '/v1/giftcards/look', body: request } as const;
      const answer = await ask(question, timeoutMs, giftCardLookResponse);
      return answer === 'unreachable' ? answer : answer.card;
    },

    async receipt(number, timeoutMs) {
      const path = `/v1/receipts/${encodeURIComponent(number)}`;
      const answer = await ask({ method: 'GET', path }, timeoutMs, receiptResponse);
      return answer === 'unreachable' ? answer : answer.receipt;
    },

    publish: (programme, staff, timeoutMs): Promise<PublishResponse | Unreachable> =>
      ask({ method: 'POST', path: '/v1/programmes', body: { programme, staff } }, timeoutMs, publishResponse),

    retire: (request, how, timeoutMs): Promise<RetireResponse | Unreachable> =>
      ask({ method: 'POST', path: `/v1/tills/${how}`, body: request }, timeoutMs, retireResponse),

    history: (member, timeoutMs): Promise<HistoryResponse | Unreachable> =>
      ask({ method: 'GET', path: `/v1/members/${member}/history` }, timeoutMs, historyResponse),

    async drawDay(day, timeoutMs) {
      if (mine === null) return 'unreachable';
      const reply = await mine.wire.ask({
        method: 'POST',
        path: '/v1/days/draw',
        body: { day },
        credential: mine.credential,
        timeoutMs,
      });
      if (reply.kind !== 'answer') return 'unreachable';
      if (reply.status === 409) {
        const said = refusal.safeParse(reply.json);
        return said.success && said.data.code === 'day.closed' ? refused('day.closedAlready', { day }) : 'unreachable';
      }
      const parsed = reply.status === 200 ? drawResponse.safeParse(reply.json) : null;
      return parsed?.success === true ? done(parsed.data.account) : 'unreachable';
    },

    async storeWeek(day, timeoutMs) {
      if (mine === null) return 'unreachable';
      const question = { method: 'POST', path: '/v1/staff/week', body: { day } } as const;
      const reply = await mine.wire.ask({ ...question, credential: mine.credential, timeoutMs });
      if (reply.kind !== 'answer') return 'unreachable';
      if (reply.status === 404) {
        // A proxy's own 404 is no word of the centre.
        const said = refusal.safeParse(reply.json);
        return said.success && said.data.code === 'route.unknown' ? 'old' : 'unreachable';
      }
      const parsed = reply.status === 200 ? staffWeekResponse.safeParse(reply.json) : null;
      return parsed?.success === true ? parsed.data : 'unreachable';
    },

    async dayReceipts(tills, timeoutMs) {
      const ranges = tills.flatMap(({ till, by, ranges: listed }) =>
        by === 'log' ? listed.map((range) => ({ till, ...range })) : [],
      );
      const pages = await paged('/v1/days/receipts', { ranges }, dayReceiptsResponse, timeoutMs);
      if (pages === 'unreachable') return pages;
      return pages.flatMap(({ receipts }) =>
        receipts.flatMap(({ total, ...one }): OurReceipt[] => (total === null ? [] : [{ ...one, total }])),
      );
    },

    async dayParts(request, timeoutMs) {
      const pages = await paged('/v1/days/parts', request, dayPartsResponse, timeoutMs);
      if (pages === 'unreachable') return pages;
      return { parts: pages.flatMap(({ parts }) => parts), without: pages.at(-1)?.without ?? [] };
    },

    close() {
      mine?.wire.close();
      mine = null;
    },
  };
}

const refusal = z.object({ code: z.string() });

/** The centre itself said no (a proxy's 404 has no code of ours). Too many tries are no wrong code. */
function isCodeRefused(reply: Reply): boolean {
  if (reply.kind !== 'answer' || reply.status < 400 || reply.status >= 500 || reply.status === 429) return false;
  return reply.status !== 426 && refusal.safeParse(reply.json).success;
}

/**
 * The centre's address as an installer typed it: `loial.example.md`, `192.168.1.5:8080`, `http://…`. Without a
 * scheme it is https, but for addresses that cannot leave the shop. Null: no address.
 */
export function centreUrl(typed: string): string | null {
  const text = typed.trim();
  const hasScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text);
  const url = URL.parse(hasScheme ? text : `https://${text}`);
  if (url === null || url.hostname === '' || !/^https?:$/.test(url.protocol)) return null;
  if (!hasScheme && isInShop(url.hostname)) return centreUrl(`http://${text}`);
  return `${url.protocol}//${url.host}${url.pathname.replace(/\/$/, '')}`;
}

/** Names and addresses of this machine and of the local network (RFC 1918, RFC 6762). */
function isInShop(host: string): boolean {
  return (
    /^(localhost|.+\.local|\[::1\]|127\.\d+\.\d+\.\d+|10\.\d+\.\d+\.\d+|192\.168\.\d+\.\d+)$/i.test(host) ||
    /^172\.(1[6-9]|2\d|3[01])\.\d+\.\d+$/.test(host) ||
    /^[a-z0-9-]+$/i.test(host)
  );
}
