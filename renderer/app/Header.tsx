import { civilTimeAt } from '../../domain/calendar/civil.ts';
import { LANGUAGES } from '../../domain/person/person.ts';
import { AlarmsCount } from '../alarms/AlarmsPanel.tsx';
import { Choice } from '../controls/Choice.tsx';
import { KeyCap, keepFocus } from '../controls/Tap.tsx';
import { KeypadChoice } from '../keypad/KeypadChoice.tsx';
import { KEYS } from '../keys/keymap.ts';
import { useWords } from '../words/useWords.ts';
import { useWindow } from './state.ts';
import { useTill } from './till.ts';
import { useTillTime } from './useTillTime.ts';

/** Where we are, who works, in which language, what time it is. */
export function Header({ now }: { readonly now: () => number }) {
  const { say, language } = useWords();
  const till = useTill();
  const badge = useWindow((state) => state.view?.till ?? null);
  const atCounter = useWindow((state) => state.view?.stage === 'counter');
  return (
    <header className="header">
      <h1 className="header-name">Loial</h1>
      {badge === null ? null : (
        <p className="header-place">
          <strong>{badge.store}</strong> <span>· {say('header.till', { number: badge.number })}</span>
        </p>
      )}
      <Person />
      <AlarmsCount />
      <div className="header-space" />
      {atCounter ? <KeypadChoice /> : null}
      <Choice
        small
        label={say('header.language')}
        value={language}
        options={LANGUAGES.map((each) => ({ value: each, label: each.toUpperCase(), spoken: say(`language.${each}`) }))}
        onChoose={(chosen) => till.speak(chosen)}
      />
      <Clock now={now} />
      {atCounter ? (
        <button
          type="button"
          className="header-key"
          aria-label={say('header.help')}
          onMouseDown={keepFocus}
          onClick={() => till.open({ kind: 'help' })}
        >
          <KeyCap keys={KEYS.help.shown} />
        </button>
      ) : null}
    </header>
  );
}

function Person() {
  const { say } = useWords();
  const till = useTill();
  const staff = useWindow((state) => state.view?.staff?.name ?? null);
  const shift = useWindow((state) => state.view?.shift?.number ?? null);
  const atCounter = useWindow((state) => state.view?.stage === 'counter');
  if (staff === null && shift === null) return null;
  const words = (
    <>
      {shift === null ? null : <span>{say('header.shift', { number: shift })} · </span>}
      <strong>{staff}</strong>
    </>
  );
  if (!atCounter) return <p className="header-person">{words}</p>;
  return (
    <button
      type="button"
      className="header-person header-person-button"
      title={say('header.person')}
      onMouseDown={keepFocus}
      onClick={() => till.open({ kind: 'shift' })}
    >
      <span className="header-person-words">{words}</span>
      <KeyCap keys={KEYS.shift.shown} />
    </button>
  );
}

function Clock({ now }: { readonly now: () => number }) {
  const { say } = useWords();
  const time = useTillTime(now, 1000);
  return (
    <time className="header-clock" title={say('header.clock')}>
      {time === null ? '' : civilTimeAt(time)}
    </time>
  );
}
