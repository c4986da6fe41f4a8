import { expect, test } from 'vitest';
import type { CheckedRequest, TillMessage } from '../../contract/till/api.ts';
import type { TillView } from '../../contract/till/views.ts';
import { done, type Outcome, refused } from '../../domain/refusal/refusal.ts';
import { attend, MOST_AT_ONCE, type TillForWindows } from './attend.ts';

/** A till whose view is only a number, and whose answers the test gives. */
function smallTill(answer: (request: CheckedRequest) => Promise<Outcome<unknown>>) {
  let count = 0;
  const listeners = new Set<() => void>();
  const till: TillForWindows = {
    ask: answer,
    // Only what these tests look at; the window's side has its own tests with whole views.
    view: () => ({ version: String(count) }) as TillView,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  return {
    till,
    listeners,
    change(): void {
      count += 1;
      for (const listener of listeners) listener();
    },
  };
}

function line() {
  const sent: TillMessage[] = [];
  let ready = true;
  return {
    sent,
    send: (message: TillMessage) => void sent.push(message),
    isReady: () => ready,
    stall: (stalled: boolean) => {
      ready = !stalled;
    },
  };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
const versions = (sent: readonly TillMessage[]): string[] =>
  sent.flatMap((message) => (message.type === 'view' ? [message.view.version] : []));

test('an answer goes to the one who asked, a refusal is a value', async () => {
  const { till } = smallTill(async (request) => (request.name === 'staff.list' ? done([]) : refused('sale.empty')));
  const window = line();
  const attending = attend(till, window);
  attending.received({ id: 7, name: 'staff.list', input: {} });
  attending.received({ id: 8, name: 'counter.clear', input: {} });
  await turn();
  expect(window.sent).toEqual([
    { type: 'answer', id: 7, ok: true, value: [] },
    { type: 'answer', id: 8, ok: false, refusal: { code: 'sale.empty', params: {} } },
  ]);
});

test('what is malformed is refused by name or dropped, and never reaches the till', async () => {
  let asked = 0;
  const { till } = smallTill(async () => {
    asked += 1;
    return done(null);
  });
  const window = line();
  const attending = attend(till, window);
  for (const raw of [null, 'x', 5, [], {}, { id: -1, name: 'hello' }, { id: 'a', name: 'hello', input: {} }]) {
    attending.received(raw);
  }
  attending.received({ id: 1, name: 'counter.explode', input: {} });
  attending.received({ id: 2, name: 'counter.remove', input: { line: 'first' } });
  attending.received({ id: 3, name: '__proto__', input: {} });
  await turn();
  expect(asked).toBe(0);
  expect(window.sent.map((message) => message.type === 'answer' && !message.ok && message.refusal)).toEqual([
    { code: 'request.invalid', params: { path: 'counter.explode' } },
    { code: 'request.invalid', params: { path: 'counter.remove.line' } },
    { code: 'request.invalid', params: { path: '__proto__' } },
  ]);
});

test('many changes in one turn are one view, the last', async () => {
  const { till, change } = smallTill(async () => done(null));
  const window = line();
  attend(till, window);
  for (let at = 0; at < 50; at++) change();
  await turn();
  expect(versions(window.sent)).toEqual(['50']);
});

test('an answer never overtakes the view that belongs to it', async () => {
  const small = smallTill(async () => {
    small.change();
    return done(null);
  });
  const window = line();
  attend(small.till, window).received({ id: 1, name: 'counter.clear', input: {} });
  await turn();
  expect(window.sent.map((message) => message.type)).toEqual(['view', 'answer']);
});

test('a window that does not keep up gets the last view once it can take it', async () => {
  const { till, change } = smallTill(async () => done(null));
  const window = line();
  attend(till, window);
  window.stall(true);
  change();
  await turn();
  change();
  await turn();
  expect(window.sent).toEqual([]);
  window.stall(false);
  await new Promise((resolve) => setTimeout(resolve, 120));
  expect(versions(window.sent)).toEqual(['2']);
});

test('a window out of its senses is told that the till is busy', async () => {
  const { till } = smallTill(() => new Promise(() => undefined));
  const window = line();
  const attending = attend(till, window);
  for (let id = 0; id <= MOST_AT_ONCE; id++) attending.received({ id, name: 'hello', input: {} });
  await turn();
  expect(window.sent).toEqual([
    { type: 'answer', id: MOST_AT_ONCE, ok: false, refusal: { code: 'till.busy', params: {} } },
  ]);
});

test('a till that breaks its promise and throws still gives an answer', async () => {
  const { till } = smallTill(async () => {
    throw new Error('the disk is gone');
  });
  const window = line();
  attend(till, window).received({ id: 1, name: 'hello', input: {} });
  await turn();
  expect(window.sent).toEqual([
    { type: 'answer', id: 1, ok: false, refusal: { code: 'till.broken', params: { detail: 'the disk is gone' } } },
  ]);
});

test('a closed window is told nothing more, and is forgotten', async () => {
  const { till, change, listeners } = smallTill(async () => done(null));
  const window = line();
  const attending = attend(till, window);
  attending.received({ id: 1, name: 'hello', input: {} });
  change();
  attending.close();
  await turn();
  expect(window.sent).toEqual([]);
  expect(listeners.size).toBe(0);
});
