import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { AlarmRow } from '../../contract/till/alarms.ts';
import { civilDateAt } from '../../domain/calendar/civil.ts';
import { useWindow } from '../app/state.ts';
import { useTill } from '../app/till.ts';
import { Choice } from '../controls/Choice.tsx';
import { Emptiness, PanelFrame } from '../controls/PanelFrame.tsx';
import { Tap } from '../controls/Tap.tsx';
import { useMainAction } from '../keys/useMainAction.ts';
import { clockWords } from '../status/clockWords.ts';
import { useWords } from '../words/useWords.ts';
import { alarmWords, kindTitle } from './alarmWords.ts';
import { useAlarms } from './useAlarms.ts';
import './alarms.css';

/** So many are seen in a glance: no need to choose among kinds. */
const A_FEW = 6;

/** What the centre puts before the manager: newest first, a page at a time, by kind where there are several. */
export function AlarmsPanel() {
  const { say } = useWords();
  const till = useTill();
  const [settled, setSettled] = useState(false);
  const [kind, setKind] = useState<string | null>(null);
  const open = useWindow((state) => state.view?.status.alarms ?? 0);
  const { rows, kinds, more } = useAlarms({ settled, kind });
  const list = useRef<HTMLUListElement>(null);
  useArrows(list, rows);
  useMainAction({
    label: say('alarms.look'),
    enabled: (rows?.length ?? 0) > 0,
    run: () => {
      const buttons = buttonsIn(list.current);
      (buttons.find((button) => button.contains(document.activeElement)) ?? buttons[0])?.click();
    },
  });
  return (
    <PanelFrame
      title={say('alarms.title')}
      aside={open > 0 ? <p className="panel-aside">{say('alarms.waiting', { count: open })}</p> : null}
      foot={
        <div className="alarms-foot">
          <Tap onTap={() => till.push({ kind: 'tills' })}>{say('tills.open')}</Tap>
          <span className="alarms-keys">{say('alarms.keys')}</span>
        </div>
      }
    >
      <ClockOff />
      <Choice
        label={say('alarms.tab')}
        value={settled ? 'settled' : 'open'}
        options={[
          { value: 'open', label: say('alarms.tab.open') },
          { value: 'settled', label: say('alarms.tab.settled') },
        ]}
        onChoose={(chosen) => {
          setSettled(chosen === 'settled');
          setKind(null);
        }}
      />
      {settled || kinds.length < 2 || open <= A_FEW ? null : (
        <Kinds kinds={kinds} kind={kind} all={open} onChoose={setKind} />
      )}
      {rows === null ? <p className="panel-wait">{say('alarms.loading')}</p> : null}
      {rows?.length === 0 ? <Nothing settled={settled} /> : null}
      <ul ref={list} className="alarms">
        {rows?.map((row) => (
          <li key={row.id}>
            <Row row={row} />
          </li>
        ))}
      </ul>
      {more === null ? null : (
        <Tap className="alarms-more" onTap={more}>
          {say('alarms.more')}
        </Tap>
      )}
    </PanelFrame>
  );
}

function Nothing({ settled }: { readonly settled: boolean }) {
  const { say } = useWords();
  return settled ? (
    <Emptiness mark="◇" title={say('alarms.emptySettled')} />
  ) : (
    <Emptiness mark="✓" title={say('alarms.empty')} text={say('alarms.emptyText')} />
  );
}

/** Which kind: ten thousand of one must not hide the one that matters. */
function Kinds({
  kinds,
  kind,
  all,
  onChoose,
}: {
  readonly kinds: readonly { readonly kind: string; readonly count: number }[];
  readonly kind: string | null;
  readonly all: number;
  readonly onChoose: (kind: string | null) => void;
}) {
  const words = useWords();
  const { say } = words;
  return (
    <fieldset className="alarms-kinds" aria-label={say('alarms.kinds')}>
      <Tap pressed={kind === null} onTap={() => onChoose(null)}>
        {say('alarms.all', { count: all })}
      </Tap>
      {kinds.map((one) => (
        <Tap key={one.kind} pressed={kind === one.kind} onTap={() => onChoose(one.kind)}>
          {say('alarms.ofKind', { title: kindTitle(words, one.kind), count: one.count })}
        </Tap>
      ))}
    </fieldset>
  );
}

function Row({ row }: { readonly row: AlarmRow }) {
  const words = useWords();
  const till = useTill();
  const { title, what } = alarmWords(words, row);
  return (
    <button type="button" className="alarm-row" onClick={() => till.push({ kind: 'alarm', alarm: row })}>
      <span className={`alarm-mark alarm-${row.settled === null ? 'open' : 'settled'}`} aria-hidden>
        {row.settled === null ? '▲' : '✓'}
      </span>
      <span className="alarm-words">
        <b>{title}</b>
        <span className="alarm-what">{what}</span>
        <small>
          <AboutLine row={row} />
        </small>
      </span>
      <span aria-hidden>›</span>
    </button>
  );
}

/** Which till, when, who. */
export function AboutLine({ row }: { readonly row: AlarmRow }) {
  const words = useWords();
  const now = useWindow((state) => state.view?.status.now ?? 0);
  const parts = [
    row.till === null ? null : words.say('header.till', { number: row.till }),
    row.store,
    words.moment(row.at, civilDateAt(now)),
    ...row.members.map(({ name }) => name),
  ];
  return <>{parts.filter((part) => part !== null && part !== '').join(' · ')}</>;
}

/** The till's clock is off: said where the manager looks, with what follows of it and what does not. */
function ClockOff() {
  const words = useWords();
  const skewMs = useWindow((state) => state.view?.status.centre.clockSkewMs ?? null);
  const off = clockWords(words, skewMs);
  return off === null ? null : (
    <div className="hint hint-attention alarms-clock">
      <span className="hint-mark" aria-hidden>
        ◐
      </span>
      <div>
        <b>{off}</b>
        <span className="hint-why">{words.say('clock.meaning')}</span>
      </div>
    </div>
  );
}

/** ↑ and ↓ go through the list; the first is ready for Enter. */
function useArrows(list: { readonly current: HTMLElement | null }, rows: readonly AlarmRow[] | null): void {
  const first = rows?.[0]?.id;
  // biome-ignore lint/correctness/useExhaustiveDependencies(first): another list has another first row
  useEffect(() => {
    buttonsIn(list.current)[0]?.focus();
  }, [first, list]);
  useLayoutEffect(() => {
    const heard = (event: KeyboardEvent): void => {
      const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (step === undefined || event.defaultPrevented) return;
      const buttons = buttonsIn(list.current);
      const at = buttons.findIndex((button) => button.contains(document.activeElement));
      buttons[Math.max(0, Math.min(buttons.length - 1, at + step))]?.focus();
      event.preventDefault();
    };
    window.addEventListener('keydown', heard);
    return () => window.removeEventListener('keydown', heard);
  }, [list]);
}

function buttonsIn(list: HTMLElement | null): readonly HTMLButtonElement[] {
  return list === null ? [] : [...list.querySelectorAll('button')];
}

/** Beside the manager's name, only while something waits. */
export function AlarmsCount() {
  const { say } = useWords();
  const till = useTill();
  const open = useWindow((state) => state.view?.status.alarms ?? null);
  if (open === null || open === 0) return null;
  return (
    <button
      type="button"
      className="header-person-button alarms-count"
      aria-label={say('alarms.waiting', { count: open })}
      title={say('alarms.waiting', { count: open })}
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => till.open({ kind: 'alarms' })}
    >
      <span aria-hidden>▲</span> <b>{open > 999 ? '999+' : open}</b>
    </button>
  );
}
