import { useEffect, useState } from 'react';
import type { StoreTill } from '../../contract/till/alarms.ts';
import { civilDateAt } from '../../domain/calendar/civil.ts';
import type { Refusal } from '../../domain/refusal/refusal.ts';
import { useWindow } from '../app/state.ts';
import { useTill } from '../app/till.ts';
import { Field } from '../controls/Field.tsx';
import { PanelFrame } from '../controls/PanelFrame.tsx';
import { Tap } from '../controls/Tap.tsx';
import { useMainAction } from '../keys/useMainAction.ts';
import { LONGEST_PIN } from '../signin/PinPad.tsx';
import { refusalText } from '../words/refusals.ts';
import { useWords } from '../words/useWords.ts';
import './alarms.css';

/** The store's tills: one whose disk is dead is retired here, one that came back is taken back. */
export function TillsPanel() {
  const { say } = useWords();
  const till = useTill();
  const [tills, setTills] = useState<readonly StoreTill[]>([]);
  const [chosen, setChosen] = useState<StoreTill | null>(null);
  const view = useWindow((state) => state.view);
  // biome-ignore lint/correctness/useExhaustiveDependencies(view): the centre's word on a till comes some time after its answer
  // biome-ignore lint/correctness/useExhaustiveDependencies(chosen): what was just done to one shows in its line
  useEffect(() => {
    let wanted = true;
    void till.askQuietly('tills.list', {}).then((answer) => {
      if (wanted && answer.ok) setTills(answer.value);
    });
    return () => {
      wanted = false;
    };
  }, [till, view, chosen]);
  return (
    <PanelFrame title={say('tills.open')}>
      <p className="panel-note">{say('tills.text')}</p>
      <ul className="tills">
        {tills.map((one) => (
          <TillLine key={one.id} one={one} chosen={chosen?.id === one.id} onChoose={() => setChosen(one)} />
        ))}
      </ul>
      {chosen === null ? (
        <Back />
      ) : (
        <Sure
          key={chosen.id}
          one={chosen}
          onDone={() => {
            setChosen(null);
          }}
        />
      )}
    </PanelFrame>
  );
}

function Back() {
  const { say } = useWords();
  const till = useTill();
  useMainAction({ label: say('action.back'), enabled: true, run: () => void till.back() });
  return null;
}

function TillLine({
  one,
  chosen,
  onChoose,
}: {
  readonly one: StoreTill;
  readonly chosen: boolean;
  readonly onChoose: () => void;
}) {
  const words = useWords();
  const { say } = words;
  const now = useWindow((state) => state.view?.status.now ?? 0);
  const { number, here, retired } = one;
  return (
    <li className="till-line">
      <span className="till-words">
        <b>{say('header.till', { number })}</b>
        <small>
          {here
            ? say('tills.here')
            : retired === null
              ? say('tills.alive')
              : say('tills.retired', { time: words.moment(retired.at, civilDateAt(now)), seq: retired.seq })}
        </small>
      </span>
      {here ? null : (
        <Tap look={retired === null ? 'stop' : 'plain'} pressed={chosen} onTap={onChoose}>
          {say(retired === null ? 'tills.retire' : 'tills.restore')}
        </Tap>
      )}
    </li>
  );
}

/** What will happen, said before it does, and the PIN. */
function Sure({ one, onDone }: { readonly one: StoreTill; readonly onDone: () => void }) {
  const words = useWords();
  const { say } = words;
  const till = useTill();
  const [pin, setPin] = useState('');
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const dead = one.retired === null;
  const go = async (): Promise<void> => {
    const answer = await till.askQuietly(dead ? 'tills.retire' : 'tills.restore', { till: one.id, pin });
    setPin('');
    if (answer.ok) onDone();
    else setRefusal(answer.refusal);
  };
  const label = say(dead ? 'tills.retire' : 'tills.restore');
  useMainAction({ label, enabled: pin !== '', run: () => void go() });
  return (
    <section className="alarm-settle" aria-label={label}>
      <p className={`hint hint-${dead ? 'stop' : 'attention'}`}>
        <span className="hint-mark" aria-hidden>
          {dead ? '!' : '◐'}
        </span>
        <span>{say(dead ? 'tills.retireSure' : 'tills.restoreSure', { number: one.number })}</span>
      </p>
      <div className="alarm-pin">
        <Field
          type="password"
          label={say('alarms.pin')}
          value={pin}
          inputMode="numeric"
          autoFocus
          maxLength={LONGEST_PIN}
          error={refusal === null ? null : refusalText(words, refusal)}
          onText={(typed) => {
            setPin(typed.replace(/\D/g, ''));
            setRefusal(null);
          }}
        />
        <Tap look={dead ? 'stop' : 'main'} disabled={pin === ''} onTap={() => void go()}>
          {label}
        </Tap>
      </div>
    </section>
  );
}
