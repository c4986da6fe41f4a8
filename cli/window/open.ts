import { once } from 'node:events';
import { WebSocket } from 'ws';
import type * as z from 'zod';
import type { Answer, REQUESTS, RequestName } from '../../contract/till/api.ts';
import type { TillView } from '../../contract/till/views.ts';
import type { Refusal } from '../../domain/refusal/refusal.ts';
import { type Asking, asking } from '../../renderer/client/asking.ts';
import { SOCKET_PATH } from '../../renderer/client/socket.ts';

type Input<Name extends RequestName> = z.input<(typeof REQUESTS)[Name]>;

/** A window without a picture: what a command or a test does at a served till, over the same socket as the real one. */
export interface PlainWindow {
  /** Asks; a refusal throws NotAllowed, a lost connection ConnectionLost. */
  ask<Name extends RequestName>(name: Name, input: Input<Name>): Promise<Answer<Name>>;
  /** Asks and gives the refusal back; throws where it was not refused. */
  refusal<Name extends RequestName>(name: Name, input: Input<Name>): Promise<Refusal>;
  /** The view pushed last. */
  view(): TillView;
  /** Resolves with the first view, present or to come, that satisfies; rejects after `patienceMs`. */
  until(satisfies: (view: TillView) => boolean, patienceMs?: number): Promise<TillView>;
  close(): void;
}

/** The till said no. */
export class NotAllowed extends Error {
  override readonly name = 'NotAllowed';
  readonly refusal: Refusal;
  constructor(name: string, refusal: Refusal) {
    super(`${name}: ${refusal.code} ${JSON.stringify(refusal.params)}`);
    this.refusal = refusal;
  }
}

/** Opens a window by the one-time address that a served till printed. */
export async function openWindow(url: string): Promise<PlainWindow> {
  const page = new URL(url);
  const letIn = await fetch(url, { redirect: 'manual' });
  const cookie = letIn.headers.get('set-cookie')?.split(';')[0];
  if (cookie === undefined) throw new Error(`The till let no window in: ${letIn.status} ${await letIn.text()}`);
  const socket = new WebSocket(`ws://${page.host}${SOCKET_PATH}`, { headers: { cookie }, origin: page.origin });
  const client: Asking = asking({
    send(message) {
      if (socket.readyState !== WebSocket.OPEN) return false;
      socket.send(JSON.stringify(message));
      return true;
    },
  });
  let view: TillView | null = null;
  const waiting = new Set<(view: TillView) => void>();
  client.onView((next) => {
    view = next;
    for (const look of [...waiting]) look(next);
  });
  socket.on('message', (data) => {
    client.arrived(JSON.parse(String(data)));
  });
  socket.on('close', () => client.lost());
  socket.on('error', () => client.lost());
  await once(socket, 'open');
  client.connected();

  const window: PlainWindow = {
    async ask(name, input) {
      const answer = await client.ask(name, input);
      if (!answer.ok) throw new NotAllowed(name, answer.refusal);
      return answer.value;
    },
    async refusal(name, input) {
      const answer = await client.ask(name, input);
      if (answer.ok) throw new Error(`${name} was not refused.`);
      return answer.refusal;
    },
    view() {
      if (view === null) throw new Error('The till has pushed no view yet.');
      return view;
    },
    until: (satisfies, patienceMs = 10_000) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          waiting.delete(look);
          reject(new Error(`The view did not come within ${patienceMs} ms. The last: ${JSON.stringify(view)}`));
        }, patienceMs);
        const look = (next: TillView): void => {
          if (!satisfies(next)) return;
          clearTimeout(timer);
          waiting.delete(look);
          resolve(next);
        };
        waiting.add(look);
        if (view !== null) look(view);
      }),
    close() {
      socket.close();
    },
  };
  await window.until(() => true);
  return window;
}
