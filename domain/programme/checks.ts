import type { Programme } from './programme.ts';
export interface ProgrammeFault {
  readonly path: string;
  readonly fault: string;
}
export interface Bound {
  readonly combinations?: (p: Programme) => number;
  readonly most?: number;
}
export function programmeFaults(_programme: Programme, _bound: Bound = {}): ProgrammeFault[] {
  return [];
}
