/** The two channels of Electron's IPC: a window asks, the till tells. Nothing else goes over. */
export const ASK_CHANNEL = 'loial:ask';
export const TELL_CHANNEL = 'loial:tell';

/** The address of the window's page: a scheme of our own, so that no other page is ever of its origin. */
export const WINDOW_SCHEME = 'loial';
export const WINDOW_HOST = 'till';
export const WINDOW_URL = `${WINDOW_SCHEME}://${WINDOW_HOST}/`;
