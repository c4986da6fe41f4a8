/** Builds the window's files with Vite into dist/renderer, and only when a source has changed. */
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectDir } from '../places.ts';

const ROOMS = ['renderer', 'contract', 'domain', 'resources'];

/** `force` builds even if nothing changed; `root` is the project folder, ours if left out. */
export type RendererBuild = { readonly force?: boolean; readonly root?: string };

/**
 * Returns the absolute path of dist/renderer, built from the present sources. Throws with Vite's message if they do
 * not build; what stood in dist/renderer before then stays.
 */
export async function buildRenderer({ force = false, root = projectDir() }: RendererBuild = {}): Promise<string> {
  const out = join(root, 'dist', 'renderer');
  const note = join(out, '.built');
  const print = fingerprint(root);
  if (!force && existsSync(note) && readFileSync(note, 'utf8') === print) return out;

  // Loaded only when there is something to build: a start of what stands already is a second quicker.
  const { build } = await import('vite');
  // Built beside and swapped in: a till that is being served meanwhile never sees half of it.
  const making = `${out}.${process.pid}.new`;
  const leaving = `${out}.${process.pid}.old`;
  try {
    await build({
      // The same settings wherever it is built from.
      configFile: join(projectDir(), 'renderer', 'vite.config.ts'),
      configLoader: 'native',
      root: join(root, 'renderer'),
      logLevel: 'warn',
      build: { outDir: making, emptyOutDir: true },
    });
    writeFileSync(join(making, '.built'), print);
    if (existsSync(out)) renameSync(out, leaving);
    renameSync(making, out);
  } finally {
    for (const dir of [making, leaving]) rmSync(dir, { recursive: true, force: true });
  }
  return out;
}

/** Changes when any file that goes into the bundle does. Sizes and times: reading everything would cost more. */
function fingerprint(root: string): string {
  const sources = globSync(
    ROOMS.map((room) => `${room}/**/*`),
    { cwd: root, exclude: ['**/*.test.ts', '**/*.test.tsx'] },
  );
  const hash = createHash('sha256');
  for (const path of [...sources, 'package-lock.json'].sort()) {
    const about = statSync(join(root, path));
    if (about.isFile()) hash.update(`${path}\0${about.size}\0${about.mtimeMs}\n`);
  }
  return hash.digest('hex');
}
