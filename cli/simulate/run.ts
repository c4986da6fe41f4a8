/** `npm run simulate`: starts tests/simulation/command.ts, which cli/ may not import, with the same options. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { projectDir } from '../places.ts';

export function run(args: readonly string[]): Promise<number> {
  const command = join(projectDir(), 'tests', 'simulation', 'command.ts');
  const child = spawn(process.execPath, [command, ...args], { stdio: 'inherit' });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}
