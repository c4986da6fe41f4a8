import { formatBani } from '../../domain/amount/text.ts';
import { useWords } from '../words/useWords.ts';
import { type MonthDay, signedBani } from './months.ts';
import './month.css';

/** Of a seal as much as a person compares. */
const SEAL_SHOWN = 12;

/** The day that is looked at, in words: who signed and what it came to, or what is missing. */
export function DayWords({ of }: { readonly of: MonthDay }) {
  const words = useWords();
  return (
    <section className="month-chosen" aria-live="polite">
      <h3>{words.longDay(of.day)}</h3>
      <What of={of} />
    </section>
  );
}

function What({ of: { state, signed, worked, late } }: { readonly of: MonthDay }) {
  const words = useWords();
  const { say } = words;
  if (signed !== null) {
    const { number, signedByName, signedAt, till, total, variance, differences, explained, without, seal } = signed;
    return (
      <>
        <p>
          {say('month.signedBy', {
            number,
            name: signedByName ?? say('month.somebody'),
            moment: words.moment(signedAt, signed.day),
            till,
          })}
        </p>
        <p className="month-figures">
          {say('month.figures', { total: formatBani(total), variance: signedBani(variance) })}
        </p>
        <p>{say('month.differences', { differences, explained })}</p>
        {without === 0 ? null : <p>{say('month.without', { count: without })}</p>}
        <p className="room-note">{say('month.seal', { seal: seal.slice(0, SEAL_SHOWN) })}</p>
      </>
    );
  }
  switch (state) {
    case 'missing':
      return (
        <>
          <p>
            {say('month.missingDay', {
              sales: worked?.sales ?? 0,
              total: worked === null ? '0,00' : formatBani(worked.total),
            })}
          </p>
          <p className="room-note">{say(late ? 'month.missingLate' : 'month.missingNext')}</p>
        </>
      );
    case 'running':
      return <p>{say('month.runningDay')}</p>;
    default:
      return <p className="room-note">{say('month.emptyDay')}</p>;
  }
}
