import { attend, type TillForWindows } from './attend.ts';
import { ASK_CHANNEL, TELL_CHANNEL, WINDOW_HOST, WINDOW_SCHEME } from './channels.ts';

/** Of Electron's WebFrameMain, what tells who is speaking. */
export interface Frame {
  readonly url: string;
}

/** Of Electron's WebContents, what a till's window is served through. */
export interface Contents {
  readonly mainFrame: Frame;
  send(channel: string, message: unknown): void;
  isDestroyed(): boolean;
  once(event: 'destroyed', listener: () => void): unknown;
}

/** Of Electron's IpcMainEvent: who sent a message. The frame is null when it is gone already. */
export interface AskEvent {
  readonly sender: object;
  readonly senderFrame: Frame | null;
}

/** Of Electron's ipcMain. */
export interface AskPort {
  on(channel: string, listener: (event: AskEvent, message: unknown) => void): unknown;
  removeListener(channel: string, listener: (event: AskEvent, message: unknown) => void): unknown;
}

/**
 * Serves the till to one window over Electron's IPC, until the window is gone. Only the main frame of this window,
 * showing our own page, is listened to: a frame or page that got in some other way is not even answered.
 */
export function serveOverIpc(ipc: AskPort, contents: Contents, till: TillForWindows): void {
  const attending = attend(till, {
    send(message) {
      if (!contents.isDestroyed()) contents.send(TELL_CHANNEL, message);
    },
    isReady: () => true, // Electron keeps what a window has not read yet, and a view is small
  });
  const listener = (event: AskEvent, message: unknown): void => {
    if (event.sender !== contents) return;
    if (event.senderFrame === null || event.senderFrame !== contents.mainFrame) return;
    if (!isOurPage(event.senderFrame.url)) return;
    attending.received(message);
  };
  ipc.on(ASK_CHANNEL, listener);
  contents.once('destroyed', () => {
    ipc.removeListener(ASK_CHANNEL, listener);
    attending.close();
  });
}

/** Whether an address is of the window's own page. */
export function isOurPage(address: string): boolean {
  const url = URL.parse(address);
  return url !== null && url.protocol === `${WINDOW_SCHEME}:` && url.host === WINDOW_HOST;
}
