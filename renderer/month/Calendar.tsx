import { type KeyboardEvent, useEffect, useRef } from 'react';
import { addDays, type CivilDate } from '../../domain/calendar/civil.ts';
import { startOf } from '../../domain/calendar/periods.ts';
import { keepFocus } from '../controls/Tap.tsx';
import { useWords } from '../words/useWords.ts';
import { type DayState, type MonthDay, placesBefore, signedBani } from './months.ts';
import './month.css';

const MARKS: Readonly<Record<DayState, string>> = { signed: '✓', missing: '▲', running: '◷', empty: '' };
/** A row of weekdays' names is taken from these. */
const A_MONDAY = '2024-01-01';

/** A month of days. Arrows go from day to day and from week to week, Page Up and Page Down from month to month. */
export function Calendar({
  days,
  chosen,
  onChoose,
}: {
  readonly days: readonly MonthDay[];
  readonly chosen: CivilDate;
  readonly onChoose: (day: CivilDate) => void;
}) {
  const words = useWords();
  const { say } = words;
  const place = useRef<HTMLDivElement>(null);
  const first = days[0]?.day;
  // biome-ignore lint/correctness/useExhaustiveDependencies(chosen): who walks with the keys has the day under the finger
  useEffect(() => {
    place.current?.querySelector<HTMLButtonElement>('[aria-pressed="true"]')?.focus({ preventScroll: true });
  }, [chosen]);
  if (first === undefined) return null;
  const walk = (event: KeyboardEvent): void => {
    const to = stepOf(event.key, chosen);
    if (to === null || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    onChoose(to);
  };
  return (
    <div>
      {/* biome-ignore lint/a11y/useSemanticElements: a calendar is no list of fields */}
      <div ref={place} className="month-days" role="group" aria-label={say('month.calendar')} onKeyDown={walk}>
        {weekdays(words.language).map((name) => (
          <span key={name} className="month-weekday" aria-hidden>
            {name}
          </span>
        ))}
        {Array.from({ length: placesBefore(first) }, (_, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: empty places
          <span key={i} />
        ))}
        {days.map((one) => (
          <Day key={one.day} of={one} chosen={one.day === chosen} onChoose={onChoose} />
        ))}
      </div>
      <p className="month-keys">
        <span>✓ {say('month.key.signed')}</span>
        <span>± {say('month.key.varied')}</span>
        <span>▲ {say('month.key.missing')}</span>
      </p>
    </div>
  );
}

function Day({
  of: { day, state, signed },
  chosen,
  onChoose,
}: {
  readonly of: MonthDay;
  readonly chosen: boolean;
  readonly onChoose: (day: CivilDate) => void;
}) {
  const words = useWords();
  const varied = signed !== null && signed.variance !== 0;
  return (
    <button
      type="button"
      className={`month-day month-${state}${varied ? ' month-varied' : ''}`}
      aria-pressed={chosen}
      aria-label={`${words.day(day)}, ${words.say(`month.state.${state}`)}`}
      tabIndex={chosen ? 0 : -1}
      onMouseDown={keepFocus}
      onClick={() => onChoose(day)}
    >
      <span className="month-date">
        <b>{Number(day.slice(8))}</b>
        <span className="month-mark">{varied ? '±' : MARKS[state]}</span>
      </span>
      <small>{varied ? signedBani(signed.variance) : ''}</small>
    </button>
  );
}

function stepOf(key: string, from: CivilDate): CivilDate | null {
  switch (key) {
    case 'ArrowLeft':
      return addDays(from, -1);
    case 'ArrowRight':
      return addDays(from, 1);
    case 'ArrowUp':
      return addDays(from, -7);
    case 'ArrowDown':
      return addDays(from, 7);
    case 'PageUp':
      return startOf('month', from, -1);
    case 'PageDown':
      return startOf('month', from, 1);
    default:
      return null;
  }
}

/** `lu`, `ma` ...: Monday first. */
function weekdays(language: string): readonly string[] {
  const format = new Intl.DateTimeFormat(language, { weekday: 'short', timeZone: 'UTC' });
  const monday = Date.parse(`${A_MONDAY}T00:00:00Z`);
  return Array.from({ length: 7 }, (_, i) => format.format(monday + i * 86_400_000));
}
