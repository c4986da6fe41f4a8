import { expect, test } from 'vitest';
import { KEYS, keyAction } from './keymap.ts';

const press = (key: string, more: Partial<KeyboardEvent> = {}) =>
  keyAction({ key, code: key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...more });

test('no key does two things', () => {
  const keys = Object.values(KEYS).map(({ code, ctrl }) => `${ctrl === true ? 'Ctrl ' : ''}${code}`);
  expect(new Set(keys).size).toBe(keys.length);
});

test('each key of the map is found', () => {
  expect(press('F3')).toBe('find');
  expect(press('Enter')).toBe('enter');
  expect(press('Escape')).toBe('back');
  expect(press('a')).toBeNull();
  expect(press('F3', { altKey: true })).toBeNull();
  expect(press('F3', { ctrlKey: true })).toBeNull();
});

test('letters with Ctrl are found by their place, under a Russian layout too', () => {
  expect(press('я', { code: 'KeyZ', ctrlKey: true })).toBe('undo');
  expect(press('z', { code: 'KeyZ', metaKey: true })).toBe('undo');
  expect(press('Z', { code: 'KeyZ', ctrlKey: true, shiftKey: true })).toBeNull();
  expect(press('z', { code: 'KeyZ' })).toBeNull();
});
