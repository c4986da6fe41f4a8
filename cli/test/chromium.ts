/** Finds the system's Chromium or Chrome, which the e2e drives; Playwright's own download may be unreachable. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

/** Absolute path of a Chromium or Chrome, or undefined. `LOIAL_CHROMIUM` wins where it names an existing file. */
export function findChromium(): string | undefined {
  return candidates().find((path) => existsSync(path));
}

/**
 * The same, and on Debian as root a missing one is installed with apt; `say` gets one line of progress.
 * Elsewhere, and when apt fails, throws one line with the command a person has to run.
 */
export async function ensureChromium(say: (line: string) => void): Promise<string> {
  const found = findChromium();
  if (found !== undefined) return found;
  if (!mayInstall()) throw new Error(`No Chromium or Chrome was found. Install one: ${installCommand()}`);
  say('No Chromium was found: installing it with apt, which takes a minute or two ...');
  await apt(['update']);
  await apt(['install', '-y', '--no-install-recommends', 'chromium']);
  const installed = findChromium();
  if (installed === undefined) throw new Error('apt installed chromium, and it is still not at /usr/bin/chromium.');
  return installed;
}

/** Switches that a Chromium of tests needs. Under root, as in most containers, it has no sandbox to offer. */
export function chromiumSwitches(): string[] {
  const quiet = ['--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
  const root = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return [
    ...root,
    '--disable-gpu',
    '--disable-gpu-compositing',
    '--disable-gpu-rasterization',
    '--disable-quic',
    ...quiet,
  ];
}

function candidates(): string[] {
  const named = process.env['LOIAL_CHROMIUM'];
  const own = named === undefined ? [] : [named];
  if (process.platform === 'darwin') {
    const apps = ['Chromium', 'Google Chrome', 'Microsoft Edge'];
    return [...own, ...apps.map((app) => `/Applications/${app}.app/Contents/MacOS/${app}`)];
  }
  if (process.platform === 'win32') {
    const roots = ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].map((name) => process.env[name] ?? '');
    const below = ['Google/Chrome/Application/chrome.exe', 'Chromium/Application/chrome.exe'];
    below.push('Microsoft/Edge/Application/msedge.exe');
    return [...own, ...roots.filter((root) => root !== '').flatMap((root) => below.map((path) => join(root, path)))];
  }
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  return [...own, ...names.map((name) => `/usr/bin/${name}`), '/snap/bin/chromium'];
}

/** The `ID` of the Linux distribution, such as `debian`. */
function distribution(): string {
  if (!existsSync('/etc/os-release')) return '';
  return /^ID="?([^"\n]*)"?$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? '';
}

function mayInstall(): boolean {
  // Ubuntu is left out on purpose: its apt package only points to a snap, which containers cannot run.
  return process.platform === 'linux' && process.getuid?.() === 0 && distribution() === 'debian';
}

function installCommand(): string {
  if (process.platform === 'darwin') return 'brew install --cask google-chrome';
  if (process.platform === 'win32') return 'winget install Google.Chrome';
  const byDistribution = new Map([
    ['debian', 'sudo apt-get install -y chromium'],
    ['ubuntu', 'sudo snap install chromium'],
    ['fedora', 'sudo dnf install -y chromium'],
    ['arch', 'sudo pacman -S chromium'],
    ['alpine', 'sudo apk add chromium'],
  ]);
  return byDistribution.get(distribution()) ?? 'your package manager has it as "chromium"';
}

async function apt(args: readonly string[]): Promise<void> {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const run = spawn('apt-get', ['-qq', ...args], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  const [said, [code]] = await Promise.all([text(run.stderr), once(run, 'close')]);
  if (code === 0) return;
  throw new Error(`apt-get ${args.join(' ')} failed: ${said.trim().split('\n').at(-1) ?? ''}`);
}
