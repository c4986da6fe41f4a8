interface Limits {
  readonly least: number;
  readonly most: number;
  /** Points are spent in steps of so many; left out: of one. */
  readonly step?: number;
}

/** By how many points one press changes: about a tenth of what may be spent, as a round number, in whole steps. */
export function stepOf({ most, step = 1 }: Limits): number {
  return Math.ceil(roundTenth(most) / step) * step;
}

function roundTenth(most: number): number {
  if (most <= 20) return 1;
  const tenth = most / 10;
  const scale = 10 ** Math.floor(Math.log10(tenth));
  return Math.max(1, [5, 2, 1].map((n) => n * scale).find((step) => step <= tenth) ?? scale);
}

/** One step from what is chosen, on whole steps, between none and the most; below the least there is only none. */
export function stepped(chosen: number, direction: number, limits: Limits): number {
  const step = stepOf(limits);
  const next = direction > 0 ? Math.floor(chosen / step + 1) * step : Math.ceil(chosen / step - 1) * step;
  const within = Math.min(Math.max(next, 0), limits.most);
  if (within >= limits.least) return within;
  return direction > 0 ? Math.min(limits.least, limits.most) : 0;
}
