/** Whether the till can open in Electron here: its binary, a display, and who we are. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectDir } from '../places.ts';
import { electronBinary } from '../test/electron.ts';
import type { Say } from './say.ts';
import type { TillStart } from './till.ts';

/** How long it may take to learn whether the binary can be had at all, and then to fetch it, ms. */
const REACH_MS = 4_000;
const FETCH_MS = 180_000;

/** True where a window can be shown. */
export function hasDisplay(): boolean {
  if (process.platform === 'win32' || process.platform === 'darwin') return true;
  return (process.env['DISPLAY'] ?? '') !== '' || (process.env['WAYLAND_DISPLAY'] ?? '') !== '';
}

/** Electron ready to open a till, or why not, in words. Tries to fetch its binary once for a data folder, never longer. */
export async function readyElectron(data: string, say: Say): Promise<TillStart['electron'] | string> {
  if (!hasDisplay()) return 'there is no display';
  if (process.platform === 'linux' && process.getuid?.() === 0) return 'it does not run as root';
  const program = electronBinary() ?? (await fetchOnce(data, say));
  if (program === undefined) return 'its binary is not here ("npx install-electron" fetches it)';
  const { buildElectron } = await import('../build/electron.ts');
  await buildElectron();
  return { program, script: projectDir() };
}

async function fetchOnce(data: string, say: Say): Promise<string | undefined> {
  const note = join(data, 'electron.json');
  if (existsSync(note) && readFileSync(note, 'utf8').includes('"failed"')) return undefined;
  const fetched = (await canReach()) && (await fetchBinary(say)) ? electronBinary() : undefined;
  if (fetched === undefined) {
    mkdirSync(data, { recursive: true });
    writeFileSync(note, '{"fetching":"failed"}\n');
  }
  return fetched;
}

/** Asks where the binary is kept (or the mirror that npm's users name) whether it answers. */
async function canReach(): Promise<boolean> {
  const mirror = process.env['ELECTRON_MIRROR'] ?? process.env['npm_config_electron_mirror'];
  try {
    const response = await fetch(mirror ?? 'https://github.com/electron/electron/releases', {
      method: 'HEAD',
      signal: AbortSignal.timeout(REACH_MS),
    });
    return response.status < 500;
  } catch {
    return false;
  }
}

function fetchBinary(say: Say): Promise<boolean> {
  say.line('Fetching Electron, once (about 120 MB)');
  const script = join(projectDir(), 'node_modules', 'electron', 'install.js');
  const child = spawn(process.execPath, [script], { stdio: 'ignore', windowsHide: true });
  return new Promise((settle) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), FETCH_MS);
    const end = (done: boolean): void => {
      clearTimeout(timer);
      settle(done);
    };
    child.once('error', () => end(false));
    child.once('exit', (code) => end(code === 0));
  });
}
