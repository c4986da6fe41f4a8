/**
 * What a window may load and do: its own files, and a line to its own till. Styles may stand inline because the
 * component library writes its variables into style elements; scripts may not.
 */
export function contentPolicy(tillSockets: readonly string[]): string {
  return [
    "default-src 'self'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
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
