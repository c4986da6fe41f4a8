/** The bytes of base64. */
export function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at += 1) bytes[at] = text.charCodeAt(at);
  return bytes;
}

/** Hands a file to the browser to save, as a click on a link would. */
export function saveFile({
  name,
  type,
  base64,
}: {
  readonly name: string;
  readonly type: string;
  readonly base64: string;
}): void {
  const url = URL.createObjectURL(new Blob([bytesOf(base64)], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  // The download has begun by then; the bytes are let go.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** The lines of a page for a narrow roll (electron/day/files/narrow): they stand in its one `pre`. */
export function linesOf(base64: string): readonly string[] {
  const page = new DOMParser().parseFromString(new TextDecoder().decode(bytesOf(base64)), 'text/html');
  return (page.querySelector('pre')?.textContent ?? '').split('\n');
}
