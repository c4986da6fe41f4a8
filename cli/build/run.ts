/** `npm run build`: the window's files, and the till process for Electron. */
import { relative } from 'node:path';
import { parseArgs } from 'node:util';
import { projectDir } from '../places.ts';
import { buildElectron } from './electron.ts';
import { buildRenderer } from './renderer.ts';

/** Builds both and says where they are; `--force` builds the window even if no source has changed. */
export async function run(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: { force: { type: 'boolean', default: false } } });
  for (const build of [() => buildRenderer({ force: values.force }), () => buildElectron()]) {
    const began = performance.now();
    const out = await build();
    console.log(`${relative(projectDir(), out)} is built (${((performance.now() - began) / 1000).toFixed(1)} s).`);
  }
  return 0;
}
