import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Figure, median, percentile, rounded, table } from './figure.ts';
import { bench } from './run.ts';
import { saleCosts } from './sale.ts';

test('a percentile is the nearest rank, in whatever order the samples come', () => {
  const samples = Array.from({ length: 100 }, (_, i) => ((i * 37) % 100) + 1);
  expect(percentile(samples, 0.5)).toBe(50);
  expect(percentile(samples, 0.99)).toBe(99);
  expect(percentile(samples, 1)).toBe(100);
  expect(percentile([7], 0.01)).toBe(7);
  expect(percentile([], 0.5)).toBeNaN();
  expect(median([9, 1, 5, 2, 100])).toBe(5);
  expect(rounded(0.123456)).toBe(0.1235);
});

test('the table says met, not met and not measured, and nothing where there is no goal', () => {
  const figure: Figure = { name: 'a', unit: 'ms', p50: 1, p99: null, ratio: null, goal: '≤ 1', met: true };
  const lines = table([
    figure,
    { ...figure, name: 'a longer name', met: false },
    { ...figure, met: null },
    { ...figure, goal: '', met: null },
  ]).split('\n');
  expect(lines.map((line) => line.split(/ {2,}/).at(-1))).toEqual(['met', 'met', 'NOT MET', 'not measured', '–']);
  expect(new Set(lines.map((line) => line.indexOf('ms'))).size).toBe(2);
});

test('the till’s sale and the bare transaction write the same rows, and each is timed', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'loial-bench-'));
  try {
    const { sale, bare, scan, fsync, ringing } = await saleCosts(join(dir, 'sale'), { sales: 3, warmUp: 1 });
    expect([sale, bare, scan, fsync, ringing].map(({ length }) => length)).toEqual([3, 3, 3, 3, 3]);
    for (const { wall } of [...sale, ...bare, ...scan, ...fsync]) expect(wall).toBeGreaterThan(0);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});

test('a day is drawn up while its till sells', { timeout: 120_000 }, async () => {
  const dir = mkdtempSync(join(tmpdir(), 'loial-bench-'));
  try {
    const figures = await bench(['day'], { members: 1, runs: 1, quick: true, dir, say: () => undefined });
    expect(figures.slice(0, 3).map(({ unit, p50 }) => unit === 'ms' && (p50 ?? 0) > 0)).toEqual([true, true, true]);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});
