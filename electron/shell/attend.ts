import { type CheckedRequest, checkRequest, type TillMessage } from '../../contract/till/api.ts';
import type { TillView } from '../../contract/till/views.ts';
import { type Outcome, type Refusal, refuse } from '../../domain/refusal/refusal.ts';

/** What a shell needs of the till: the same for a window in Electron and for one in a browser. */
export interface TillForWindows {
  /** Does what a window asked; a refusal is a value, and nothing is thrown. */
  ask(request: CheckedRequest): Promise<Outcome<unknown>>;
  view(): TillView;
  /** Calls back after each change of the view; returns how to stop. */
  onChange(listener: () => void): () => void;
}

/** One window's line, whatever carries it. */
export interface WindowLine {
  send(message: TillMessage): void;
  /** False while the window does not keep up: views wait then, and only the last of them is sent. */
  isReady(): boolean;
}

/** A window asks one thing after another; so many at once mean that it has lost its senses. */
export const MOST_AT_ONCE = 32;
/** How soon a window that did not keep up is tried again, ms. */
const AGAIN_MS = 50;

export interface Attending {
  /** A message came from the window, checked here; what is no message at all is dropped. */
  received(raw: unknown): void;
  /** The window is gone. What it asked is still done; nobody is told. */
  close(): void;
}

/**
 * Serves one window: checks what it asks, answers, and pushes the view after changes, at most once a turn of the
 * event loop. An answer never overtakes the view that belongs to it.
 */
export function attend(till: TillForWindows, line: WindowLine): Attending {
  let asked = 0;
  let isStale = false;
  let planned: { cancel(): void } | null = null;
  let closed = false;

  function plan(): void {
    if (planned !== null || closed) return;
    const soon = setImmediate(() => {
      planned = null;
      pushView();
    });
    planned = { cancel: () => clearImmediate(soon) };
  }

  function pushView(): void {
    if (!isStale || closed) return;
    if (!line.isReady()) {
      const later = setTimeout(() => {
        planned = null;
        pushView();
      }, AGAIN_MS);
      planned = { cancel: () => clearTimeout(later) };
      return;
    }
    isStale = false;
    line.send({ type: 'view', view: till.view() });
  }

  const stop = till.onChange(() => {
    isStale = true;
    plan();
  });

  function answer(id: number, outcome: Outcome<unknown>): void {
    if (closed) return;
    if (isStale && line.isReady()) {
      isStale = false;
      line.send({ type: 'view', view: till.view() });
    }
    line.send(
      outcome.ok
        ? { type: 'answer', id, ok: true, value: outcome.value ?? null }
        : { type: 'answer', id, ok: false, refusal: outcome.refusal },
    );
  }

  async function serve(id: number, request: CheckedRequest): Promise<void> {
    asked += 1;
    try {
      answer(id, await till.ask(request));
    } catch (error) {
      // The till promises not to throw; should it break the promise, the window still gets an answer.
      answer(id, { ok: false, refusal: broken(error) });
    } finally {
      asked -= 1;
    }
  }

  return {
    received(raw) {
      if (closed) return;
      const checked = checkRequest(raw);
      if (checked === null) return;
      const { id, request } = checked;
      if ('code' in request) answer(id, { ok: false, refusal: request });
      else if (asked >= MOST_AT_ONCE) answer(id, { ok: false, refusal: refuse('till.busy') });
      else void serve(id, request);
    },
    close() {
      closed = true;
      planned?.cancel();
      stop();
    },
  };
}

function broken(error: unknown): Refusal {
  return refuse('till.broken', { detail: error instanceof Error ? error.message : String(error) });
}
