import type { ReactNode } from 'react';
import type { DayFigure } from '../../domain/day/parts.ts';
import { door, useGoOn } from './pages.ts';

interface FigureDoorProps {
  /** Number of the signed day; null: the one that is drawn up. */
  readonly close: number | null;
  readonly figure: DayFigure;
  /** What it comes to, as it is shown: behind nothing there is no list. */
  readonly by: number;
  readonly children: ReactNode;
}

/** A figure that opens what makes it up. */
export function FigureDoor({ close, figure, by, children }: FigureDoorProps) {
  const goOn = useGoOn();
  if (by === 0) return children;
  const name = `figure:${Object.values(figure).join(':')}`;
  return (
    <button
      type="button"
      className="day-open day-open-figure"
      {...door(name)}
      onClick={() => goOn({ at: 'parts', day: close, figure, first: 0 }, name)}
    >
      {children}
    </button>
  );
}
