import type { TillClient, TillMessage } from '../../contract/till/api.ts';
import type { TillView } from '../../contract/till/views.ts';
import { ConnectionLost } from './lost.ts';

/** Many unanswered requests mean that the till hangs: more are refused, so that nothing piles up in the window. */
export const MOST_WAITING = 64;
/** The slowest honest answer (a first enrolment at a far centre) takes seconds; after this the till is hung, ms. */
const PATIENCE_MS = 30_000;

/** What carries messages to the till; see socket.ts and bridge.ts. */
export interface Carrier {
  /** Sends one message; false when there is no connection now. */
  send(message: { readonly id: number; readonly name: string; readonly input: unknown }): boolean;
}

/** The bookkeeping of a window's requests, the same over every carrier. */
export interface Asking extends TillClient {
  /** The carrier has a connection: the view is asked for, then listeners hear `connected`. */
  connected(): void;
  /** The connection is gone: whatever waits for an answer rejects with ConnectionLost. */
  lost(): void;
  /** A message came from the till. */
  arrived(message: unknown): void;
}

interface Waiting {
  readonly settle: (message: Answered) => void;
  readonly fail: (why: ConnectionLost) => void;
  readonly timer: ReturnType<typeof setTimeout>;
}

type Answered = Extract<TillMessage, { readonly type: 'answer' }>;

/** Makes a client over a carrier that is made with it. */
export function asking(carrier: Carrier, patienceMs: number = PATIENCE_MS): Asking {
  const waiting = new Map<number, Waiting>();
  const viewListeners = new Set<(view: TillView) => void>();
  const connectionListeners = new Set<(connected: boolean) => void>();
  let next = 1;
  let isConnected = false;
  let lastView: TillView | null = null;

  const ask: TillClient['ask'] = (name, input) =>
    new Promise((resolve, reject) => {
      if (waiting.size >= MOST_WAITING) {
        reject(new ConnectionLost('The till does not answer; nothing was asked of it.'));
        return;
      }
      const id = next++;
      if (!carrier.send({ id, name, input })) {
        reject(new ConnectionLost('The till cannot be reached; nothing was asked of it.'));
        return;
      }
      waiting.set(id, {
        // The till answers each name with its own type; the wire cannot say so to the compiler.
        settle: (message) => resolve(message.ok ? { ok: true, value: message.value as never } : message),
        fail: reject,
        timer: setTimeout(() => {
          waiting.delete(id);
          reject(new ConnectionLost(`The till has not answered ${name} for ${patienceMs} ms.`));
        }, patienceMs),
      });
    });

  function show(view: TillView): void {
    lastView = view;
    for (const listener of viewListeners) listener(view);
  }

  function tellConnection(connected: boolean): void {
    if (isConnected === connected) return;
    isConnected = connected;
    for (const listener of connectionListeners) listener(connected);
  }

  return {
    ask,
    onView(listener) {
      viewListeners.add(listener);
      if (lastView !== null) listener(lastView);
      return () => viewListeners.delete(listener);
    },
    onConnection(listener) {
      connectionListeners.add(listener);
      listener(isConnected);
      return () => connectionListeners.delete(listener);
    },
    connected() {
      // The view may have changed while there was no connection; nothing shown before it can be trusted.
      ask('hello', {}).then(
        (answer) => {
          if (answer.ok) show(answer.value);
          tellConnection(true);
        },
        () => undefined, // lost again: the next connection asks again
      );
    },
    lost() {
      tellConnection(false);
      const abandoned = [...waiting.values()];
      waiting.clear();
      for (const { fail, timer } of abandoned) {
        clearTimeout(timer);
        fail(new ConnectionLost('The till went away before it answered.'));
      }
    },
    arrived(raw) {
      const message = readMessage(raw);
      if (message === null) return;
      if (message.type === 'view') {
        show(message.view);
        return;
      }
      const one = waiting.get(message.id);
      if (one === undefined) return; // answered too late: it was given up
      waiting.delete(message.id);
      clearTimeout(one.timer);
      one.settle(message);
    },
  };
}

/**
 * The frame of a till's message; null for anything else. What is inside is trusted: it comes from the till that
 * served this window, over a connection that nobody else may open.
 */
export function readMessage(raw: unknown): TillMessage | null {
  if (typeof raw !== 'object' || raw === null || !('type' in raw)) return null;
  const proven = (): TillMessage => raw as TillMessage; // the fields that tell the forms apart were looked at
  if (raw.type === 'view') return 'view' in raw && typeof raw.view === 'object' && raw.view !== null ? proven() : null;
  if (raw.type !== 'answer' || !('id' in raw) || typeof raw.id !== 'number' || !('ok' in raw)) return null;
  if (raw.ok === true) return 'value' in raw ? proven() : null;
  return raw.ok === false && 'refusal' in raw && typeof raw.refusal === 'object' && raw.refusal !== null
    ? proven()
    : null;
}
