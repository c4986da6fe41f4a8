import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { projectDir } from '../places.ts';
import { buildRenderer } from './renderer.ts';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'loial-renderer-'));
  symlinkSync(join(projectDir(), 'node_modules'), join(root, 'node_modules'), 'junction');
  write('package-lock.json', '{}');
  write('domain/sum.ts', 'export const sum = (a: number, b: number): number => a + b;');
  write('renderer/index.html', '<!doctype html><div id="root"></div><script type="module" src="./main.tsx"></script>');
  write(
    'renderer/main.tsx',
    "import { createRoot } from 'react-dom/client';\nimport { sum } from '../domain/sum.ts';\nimport './a.css';\n" +
      "import note from './note.svg';\nconst root = document.querySelector('#root');\n" +
      'if (root !== null) createRoot(root).render(<img alt={String(sum(1, 2))} src={note} />);',
  );
  write('renderer/a.css', 'body { margin: 0 }');
  write('renderer/note.svg', '<svg xmlns="http://www.w3.org/2000/svg"/>');
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

test('the page needs nothing that a strict content security policy forbids', async () => {
  const out = await buildRenderer({ root });
  const page = readFileSync(join(out, 'index.html'), 'utf8');
  expect(page).toMatch(/<script type="module"[^>]* src="\.\/assets\/[^"]+-[\w-]{8}\.js"><\/script>/);
  expect(page).not.toMatch(/<script(?![^>]*src=)|<style| style="|(src|href)="(\/|data:)/);
  const files = readdirSync(join(out, 'assets'));
  expect(files.filter((name) => name.endsWith('.svg'))).toHaveLength(1);
  const scripts = files
    .filter((name) => name.endsWith('.js'))
    .map((name) => readFileSync(join(out, 'assets', name), 'utf8'));
  expect(scripts.join('\n')).not.toMatch(/["'`]data:image|\beval\(|new Function\(/);
});

test('builds again only when a source has changed, or when told to', async () => {
  const out = await buildRenderer({ root });
  const builtAs = (): number => statSync(join(out, 'index.html')).ino;
  const first = builtAs();
  await buildRenderer({ root });
  expect(builtAs()).toBe(first);
  // What is not part of the window does not count.
  write('renderer/main.test.ts', '');
  await buildRenderer({ root });
  expect(builtAs()).toBe(first);

  write('domain/sum.ts', 'export const sum = (a: number, b: number): number => a + b + 0;');
  await buildRenderer({ root });
  const second = builtAs();
  expect(second).not.toBe(first);
  await buildRenderer({ root, force: true });
  expect(builtAs()).not.toBe(second);
});

test('a build that fails leaves the last good one, and nothing else', async () => {
  const out = await buildRenderer({ root });
  write('renderer/main.tsx', "import './nowhere.ts';");
  await expect(buildRenderer({ root })).rejects.toThrow(/nowhere/);
  expect(existsSync(join(out, 'index.html'))).toBe(true);
  expect(readdirSync(dirname(out))).toEqual(['renderer']);
});
