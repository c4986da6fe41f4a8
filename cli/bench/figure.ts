/** One figure of the bench. Times are in `unit`; `ratio` is against a floor measured in the same run. */
export interface Figure {
  readonly name: string;
  readonly unit: string;
  readonly p50: number | null;
  readonly p99: number | null;
  readonly ratio: number | null;
  /** The goal in words; empty where there is none. */
  readonly goal: string;
  /** Null where it could not be measured on this machine, and where there is no goal. */
  readonly met: boolean | null;
}

/** The value below which a share of the samples lies (nearest rank); samples need not be sorted. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))] ?? Number.NaN;
}

/** The median of several runs of the same figure: machines are noisy, a median of five is not. */
export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/** Rounds for print and JSON: four significant digits say all that such a machine can say. */
export function rounded(value: number): number {
  return Number(value.toPrecision(4));
}

const COLUMNS = ['name', 'unit', 'p50', 'p99', 'ratio', 'goal', 'met'] as const;

/** The figures as a table to read in a terminal. */
export function table(figures: readonly Figure[]): string {
  const cell = (figure: Figure, column: (typeof COLUMNS)[number]): string => {
    const value = figure[column];
    if (column === 'met' && figure.goal === '') return '';
    if (column === 'met') return value === null ? 'not measured' : value ? 'met' : 'NOT MET';
    return value === null ? '–' : String(value);
  };
  const rows = [COLUMNS.map(String), ...figures.map((figure) => COLUMNS.map((column) => cell(figure, column)))];
  const widths = COLUMNS.map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((text, i) => text.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** A figure with a goal; values are rounded for print. */
export function figure(
  name: string,
  unit: string,
  p50: number,
  p99: number | null,
  ratio: number | null,
  goal: string,
  met: boolean | null,
): Figure {
  const brief = (value: number | null): number | null => (value === null ? null : rounded(value));
  return { name, unit, p50: brief(p50), p99: brief(p99), ratio: brief(ratio), goal, met };
}

/** A figure that only tells. */
export function informative(name: string, unit: string, p50: number, p99: number | null, ratio: number | null): Figure {
  return figure(name, unit, p50, p99, ratio, '', null);
}
