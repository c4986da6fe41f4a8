/** Runs a program that may never end by itself. */
import { type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { projectDir } from '../places.ts';

/** Runs a program in the project folder for at most `ms`; returns its exit code, or undefined if it was cut off. */
export async function runWithin(
  ms: number,
  program: string,
  args: readonly string[],
  options: SpawnOptions,
): Promise<number | undefined> {
  const child = spawn(program, [...args], { cwd: projectDir(), ...options });
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    child.kill('SIGKILL');
  }, ms);
  try {
    const [code] = await once(child, 'exit');
    return late ? undefined : typeof code === 'number' ? code : 1;
  } finally {
    clearTimeout(timer);
  }
}
