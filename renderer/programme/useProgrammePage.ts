import type { ProgrammePage } from '../app/panels.ts';
import { useWindow } from '../app/state.ts';

/** The page of the programme's room that lies over everything; null: the room is not open. */
export function useProgrammePage(): ProgrammePage | null {
  return useWindow((state) => {
    const top = state.panels.at(-1);
    return top?.kind === 'programme' ? top.page : null;
  });
}
