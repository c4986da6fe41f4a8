/** What a window may load and do: its own files, and a line to its own till; no script and no style stands inline. */
export function contentPolicy(tillSockets: readonly string[]): string {
  return [
    "default-src 'self'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src ${["'self'", ...tillSockets].join(' ')}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'self'",
  ].join('; ');
}

/** Headers of everything that is served to a window. */
export function windowHeaders(tillSockets: readonly string[]): Readonly<Record<string, string>> {
  return {
    'content-security-policy': contentPolicy(tillSockets),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), microphone=(), geolocation=()',
  };
}
