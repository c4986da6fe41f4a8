import { describe, expect, test } from 'vitest';
import { Lane, MOST_WAITING } from './lane.ts';

const later = (): { readonly promise: Promise<string>; readonly end: (value: string) => void } => {
  const { promise, resolve } = Promise.withResolvers<string>();
  return { promise, end: resolve };
};

describe('one thing after the other on the counter', () => {
  test('runs at once, in the same turn, when nothing waits', () => {
    const lane = new Lane();
    expect(lane.run(() => 1)).toBe(1);
    expect(lane.run(() => 2)).toBe(2);
  });

  test('what comes while something waits runs after it, in order', async () => {
    const lane = new Lane();
    const asked = later();
    const ran: string[] = [];
    const first = lane.run(async () => {
      ran.push(await asked.promise);
    });
    const second = lane.run(() => ran.push('second'));
    const third = lane.run(() => ran.push('third'));
    await Promise.resolve();
    expect(ran).toEqual([]);
    asked.end('first');
    await Promise.all([first, second, third]);
    expect(ran).toEqual(['first', 'second', 'third']);
    expect(lane.run(() => 'at once again')).toBe('at once again');
  });

  test('a failure is its caller’s matter and stops nobody', async () => {
    const lane = new Lane();
    const first = lane.run(() => Promise.reject(new Error('no')));
    const second = lane.run(() => 'yes');
    await expect(first).rejects.toThrow('no');
    expect(await second).toBe('yes');
    expect(() =>
      lane.run(() => {
        throw new Error('at once');
      }),
    ).toThrow('at once');
    expect(lane.run(() => 'still')).toBe('still');
  });

  test('has a limit', async () => {
    const lane = new Lane();
    const asked = later();
    const all = [lane.run(() => asked.promise)];
    for (let i = 0; i < MOST_WAITING; i++) {
      expect(lane.full).toBe(false);
      all.push(lane.run(() => 'waited'));
    }
    expect(lane.full).toBe(true);
    asked.end('done');
    await Promise.all(all);
    expect(lane.full).toBe(false);
  });
});
