/** Bundles the till process for Electron into dist/electron: main, the preload, and the workers beside them. */
import { existsSync, globSync, renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build, type InlineConfig } from 'vite';
import { projectDir } from '../places.ts';

/**
 * Packages that stay outside the bundle and go into the packaged app as they are: Electron's own module, and those
 * with a compiled part that has to be a file on disk.
 */
export const KEPT_PACKAGES: readonly string[] = [
  'electron',
  'better-sqlite3',
  'serialport',
  '@serialport/bindings-cpp',
];

/** Where to build from and to, absolute; the project's own folders if left out. */
export type ElectronBuild = { readonly root?: string; readonly out?: string };

/**
 * Builds `main.js` and every file of electron/ named `.worker.ts` as modules, and `preload.cjs` as one CommonJS file,
 * which is all that a sandboxed preload may be. Returns the folder. Throws if an entry is missing or does not build; what
 * stood there before then stays.
 */
export async function buildElectron({ root = projectDir(), out }: ElectronBuild = {}): Promise<string> {
  const target = out ?? join(root, 'dist', 'electron');
  const entries = { main: join(root, 'electron', 'main.ts'), preload: join(root, 'electron', 'preload.ts') };
  for (const entry of Object.values(entries)) {
    if (!existsSync(entry)) throw new Error(`There is nothing to bundle for Electron: ${entry} is missing.`);
  }
  const workers = globSync('electron/**/*.worker.ts', { cwd: root }).map((path) => join(root, path));
  const named = workers.map((path) => [basename(path, '.ts'), path] as const);
  if (new Set(named.map(([name]) => name)).size < named.length) {
    throw new Error(`Two workers of electron/ have the same name: ${workers.join(', ')}.`);
  }

  const making = `${target}.${process.pid}.new`;
  try {
    const input = { main: entries.main, ...Object.fromEntries(named) };
    await build({ ...settings(root, making), build: bundle(making, input, 'es') });
    await build({ ...settings(root, making), build: bundle(making, { preload: entries.preload }, 'cjs') });
    rmSync(target, { recursive: true, force: true });
    renameSync(making, target);
  } finally {
    rmSync(making, { recursive: true, force: true });
  }
  return target;
}

function settings(root: string, cacheBeside: string): InlineConfig {
  return {
    configFile: false,
    root,
    cacheDir: `${cacheBeside}.cache`,
    publicDir: false,
    logLevel: 'warn',
    // Everything is bundled but what must not be: the packaged app then carries no more node_modules than it needs.
    ssr: { target: 'node', noExternal: true, external: [...KEPT_PACKAGES] },
  };
}

function bundle(
  outDir: string,
  input: Record<string, string>,
  format: 'es' | 'cjs',
): NonNullable<InlineConfig['build']> {
  const one = format === 'cjs';
  return {
    ssr: true,
    outDir,
    emptyOutDir: false,
    target: 'node24',
    sourcemap: true,
    minify: false,
    rolldownOptions: {
      input,
      external: [/^node:/, ...KEPT_PACKAGES],
      output: {
        format,
        entryFileNames: one ? '[name].cjs' : '[name].js',
        chunkFileNames: 'chunks/[name]-[hash].js',
        ...(one ? { codeSplitting: false } : {}),
      },
    },
  };
}
