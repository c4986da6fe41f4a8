import { describe, expect, test } from 'vitest';
import { chanceFrom } from '../sample/chance.ts';
import { Disk, SECTOR_BYTES } from './disk.ts';
import type { Deed } from './tracer.ts';

const ROOT = '/disk';
type Plain<D = Deed> = D extends Deed ? Omit<D, 'thread'> : never;

/** The disk after some deeds, and everything that a thousand cuts leave of a file: its bytes as text; null: no such file. */
function leftOf(deeds: readonly Plain[], path: string): Set<string | null> {
  const disk = new Disk(ROOT);
  for (const deed of deeds) disk.perform({ thread: 0, ...deed });
  const found = new Set<string | null>();
  const chance = chanceFrom('cuts');
  for (let i = 0; i < 1000; i++) found.add(disk.cut(chance).files.get(path)?.toString('latin1') ?? null);
  return found;
}

const anew = { created: true, emptied: false, folder: false };
const folder = { created: false, emptied: false, folder: true };
const create = (fd: number, path: string): Plain => ({ does: 'open', fd, path, how: anew });
const write = (fd: number, at: number, text: string): Plain => ({ does: 'write', fd, at, data: Buffer.from(text) });
const sync = (fd: number): Plain => ({ does: 'sync', fd });
const syncFolder = (fd: number, path = ROOT): Plain[] => [{ does: 'open', fd, path, how: folder }, sync(fd)];

describe('a power cut', () => {
  test('leaves what was synced under a name that was synced, whatever came later', () => {
    const kept = [create(3, '/disk/a'), write(3, 0, 'one'), sync(3), ...syncFolder(4)];
    expect(leftOf(kept, '/disk/a')).toEqual(new Set(['one']));
    expect(leftOf([...kept, write(3, 0, 'two')], '/disk/a')).toEqual(new Set(['one', 'two']));
    expect(leftOf([...kept, { does: 'resize', fd: 3, size: 0 }], '/disk/a')).toEqual(new Set(['one', '']));
  });

  test('takes a name that was not synced, and bytes that were not', () => {
    expect(leftOf([create(3, '/disk/a'), write(3, 0, 'one'), sync(3)], '/disk/a')).toEqual(new Set([null, 'one']));
    const named = [create(3, '/disk/a'), ...syncFolder(4), write(3, 0, 'one')];
    expect(leftOf(named, '/disk/a')).toEqual(new Set(['', 'one']));
  });

  test('takes a folder that was not synced with everything in it', () => {
    const made: Plain[] = [
      { does: 'makeFolder', path: '/disk/f' },
      create(3, '/disk/f/a'),
      write(3, 0, 'one'),
      sync(3),
      ...syncFolder(4, '/disk/f'),
    ];
    expect(leftOf(made, '/disk/f/a')).toEqual(new Set([null, 'one']));
    expect(leftOf([...made, ...syncFolder(5)], '/disk/f/a')).toEqual(new Set(['one']));
  });

  test('undoes a rename that was not synced, wholly or not at all', () => {
    const renamed: Plain[] = [
      create(3, '/disk/a'),
      write(3, 0, 'old'),
      sync(3),
      create(4, '/disk/b'),
      write(4, 0, 'new'),
      sync(4),
      ...syncFolder(5),
      { does: 'rename', from: '/disk/b', to: '/disk/a' },
    ];
    expect(leftOf(renamed, '/disk/a')).toEqual(new Set(['old', 'new']));
    expect(leftOf([...renamed, ...syncFolder(6)], '/disk/a')).toEqual(new Set(['new']));
    expect(leftOf([...renamed, ...syncFolder(6)], '/disk/b')).toEqual(new Set([null]));
    expect(leftOf([...renamed, { does: 'unlink', path: '/disk/a' }], '/disk/a')).toEqual(new Set(['old', 'new', null]));
  });

  test('keeps later writes without earlier ones, and tears a write where sectors end and nowhere else', () => {
    const page = 'x'.repeat(3 * SECTOR_BYTES);
    const found = leftOf([create(3, '/disk/a'), ...syncFolder(4), write(3, 100, page)], '/disk/a');
    const torn = [...found].filter((text) => text !== null && text !== '' && text !== `${'\0'.repeat(100)}${page}`);
    expect(torn.length).toBeGreaterThan(2);
    for (const text of torn) {
      for (let at = 1; at < (text ?? '').length; at++) {
        if (text?.[at] !== text?.[at - 1]) expect(at === 100 || at % SECTOR_BYTES === 0).toBe(true);
      }
    }
    const two = leftOf([create(3, '/disk/a'), ...syncFolder(4), write(3, 0, 'a'), write(3, 1, 'b')], '/disk/a');
    expect(two).toEqual(new Set(['', 'a', 'ab', '\0b']));
  });

  test('is repeatable: the same seed leaves the same', () => {
    const disk = new Disk(ROOT);
    for (const deed of [create(3, '/disk/a'), write(3, 0, 'one')]) disk.perform({ thread: 0, ...deed });
    const once = (): unknown[] => {
      const chance = chanceFrom('again');
      return Array.from({ length: 50 }, () => [...disk.cut(chance).files]);
    };
    expect(once()).toEqual(once());
  });
});
