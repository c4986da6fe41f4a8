import { useState } from 'react';
import { LANGUAGES, type Language } from '../../domain/person/person.ts';
import type { Refusal } from '../../domain/refusal/refusal.ts';
import { useTill } from '../app/till.ts';
import { Choice } from '../controls/Choice.tsx';
import { Field } from '../controls/Field.tsx';
import { Tap } from '../controls/Tap.tsx';
import { KEYS } from '../keys/keymap.ts';
import { useMainAction } from '../keys/useMainAction.ts';
import { refusalText } from '../words/refusals.ts';
import { useWords } from '../words/useWords.ts';
import './setup.css';

/** A till that is nobody's yet: joined to a centre, or a shop of its own. */
export function Setup() {
  const { say } = useWords();
  const [how, setHow] = useState<'join' | 'alone'>('join');
  return (
    <main className="screen">
      <section className="card screen-card" aria-labelledby="setup">
        <h2 id="setup" className="screen-title">
          {say('setup.title')}
        </h2>
        <p className="screen-text">{say('setup.text')}</p>
        <div className="setup-ways">
          {(['join', 'alone'] as const).map((way) => (
            <button
              key={way}
              type="button"
              className="signin-tile"
              aria-pressed={way === how}
              onClick={() => setHow(way)}
            >
              <b>{say(`setup.${way}`)}</b>
              <span>{say(`setup.${way}Text`)}</span>
            </button>
          ))}
        </div>
        {how === 'join' ? <Join /> : <Alone />}
      </section>
    </main>
  );
}

function Join() {
  const { say } = useWords();
  const till = useTill();
  const [centre, setCentre] = useState('');
  const [code, setCode] = useState('');
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const join = async (): Promise<void> => {
    setBusy(true);
    setRefusal(null);
    const answer = await till.askQuietly('setup.join', { centre: centre.trim(), code: code.trim() });
    setBusy(false);
    if (!answer.ok) setRefusal(answer.refusal);
  };
  return (
    <>
      <Field
        label={say('setup.centre')}
        value={centre}
        autoFocus
        placeholder="https://"
        inputMode="url"
        onText={setCentre}
      />
      <Field label={say('setup.code')} value={code} onText={setCode} />
      <End
        label={say(busy ? 'setup.joining' : 'setup.joinDo')}
        enabled={!busy && centre.trim() !== '' && code.trim() !== ''}
        refusal={refusal}
        run={() => void join()}
      />
    </>
  );
}

function Alone() {
  const words = useWords();
  const { say } = words;
  const till = useTill();
  const [store, setStore] = useState('');
  const [manager, setManager] = useState('');
  const [pin, setPin] = useState('');
  const [language, setLanguage] = useState<Language>(words.language);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const begin = async (): Promise<void> => {
    const answer = await till.askQuietly('setup.alone', {
      store: store.trim(),
      manager: manager.trim(),
      pin,
      language,
    });
    setRefusal(answer.ok ? null : answer.refusal);
  };
  return (
    <>
      <Field label={say('setup.store')} value={store} autoFocus onText={setStore} />
      <Field label={say('setup.manager')} value={manager} onText={setManager} />
      <Field
        type="password"
        label={say('setup.pin')}
        value={pin}
        inputMode="numeric"
        maxLength={8}
        onText={(typed) => setPin(typed.replace(/\D/g, ''))}
      />
      <div>
        <p className="enrol-label">{say('setup.language')}</p>
        <Choice
          label={say('setup.language')}
          value={language}
          options={LANGUAGES.map((each) => ({ value: each, label: say(`language.${each}`) }))}
          onChoose={setLanguage}
        />
      </div>
      <End
        label={say('setup.aloneDo')}
        enabled={store.trim() !== '' && manager.trim() !== '' && pin.length >= 4}
        refusal={refusal}
        run={() => void begin()}
      />
    </>
  );
}

interface EndProps {
  readonly label: string;
  readonly enabled: boolean;
  readonly refusal: Refusal | null;
  readonly run: () => void;
}

function End({ label, enabled, refusal, run }: EndProps) {
  const words = useWords();
  useMainAction({ label, enabled, run });
  return (
    <>
      {refusal === null ? null : (
        <p className="hint hint-stop" role="alert">
          <span className="hint-mark" aria-hidden>
            !
          </span>
          <span>{refusalText(words, refusal)}</span>
        </p>
      )}
      <Tap look="main" className="screen-main" disabled={!enabled} keys={KEYS.enter.shown} onTap={run}>
        {label}
      </Tap>
    </>
  );
}
