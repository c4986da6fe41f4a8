import { useEffect, useState } from 'react';
import type { Request } from '../../contract/till/api.ts';
import type { ProofView, StaffRow } from '../../contract/till/views.ts';
import type { MemberId } from '../../domain/identity/ids.ts';
import type { Refusal } from '../../domain/refusal/refusal.ts';
import { useTill } from '../app/till.ts';
import { Choice } from '../controls/Choice.tsx';
import { Field } from '../controls/Field.tsx';
import { Tap } from '../controls/Tap.tsx';
import { refusalText } from '../words/refusals.ts';
import { useWords } from '../words/useWords.ts';

type Way = Request<'counter.proof'>['by'] | 'newPin';

interface ProofSectionProps {
  readonly member: MemberId;
  readonly proof: ProofView;
  readonly onTouched: () => void;
}

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
  useEffect(() => {
    void till.askQuietly('staff.list', {}).then((answer) => {
      const found = answer.ok ? answer.value.filter(({ role }) => role === 'manager') : [];
      setManagers(found);
      setManager(found[0]?.id ?? null);
    });
  }, [till]);

  const give = async (by: Way, typed: string): Promise<void> => {
    const answer =
      by === 'newPin'
        ? await till.askQuietly('members.setPin', { member, pin: typed })
        : await till.askQuietly('counter.proof', { by, staff: by === 'manager' ? manager : null, pin: typed });
    setPin('');
    setRefusal(answer.ok ? null : answer.refusal);
    if (answer.ok) setWay(null);
  };
  const choose = (by: Way): void => {
    onTouched();
    setRefusal(null);
    setPin('');
    // Nobody types anything: the till says at once whether a message can be sent.
    if (by === 'code') void give(by, '');
    setWay(by === 'code' ? null : by);
  };
  const given = proof.given.map((one) => say(`proofs.${one}`));
  const label = way === 'manager' ? 'proof.managerPin' : way === 'newPin' ? 'proof.newPin' : 'proof.pin';
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
        <Tap onTap={() => choose('code')}>{say('proof.byCode')}</Tap>
      </div>
      {way === 'manager' && managers.length > 1 ? (
        <Choice
          label={say('proof.byManager')}
          value={manager}
          options={managers.map(({ id, name }) => ({ value: id, label: name }))}
          onChoose={setManager}
        />
      ) : null}
      {way === null ? null : (
        <div className="rewards-code">
          <Field
            type="password"
            inputMode="numeric"
            maxLength={12}
            autoFocus
            label={say(label)}
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
