import { addDays } from '../../domain/calendar/civil.ts';
import { useWords } from '../words/useWords.ts';
import { praiseText } from './praiseWords.ts';
import { usePraise } from './usePraise.ts';
import './staff.css';

/** The thanks of the week, where everybody reads them; nothing where there is nothing to say. */
export function PraiseNote() {
  const words = useWords();
  const praise = usePraise();
  if (praise === null || praise.rows.length === 0) return null;
  const { monday, of, rows } = praise;
  return (
    <section className="praise" aria-labelledby="praise">
      <h3 id="praise" className="praise-title">
        <span aria-hidden>★</span> {words.say('praise.title')}
      </h3>
      <ul className="praise-rows">
        {rows.map((row) => (
          <li key={`${row.name} ${row.of}`}>{praiseText(words, row)}</li>
        ))}
      </ul>
      <p className="praise-where">
        {words.say(of === 'store' ? 'praise.nStore' : 'praise.n', {
          from: words.day(monday),
          to: words.day(addDays(monday, 6)),
        })}
      </p>
    </section>
  );
}
