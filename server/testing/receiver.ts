/** A stand-in for what a shop's SMS provider is to us: a real HTTP server that keeps what it was sent. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as z from 'zod';

const message = z.strictObject({ to: z.string(), text: z.string(), language: z.string() });

export interface Receiver {
  readonly url: string;
  readonly messages: (z.infer<typeof message> & { readonly id: string; readonly token: string })[];
  /** How it answers: a status, or never. */
  answers: number | 'never';
  /** The code in the last message. */
  code(): string;
  stop(): Promise<void>;
}

/** Starts one on a free port of this machine. */
export async function startReceiver(): Promise<Receiver> {
  const messages: Receiver['messages'] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { authorization = '', 'idempotency-key': id } = request.headers;
    messages.push({
      ...message.parse(JSON.parse(Buffer.concat(chunks).toString())),
      id: String(id),
      token: authorization,
    });
    if (receiver.answers !== 'never') response.writeHead(receiver.answers).end('{}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const receiver: Receiver = {
    url: `http://127.0.0.1:${port}/send`,
    messages,
    answers: 202,
    code: () => /\d{6}/.exec(messages.at(-1)?.text ?? '')?.[0] ?? '',
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return receiver;
}
