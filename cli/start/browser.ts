import { spawn } from 'node:child_process';
import { hasDisplay } from './electron.ts';

/** Opens an address in the person's browser where there is a display; nothing depends on whether it works. */
export function openBrowser(url: string): void {
  if (!hasDisplay()) return;
  const [program, args] = opener(url);
  const child = spawn(program, args, { detached: true, stdio: 'ignore', windowsHide: true });
  // No such program: the address was printed.
  child.on('error', () => undefined);
  child.unref();
}

function opener(url: string): [string, string[]] {
  if (process.platform === 'darwin') return ['open', [url]];
  // Not "start": the command line would split the address at its "&".
  if (process.platform === 'win32') return ['rundll32', ['url.dll,FileProtocolHandler', url]];
  return ['xdg-open', [url]];
}
