import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, posix } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { projectDir } from '../../cli/places.ts';
import { TOOLS } from '../../cli/test/tool.ts';
import { ourSources } from './sources.ts';

/** DESIGN's table: what each room may import, besides itself. `db/replica` is a part of a room. */
const MAY: Readonly<Record<string, readonly string[]>> = {
  domain: [],
  contract: ['domain'],
  resources: ['domain'],
  db: ['domain', 'contract'],
  renderer: ['domain', 'contract', 'resources'],
  server: ['domain', 'contract', 'db/replica'],
  electron: ['domain', 'contract', 'db', 'resources'],
};
const ROOMS = [...Object.keys(MAY), 'cli', 'tests'];

/** Packages that show what a room is: one that each may have, and some that it may not. */
const PACKAGES: Readonly<Record<string, { readonly may: readonly string[]; readonly mayNot: readonly string[] }>> = {
  domain: { may: [], mayNot: ['node:fs', 'fs', 'zod', 'react', 'electron'] },
  contract: { may: ['zod'], mayNot: ['node:fs', 'react', 'electron', 'fastify'] },
  resources: { may: [], mayNot: ['node:fs', 'react', 'electron'] },
  db: { may: ['node:fs', 'better-sqlite3'], mayNot: ['react', 'electron', 'pg', 'serialport'] },
  renderer: { may: ['react', '@mantine/core', 'zustand'], mayNot: ['node:fs', 'electron', 'better-sqlite3', 'ws'] },
  server: { may: ['node:fs', 'fastify', 'pg'], mayNot: ['react', 'electron', 'better-sqlite3', 'serialport'] },
  electron: { may: ['node:fs', 'serialport', 'ws'], mayNot: ['react', 'electron', 'better-sqlite3', 'pg'] },
};

type Probe = { readonly path: string; readonly imports: string; readonly allowed: boolean };

function probes(): Probe[] {
  const all: Probe[] = [];
  const add = (path: string, imports: string, allowed: boolean): void => {
    all.push({ path: `${path}-${all.length}.ts`, imports, allowed });
  };
  for (const [room, may] of Object.entries(MAY)) {
    for (const other of ROOMS.filter((each) => each !== room)) {
      add(`${room}/probe`, `../${other}/thing.ts`, may.includes(other));
      add(`${room}/deep/er/probe`, `../../../${other}/deep/thing.ts`, may.includes(other));
      add(`${room}/test.test`, `../${other}/thing.ts`, may.includes(other));
    }
    add(`${room}/probe`, './own.ts', true);
    add(`${room}/deep/probe`, '../own/thing.ts', true);
    for (const name of PACKAGES[room]?.may ?? []) add(`${room}/probe`, name, true);
    for (const name of PACKAGES[room]?.mayNot ?? []) add(`${room}/probe`, name, false);
  }
  return all;
}

/** Probes whose very file name matters. */
const NAMED: readonly Probe[] = [
  { path: 'server/replica.ts', imports: '../db/replica/fold.ts', allowed: true },
  { path: 'server/sneaky.ts', imports: '../db/ledger.ts', allowed: false },
  { path: 'electron/main.ts', imports: 'electron', allowed: true },
  { path: 'electron/preload.ts', imports: 'electron', allowed: true },
  { path: 'electron/shell/window.ts', imports: 'electron', allowed: true },
  { path: 'electron/serve.ts', imports: 'electron', allowed: false },
  { path: 'electron/day/files/pdf.ts', imports: 'pdfkit', allowed: true },
  { path: 'electron/till/slip.ts', imports: 'pdfkit', allowed: false },
  { path: 'electron/shell/reacts.ts', imports: 'react', allowed: false },
  { path: 'domain/sale.test.ts', imports: 'vitest', allowed: true },
  { path: 'domain/fold.test.ts', imports: 'fast-check', allowed: true },
  { path: 'domain/file.test.ts', imports: 'node:fs', allowed: true },
  { path: 'domain/sale.ts', imports: 'vitest', allowed: false },
  { path: 'server/push.test.ts', imports: '../cli/postgres/cluster.ts', allowed: true },
  { path: 'server/push.ts', imports: '../cli/postgres/cluster.ts', allowed: false },
  { path: 'electron/scanner.test.ts', imports: '../cli/nullmodem/pair.ts', allowed: true },
  { path: 'electron/scanner-b.test.ts', imports: '../cli/start/run.ts', allowed: false },
  { path: 'renderer/panel.test.tsx', imports: '../electron/till.ts', allowed: false },
];

