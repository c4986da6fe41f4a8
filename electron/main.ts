/** The product's shell: Electron. As thin as it can be; what it does is in shell/, where it is tried without Electron. */
import { randomBytes } from 'node:crypto';
import { enableCompileCache } from 'node:module';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { app, BrowserWindow, dialog, ipcMain, Menu, protocol, session } from 'electron';
import { composeTill, type WholeTill } from './compose.ts';
import { WINDOW_SCHEME, WINDOW_URL } from './shell/channels.ts';
import { guardContents, guardPermissions } from './shell/guard.ts';
import { serveOverIpc } from './shell/ipc.ts';
import { pageHandler } from './shell/page.ts';

enableCompileCache();

// Chromium's own switches come on the same line, so unknown ones are let through.
const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    scanner: { type: 'string' },
    static: { type: 'string' },
    'with-parent': { type: 'boolean' },
  },
  strict: false,
  allowPositionals: true,
});
const given = (value: string | boolean | undefined): string | null => (typeof value === 'string' ? value : null);
const dataDir = resolve(given(values['data']) ?? join(app.getPath('appData'), 'Loial'));
const here = fileURLToPath(new URL('.', import.meta.url));
const staticDir = resolve(given(values['static']) ?? join(here, '..', 'renderer'));

// Chromium's own files, and with them the lock against a second start, belong to this till's data.
app.setPath('userData', join(dataDir, 'window'));
protocol.registerSchemesAsPrivileged([
  { scheme: WINDOW_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
]);

let whole: WholeTill | null = null;

function openWindow(till: WholeTill['till']): void {
  const window = new BrowserWindow({
    width: 1366,
    height: 768,
    minWidth: 1024,
    minHeight: 700,
    show: false,
    autoHideMenuBar: true,
    title: 'Loial',
    webPreferences: {
      preload: join(here, 'preload.cjs'),
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
      devTools: !app.isPackaged,
      // A till in the background still counts the seconds of its foot.
      backgroundThrottling: false,
    },
  });
  guardContents(window.webContents);
  serveOverIpc(ipcMain, window.webContents, till);
  // The counter's state is the till's: a window that died is opened again where it was.
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason !== 'clean-exit') window.webContents.reload();
  });
  window.once('ready-to-show', () => {
    window.show();
    process.stdout.write('{"ready":true,"url":null}\n');
  });
  void window.loadURL(WINDOW_URL);
}

async function start(): Promise<void> {
  await app.whenReady();
  if (process.platform !== 'darwin') Menu.setApplicationMenu(null);
  guardPermissions(session.defaultSession);
  protocol.handle(WINDOW_SCHEME, pageHandler(staticDir));
  whole = composeTill({
    dataDir,
    scannerPath: given(values['scanner']),
    workerUrl: new URL('./sync.worker.js', import.meta.url),
    importUrl: new URL('./import.worker.js', import.meta.url),
    reportUrl: new URL('./report.worker.js', import.meta.url),
    dayUrl: new URL('./day.worker.js', import.meta.url),
    registerUrl: new URL('./register.worker.js', import.meta.url),
    dayFileUrl: new URL('./dayfile.worker.js', import.meta.url),
    version: app.getVersion(),
    world: { clock: () => Date.now(), steadyMs: () => performance.now(), randomBytes: (count) => randomBytes(count) },
    onTrouble: (where, error) => process.stderr.write(`${where}: ${error.message}\n`),
  });
  openWindow(whole.till);
}

let isClosed = false;
app.on('before-quit', (event) => {
  if (isClosed || whole === null) return;
  // Files and devices first; then the program really ends.
  event.preventDefault();
  void whole.close().finally(() => {
    isClosed = true;
    app.quit();
  });
});
app.on('window-all-closed', () => app.quit());
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => app.quit());
if (values['with-parent'] === true) {
  process.stdin.on('end', () => app.quit()).on('error', () => app.quit());
  process.stdin.resume();
}

if (app.requestSingleInstanceLock()) {
  app.on('second-instance', () => {
    const [window] = BrowserWindow.getAllWindows();
    if (window?.isMinimized() === true) window.restore();
    window?.focus();
  });
  start().catch((error: unknown) => {
    const problem = error instanceof Error ? error.message : String(error);
    process.stdout.write(`${JSON.stringify({ ready: false, problem })}\n`);
    // Where a program started it, that one shows the words; a dialog would wait for a hand that is not there.
    if (values['with-parent'] !== true) dialog.showErrorBox('Loial', problem);
    app.exit(1);
  });
} else {
  app.quit();
}
