import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { buildElectron } from './electron.ts';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'loial-build-'));
  write('package.json', '{"type":"module"}');
  write('domain/sum.ts', 'export const sum = (a: number, b: number): number => a + b;');
  write(
    'electron/main.ts',
    "import { app } from 'electron';\nimport { readFileSync } from 'node:fs';\nimport { sum } from '../domain/sum.ts';\n" +
      'export const x = [app, readFileSync, sum(1, 2)];',
  );
  write(
    'electron/preload.ts',
    "import { ipcRenderer } from 'electron';\nimport { sum } from '../domain/sum.ts';\nipcRenderer.send('x', sum(1, 2));",
  );
  write('electron/sync/sync.worker.ts', "import { sum } from '../../domain/sum.ts';\nexport const y = sum(3, 4);");
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

test('main and workers are modules, the preload is one CommonJS file, and Electron stays outside', async () => {
  const out = await buildElectron({ root });
  const text = (name: string): string => readFileSync(join(out, name), 'utf8');
  expect(readdirSync(out)).toEqual(expect.arrayContaining(['main.js', 'preload.cjs', 'sync.worker.js']));
  expect(text('main.js')).toMatch(/^import .* from ["']electron["'];?$/m);
  expect(text('preload.cjs')).toMatch(/require\(["']electron["']\)/);
  expect(text('preload.cjs')).not.toMatch(/require\(["']\.|^import /m);
  expect(readdirSync(join(root, 'dist'))).toEqual(['electron']);
});

test('a build that fails leaves the last good one', async () => {
  const out = await buildElectron({ root });
  write('electron/main.ts', "import '../domain/nowhere.ts';");
  await expect(buildElectron({ root })).rejects.toThrow();
  expect(existsSync(join(out, 'main.js'))).toBe(true);
  rmSync(join(root, 'electron/preload.ts'));
  await expect(buildElectron({ root })).rejects.toThrow(/preload\.ts is missing/);
});
