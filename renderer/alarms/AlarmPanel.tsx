import { useState } from 'react';
import type { AlarmRecord, AlarmRow } from '../../contract/till/alarms.ts';
import { civilDateAt } from '../../domain/calendar/civil.ts';
import type { Refusal } from '../../domain/refusal/refusal.ts';
import { useWindow } from '../app/state.ts';
import { useTill } from '../app/till.ts';
import { Field } from '../controls/Field.tsx';
import { PanelFrame } from '../controls/PanelFrame.tsx';
import { Tap } from '../controls/Tap.tsx';
import { FOR_NAMES } from '../keypad/fields.ts';
import { useBackAsMain, useMainAction } from '../keys/useMainAction.ts';
import { LONGEST_PIN } from '../signin/PinPad.tsx';
import { refusalText } from '../words/refusals.ts';
import { useWords } from '../words/useWords.ts';
import { AboutLine } from './AlarmsPanel.tsx';
import { alarmWords } from './alarmWords.ts';
import './alarms.css';

/** One alarm: what happened, what was kept, what to do, the doors to what is behind it, and settling it. */
export function AlarmPanel({ alarm }: { readonly alarm: AlarmRow }) {
  const words = useWords();
  const { say } = words;
  const { title, what, kept, todo } = alarmWords(words, alarm);
  return (
    <PanelFrame title={title} {...(alarm.settled === null ? { foot: <Settle alarm={alarm} /> } : {})}>
      <article className="alarm">
        <p className="alarm-about">
          <AboutLine row={alarm} />
        </p>
        <p className="alarm-happened">{what}</p>
        <dl className="alarm-parts">
          <dt>{say('alarms.kept')}</dt>
          <dd>{kept}</dd>
          <dt>{say('alarms.todo')}</dt>
          <dd>{todo}</dd>
        </dl>
        <Doors alarm={alarm} />
        {alarm.settled === null ? null : <Settled settled={alarm.settled} />}
      </article>
    </PanelFrame>
  );
}

/** Members' histories and receipts behind it. */
function Doors({ alarm }: { readonly alarm: AlarmRow }) {
  const { say } = useWords();
  const till = useTill();
  if (alarm.members.length + alarm.records.length === 0) return null;
  return (
    <section aria-labelledby="behind">
      <h3 id="behind" className="alarm-title">
        {say('alarms.doors')}
      </h3>
      <ul className="alarm-doors">
        {alarm.members.map(({ id, name }) => (
          <li key={id}>
            {name === null ? (
              <span className="alarm-noDoor">{say('alarms.nobody')}</span>
            ) : (
              <Tap onTap={() => till.push({ kind: 'timeline', of: { id, name } })}>
                {say('alarms.history', { name })}
              </Tap>
            )}
          </li>
        ))}
        {alarm.records.map((record) => (
          <li key={record.id}>
            <RecordDoor record={record} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function RecordDoor({ record }: { readonly record: AlarmRecord }) {
  const words = useWords();
  const { say } = words;
  const till = useTill();
  const now = useWindow((state) => state.view?.status.now ?? 0);
  const { number } = record;
  const place = [say('header.till', { number: record.till }), record.store, words.moment(record.at, civilDateAt(now))]
    .filter((part) => part !== null && part !== '')
    .join(' · ');
  const named = (
    <span className="alarm-record">
      {number === null ? say('alarms.is', { is: record.is }) : say('alarms.receipt', { number })}
      <small>{place}</small>
    </span>
  );
  if (number === null) return <span className="alarm-noDoor">{named}</span>;
  const open = async (): Promise<void> => {
    const answer = await till.ask('receipts.find', { number });
    if (answer.ok) till.push({ kind: 'receipt', receipt: answer.value });
  };
  return <Tap onTap={() => void open()}>{named}</Tap>;
}

const READY_NOTES = ['alarms.note.fine', 'alarms.note.talked', 'alarms.note.corrected'] as const;

/** What was found and decided, and the PIN of whoever says so. */
function Settle({ alarm }: { readonly alarm: AlarmRow }) {
  const words = useWords();
  const { say } = words;
  const till = useTill();
  const [note, setNote] = useState('');
  const [pin, setPin] = useState('');
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const ready = note.trim() !== '' && pin !== '';
  const settle = async (): Promise<void> => {
    const answer = await till.askQuietly('alarms.settle', { alarm: alarm.id, note, pin });
    setPin('');
    if (!answer.ok) {
      setRefusal(answer.refusal);
      return;
    }
    till.back();
    till.say({ tone: 'ok', words: 'alarms.done' });
  };
  useMainAction({
    label: ready ? say('alarms.settle') : say('alarms.settleNeeds'),
    enabled: ready,
    run: () => void settle(),
  });
  return (
    <section className="alarm-settle" aria-label={say('alarms.settle')}>
      <div className="alarm-ready">
        {READY_NOTES.map((key) => (
          <Tap key={key} onTap={() => setNote(say(key))} pressed={note === say(key)}>
            {say(key)}
          </Tap>
        ))}
      </div>
      <div className="alarm-pin">
        <Field
          {...FOR_NAMES}
          className="alarm-note"
          label={say('alarms.note')}
          value={note}
          maxLength={500}
          autoFocus
          onText={(typed) => {
            setNote(typed);
            setRefusal(null);
          }}
        />
        <Field
          type="password"
          label={say('alarms.pin')}
          value={pin}
          inputMode="numeric"
          maxLength={LONGEST_PIN}
          onText={(typed) => {
            setPin(typed.replace(/\D/g, ''));
            setRefusal(null);
          }}
        />
        <Tap look="main" disabled={!ready} onTap={() => void settle()}>
          {say('alarms.settle')}
        </Tap>
      </div>
      {refusal === null ? (
        <p className="alarms-keys">{say('alarms.noteHint')}</p>
      ) : (
        <p className="alarm-refused" role="alert">
          {refusalText(words, refusal)}
        </p>
      )}
    </section>
  );
}

function Settled({ settled: { at, name, note } }: { readonly settled: NonNullable<AlarmRow['settled']> }) {
  const words = useWords();
  useBackAsMain();
  const now = useWindow((state) => state.view?.status.now ?? 0);
  const time = words.moment(at, civilDateAt(now));
  return (
    <div className="hint hint-ok">
      <span className="hint-mark" aria-hidden>
        ✓
      </span>
      <div>
        <b>
          {name === null
            ? words.say('alarms.settledElsewhere', { time })
            : words.say('alarms.settledBy', { name, time })}
        </b>
        <span className="hint-why">{note ?? words.say('alarms.noNote')}</span>
      </div>
    </div>
  );
}
