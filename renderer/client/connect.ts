import type { TillClient } from '../../contract/till/api.ts';
import { connectBridge } from './bridge.ts';
import { connectSocket } from './socket.ts';

/** The till of this window, by whichever way the shell offers: Electron's bridge, or the socket of the page. */
export function connectTill(): TillClient {
  return window.loial === undefined ? connectSocket() : connectBridge(window.loial);
}
