/** Runs the JavaScript tools of node_modules with the Node that runs us, not the one that PATH happens to find. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { projectDir } from '../places.ts';

/** Paths below node_modules. */
export const TOOLS = {
  biome: '@biomejs/biome/bin/biome',
  tsc: 'typescript/bin/tsc',
  vitest: 'vitest/vitest.mjs',
  playwright: '@playwright/test/cli.js',
} as const;

/** Tests start centres, tills and threads by the hundred: what Node made of their TypeScript is kept between these starts. */
const COMPILED = join(projectDir(), '.cache', 'node');

/** Runs a tool in the project folder with its output on ours; returns its exit code (1 if it was killed). */
export async function runTool(
  tool: keyof typeof TOOLS,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<number> {
  const script = join(projectDir(), 'node_modules', TOOLS[tool]);
  const child = spawn(process.execPath, [script, ...args], {
    cwd: projectDir(),
    // A log file is no terminal: colours would only be noise in it.
    env: { ...process.env, ...(process.stdout.isTTY ? {} : { NO_COLOR: '1' }), NODE_COMPILE_CACHE: COMPILED, ...env },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const [code] = await once(child, 'exit');
  return typeof code === 'number' ? code : 1;
}
