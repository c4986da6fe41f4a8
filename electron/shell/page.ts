import { WINDOW_HOST } from './channels.ts';
import { readWindowFile } from './files.ts';
import { windowHeaders } from './policy.ts';

/** Answers requests of the window's scheme with the files of its bundle; for Electron's protocol.handle. */
export function pageHandler(staticDir: string): (request: { readonly url: string }) => Promise<Response> {
  return async ({ url }) => {
    const asked = URL.parse(url);
    const file = asked?.host === WINDOW_HOST ? await readWindowFile(staticDir, asked.pathname) : null;
    if (file === null) return new Response('There is no such file.', { status: 404, headers: windowHeaders([]) });
    return new Response(Uint8Array.from(file.bytes), {
      headers: { ...windowHeaders([]), 'content-type': file.type },
    });
  };
}
