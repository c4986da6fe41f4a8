import { memo } from 'react';
import { useWindow } from '../app/state.ts';
import { useTillTime } from '../app/useTillTime.ts';
import { useWords } from '../words/useWords.ts';
import { centreWords, type Mood } from './centreWords.ts';
import { clockWords } from './clockWords.ts';
import './status.css';

const SHAPES: Readonly<Record<Mood, string>> = { ok: '●', attention: '◐', stop: '▲', none: '○' };

/** The foot of the screen: scanner, centre and the age of its word, what is not yet sent, the day. Always true. */
export function StatusFoot({ now }: { readonly now: () => number }) {
  const { say } = useWords();
  const hasView = useWindow((state) => state.view !== null);
  if (!hasView) return <footer className="foot" />;
  return (
    <footer className="foot" title={say('status.label')}>
      <Scanner />
      <Centre now={now} />
      <Unsent />
      <ClockOff />
      <ProgrammeTrouble />
      <Working />
      <span className="foot-space" />
      <Day />
    </footer>
  );
}

const Item = memo(function Item({ mood, text }: { readonly mood: Mood; readonly text: string }) {
  return (
    <span className="foot-item">
      <span className={`foot-mark foot-${mood}`} aria-hidden>
        {SHAPES[mood]}
      </span>
      {text}
    </span>
  );
});

function Scanner() {
  const { say } = useWords();
  const state = useWindow((window) => window.view?.status.scanner.state ?? 'none');
  const mood: Mood =
    state === 'ready' ? 'ok' : state === 'lost' ? 'stop' : state === 'connecting' ? 'attention' : 'none';
  return <Item mood={mood} text={say('status.scanner', { state })} />;
}

function Centre({ now }: { readonly now: () => number }) {
  const words = useWords();
  const centre = useWindow((state) => state.view?.status.centre ?? null);
  const time = useTillTime(now, 10_000);
  if (centre === null || time === null) return null;
  const { mood, text } = centreWords(words, centre, time);
  return <Item mood={mood} text={text} />;
}

function Unsent() {
  const { say } = useWords();
  const count = useWindow((state) => state.view?.status.unsent ?? 0);
  const alone = useWindow((state) => state.view?.status.centre.state === 'alone');
  if (alone) return <Item mood="ok" text={say('status.unsentAlone')} />;
  return <Item mood={count === 0 ? 'ok' : 'attention'} text={say('status.unsent', { count })} />;
}

/** The till's clock is minutes off the centre's: somebody should set it. */
function ClockOff() {
  const words = useWords();
  // In whole minutes: the foot is not drawn again for milliseconds.
  const minutes = useWindow((state) => Math.round((state.view?.status.centre.clockSkewMs ?? 0) / 60_000));
  const text = clockWords(words, minutes * 60_000);
  return text === null ? null : <Item mood="attention" text={text} />;
}

/** A version of the programme came that cannot be used: said until a right one comes. */
function ProgrammeTrouble() {
  const { say } = useWords();
  const path = useWindow((state) => state.view?.status.programmeTrouble ?? null);
  return path === null ? null : <Item mood="attention" text={say('status.programmeTrouble', { path })} />;
}

/** Something takes longer than a glance. */
function Working() {
  const { say } = useWords();
  const working = useWindow((state) => state.working);
  return (
    <span className="foot-working" role="status" data-shown={working}>
      {working ? say('app.working') : ''}
    </span>
  );
}

function Day() {
  const words = useWords();
  const day = useWindow((state) => state.view?.shift?.businessDay ?? null);
  const staff = useWindow((state) => state.view?.staff !== null);
  if (!staff) return null;
  return (
    <span className="foot-item">
      {day === null ? words.say('status.noShift') : words.say('status.shift', { day: words.day(day) })}
    </span>
  );
}
