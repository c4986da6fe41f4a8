import { expect, test } from 'vitest';
import { codePath } from './ZCode.tsx';

test('a code is drawn module by module, with its quiet zone, and another text is another picture', () => {
  const { side, path } = codePath('LOIAL-Z 1 212');
  const modules = [...path.matchAll(/M(\d+) (\d+)h1v1h-1z/g)].map(([, x, y]) => [Number(x), Number(y)] as const);
  expect(modules.length).toBeGreaterThan(150);
  // The three eyes stand four modules from the edges (ISO/IEC 18004), seven wide; nothing is drawn outside.
  const isDark = (x: number, y: number): boolean => modules.some(([mx, my]) => mx === x && my === y);
  for (const [x, y] of [
    [4, 4],
    [side - 11, 4],
    [4, side - 11],
  ] as const) {
    for (let along = 0; along < 7; along += 1) expect(isDark(x + along, y)).toBe(true);
  }
  expect(modules.every(([x, y]) => x >= 4 && y >= 4 && x < side - 4 && y < side - 4)).toBe(true);
  expect(codePath('LOIAL-Z 1 213').path).not.toBe(path);
});
