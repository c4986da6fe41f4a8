/** The description of the centre's HTTP for other programs, made of the very forms that requests are checked with. */
import * as z from 'zod';
import { PROTOCOL, problem } from '../../contract/sync/messages.ts';
import type { Route } from './route.ts';

const STATUS_WORDS: Readonly<Record<number, string>> = {
  400: 'Not as described; the detail names the path. Nothing was stored.',
  404: 'There is no such thing (any more).',
  416: 'It ends before that.',
  401: 'The till is not known or its key has ended.',
  403: 'The code is wrong, was used, or has ended.',
  409: 'The till had as many lives as fit in its numbers.',
  413: 'Too large; send less at once.',
  422: 'The batch does not hold together; the detail names the path. Nothing was stored.',
  426: 'The protocol version is below the floor.',
  429: 'Too many wrong codes; wait.',
  503: 'The database cannot be reached now; repeat later.',
};

/** OpenAPI 3.1 for the routes. */
export function openApi(routes: readonly Route[]): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) {
    const path = route.url.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Loial centre',
      version: String(PROTOCOL),
      description: 'Sync between tills and the centre. Bodies are JSON, plain or zstd (content-encoding), both ways.',
    },
    paths,
    components: {
      securitySchemes: { till: { type: 'http', scheme: 'bearer', bearerFormat: '<till id>.<key>' } },
      schemas: { Problem: jsonSchema(problem) },
    },
  };
}

function operation(route: Route): Record<string, unknown> {
  const answers: Record<string, unknown> = {
    200: {
      description: 'Done.',
      content: contentOf(route.answer),
    },
    ...(route.answer === 'bytes' ? { 206: { description: 'The rest.', content: contentOf(route.answer) } } : {}),
  };
  for (const status of route.refusals) {
    answers[status] = {
      description: STATUS_WORDS[status] ?? 'Refused.',
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    };
  }
  const parameters = Object.keys(route.params?.shape ?? {}).map((name) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  if (route.by === 'till') {
    parameters.push({ name: 'loial-protocol', in: 'header', required: true, schema: { type: 'string' } });
  }
  return {
    summary: route.summary,
    security: route.by === 'till' ? [{ till: [] }] : [],
    parameters,
    ...(route.body === null
      ? {}
      : { requestBody: { required: true, content: { 'application/json': { schema: jsonSchema(route.body) } } } }),
    responses: answers,
  };
}

function contentOf(answer: Route['answer']): Record<string, unknown> {
  if (answer === null) return { 'text/plain': {} };
  if (answer === 'bytes') return { 'application/octet-stream': {} };
  return { 'application/json': { schema: jsonSchema(answer) } };
}

function jsonSchema(form: z.ZodType): unknown {
  const { $schema, ...schema } = z.toJSONSchema(form, { io: 'input', target: 'draft-2020-12' });
  return schema;
}
