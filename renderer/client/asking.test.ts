import { describe, expect, test } from 'vitest';
import type { TillView } from '../../contract/till/views.ts';
import { type Asking, asking, MOST_WAITING, readMessage } from './asking.ts';
import { ConnectionLost } from './lost.ts';

// Only what tells one view from another; whole views are the till's to make.
const view = (version: string): TillView => ({ version }) as TillView;

/** A client on a line that the test holds in its hands. */
function onLine(patienceMs?: number) {
  const sent: { readonly id: number; readonly name: string }[] = [];
  let isUp = true;
  const client: Asking = asking(
    {
      send(message) {
        if (isUp) sent.push(message);
        return isUp;
      },
    },
    patienceMs,
  );
  return {
    client,
    sent,
    cut(): void {
      isUp = false;
      client.lost();
    },
    up(): void {
      isUp = true;
      client.connected();
    },
    answer(value: unknown, id = sent.at(-1)?.id): void {
      client.arrived({ type: 'answer', id, ok: true, value });
    },
  };
}
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('asking', () => {
  test('each question gets its own answer, in whatever order they come', async () => {
    const { client, answer } = onLine();
    const first = client.ask('members.search', { text: 'ana' });
    const second = client.ask('staff.list', {});
    answer(['second'], 2);
    answer(['first'], 1);
    expect(await first).toMatchObject({ ok: true, value: ['first'] });
    expect(await second).toMatchObject({ ok: true, value: ['second'] });
  });

  test('a refusal is a value', async () => {
    const { client } = onLine();
    const asked = client.ask('counter.clear', {});
    client.arrived({ type: 'answer', id: 1, ok: false, refusal: { code: 'sale.empty', params: {} } });
    expect(await asked).toMatchObject({ ok: false, refusal: { code: 'sale.empty' } });
  });

  test('what was in flight when the connection was cut rejects, and a late answer disturbs nobody', async () => {
    const { client, cut, answer } = onLine();
    const asked = client.ask('staff.list', {});
    cut();
    await expect(asked).rejects.toBeInstanceOf(ConnectionLost);
    answer([], 1);
    await expect(client.ask('staff.list', {})).rejects.toBeInstanceOf(ConnectionLost);
  });

  test('a till that hangs rejects after a while', async () => {
    const { client } = onLine(20);
    await expect(client.ask('staff.list', {})).rejects.toBeInstanceOf(ConnectionLost);
  });

  test('questions do not pile up without end', async () => {
    const { client, sent, cut } = onLine();
    const asked = Array.from({ length: MOST_WAITING + 1 }, () => client.ask('staff.list', {}).catch(() => 'lost'));
    expect(sent).toHaveLength(MOST_WAITING);
    expect(await asked.at(-1)).toBe('lost');
    cut();
    await Promise.all(asked);
  });
});

describe('the connection', () => {
  test('counts as one when the view has come, and is shown as soon as it is lost', async () => {
    const { client, up, cut, answer } = onLine();
    const seen: unknown[] = [];
    client.onConnection((connected) => seen.push(connected));
    client.onView((each) => seen.push(each.version));
    up();
    await settle();
    expect(seen).toEqual([false]);
    answer(view('one'));
    await settle();
    cut();
    expect(seen).toEqual([false, 'one', true, false]);
    up();
    answer(view('two'));
    await settle();
    expect(seen).toEqual([false, 'one', true, false, 'two', true]);
  });

  test('a pushed view reaches every listener; who listens later gets the last; who stopped gets none', () => {
    const { client } = onLine();
    const [early, late]: [string[], string[]] = [[], []];
    const stop = client.onView((each) => early.push(each.version));
    client.arrived({ type: 'view', view: view('one') });
    client.onView((each) => late.push(each.version));
    stop();
    client.arrived({ type: 'view', view: view('two') });
    expect([early, late]).toEqual([['one'], ['one', 'two']]);
  });
});

test('what is no message of a till is dropped', () => {
  for (const raw of [
    null,
    1,
    'view',
    {},
    { type: 'view' },
    { type: 'answer', id: '1', ok: true, value: 1 },
    { type: 'answer', id: 1, ok: 'yes' },
    { type: 'answer', id: 1, ok: false },
  ]) {
    expect(readMessage(raw)).toBeNull();
  }
});
