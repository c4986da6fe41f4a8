import { sumBani } from '../../domain/amount/bani.ts';
import { formatBani } from '../../domain/amount/text.ts';
import { type CivilDate, civilDateAt } from '../../domain/calendar/civil.ts';
import { startOf } from '../../domain/calendar/periods.ts';
import { useWindow } from '../app/state.ts';
import { useTill } from '../app/till.ts';
import { Emptiness } from '../controls/PanelFrame.tsx';
import { Room } from '../controls/Room.tsx';
import { Stretch } from '../controls/Stretch.tsx';
import { useMainAction } from '../keys/useMainAction.ts';
import { refusalText } from '../words/refusals.ts';
import { useWords } from '../words/useWords.ts';
import { Calendar } from './Calendar.tsx';
import { DayWords } from './DayWords.tsx';
import { DaysTable, MonthsTable } from './MonthTables.tsx';
import { daysOf, type MonthDay, monthsUpTo, signedBani } from './months.ts';
import { Pictures } from './Pictures.tsx';
import { type MonthRead, useMonth } from './useMonth.ts';
import './month.css';

/** The room of signed days: a month as a calendar, its variances and who signed, and points over a year. */
export function MonthRoom({ day }: { readonly day: CivilDate | null }) {
  const words = useWords();
  const { say } = words;
  const till = useTill();
  const today = useWindow((state) => civilDateAt(state.view?.status.now ?? 0));
  const at = day ?? today;
  const first = startOf('month', at);
  const choose = (chosen: CivilDate): void => {
    // Nothing is known of months to come.
    if (startOf('month', chosen) <= startOf('month', today)) till.replace({ kind: 'month', day: chosen });
  };
  const month = useMonth(first);
  const read = month === null || 'code' in month ? null : month;
  const rows = read?.rows ?? [];
  const days = daysOf(first, { today, rows, worked: read?.days.worked ?? [] });
  const chosen = days.find((one) => one.day === at) ?? null;
  const number = chosen?.signed?.number ?? null;
  useMainAction(
    number === null
      ? { label: say('action.back'), enabled: true, run: () => void till.back() }
      : {
          label: say('month.openClose', { number }),
          enabled: true,
          run: () => till.push({ kind: 'day', page: { at: 'signed', number, fresh: false } }),
        },
  );
  return (
    <Room id="month" title={say('month.open')}>
      <Stretch
        title={words.month(first)}
        note=""
        before={{ label: say('month.before'), go: () => choose(startOf('month', first, -1)) }}
        after={{
          label: say('month.after'),
          go: first >= startOf('month', today) ? null : () => choose(startOf('month', first, 1)),
        }}
      />
      {month === null ? (
        <p className="month-sentence" role="status">
          {say('month.reading')}
        </p>
      ) : 'code' in month ? (
        <p className="hint hint-stop" role="alert">
          <span className="hint-mark" aria-hidden>
            !
          </span>
          <span>{refusalText(words, month)}</span>
        </p>
      ) : (
        <Sentences days={days} />
      )}
      {/* It stands while a month is read too: who walks by keys walks on. */}
      <div className="month-beside">
        <Calendar days={days} chosen={at} onChoose={choose} />
        {chosen === null || read === null ? null : <DayWords of={chosen} />}
      </div>
      {read === null ? null : <Figures read={read} first={first} days={days} onChoose={choose} />}
    </Room>
  );
}

/** Points over a year, and the figures of what is drawn above. */
function Figures({
  read: { rows, days: of },
  first,
  days,
  onChoose,
}: {
  readonly read: MonthRead;
  readonly first: CivilDate;
  readonly days: readonly MonthDay[];
  readonly onChoose: (day: CivilDate) => void;
}) {
  const { say } = useWords();
  const months = monthsUpTo(first, rows);
  return (
    <>
      {of.others ? <p className="room-note">{say('month.onlyHere')}</p> : null}
      {months.length === 0 ? (
        <Emptiness mark="◇" title={say('month.nothing')} text={say('month.nothingText')} />
      ) : (
        <>
          <Pictures months={months} />
          {of.alone ? null : <p className="room-note">{say('month.share')}</p>}
          <MonthsTable months={months} />
          <DaysTable days={days} onChoose={onChoose} />
        </>
      )}
    </>
  );
}

/** What the month comes to, and which days have no close. */
function Sentences({ days }: { readonly days: readonly MonthDay[] }) {
  const words = useWords();
  const { say } = words;
  const signed = days.flatMap((one) => one.signed ?? []);
  const missing = days.filter(({ state }) => state === 'missing');
  return (
    <>
      <p className="month-sentence">
        {signed.length === 0
          ? say('month.noneSigned')
          : say('month.sentence', {
              signed: signed.length,
              total: formatBani(sumBani(signed.map(({ total }) => total))),
              variance: signedBani(sumBani(signed.map(({ variance }) => variance))),
            })}
      </p>
      {missing.length === 0 ? null : (
        <p className="hint hint-attention">
          <span className="hint-mark" aria-hidden>
            ▲
          </span>
          <span>
            {say('month.missing', {
              count: missing.length,
              days: new Intl.ListFormat(words.language).format(missing.map(({ day }) => String(Number(day.slice(8))))),
            })}
          </span>
        </p>
      )}
    </>
  );
}
