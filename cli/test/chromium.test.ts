import { afterEach, expect, test } from 'vitest';
import { chromiumSwitches, findChromium } from './chromium.ts';

const before = process.env['LOIAL_CHROMIUM'];

afterEach(() => {
  if (before === undefined) delete process.env['LOIAL_CHROMIUM'];
  else process.env['LOIAL_CHROMIUM'] = before;
});

test('the browser that a person names wins, unless it is not there', () => {
  process.env['LOIAL_CHROMIUM'] = process.execPath;
  expect(findChromium()).toBe(process.execPath);
  process.env['LOIAL_CHROMIUM'] = '/nowhere/chromium';
  expect(findChromium()).not.toBe('/nowhere/chromium');
});

test('only root gives up the sandbox', () => {
  expect(chromiumSwitches().includes('--no-sandbox')).toBe(process.getuid?.() === 0);
});
