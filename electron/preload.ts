import { contextBridge, ipcRenderer } from 'electron';
import { ASK_CHANNEL, TELL_CHANNEL } from './shell/channels.ts';

/** All that the window gets of Electron: to ask its till, and to hear it. Its type stands in renderer/client/bridge. */
contextBridge.exposeInMainWorld('loial', {
  send(message: unknown): void {
    ipcRenderer.send(ASK_CHANNEL, message);
  },
  onMessage(listener: (message: unknown) => void): () => void {
    // The event is kept here: it would hand the window a way to any channel.
    const told = (_event: unknown, message: unknown): void => listener(message);
    ipcRenderer.on(TELL_CHANNEL, told);
    return () => ipcRenderer.removeListener(TELL_CHANNEL, told);
  },
});
