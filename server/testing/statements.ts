/** Loads every module of the centre that has statements, so that a test can judge all of them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOM = join(import.meta.dirname, '..');

/** The centre's own sources, by their path in this room: no tests, nothing made for tests, no migrations. */
export function centreSources(): ReadonlyMap<string, string> {
  const paths = readdirSync(ROOM, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => /(?<!\.test)\.ts$/.test(path) && !/^(testing|migrations)\//.test(path));
  return new Map(paths.sort().map((path) => [path, readFileSync(join(ROOM, path), 'utf8')]));
}

/** After this `allStatements` has every statement of the centre. A worker's entry point is not loaded: it works at once, with others' statements. */
export async function loadStatements(): Promise<void> {
  for (const [path, text] of centreSources()) {
    if (path.endsWith('.worker.ts') || !/\bstatement(<|\()/.test(text)) continue;
    await import(join(ROOM, path));
  }
}
