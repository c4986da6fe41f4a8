import type { RequestMessage, TillClient } from '../../contract/till/api.ts';
import { asking } from './asking.ts';

/** What Electron's preload puts on the window: two functions and nothing else (electron/preload.ts). */
export interface LoialBridge {
  send(message: RequestMessage): void;
  /** Calls back with each message from the till; returns how to stop. */
  onMessage(listener: (message: unknown) => void): () => void;
}

declare global {
  interface Window {
    readonly loial?: LoialBridge;
  }
}

/**
 * Connects to the till over Electron's IPC. Window and till are one program: the connection lasts as long as the
 * window does.
 */
export function connectBridge(bridge: LoialBridge | undefined = window.loial): TillClient {
  if (bridge === undefined) throw new Error('This page has no bridge to a till: it was not opened by Loial.');
  const client = asking({
    send(message) {
      bridge.send(message);
      return true;
    },
  });
  bridge.onMessage((message) => client.arrived(message));
  client.connected();
  return client;
}
