import { useEffect, useRef, useState } from 'react';
import type { Request } from '../../contract/till/api.ts';
import type { CodeView, ProofView, StaffRow } from '../../contract/till/views.ts';
import type { MemberId } from '../../domain/identity/ids.ts';
import type { Refusal } from '../../domain/refusal/refusal.ts';
import { useTill } from '../app/till.ts';
import { useTillTime } from '../app/useTillTime.ts';
import { Choice } from '../controls/Choice.tsx';
import { Field } from '../controls/Field.tsx';
import { Tap } from '../controls/Tap.tsx';
import { refusalText } from '../words/refusals.ts';
import { useWords } from '../words/useWords.ts';

/** Ways to prove, and what may be done with a PIN besides. */
type Typed = Request<'counter.proof'>['by'] | 'newPin';
type Way = Typed | 'noPin';

interface ProofSectionProps {
  readonly member: MemberId;
  readonly proof: ProofView;
  readonly onTouched: () => void;
}

const LABELS = { pin: 'proof.pin', newPin: 'proof.newPin', manager: 'proof.managerPin', code: 'proof.code' } as const;

/** What was proved, and the ways to prove more: the member's PIN (or a first one), a manager who vouches, a code by message. */
export function ProofSection({ member, proof, onTouched }: ProofSectionProps) {
  const words = useWords();
  const { say } = words;
  const till = useTill();
  const [way, setWay] = useState<Way | null>(null);
  const [pin, setPin] = useState('');
  const [managers, setManagers] = useState<readonly StaffRow[]>([]);
  const [manager, setManager] = useState<StaffRow['id'] | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [asking, setAsking] = useState(false);
  const chosen = useRef<Way | null>(null);
  useEffect(() => {
    void till.askQuietly('staff.list', {}).then((answer) => {
      const found = answer.ok ? answer.value.filter(({ role }) => role === 'manager') : [];
      setManagers(found);
      setManager(found[0]?.id ?? null);
    });
  }, [till]);

  const give = async (by: Typed, typed: string): Promise<void> => {
    const answer =
      by === 'newPin'
        ? await till.askQuietly('members.setPin', { member, pin: typed })
        : await till.askQuietly('counter.proof', { by, staff: by === 'manager' ? manager : null, pin: typed });
    // Whoever has gone on to another way meanwhile is typing there.
    if (chosen.current !== by) return;
    setPin('');
    setRefusal(answer.ok ? null : answer.refusal);
    if (answer.ok) take(null);
  };
  const take = (next: Way | null): void => {
    chosen.current = next;
    setWay(next);
  };
  const choose = (by: Way): void => {
    onTouched();
    setRefusal(null);
    setPin('');
    take(by);
    // A code that is on its way already is typed; another is sent when somebody asks for it.
    if (by === 'code' && proof.code === null) void askCode();
  };
  const askCode = async (): Promise<void> => {
    setPin('');
    setRefusal(null);
    setAsking(true);
    const answer = await till.askQuietly('counter.askCode', {});
    setAsking(false);
    if (!answer.ok && chosen.current === 'code') setRefusal(answer.refusal);
  };
  const removePin = async (): Promise<void> => {
    const answer = await till.askQuietly('members.removePin', { member });
    if (chosen.current !== 'noPin') return;
    setRefusal(answer.ok ? null : answer.refusal);
    if (answer.ok) take(null);
  };
  const given = proof.given.map((one) => say(`proofs.${one}`));
  const isCode = way === 'code';
  return (
    <section className="proof" aria-labelledby="proof">
      <h3 id="proof" className="rewards-title">
        {say('proof.title')} <small>{given.length === 0 ? say('proof.none') : given.join(' · ')}</small>
      </h3>
      <div className="proof-ways">
        <Tap pressed={way === 'pin' || way === 'newPin'} onTap={() => choose(proof.hasPin ? 'pin' : 'newPin')}>
          {say(proof.hasPin ? 'proof.byPin' : 'proof.choosePin')}
        </Tap>
        <Tap pressed={way === 'manager'} onTap={() => choose('manager')}>
          {say('proof.byManager')}
        </Tap>
        <Tap pressed={isCode} loading={asking} onTap={() => choose('code')}>
          {say('proof.byCode')}
        </Tap>
        {proof.hasPin ? (
          <Tap look="quiet" pressed={way === 'noPin'} onTap={() => choose('noPin')}>
            {say('proof.removePin')}
          </Tap>
        ) : null}
      </div>
      {way === 'noPin' && proof.hasPin ? (
        <div className="proof-sent">
          <p>{say('proof.removeAsk')}</p>
          <Tap look="stop" onTap={() => void removePin()}>
            {say('proof.removeConfirm')}
          </Tap>
        </div>
      ) : null}
      {way === 'manager' && managers.length > 1 ? (
        <Choice
          label={say('proof.byManager')}
          value={manager}
          options={managers.map(({ id, name }) => ({ value: id, label: name }))}
          onChoose={setManager}
        />
      ) : null}
      {isCode && proof.code !== null ? <CodeOnItsWay code={proof.code} asking={asking} onAgain={askCode} /> : null}
      {way === null || way === 'noPin' || (isCode && proof.code === null) ? null : (
        <div className="rewards-code">
          <Field
            type={isCode ? 'text' : 'password'}
            inputMode="numeric"
            maxLength={12}
            autoFocus
            label={say(LABELS[way])}
            value={pin}
            onFocus={onTouched}
            onKeyDown={(event) => {
              if (event.key !== 'Enter' || pin === '') return;
              event.preventDefault();
              void give(way, pin);
            }}
            onText={(typed) => {
              setPin(typed);
              setRefusal(null);
            }}
          />
          <Tap disabled={pin === ''} onTap={() => void give(way, pin)}>
            {say('proof.check')}
          </Tap>
        </div>
      )}
      {refusal === null ? null : <p role="alert">{refusalText(words, refusal)}</p>}
    </section>
  );
}

interface CodeOnItsWayProps {
  readonly code: CodeView;
  readonly asking: boolean;
  readonly onAgain: () => Promise<void>;
}

/** Where the message went, and another after a wait: the first is often only slow. */
function CodeOnItsWay({ code, asking, onAgain }: CodeOnItsWayProps) {
  const { say } = useWords();
  const { now } = useTill();
  const time = useTillTime(now, 1000);
  const seconds = Math.max(0, Math.ceil((code.againAt - (time ?? 0)) / 1000));
  return (
    <div className="proof-sent">
      <p role="status">{say(code.sure ? 'proof.codeSent' : 'proof.codeUnsure', { ending: code.ending })}</p>
      <Tap disabled={seconds > 0} loading={asking} onTap={() => void onAgain()}>
        {seconds > 0 ? say('proof.codeAgainIn', { seconds }) : say('proof.codeAgain')}
      </Tap>
    </div>
  );
}