const reportShape = z.object({
  diagnostics: z.array(z.object({ category: z.string(), location: z.object({ path: z.string() }) })),
});

describe('the linter stops who walks through a wall', () => {
  let folder: string;
  let caught: ReadonlySet<string>;
  let globals: ReadonlySet<string>;

  beforeAll(() => {
    // A tree of probes elsewhere, under our own rules: nothing is ever written among the sources.
    folder = mkdtempSync(join(tmpdir(), 'loial-walls-'));
    const rules = readFileSync(join(projectDir(), 'biome.json'), 'utf8');
    writeFileSync(join(folder, 'biome.json'), rules.replace(/"vcs":[^}]*\},/, ''));
    const write = (path: string, text: string): void => {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    };
    for (const { path, imports } of [...probes(), ...NAMED]) write(path, `import '${imports}';\n`);
    write('domain/global-process.ts', 'export const a = process.pid;\n');
    write('domain/global-console.ts', 'console.log(1);\n');
    write('domain/global-date.ts', 'export const a = (ms: number) => new Date(ms);\n');
    write('db/global-process.ts', 'export const a = process.pid;\n');
    caught = lint(folder, 'style/noRestrictedImports');
    globals = lint(folder, 'style/noRestrictedGlobals');
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each(Object.keys(MAY))('around %s', (room) => {
    const tried = [...probes(), ...NAMED].filter(({ path }) => path.startsWith(`${room}/`));
    expect(tried.some(({ allowed }) => !allowed)).toBe(true);
    expect(tried.filter(({ path, allowed }) => caught.has(path) === allowed)).toEqual([]);
  });

  test('the domain may not touch its surroundings; others may', () => {
    expect([...globals].sort()).toEqual(['domain/global-console.ts', 'domain/global-process.ts']);
  });
});

/** Paths of the files below `folder` in which biome's `rule` found something. */
function lint(folder: string, rule: string): ReadonlySet<string> {
  const biome = join(projectDir(), 'node_modules', TOOLS.biome);
  const args = [biome, 'lint', `--only=${rule}`, '--reporter=json', '--max-diagnostics=none', '.'];
  const said = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8', maxBuffer: 64 << 20 });
  const report = reportShape.parse(JSON.parse(said.stdout));
  const found = report.diagnostics.filter(({ category }) => category === `lint/${rule}`);
  return new Set(found.map(({ location }) => location.path.replaceAll('\\', '/')));
}

/** Imports between files as they resolve, which the linter's patterns only guess at: `from`, then the rooms' names. */
function crossings(path: string, text: string): string[] {
  const [room = ''] = path.split('/');
  const may = MAY[room];
  if (may === undefined) return [];
  const fixtures = /\.test\.tsx?$/.test(path) ? ['cli/postgres', 'cli/nullmodem'] : [];
  const specifiers = [...text.matchAll(/\b(?:from|import|URL)\s*\(?\s*(['"`])(\.{1,2}\/[^'"`]+)\1/g)];
  return (
    specifiers
      .map(([, , specifier = '']) => posix.normalize(posix.join(posix.dirname(path), specifier)))
      .filter((target) => ![room, ...may, ...fixtures].some((open) => target === open || target.startsWith(`${open}/`)))
      // Its version is everyone's to read.
      .filter((target) => target !== 'package.json')
      .map((target) => `${path} reaches ${target}`)
  );
}

test('no import in the tree crosses a wall, however it is written', () => {
  expect(crossings('domain/a/b.ts', "const x = await import('../../db/x.ts')")).toHaveLength(1);
  expect(crossings('electron/a.ts', "new Worker(new URL('../server/x.ts', import.meta.url))")).toHaveLength(1);
  expect(crossings('server/a.ts', "import { a } from '../db/replica/x.ts'; import '../db/open.ts';")).toHaveLength(1);
  expect(crossings('electron/db/a.ts', "export * from '../server/own.ts';")).toEqual([]);
  expect(ourSources().flatMap(({ path, text }) => crossings(path, text))).toEqual([]);
});
