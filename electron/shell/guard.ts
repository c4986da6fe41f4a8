import { isOurPage } from './ipc.ts';

/** Of Electron's WebContents, what could lead a window astray. */
export interface Guarded {
  setWindowOpenHandler(handler: () => { action: 'deny' }): void;
  on(event: 'will-navigate', listener: (event: { preventDefault(): void; readonly url: string }) => void): unknown;
  on(event: 'will-redirect', listener: (event: { preventDefault(): void; readonly url: string }) => void): unknown;
  on(event: 'will-attach-webview', listener: (event: { preventDefault(): void }) => void): unknown;
}

/** Of Electron's Session, what grants a page more than showing itself. */
export interface Permissions {
  setPermissionRequestHandler(
    handler: (contents: unknown, permission: string, callback: (granted: boolean) => void) => void,
  ): void;
  setPermissionCheckHandler(handler: () => boolean): void;
  setDevicePermissionHandler(handler: () => boolean): void;
}

/** Keeps a window on its own page: no other page, no second window, no page within the page. */
export function guardContents(contents: Guarded): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  const stay = (event: { preventDefault(): void; readonly url: string }): void => {
    if (!isOurPage(event.url)) event.preventDefault();
  };
  contents.on('will-navigate', stay);
  contents.on('will-redirect', stay);
  contents.on('will-attach-webview', (event) => event.preventDefault());
}

/** Refuses whatever a page could ask of the machine: the till itself has the devices. */
export function guardPermissions(session: Permissions): void {
  session.setPermissionRequestHandler((_contents, _permission, callback) => callback(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
}
