/** Ctrl-C and its like, which may come twice: from the terminal, and from npm which passes it on. */
const SIGNALS = [
  'SIGINT',
  'SIGTERM',
  'SIGHUP',
  ...(process.platform === 'win32' ? (['SIGBREAK'] as const) : []),
] as const;
/** A signal so long after the first is somebody who does not want to wait, ms. */
const IMPATIENT_MS = 2_000;

export interface Signals {
  /** Settled by the first signal. */
  readonly asked: Promise<void>;
  /** Aborted by it. */
  readonly signal: AbortSignal;
}

/** Catches the signals that ask us to end. A second one, later, ends us at once; our children then end by themselves. */
export function catchSignals(nowMs: () => number): Signals {
  let firstAt: number | null = null;
  const abort = new AbortController();
  const asked = new Promise<void>((settle) => {
    for (const signal of SIGNALS) {
      process.on(signal, () => {
        if (firstAt !== null && nowMs() - firstAt > IMPATIENT_MS) process.exit(1);
        firstAt ??= nowMs();
        abort.abort(new Error('It was asked to end before it was ready.'));
        settle();
      });
    }
  });
  return { asked, signal: abort.signal };
}
