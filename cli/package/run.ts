/** `npm run package`: the installer for this computer's system, in dist/package. */
import { dirname, join } from 'node:path';
import { buildElectron } from '../build/electron.ts';
import { buildRenderer } from '../build/renderer.ts';
import { projectDir } from '../places.ts';
import { fetchElectron } from './fetch.ts';
import { runWithin } from './patience.ts';

/** Making an installer compresses a quarter of a gigabyte, and may fetch a tool for it; longer than this it hangs. */
const PACKAGE_MS = 15 * 60_000;

/** Builds and packages. Where Electron's binary cannot be had, one line says what was built and what was not; 1. */
export async function run(): Promise<number> {
  await buildRenderer();
  await buildElectron();
  const electron = await fetchElectron();
  if (electron === undefined) {
    console.error(
      'dist/renderer and dist/electron are built; the installer is not, because the binary of Electron could not be fetched.',
    );
    return 1;
  }
  const builder = join(projectDir(), 'node_modules', 'electron-builder', 'cli.js');
  const args = [builder, '--publish', 'never', `--config.electronDist=${electronDist(electron)}`];
  const code = await runWithin(PACKAGE_MS, process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit'] });
  if (code === 0) return 0;
  console.error(
    `dist/renderer and dist/electron are built; the installer is not: electron-builder ${code === undefined ? 'was cut off after 15 minutes' : 'failed'}.`,
  );
  return 1;
}

/** The folder that electron-builder copies: on a Mac the program lies three folders down in its bundle. */
function electronDist(program: string): string {
  return process.platform === 'darwin' ? join(dirname(program), '..', '..', '..') : dirname(program);
}
