/** What happened, folded into one number: two runs of one seed are the same run if their hashes are equal. */
export interface Trace {
  tell(atMs: number, what: string): void;
  /** 16 hex digits over everything told so far, in order. */
  hash(): string;
  /** The lines, where they were kept. */
  readonly lines: readonly string[];
}

/** `keep`: lines are kept to be read; a campaign only folds them. Two FNV-1a sums with different beginnings. */
export function openTrace(keep: boolean): Trace {
  const lines: string[] = [];
  let [a, b] = [0x811c9dc5, 0x1000193];
  return {
    tell(atMs, what) {
      const line = `${atMs} ${what}`;
      for (let i = 0; i < line.length; i++) {
        const code = line.charCodeAt(i);
        a = Math.imul(a ^ code, 0x01000193);
        b = Math.imul(b ^ (code + 0x55), 0x01000193);
      }
      if (keep) lines.push(line);
    },
    hash: () => `${hex(a)}${hex(b)}`,
    lines,
  };
}

const hex = (bits: number): string => (bits >>> 0).toString(16).padStart(8, '0');
