import { useState } from 'react';
import type { MemberPanel } from '../../contract/till/views.ts';
import { points } from '../../domain/amount/points.ts';
import { formatPoints } from '../../domain/amount/text.ts';
import type { Refusal } from '../../domain/refusal/refusal.ts';
import { useTill } from '../app/till.ts';
import { Field } from '../controls/Field.tsx';
import { Tap } from '../controls/Tap.tsx';
import { FOR_NAMES } from '../keypad/fields.ts';
import { useMainAction } from '../keys/useMainAction.ts';
import { pointsOf } from '../redeem/PointsChoice.tsx';
import { useWords } from '../words/useWords.ts';
import { DeedDone } from './DeedDone.tsx';
import { Refused } from './Refused.tsx';

/** What is given often, so that a thumb need not type. */
const USUAL = [10, 20, 50, 100] as const;
const REASONS = ['quality', 'waiting', 'mistake'] as const;

/** Points from the house, and why: the reason stands beside the record. */
export function GoodwillPage({ member }: { readonly member: MemberPanel }) {
  const { say } = useWords();
  const till = useTill();
  const [amount, setAmount] = useState('');
  const [reason, setReason] = useState('');
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [given, setGiven] = useState<number | null>(null);
  const [asking, setAsking] = useState(false);
  const value = pointsOf(amount);

  const give = async (): Promise<void> => {
    setAsking(true);
    const answer = await till.askQuietly('members.goodwill', { member: member.id, points: amount, reason });
    setAsking(false);
    if (answer.ok) setGiven(value);
    else setRefusal(answer.refusal);
  };
  const ready = amount.trim() !== '' && reason.trim() !== '';
  useMainAction({
    label: ready ? say('deeds.goodwillConfirm', { points: value }) : say('deeds.goodwillNeeds'),
    enabled: ready && !asking,
    run: () => void give(),
    active: given === null,
  });
  if (given !== null) {
    const { name, balance } = member;
    return <DeedDone title={say('deeds.goodwillDone', { points: given })} balances={[{ name, balance }]} />;
  }
  const type = (text: string): void => {
    setAmount(text);
    setRefusal(null);
  };
  return (
    <div className="deed-page">
      <div className="deed-amount">
        <Field label={say('deeds.points')} value={amount} inputMode="numeric" autoFocus onText={type} />
        {USUAL.map((usual) => (
          <Tap key={usual} pressed={value === usual} onTap={() => type(String(usual))}>
            {usual}
          </Tap>
        ))}
      </div>
      <Field
        {...FOR_NAMES}
        label={say('deeds.reason')}
        description={say('deeds.reasonHint')}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        value={reason}
        maxLength={200}
        onText={(text) => {
          setReason(text);
          setRefusal(null);
        }}
      />
      <div className="deed-taps">
        {REASONS.map((each) => (
          <Tap
            key={each}
            pressed={reason === say(`deeds.reason.${each}`)}
            onTap={() => setReason(say(`deeds.reason.${each}`))}
          >
            {say(`deeds.reason.${each}`)}
          </Tap>
        ))}
      </div>
      <Refused refusal={refusal} />
      <p className="deed-will">
        {value === 0
          ? ''
          : say('deeds.willBe', {
              before: formatPoints(member.balance),
              after: formatPoints(points(member.balance + value)),
            })}
      </p>
    </div>
  );
}
