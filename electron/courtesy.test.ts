import { beforeEach, expect, test } from 'vitest';
import { Courtesy } from './courtesy.ts';

const never = new AbortController().signal;
let nowMs: number;
/** When deeds come while it makes way, ms. */
let deedsMs: number[];
let courtesy: Courtesy;

beforeEach(() => {
  nowMs = 1000;
  deedsMs = [];
  courtesy = new Courtesy(
    () => nowMs,
    async (ms) => {
      const until = nowMs + ms;
      for (; deedsMs[0] !== undefined && deedsMs[0] <= until; deedsMs.shift()) {
        nowMs = deedsMs[0];
        courtesy.deed();
      }
      nowMs = until;
    },
  );
});

/** How long it makes way, ms. */
async function wayMs(): Promise<number> {
  const began = nowMs;
  await courtesy.makeWay(never);
  return nowMs - began;
}

test('nobody is served: it never waits', async () => {
  for (let i = 0; i < 5; i++) {
    nowMs += 20;
    expect(await wayMs()).toBe(0);
  }
});

test('after a deed it waits for what is left of a moment', async () => {
  nowMs += 500;
  courtesy.deed();
  nowMs += 10;
  expect(await wayMs()).toBe(50);
  nowMs += 100;
  expect(await wayMs()).toBe(0);
});

test('deeds that come meanwhile are waited for too, in all no longer than was worked', async () => {
  nowMs += 130;
  courtesy.deed();
  deedsMs = [nowMs + 30, nowMs + 55];
  expect(await wayMs()).toBe(115);
  nowMs += 70;
  courtesy.deed();
  deedsMs = [nowMs + 30, nowMs + 55];
  expect(await wayMs()).toBe(70);
});

test('a cashier who never stops halves its pace and no more', async () => {
  let rested = 0;
  for (let i = 0; i < 100; i++) {
    courtesy.deed();
    nowMs += 5;
    courtesy.deed();
    rested += await wayMs();
  }
  expect(rested).toBe(500);
});

test('what is given up does not wait', async () => {
  const real = new Courtesy(() => nowMs);
  nowMs += 100;
  real.deed();
  await expect(real.makeWay(AbortSignal.abort())).rejects.toThrow();
});
