/** A route as data: what it takes, what it answers, and the words about it, so that none is there undescribed. */
import type { FastifyRequest } from 'fastify';
import * as z from 'zod';
import type { Unpacked } from '../../contract/sync/compact/push.ts';
import type { Asker } from '../enrolment.ts';
import { linksOf } from './body.ts';
import { Refused } from './problem.ts';

/** What a handler is given: who asks, the checked request, and a signal for when nobody waits any more. */
export interface Asked<Body, Params> {
  readonly till: Asker;
  readonly body: Body;
  readonly params: Params;
  readonly gone: AbortSignal;
  readonly address: string;
  /** Of a push that came in the compact form. */
  readonly links: Unpacked['links'] | null;
  /** A header of the request, by its name in small letters. */
  header(name: string): string | undefined;
}

export interface Route {
  readonly method: 'GET' | 'POST';
  /** With `:name` for parameters. */
  readonly url: string;
  readonly summary: string;
  /** Whether a till must say who it is, and in which protocol. */
  readonly by: 'till' | 'anyone';
  readonly body: z.ZodType | null;
  readonly params: z.ZodObject | null;
  /** Null: text; 'bytes': a Bytes (http/bytes.ts). */
  readonly answer: z.ZodType | 'bytes' | null;
  /** Statuses besides 200 that it may answer with. */
  readonly refusals: readonly number[];
  handle(till: Asker | null, request: FastifyRequest, gone: AbortSignal): Promise<unknown>;
}

/** A route that only a till may ask. Its body and parameters are checked before `handle`. */
export function tillRoute<Body extends z.ZodType, Params extends z.ZodObject>(route: {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly summary: string;
  readonly body: Body;
  readonly params: Params;
  readonly answer: z.ZodType | 'bytes';
  readonly refusals?: readonly number[];
  handle(asked: Asked<z.output<Body>, z.output<Params>>): Promise<unknown>;
}): Route {
  return {
    ...route,
    by: 'till',
    body: route.method === 'GET' ? null : route.body,
    refusals: [400, 401, 426, 503, ...(route.refusals ?? [])],
    handle: async (till, request, gone) => {
      if (till === null) throw new Refused(401, 'till.unknown', 'Only a till may ask this.');
      const params = checked(route.params, request.params, 'params');
      const body = checked(route.body, request.body ?? undefined, 'body');
      const header = (name: string): string | undefined => {
        const value = request.headers[name];
        return typeof value === 'string' ? value : undefined;
      };
      return route.handle({ till, body, params, gone, address: request.ip, links: linksOf(request), header });
    },
  };
}

/** A body or parameters in their form, or Refused (400) naming the path of the first thing that is not. */
export function checked<Form extends z.ZodType>(form: Form, value: unknown, where: string): z.output<Form> {
  const parsed = form.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const path = z.core.toDotPath([where, ...(issue?.path ?? [])]);
  throw new Refused(400, 'request.invalid', `${path}: ${issue?.message ?? 'not as described'}. Nothing was stored.`);
}

/** No body, no parameters. */
export const nothing = z.undefined();
export const noParams = z.object({});
