/** A till's wall clock: it drifts and jumps. The steady clock of a process is the world's own time. */
export interface Clock {
  wall(nowMs: number): number;
  jump(ms: number): void;
  drift(nowMs: number, perMillion: number): void;
}

export function openClock(): Clock {
  let offset = 0;
  let perMillion = 0;
  let sinceMs = 0;
  return {
    wall: (nowMs) => Math.round(nowMs + offset + ((nowMs - sinceMs) * perMillion) / 1e6),
    jump(ms) {
      offset += ms;
    },
    drift(nowMs, by) {
      offset += ((nowMs - sinceMs) * perMillion) / 1e6;
      [perMillion, sinceMs] = [by, nowMs];
    },
  };
}
