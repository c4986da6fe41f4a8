import { promises as disk } from 'node:fs';
import { extname, join, resolve, sep } from 'node:path';

/** A file of the window's bundle. */
export interface WindowFile {
  readonly bytes: Uint8Array;
  readonly type: string;
  /** True: its name carries its digest, so it never changes. */
  readonly isLasting: boolean;
}

const TYPES: ReadonlyMap<string, string> = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.json', 'application/json; charset=utf-8'],
  ['.map', 'application/json; charset=utf-8'],
  ['.svg', 'image/svg+xml'],
  ['.png', 'image/png'],
  ['.ico', 'image/x-icon'],
  ['.woff2', 'font/woff2'],
  ['.wav', 'audio/wav'],
  ['.txt', 'text/plain; charset=utf-8'],
]);

/** The largest file of a bundle, bytes; more is no file of ours. */
const LARGEST = 32 * 1024 * 1024;

/**
 * Reads the file that a path of a URL (`/`, `/assets/index-4f2a.js`) names below `root`; null where there is none.
 * No path leads out of `root`, neither by dots nor by encoded separators nor by links.
 */
export async function readWindowFile(root: string, urlPath: string): Promise<WindowFile | null> {
  const name = decode(urlPath === '/' ? '/index.html' : urlPath);
  if (name === null || !/^(\/[\w@~+-][\w.@~+-]*)+$/.test(name)) return null;
  const type = TYPES.get(extname(name));
  if (type === undefined) return null;
  try {
    const [base, path] = await Promise.all([disk.realpath(root), disk.realpath(resolve(join(root, name)))]);
    if (!path.startsWith(base + sep)) return null;
    const about = await disk.stat(path);
    if (!about.isFile() || about.size > LARGEST) return null;
    return { bytes: await disk.readFile(path), type, isLasting: /^\/assets\/.+-[\w-]{8}\.\w+$/.test(name) };
  } catch {
    return null; // not there: the same as a name that is none
  }
}

function decode(path: string): string | null {
  try {
    return decodeURIComponent(path);
  } catch {
    return null;
  }
}
