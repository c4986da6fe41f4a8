import type { Names } from '../../contract/till/day.ts';
import { civilTimeAt } from '../../domain/calendar/civil.ts';
import type { Difference } from '../../domain/day/difference.ts';
import type { CheckName } from '../../domain/day/recorded.ts';
import { useWords } from '../words/useWords.ts';
import { amountText, differenceText, type Told } from './dayWords.ts';

interface DifferenceCellsProps {
  readonly difference: Told & Pick<Difference, 'at' | 'amount'>;
  readonly check: CheckName;
  readonly names: Names;
  /** How it was settled; null: it was not. */
  readonly settled: string | null;
  /** In somebody's own words; left out: nothing was said. */
  readonly note?: string;
}

/** A difference in a row of its check, drawn up or signed: when, what and how it was settled, by how much. */
export function DifferenceCells({ difference, check, names, settled, note = '' }: DifferenceCellsProps) {
  const words = useWords();
  const { at, amount } = difference;
  return (
    <>
      <time className="day-row-time">{at === null ? '' : civilTimeAt(at)}</time>
      <span className="day-row-words">
        {differenceText(words, difference, names)}
        {settled === null ? null : <small>✓ {settled}</small>}
        {note === '' ? null : <small>{note}</small>}
      </span>
      <b className="day-row-amount">{amountText(amount, check)}</b>
    </>
  );
}
